import type { OutputSample } from '../cost/output-estimate.ts';
import type { Observation } from '../meter/calibration.ts';
import type { Project } from '../model/project.ts';
import type { PromptFile } from '../model/prompt-file.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { isShard, parseRecording } from '../recordings/format.ts';
import { recordedRequest } from '../recordings/key.ts';
import type { Interaction } from '../recordings/recording.ts';
import { applyOverlays } from '../render/overlay.ts';
import type { Prompt } from '../render/prompt.ts';
import type { ChatMessage, ModelRequest } from '../render/request.ts';

/** What a prompt's recordings say about how long its answers are. */
export type Samples = {
  /** Of a model in a locale; where nothing is recorded in it, in any. */
  of(model: string, locale: string | null): readonly OutputSample[];
  /** The requests, and the input they were billed with. */
  requests(model: string, locale: string | null): readonly Observation[];
};

const maxBytes = 64 << 20;

/** Answers a provider gave; samples written by hand teach nothing. */
export async function readSamples(
  file: PromptFile,
  prompt: Prompt,
  project: Pick<Project, 'recordings'>,
  snapshot: Snapshot,
): Promise<Samples> {
  const paths = project.recordings.get(file.path) ?? [];
  if (paths.length === 0) return { of: () => [], requests: () => [] };
  const decoder = new TextDecoder();
  const answers: Interaction[] = [];
  for (const [path, bytes] of await snapshot.read(paths, maxBytes)) {
    for (const text of textsOf(path, decoder.decode(bytes)))
      answers.push(...parseRecording(path, text).interactions.filter(isAnswer));
  }
  const answersOf = (model: string, locale: string | null): readonly Interaction[] => {
    const onModel = answers.filter(({ slot }) => slot.model === model);
    const inLocale = onModel.filter(({ slot }) => (slot.locale ?? null) === locale);
    return inLocale.length > 0 ? inLocale : onModel;
  };
  return {
    of: (model, locale) =>
      answersOf(model, locale).flatMap(({ completion: { usage } }) => usage?.output ?? []),
    requests: (model, locale) =>
      answersOf(model, locale).flatMap((answer) => observationOf(answer, prompt) ?? []),
  };
}

const textsOf = (path: string, text: string): readonly string[] =>
  isShard(path) ? text.split('\n').filter((line) => line.trim() !== '') : [text];

const isAnswer = ({ slot, completion }: Interaction): boolean =>
  slot.role === 'target' && completion.origin === 'live' && completion.usage !== null;

/** A request as it was recorded; null where what came with it, tools or a schema, is another one now. */
function observationOf({ slot, request, completion }: Interaction, prompt: Prompt): Observation | null {
  const { model, locale = null, variant = null } = slot;
  const { tools, toolChoice, output } = applyOverlays(prompt, { model, locale, variant });
  const messages = request.messages as readonly ChatMessage[];
  const whole: ModelRequest = { model, messages, params: {}, tools, toolChoice, output };
  const now = recordedRequest({ ...whole, messages: [] });
  const isSame = now.tools === request.tools && now.output.schema === request.output.schema;
  return isSame && completion.usage ? { request: whole, tokens: completion.usage.input.total } : null;
}
