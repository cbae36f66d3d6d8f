import { canonicalJson, precedenceOf, promptBehavior } from '../../model/digest.ts';
import { byCodePoint } from '../../model/order.ts';
import type { OverlayKind } from '../../model/prompt-file.ts';
import type { YamlPath } from '../../model/yaml-file.ts';
import { applyOverlays } from '../../render/overlay.ts';
import type { Overlay, Prompt } from '../../render/prompt.ts';
import type { ChangeKind, Difference, Sides } from '../change.ts';

const added = { audience: 'caller', level: 'safe', bump: 'minor' } as const;
const removed = { audience: 'caller', level: 'breaking', bump: 'major' } as const;
const behavior = { audience: 'behavior', level: 'safe', bump: 'patch' } as const;
const text =
  'model: { id: openai/gpt-4.1, params: { temperature: 0 } }\nmessages: [{ id: ask, role: user, content: Hello }]';
const terse = 'variants: { terse: { messages: { ask: Hi } } }';
const french = 'locales: { fr: { messages: { ask: Bonjour } } }';

const variantAdded: ChangeKind = {
  id: 'variant-added',
  ...added,
  summary: 'There is a new variant.',
  why: 'Nobody asks for it yet.',
  advice: 'Give it cases: variant: <name>.',
  examples: [{ before: text, after: `${text}\n${terse}` }],
};

const variantRemoved: ChangeKind = {
  id: 'variant-removed',
  ...removed,
  summary: 'A variant is gone.',
  why: 'Code that asks for it fails.',
  advice: 'Keep it until nobody asks for it.',
  examples: [{ before: `${text}\n${terse}`, after: text }],
};

const localeAdded: ChangeKind = {
  id: 'locale-added',
  ...added,
  summary: 'There is a new locale.',
  why: 'Nobody asks for it yet.',
  advice: 'Give it cases: locale: <name>.',
  examples: [{ before: text, after: `${text}\n${french}` }],
};

const localeRemoved: ChangeKind = {
  id: 'locale-removed',
  ...removed,
  summary: 'A locale is gone.',
  why: 'Code that asks for it fails.',
  advice: 'Keep it until nobody asks for it.',
  examples: [{ before: `${text}\n${french}`, after: text }],
};

const overlayChanged: ChangeKind = {
  id: 'overlay-changed',
  ...behavior,
  summary: 'A variant, locale or model overlay is written otherwise and makes the same of the prompt.',
  why: 'What an overlay does change is reported as the change it makes: a text, a parameter, a default.',
  advice: 'Leave out what the prompt says already.',
  examples: [
    {
      before: `${text}\n${terse}`,
      after: `${text}\nvariants: { terse: { messages: { ask: Hi }, params: { temperature: 0 } } }`,
    },
  ],
};

const orderChanged: ChangeKind = {
  id: 'overlay-order-changed',
  ...behavior,
  level: 'dangerous',
  summary: 'Of two model overlays that fit one model, the other one comes last.',
  why: 'Where the literal text of two globs is equally long, the later one wins.',
  advice: 'Write globs that do not fit the same model.',
  examples: [
    {
      before: `${text}\nmodels: { "openai/*": { params: { topP: 1 } }, "*/gpt-4.": { params: { topP: 0 } } }`,
      after: `${text}\nmodels: { "*/gpt-4.": { params: { topP: 0 } }, "openai/*": { params: { topP: 1 } } }`,
    },
  ],
};

export const overlayKinds: readonly ChangeKind[] = [
  ...[variantAdded, variantRemoved, localeAdded, localeRemoved],
  ...[overlayChanged, orderChanged],
];

type Compare = (sides: Sides) => Promise<readonly Difference[]>;

/**
 * What overlays change beyond the base, as the changes they make: both sides are compared as they stand for one
 * overlay, and what is no news after `known` is left out.
 */
export async function compareOverlays(
  sides: Sides,
  known: readonly Difference[],
  compare: Compare,
): Promise<readonly Difference[]> {
  const told = new Set(known.map(sayingOf));
  const found: Difference[] = [];
  for (const kind of ['variants', 'locales', 'models'] as const) {
    const names = new Set([...Object.keys(sides.before[kind]), ...Object.keys(sides.after[kind])]);
    for (const name of [...names].sort(byCodePoint)) {
      for (const difference of await compareOverlay(sides, kind, name, compare))
        if (!told.has(sayingOf(difference))) found.push(named(difference, kind, name));
    }
  }
  return [...found, ...compareOrder(sides)];
}

const sayingOf = ({ kind, about, before, after }: Difference): string =>
  canonicalJson([kind.id, about, before ?? null, after ?? null]);

async function compareOverlay(
  sides: Sides,
  kind: OverlayKind,
  name: string,
  compare: Compare,
): Promise<readonly Difference[]> {
  const [old, now] = [behaviorOf(sides.before, kind, name), behaviorOf(sides.after, kind, name)];
  if (old === now) return [];
  const at = overlayPlaces(sides, kind, name);
  if (kind !== 'models' && (old === null || now === null)) {
    const kinds = kind === 'variants' ? [variantAdded, variantRemoved] : [localeAdded, localeRemoved];
    const change = kinds[old === null ? 0 : 1];
    return change ? [{ kind: change, at: at([]), message: old === null ? 'new.' : 'gone.', about: '' }] : [];
  }
  const applied = {
    ...sides,
    before: appliedTo(sides.before, kind, name),
    after: appliedTo(sides.after, kind, name),
    at,
  };
  const differences = await compare(applied);
  if (differences.length > 0) return differences;
  return [{ kind: overlayChanged, at: at([]), message: 'written otherwise, to the same effect.', about: '' }];
}

/** What the digest covers of one overlay, as text; null: there is none. */
function behaviorOf(prompt: Prompt, kind: OverlayKind, name: string): string | null {
  return Object.hasOwn(prompt[kind], name) ? canonicalJson(promptBehavior(prompt)[kind][name]) : null;
}

/** The prompt with this one overlay, whatever the model, and no other. */
function appliedTo(prompt: Prompt, kind: OverlayKind, name: string): Prompt {
  const overlay: Overlay = Object.hasOwn(prompt[kind], name) ? (prompt[kind][name] ?? {}) : {};
  return applyOverlays(
    { ...prompt, variants: { only: overlay }, locales: {}, models: {} },
    { variant: 'only' },
  );
}

/** Where a path of the prompt file stands in the overlay. */
function overlayPlaces({ after, at }: Sides, kind: OverlayKind, name: string): Sides['at'] {
  return (path) => at([kind, name, ...withinOverlay(after, path)]);
}

function withinOverlay({ messages }: Prompt, path: YamlPath): YamlPath {
  const [first, second, ...rest] = path;
  if (first === 'model') return second === undefined ? [] : [second, ...rest];
  if (first !== 'messages' || typeof second !== 'number') return path;
  const message = messages[second];
  return message?.type === 'message' && message.id !== null ? ['messages', message.id] : ['messages'];
}

const titles: Readonly<Record<OverlayKind, string>> = {
  variants: 'Variant',
  locales: 'Locale',
  models: 'Models',
};

function named(difference: Difference, kind: OverlayKind, name: string): Difference {
  const title = `${titles[kind]} "${name}"`;
  const { message, about } = difference;
  const verb = about === '' ? `${title} is ${message}` : `${title}: ${message}`;
  return { ...difference, message: verb, about: `${kind}.${name} ${about}` };
}

function* compareOrder({ before, after, at }: Sides): Iterable<Difference> {
  const both = (glob: string) => Object.hasOwn(before.models, glob) && Object.hasOwn(after.models, glob);
  const pairsOf = ({ models }: Prompt) =>
    precedenceOf(Object.keys(models)).filter((pair) => pair.every(both));
  const [old, now] = [pairsOf(before), pairsOf(after)];
  const inOrder = (pairs: typeof old) => pairs.map((pair) => pair.join(' before ')).sort(byCodePoint);
  if (canonicalJson(inOrder(old)) === canonicalJson(inOrder(now))) return;
  const message = 'Of model overlays that fit the same model, another one wins.';
  const values = { before: inOrder(old), after: inOrder(now) };
  yield { kind: orderChanged, at: at(['models']), message, about: 'models', ...values };
}
