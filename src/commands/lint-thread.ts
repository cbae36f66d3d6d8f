import { parentPort, workerData } from 'node:worker_threads';
import { openLayout } from '../model/project.ts';
import { blobIdOf } from '../source/blob-id.ts';
import { readSnapshot } from '../source/snapshot.ts';
import { trackSnapshot } from '../source/tracked-snapshot.ts';
import { groundOf, lintOne } from './lint-prompt.ts';
import { type LintedApart, sightOf, type ThreadStart } from './lint-threads.ts';

/** The other end of lint-threads.ts: lints (and packs) the prompts it is named, from the same files. */
async function serve({ root, select, commit, moment, packs }: ThreadStart): Promise<void> {
  const files = await readSnapshot(root, commit === null ? null : { commit });
  const layout = await openLayout(files, select);
  const places = new Map(layout.places.map((place) => [place.path, place]));
  const tracked = trackSnapshot(files, (bytes) => blobIdOf(root, bytes));
  const ground = groundOf(layout, tracked.snapshot, moment);
  const pack = packs ? (await import('../bundle/pack-prompt.ts')).packFile : null;

  async function lintSome(paths: readonly string[]): Promise<readonly (LintedApart | null)[]> {
    const asked = paths.flatMap((path) => places.get(path) ?? []);
    const read = await layout.read(asked, tracked.snapshot);
    const prompts = new Map(read.map((prompt) => [prompt.path, prompt]));
    const answers: (LintedApart | null)[] = [];
    for (const path of paths) {
      const prompt = prompts.get(path);
      const also = tracked.collect();
      if (!prompt) {
        answers.push(null);
        continue;
      }
      const linted = await lintOne(prompt, ground);
      const named = [...new Set([...linted.reads, ...also])];
      const files = named.map((each) => [each, tracked.idOf(each)] as const);
      answers.push({ linted, packed: pack?.(prompt) ?? null, files });
    }
    return answers;
  }
  parentPort?.on('message', (paths: readonly string[]) => {
    lintSome(paths).then(
      (answers) => parentPort?.postMessage(answers),
      () => parentPort?.postMessage(null),
    );
  });
  parentPort?.postMessage(sightOf(layout));
}

serve(workerData as ThreadStart).catch(() => parentPort?.postMessage(null));
