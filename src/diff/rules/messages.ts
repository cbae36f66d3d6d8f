import type { Message } from '../../render/prompt.ts';
import type { ChangeKind, Difference, Sides } from '../change.ts';
import type { BehaviorComparison } from '../comparison.ts';
import { type MatchedMessage, matchMessages } from '../match-messages.ts';
import { messageLabel, textOfParts } from '../message-text.ts';
import { compareTexts } from './text.ts';

const behavior = { audience: 'behavior', level: 'dangerous', bump: 'minor' } as const;
const user = '  - { id: ask, role: user, content: Where is my parcel? }';
const rules = '  - { id: rules, role: system, content: Answer from the articles alone. }';
const tone = '  - { id: tone, role: system, content: Be brief and kind. }';
const messages = (...items: readonly string[]) => `messages:\n${items.join('\n')}`;

const messageAdded: ChangeKind = {
  id: 'message-added',
  ...behavior,
  summary: 'A message is sent that was not sent before.',
  why: 'The model reads something new: instructions, few-shot examples or a conversation.',
  advice: 'Record the golden cases again and compare.',
  examples: [{ before: messages(user), after: messages(rules, user) }],
};

const messageRemoved: ChangeKind = {
  id: 'message-removed',
  ...behavior,
  summary: 'A message is no longer sent.',
  why: 'What it told the model is gone.',
  advice: 'Record the golden cases again and compare.',
  examples: [{ before: messages(rules, user), after: messages(user) }],
};

const guardRemoved: ChangeKind = {
  id: 'guard-removed',
  ...behavior,
  summary: 'A message marked `guard: true` is no longer sent.',
  why: 'Somebody marked this text because its loss must not go unseen: it keeps the model within limits.',
  advice: 'Restore it, or ask its owner.',
  examples: [
    {
      before: messages(
        '  - { id: limits, role: system, guard: true, content: Never give legal advice. }',
        user,
      ),
      after: messages(user),
    },
  ],
};

const roleChanged: ChangeKind = {
  id: 'message-role-changed',
  ...behavior,
  summary: 'A message is sent under another role.',
  why: 'Models trust a system message more than what a user says.',
  advice: 'Record the golden cases again; those about injection first.',
  examples: [
    {
      before: messages(rules, user),
      after: messages('  - { id: rules, role: user, content: Answer from the articles alone. }', user),
    },
  ],
};

const orderChanged: ChangeKind = {
  id: 'message-order-changed',
  ...behavior,
  summary: 'The messages are sent in another order.',
  why: 'Later words weigh more with many models, and a cached prefix ends where the order changed.',
  advice: 'Record the golden cases again and compare.',
  examples: [{ before: messages(rules, tone, user), after: messages(tone, rules, user) }],
};

const historyChanged: ChangeKind = {
  id: 'history-changed',
  ...behavior,
  bump: 'patch',
  summary: 'Another part of the conversation is sent.',
  why: 'The model remembers more or less of what was said.',
  advice: 'Try it with a long conversation.',
  examples: [
    {
      before: `inputs: { past: { type: messages } }\n${messages('  - { history: past, last: 8 }', user)}`,
      after: `inputs: { past: { type: messages } }\n${messages('  - { history: past, last: 2 }', user)}`,
    },
  ],
};

const cacheFlagChanged: ChangeKind = {
  id: 'cache-flag-changed',
  ...behavior,
  bump: 'patch',
  summary: 'A breakpoint of the provider’s prompt cache came or went.',
  why: 'It changes no answer, but what every call costs and how soon it starts.',
  advice: 'Set `cache: true` on the last message that is the same for every call.',
  examples: [
    {
      before: messages('  - { id: rules, role: system, cache: true, content: Be brief. }', user),
      after: messages('  - { id: rules, role: system, content: Be brief. }', user),
    },
  ],
};

/** Which messages are sent, as whom, in which order. What they say, text.ts compares. */
export const messagesComparison: BehaviorComparison = {
  kinds: [
    messageAdded,
    messageRemoved,
    guardRemoved,
    roleChanged,
    orderChanged,
    historyChanged,
    cacheFlagChanged,
  ],
  *compare(sides) {
    const { before, after, at } = sides;
    const match = matchMessages(before.messages, after.messages);
    for (const index of match.removed) yield* removal(sides, index, match.added);
    for (const index of match.added) {
      const message = after.messages[index];
      if (!message) continue;
      const label = messageLabel(message, index);
      const origin = splitFrom(sides, message, match.pairs);
      yield {
        kind: messageAdded,
        at: at(['messages', index]),
        message: `Message "${label}" is sent as well${origin === null ? '' : `; its text stood in "${origin}" before`}.`,
        about: label,
        after: textOf(message),
      };
    }
    for (const pair of match.pairs) yield* comparePair(sides, pair, match.moved.has(pair));
  },
};

function* removal(sides: Sides, index: number, added: readonly number[]): Iterable<Difference> {
  const { before, after, at } = sides;
  const message = before.messages[index];
  if (!message) return;
  const label = messageLabel(message, index);
  const isGuard = sides.guards.has(index);
  const text = textOf(message);
  const whole = after.messages.findIndex((other, place) => !added.includes(place) && holds(other, message));
  const into = after.messages[whole];
  const where = into ? `; its text stands in "${messageLabel(into, whole)}" now` : '';
  const what = isGuard ? `Guard "${label}"` : `Message "${label}"`;
  yield {
    kind: isGuard ? guardRemoved : messageRemoved,
    at: at(['messages']),
    message: `${what} is no longer sent${where}.`,
    about: label,
    before: text,
  };
}

function* comparePair(
  sides: Sides,
  { before: from, after: to }: MatchedMessage,
  moved: boolean,
): Iterable<Difference> {
  const { before, after, at } = sides;
  const [old, now] = [before.messages[from], after.messages[to]];
  if (!old || !now) return;
  const about = messageLabel(now, to);
  const place = at(['messages', to]);
  if (moved) {
    const message = `Message "${about}" moved from place ${from + 1} to ${to + 1}.`;
    yield { kind: orderChanged, at: place, message, about, before: from + 1, after: to + 1 };
  }
  if (old.type === 'history' && now.type === 'history') {
    const [was, is] = [historyText(old), historyText(now)];
    const message = `History sends ${is}, before ${was}.`;
    if (was !== is) yield { kind: historyChanged, at: place, message, about, before: was, after: is };
  }
  if (old.type !== 'message' || now.type !== 'message') return;
  if (old.role !== now.role) {
    const message = `Message "${about}" is sent as ${now.role}, before as ${old.role}.`;
    yield { kind: roleChanged, at: place, message, about, before: old.role, after: now.role };
  }
  if (old.cache !== now.cache) {
    const message = now.cache
      ? `A cache ends with message "${about}".`
      : `No cache ends with message "${about}".`;
    yield { kind: cacheFlagChanged, at: place, message, about, before: old.cache, after: now.cache };
  }
  const guard = sides.guards.has(from);
  yield* compareTexts(
    sides,
    { about: guard ? `guard ${about}` : `message ${about}`, at: place },
    old.content,
    now.content,
  );
}

type History = Extract<Message, { type: 'history' }>;

const historyText = ({ input, last }: History): string =>
  last === null ? `all of "${input}"` : `the last ${last} of "${input}"`;

const textOf = (message: Message): string =>
  message.type === 'message' ? textOfParts(message.content) : message.type;

/** Label of a message before that held this one's text and holds it no longer. */
function splitFrom(
  { before, after }: Sides,
  message: Message,
  pairs: readonly MatchedMessage[],
): string | null {
  const pair = pairs.find((each) => {
    const [old, now] = [before.messages[each.before], after.messages[each.after]];
    return old && now && holds(old, message) && !holds(now, message);
  });
  const origin = pair && before.messages[pair.before];
  return origin ? messageLabel(origin, pair.before) : null;
}

/** Whether one message says all that another one does. */
function holds(whole: Message, part: Message): boolean {
  if (whole.type !== 'message' || part.type !== 'message') return false;
  const flat = (message: Message) => textOf(message).replace(/\s+/g, ' ').trim();
  return flat(part) !== '' && flat(whole).includes(flat(part));
}
