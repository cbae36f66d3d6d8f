import { canonicalJson } from '../../model/digest.ts';
import type { Json, Params } from '../../render/prompt.ts';
import type { ChangeKind, Difference, Sides } from '../change.ts';
import type { BehaviorComparison } from '../comparison.ts';

const asked = 'messages: [{ role: user, content: Hello }]';

const modelChanged: ChangeKind = {
  id: 'model-changed',
  audience: 'behavior',
  level: 'dangerous',
  bump: 'minor',
  summary: 'Another model is asked.',
  why: 'Every answer comes from somewhere else now: quality, price, speed, limits and supported parameters may differ.',
  advice: 'Run the golden cases on the new model: promptops test --model <id> --replay record.',
  examples: [
    {
      before: `model: { id: openai/gpt-4.1 }\n${asked}`,
      after: `model: { id: openai/gpt-4.1-mini }\n${asked}`,
    },
    {
      before: { prompt: asked, files: { 'promptops.yaml': 'promptops: 1\nmodel: openai/gpt-4.1\n' } },
      after: { prompt: asked, files: { 'promptops.yaml': 'promptops: 1\nmodel: openai/gpt-4.1-mini\n' } },
    },
  ],
};

const fallbackChanged: ChangeKind = {
  id: 'fallback-changed',
  audience: 'behavior',
  level: 'dangerous',
  bump: 'patch',
  summary: 'Other models stand in when the first cannot answer.',
  why: 'In an outage the answers come from another model than the one that was tested.',
  advice: 'List stand-ins under `also`, so that they are tested as well.',
  examples: [
    {
      before: `model: { id: openai/gpt-4.1, fallback: [openai/gpt-4.1-mini] }\n${asked}`,
      after: `model: { id: openai/gpt-4.1 }\n${asked}`,
    },
  ],
};

const paramChanged: ChangeKind = {
  id: 'param-changed',
  audience: 'behavior',
  level: 'dangerous',
  bump: 'patch',
  summary: 'A parameter of the request has another value.',
  why: 'Temperature, penalties, stop sequences and the like change what the model answers to the same words.',
  advice: 'Record the golden cases again and compare.',
  examples: [
    {
      before: `model: { id: openai/gpt-4.1, params: { temperature: 0 } }\n${asked}`,
      after: `model: { id: openai/gpt-4.1, params: { temperature: 0.7 } }\n${asked}`,
    },
    {
      before: `model: { id: openai/gpt-4.1, params: { maxOutputTokens: 100 } }\n${asked}`,
      after: `model: { id: openai/gpt-4.1, params: { maxOutputTokens: 200 } }\n${asked}`,
    },
    {
      before: `model: { id: openai/gpt-4.1, params: { provider: { user: a } } }\n${asked}`,
      after: `model: { id: openai/gpt-4.1, params: { provider: { user: b } } }\n${asked}`,
    },
  ],
};

const maxTokensLowered: ChangeKind = {
  id: 'max-tokens-lowered',
  audience: 'consumer',
  level: 'dangerous',
  bump: 'minor',
  summary: 'An answer may hold fewer tokens than before.',
  why: 'An answer that was whole may now be cut off, and cut-off JSON does not parse.',
  advice: 'Look at the longest recorded answers; leave room above them.',
  examples: [
    {
      before: `model: { id: openai/gpt-4.1, params: { maxOutputTokens: 200 } }\n${asked}`,
      after: `model: { id: openai/gpt-4.1, params: { maxOutputTokens: 100 } }\n${asked}`,
    },
    {
      before: `model: { id: openai/gpt-4.1 }\n${asked}`,
      after: `model: { id: openai/gpt-4.1, params: { maxOutputTokens: 100 } }\n${asked}`,
    },
  ],
};

/** Which model is asked, what stands in for it, and with which parameters. */
export const modelComparison: BehaviorComparison = {
  kinds: [modelChanged, fallbackChanged, paramChanged, maxTokensLowered],
  *compare(sides) {
    const { before, after, at } = sides;
    const [old, now] = [before.model, after.model];
    // Without one there is a fault, which says so.
    if (old.id !== now.id && old.id !== '' && now.id !== '') {
      const message = `Model ${old.id} → ${now.id} (${distanceOf(old.id, now.id)}).`;
      yield {
        kind: modelChanged,
        at: at(['model', 'id']),
        message,
        about: 'model',
        before: old.id,
        after: now.id,
      };
    }
    if (canonicalJson(old.fallback) !== canonicalJson(now.fallback)) {
      const message = `Fallback ${listed(old.fallback)} → ${listed(now.fallback)}.`;
      const values = { before: old.fallback, after: now.fallback };
      yield { kind: fallbackChanged, at: at(['model', 'fallback']), message, about: 'fallback', ...values };
    }
    yield* compareParams(sides);
  },
};

function* compareParams({ before, after, at }: Sides): Iterable<Difference> {
  const [old, now] = [flat(before.params), flat(after.params)];
  for (const name of [...new Set([...old.keys(), ...now.keys()])].sort()) {
    const [was, is] = [old.get(name), now.get(name)];
    if (canonicalJson(was) === canonicalJson(is)) continue;
    yield {
      kind: isLowered(name, was, is) ? maxTokensLowered : paramChanged,
      at: at(['model', 'params', ...name.split('.')]),
      message: `Parameter "${name}": ${shown(was)} → ${shown(is)}.`,
      about: name,
      ...(was === undefined ? {} : { before: was }),
      ...(is === undefined ? {} : { after: is }),
    };
  }
}

/** Parameters by name; those of the provider as `provider.x`. */
function flat({ provider = {}, ...params }: Params): ReadonlyMap<string, Json> {
  const own = Object.entries(provider).map(([name, value]) => [`provider.${name}`, value] as const);
  return new Map([...Object.entries(params), ...own]);
}

/** No limit at all is the highest. */
const isLowered = (name: string, was: Json | undefined, is: Json | undefined): boolean =>
  name === 'maxOutputTokens' && typeof is === 'number' && (typeof was !== 'number' || is < was);

const shown = (value: Json | undefined): string => (value === undefined ? 'not set' : JSON.stringify(value));

const listed = (models: readonly string[]): string => (models.length === 0 ? 'none' : models.join(', '));

function distanceOf(before: string, after: string): string {
  if (providerOf(before) !== providerOf(after)) return 'another provider';
  return familyOf(before) === familyOf(after) ? 'the same family' : 'another family';
}

const providerOf = (model: string): string => model.slice(0, model.indexOf('/'));

/** `gpt-4.1-mini-2025-04-14` and `gpt-4.1` are both of family `gpt`. */
const familyOf = (model: string): string =>
  /^[a-z]*/i.exec(model.slice(model.lastIndexOf('/') + 1))?.[0] ?? '';
