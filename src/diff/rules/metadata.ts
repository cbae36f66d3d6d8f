import { canonicalJson } from '../../model/digest.ts';
import { byCodePoint } from '../../model/order.ts';
import type { Budgets, PromptFile } from '../../model/prompt-file.ts';
import { type JsonRecord, listOf, recordOf } from '../../model/shape.ts';
import type { YamlPath } from '../../model/yaml-file.ts';
import type { Json, Prompt } from '../../render/prompt.ts';
import type { ChangeKind, Difference, Files } from '../change.ts';
import type { FileComparison } from '../comparison.ts';
import { guardsOf, placeAtHead } from '../places.ts';

const shown = { audience: 'meta', level: 'dangerous', bump: 'none' } as const;
const quiet = { audience: 'meta', level: 'safe', bump: 'none' } as const;
const text = 'messages: [{ id: ask, role: user, content: Hello }]';
const with_ = (head: string) => `${head}\n${text}`;

const aliasRemoved: ChangeKind = {
  id: 'alias-removed',
  audience: 'caller',
  level: 'breaking',
  bump: 'major',
  summary: 'A former id of the prompt no longer works.',
  why: 'Code that still renders the prompt by it fails.',
  advice: 'Keep the alias until nobody uses it.',
  examples: [{ before: with_('aliases: [old/name]'), after: text }],
};

const statusChanged: ChangeKind = {
  id: 'status-changed',
  ...shown,
  summary: 'The prompt has another status.',
  why: 'A draft is exempt from all that is asked of prompts: going back to draft takes it out of every gate.',
  advice: 'Say in the change why.',
  examples: [{ before: text, after: with_('metadata: { status: draft }') }],
};

const promptDeprecated: ChangeKind = {
  id: 'prompt-deprecated',
  ...quiet,
  bump: 'minor',
  summary: 'The prompt is deprecated.',
  why: 'Who renders it must move, and until its sunset everything works.',
  advice: 'Name what replaces it and when it goes: "replacedBy", "sunset".',
  examples: [
    { before: text, after: with_('metadata: { status: deprecated, replacedBy: x, sunset: 2027-01-31 }') },
  ],
};

const alsoChanged: ChangeKind = {
  id: 'also-changed',
  ...shown,
  summary: 'Other models are tested and priced beside the prompt’s own.',
  why: 'A model that is no longer tested may get worse unseen.',
  advice: 'Keep every model that callers choose.',
  examples: [
    {
      before: with_('model: { id: openai/gpt-4.1, also: [openai/gpt-4.1-mini] }'),
      after: with_('model: { id: openai/gpt-4.1 }'),
    },
  ],
};

const budgetRaised: ChangeKind = {
  id: 'budget-raised',
  ...shown,
  summary: 'The prompt may be longer or dearer than before.',
  why: 'A budget is a promise; raising it in the change that breaks it keeps nobody from anything.',
  advice: 'Say in the change what the tokens are for.',
  examples: [
    { before: with_('budgets: { inputTokens: 100 }'), after: with_('budgets: { inputTokens: 200 }') },
    { before: with_('budgets: { costUsd: 0.1 }'), after: text },
  ],
};

const guardUnmarked: ChangeKind = {
  id: 'guard-unmarked',
  ...shown,
  summary: 'A message is no longer marked `guard: true`.',
  why: 'Its removal would no longer stand out.',
  advice: 'Keep the mark, or ask the owner of the guard.',
  examples: [
    {
      before: 'messages: [{ role: user, guard: true, content: Hello }]',
      after: 'messages: [{ role: user, content: Hello }]',
    },
  ],
};

const metadataOnly: ChangeKind = {
  id: 'metadata-only',
  ...quiet,
  summary: 'Something is said otherwise about the prompt, and nothing of it is sent.',
  why: 'Descriptions, owners, tags, examples of inputs and ids of messages change no answer.',
  advice: 'Nothing.',
  examples: [
    { before: text, after: with_('description: Says hello.') },
    { before: text, after: 'messages: [{ id: question, role: user, content: Hello }]' },
    { before: text, after: with_('aliases: [old/name]') },
  ],
};

/** What is said about the prompt and is not sent. */
export const metadataComparison: FileComparison = {
  kinds: [
    aliasRemoved,
    statusChanged,
    promptDeprecated,
    alsoChanged,
    budgetRaised,
    guardUnmarked,
    metadataOnly,
  ],
  *compare(files) {
    const { before, after } = files;
    const at = (path: YamlPath) => placeAtHead(before, after, path);
    for (const alias of before.aliases) {
      if (after.aliases.includes(alias) || after.id === alias) continue;
      const message = `The prompt is no longer called "${alias}".`;
      yield { kind: aliasRemoved, at: at(['aliases']), message, about: alias };
    }
    yield* compareStatus(files);
    if (canonicalJson(before.also) !== canonicalJson(after.also)) {
      const message = `Tested as well: ${listed(after.also)}, before ${listed(before.also)}.`;
      const values = { before: before.also, after: after.also };
      yield { kind: alsoChanged, at: at(['model', 'also']), message, about: 'also', ...values };
    }
    yield* compareBudgets(files);
    yield* compareGuards(files);
    const changed = changedWords(files);
    if (changed.length > 0) {
      const message = `Only said otherwise: ${changed.map(({ name }) => name).join(', ')}.`;
      const first = changed[0]?.path ?? [];
      const about = changed.map(({ name, after: said }) => `${name} ${canonicalJson(said)}`).join('\n');
      yield { kind: metadataOnly, at: at(first), message, about };
    }
  },
};

const listed = (items: readonly string[]): string => (items.length === 0 ? 'none' : items.join(', '));

function* compareStatus({ before, after }: Files): Iterable<Difference> {
  const [old, now] = [before.metadata.status, after.metadata.status];
  if (old === now) return;
  const kind = now === 'deprecated' ? promptDeprecated : statusChanged;
  const { replacedBy, sunset } = after.metadata;
  const more = [replacedBy && `replaced by "${replacedBy}"`, sunset && `sunset ${sunset}`]
    .filter(Boolean)
    .join(', ');
  const message = `Status ${old} → ${now}${now === 'deprecated' && more ? ` (${more})` : ''}.`;
  yield {
    kind,
    at: placeAtHead(before, after, ['metadata', 'status']),
    message,
    about: 'status',
    before: old,
    after: now,
  };
}

const budgetNames = ['inputTokens', 'outputTokens', 'costUsd', 'maxIncreasePct'] as const;

function* compareBudgets({ before, after }: Files): Iterable<Difference> {
  const [old, now] = [budgetsOf(before), budgetsOf(after)];
  for (const [where, { path, budgets }] of old) {
    for (const name of budgetNames) {
      const [was, is] = [budgets[name], now.get(where)?.budgets[name] ?? null];
      if (was === null || (is !== null && is <= was)) continue;
      const message = `Budget ${where}${name} ${was} → ${is ?? 'none'}.`;
      const values = { before: was, after: is };
      yield {
        kind: budgetRaised,
        at: placeAtHead(before, after, [...path, name]),
        message,
        about: where + name,
        ...values,
      };
    }
  }
}

/** The prompt's budgets and those of its overlays, by what messages call them. */
function budgetsOf({ budgets, overlayBudgets }: PromptFile) {
  const found = new Map<string, { readonly path: YamlPath; readonly budgets: Budgets }>();
  found.set('', { path: ['budgets'], budgets });
  for (const [kind, byKey] of Object.entries(overlayBudgets))
    for (const [key, own] of Object.entries(byKey))
      found.set(`of ${kind}.${key}: `, { path: [kind, key, 'budgets'], budgets: own });
  return found;
}

/** A mark that went while its message stayed; a guard that went with its message is `guard-removed`. */
function* compareGuards({ before, after }: Files): Iterable<Difference> {
  const [old, now] = [guardsOf(before), guardsOf(after)];
  if (now.size >= old.size || (after.prompt?.messages.length ?? 0) < (before.prompt?.messages.length ?? 0))
    return;
  const message = `Guards marked: ${now.size}, before ${old.size}.`;
  yield {
    kind: guardUnmarked,
    at: placeAtHead(before, after, ['messages']),
    message,
    about: 'guards',
    before: old.size,
    after: now.size,
  };
}

type Words = { readonly name: string; readonly path: YamlPath; readonly after: Json };

/** What differs of all that has no kind of its own, by name. */
function changedWords({ before, after }: Files): readonly Words[] {
  const [old, now] = [wordsOf(before, after), wordsOf(after, before)];
  const added = after.aliases.filter((alias) => !before.aliases.includes(alias) && alias !== before.id);
  if (added.length > 0) now.set('aliases', added);
  return [...new Set([...old.keys(), ...now.keys()])].sort(byCodePoint).flatMap((name) => {
    const [was, is] = [old.get(name) ?? null, now.get(name) ?? null];
    return canonicalJson(was) === canonicalJson(is) ? [] : [{ name, path: pathOf(name), after: is }];
  });
}

const pathOf = (name: string): YamlPath => name.split(' ')[0]?.split('.') ?? [];

/** What one side says; of what it has and the other side lacks, other kinds tell. */
function wordsOf(one: PromptFile, other: PromptFile): Map<string, Json> {
  const { file, description, metadata, basedOn, datasets, prompt } = one;
  const { status, replacedBy, sunset, ...said } = metadata;
  const record = recordOf(file.value) ?? {};
  const others = recordOf(recordOf(other.file.value)?.['inputs']) ?? {};
  const isOtherwiseSame = one.digest === other.digest;
  return new Map<string, Json>([
    ['description', description],
    ...Object.entries(said).map(([key, value]): [string, Json] => [`metadata.${key}`, value]),
    ...(status === other.metadata.status ? [['metadata.sunset', [replacedBy, sunset]] as const] : []),
    ['basedOn', basedOn],
    ['datasets', Object.keys(datasets).sort(byCodePoint)],
    ['inputs (descriptions, examples)', descriptionsOf(record['inputs'], others)],
    ...(isOtherwiseSame && prompt ? namesOf(prompt) : []),
    ...Object.entries(record).filter(([key]) => key.startsWith('x-')),
  ]);
}

/** Ids serve only to aim overlays; renaming one everywhere changes nothing. */
const namesOf = ({ messages, examples }: Prompt): readonly (readonly [string, Json])[] => [
  ['messages (ids)', messages.map((message) => (message.type === 'message' ? message.id : null))],
  ['examples (ids)', examples.map(({ id }) => id)],
];

/** What inputs say for people, each by its name. */
function descriptionsOf(inputs: Json | undefined, others: JsonRecord): Json {
  const common = Object.entries(recordOf(inputs) ?? {}).filter(([name]) => Object.hasOwn(others, name));
  const entries = common.map(([name, input]): [string, Json] => {
    const { description = null, example = null, title = null, examples = null } = recordOf(input) ?? {};
    return [name, [description, example, title, listOf(examples)]];
  });
  return Object.fromEntries(entries);
}
