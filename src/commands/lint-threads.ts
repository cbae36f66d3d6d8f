import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { PackedFile } from '../bundle/pack-prompt.ts';
import type { LintedPrompt } from '../lint/lint.ts';
import { sha256 } from '../model/digest.ts';
import type { ProjectLayout } from '../model/project.ts';
import type { Root } from '../source/root.ts';
import type { ContentId } from '../source/tracked-snapshot.ts';
import type { Moment } from './lint-prompt.ts';

/** What a thread needs to read the same project: its files of a commit, or (null) as they stand on disk. */
export type Apart = {
  readonly root: Root;
  readonly select: readonly string[];
  readonly commit: string | null;
};

/** What a thread starts with. */
export type ThreadStart = Apart & {
  readonly part: 'lint-thread';
  readonly verb: 'lint';
  readonly moment: Moment;
  /** Whether prompts are packed as well. */
  readonly packs: boolean;
};

/** A prompt that was linted in a thread, and what stood in the files that were asked for. */
export type LintedApart = {
  readonly linted: LintedPrompt;
  readonly packed: PackedFile | null;
  readonly files: readonly (readonly [path: string, id: ContentId])[];
};

export type Thread = {
  /** By path, in this order; null: it cannot tell. */
  lint(paths: readonly string[]): Promise<readonly (LintedApart | null)[] | null>;
  close(): void;
};

/** More do not help: what is left is done here. */
const mostThreads = 3;

/** One thread for every core but this one's; none of which found another project than was found here. */
export async function openThreads(
  apart: Apart,
  layout: ProjectLayout,
  of: Pick<ThreadStart, 'moment' | 'packs'>,
): Promise<readonly Thread[]> {
  const start: ThreadStart = { ...apart, ...of, part: 'lint-thread', verb: 'lint' };
  const count = Math.min(mostThreads, availableParallelism() - 1);
  const seen = sightOf(layout);
  return Array.from({ length: count }, () => openThread(start, seen));
}

/** Digest of all that is read once for the whole project. */
export const sightOf = ({ config, configFile, ids, partialNames }: ProjectLayout): string =>
  sha256(JSON.stringify([config, configFile?.text ?? null, ids, partialNames]));

function openThread(start: ThreadStart, seen: string): Thread {
  const worker = new Worker(fileURLToPath(new URL('./worker.cjs', import.meta.url)), { workerData: start });
  // It tells first what project it sees.
  const ready = answerOf(worker).then((sight) => sight === seen);
  return {
    async lint(paths) {
      if (!(await ready)) return null;
      worker.postMessage(paths);
      return (await answerOf(worker)) as readonly (LintedApart | null)[] | null;
    },
    close: () => void worker.terminate(),
  };
}

/** null: the thread ended instead. */
async function answerOf(worker: Worker): Promise<unknown> {
  try {
    const [answer] = await once(worker, 'message');
    return answer;
  } catch {
    return null;
  }
}
