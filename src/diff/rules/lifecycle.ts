import { fileStart } from '../../model/place.ts';
import type { PromptFile } from '../../model/prompt-file.ts';
import type { ChangeKind, Difference } from '../change.ts';
import type { Facts } from '../facts.ts';

const prompt = 'messages: [{ role: user, content: Where is my parcel? }]';
const at = (path: string, text = prompt) => ({
  files: { [`prompts/${path}.prompt.yaml`]: `promptops: 1\n${text}\n` },
});
const nothing = { files: {} };
const ended = 'metadata: { status: deprecated, sunset: 2026-01-31 }';

const promptAdded: ChangeKind = {
  id: 'prompt-added',
  audience: 'caller',
  level: 'safe',
  bump: 'minor',
  summary: 'There is a new prompt.',
  why: 'Nobody calls it yet.',
  advice: 'Give it golden cases.',
  examples: [{ before: nothing, after: at('parcel') }],
};

const promptRemoved: ChangeKind = {
  id: 'prompt-removed',
  audience: 'caller',
  level: 'breaking',
  bump: 'major',
  summary: 'A prompt is gone.',
  why: 'Code that renders it by its id fails. One that was deprecated and whose sunset has passed may go: safe, minor.',
  advice: 'Deprecate it first: "status: deprecated" with "replacedBy" and "sunset".',
  examples: [
    { before: at('parcel'), after: nothing },
    {
      before: at('parcel', `${ended}\n${prompt}`),
      after: nothing,
      facts: { today: '2026-02-01' },
      level: 'safe',
    },
  ],
};

const promptRenamed: ChangeKind = {
  id: 'prompt-renamed',
  audience: 'caller',
  level: 'breaking',
  bump: 'major',
  summary: 'A prompt has another id.',
  why: 'Code that renders it by its old id fails, unless the old id stays as an alias: then it is safe, minor.',
  advice: 'Keep the old id: aliases: [<old id>].',
  examples: [
    { before: at('parcel'), after: at('support/parcel') },
    { before: at('parcel'), after: at('support/parcel', `aliases: [parcel]\n${prompt}`), level: 'safe' },
  ],
};

export const lifecycleKinds: readonly ChangeKind[] = [promptAdded, promptRemoved, promptRenamed];

/** A prompt that came, went, or has another id. */
export function* compareLifecycle(
  before: PromptFile | null,
  after: PromptFile | null,
  { today }: Facts,
): Iterable<Difference> {
  if (before === null && after !== null) {
    const message = `Prompt "${after.id}" is new.`;
    yield { kind: promptAdded, at: fileStart(after.path), message, about: after.id };
  }
  if (before !== null && after === null) yield removal(before, today);
  if (before && after && before.id !== after.id) {
    const hasAlias = after.aliases.includes(before.id);
    const message = `Prompt "${before.id}" is "${after.id}" now${hasAlias ? '; its old id still works' : ''}.`;
    const values = { before: before.id, after: after.id };
    const more = hasAlias
      ? ({ level: 'safe', bump: 'minor' } as const)
      : { hint: `Add "aliases: [${before.id}]", so that the old id still works.` };
    yield { kind: promptRenamed, at: fileStart(after.path), message, about: 'id', ...values, ...more };
  }
}

function removal({ id, path, metadata }: PromptFile, today: string): Difference {
  const { status, sunset, replacedBy } = metadata;
  const isDue = status === 'deprecated' && sunset !== null && sunset < today;
  const instead = replacedBy === null ? '' : ` "${replacedBy}" replaces it.`;
  return {
    kind: promptRemoved,
    at: fileStart(path),
    message: `Prompt "${id}" is gone${isDue ? `; its sunset was ${sunset}` : ''}.${instead}`,
    about: id,
    ...(isDue ? { level: 'safe', bump: 'minor' } : {}),
  };
}
