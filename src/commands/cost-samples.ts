import type { OutputSample } from '../cost/output-estimate.ts';
import type { Project } from '../model/project.ts';
import type { PromptFile } from '../model/prompt-file.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { isShard, parseRecording } from '../recordings/format.ts';
import type { Interaction } from '../recordings/recording.ts';

/** What a prompt's recordings say about how long its answers are. */
export type Samples = {
  /** Of a model in a locale; where nothing is recorded in it, in any. */
  of(model: string, locale: string | null): readonly OutputSample[];
};

const maxBytes = 64 << 20;

/** Answers a provider gave; samples written by hand teach nothing. */
export async function readSamples(file: PromptFile, project: Project, snapshot: Snapshot): Promise<Samples> {
  const paths = project.recordings.get(file.path) ?? [];
  if (paths.length === 0) return { of: () => [] };
  const decoder = new TextDecoder();
  const answers: Interaction[] = [];
  for (const [path, bytes] of await snapshot.read(paths, maxBytes)) {
    for (const text of textsOf(path, decoder.decode(bytes)))
      answers.push(...parseRecording(path, text).interactions.filter(isAnswer));
  }
  return {
    of(model, locale) {
      const onModel = answers.filter(({ slot }) => slot.model === model);
      const inLocale = onModel.filter(({ slot }) => (slot.locale ?? null) === locale);
      return (inLocale.length > 0 ? inLocale : onModel).flatMap(
        ({ completion: { usage } }) => usage?.output ?? [],
      );
    },
  };
}

const textsOf = (path: string, text: string): readonly string[] =>
  isShard(path) ? text.split('\n').filter((line) => line.trim() !== '') : [text];

const isAnswer = ({ slot, completion }: Interaction): boolean =>
  slot.role === 'target' && completion.origin === 'live' && completion.usage !== null;
