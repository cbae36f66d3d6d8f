import type { Message, Role } from '../render/prompt.ts';
import { textOfParts } from './message-text.ts';
import { allUnpaired, type Pair as MatchedMessage, pairByKey, type Unpaired } from './pair-by-key.ts';
import { similarity, wordsOf } from './similarity.ts';

export type { MatchedMessage };

export type MessageMatch = {
  /** In the order before. */
  readonly pairs: readonly MatchedMessage[];
  readonly removed: readonly number[];
  readonly added: readonly number[];
  /** Pairs that passed another one: the fewest that explain the new order. */
  readonly moved: ReadonlySet<MatchedMessage>;
};

/** Less alike than this, one message was removed and another added. */
const leastAlike = 0.5;
/** Pairs of messages that are compared word by word; honest prompts have a handful. */
const mostCompared = 2_500;

/**
 * Which message is which: by id, then markers by what they mark, then equal content, then the most alike of one role.
 */
export function matchMessages(before: readonly Message[], after: readonly Message[]): MessageMatch {
  const rest = allUnpaired(before, after);
  const pairs: MatchedMessage[] = [idOf, markerOf, historyOf, roleAndContentOf, contentOf].flatMap(
    (keyOf) => [...pairByKey(rest, before, after, keyOf)],
  );
  for (const find of [mostAlike, unnamed]) {
    for (const pair of find(before, after, rest)) {
      rest.before.delete(pair.before);
      rest.after.delete(pair.after);
      pairs.push(pair);
    }
  }
  pairs.sort((a, b) => a.before - b.before);
  return { pairs, removed: [...rest.before], added: [...rest.after], moved: outOfOrder(pairs) };
}

const idOf = (message: Message): string | null => (message.type === 'message' ? message.id : null);

const markerOf = (message: Message): string | null =>
  message.type === 'message' ? null : message.type === 'history' ? `history ${message.input}` : message.type;

const historyOf = ({ type }: Message): string | null => (type === 'history' ? type : null);

const contentOf = (message: Message): string | null =>
  message.type === 'message' ? textOfParts(message.content) : null;

const roleAndContentOf = (message: Message): string | null =>
  message.type === 'message' ? `${message.role} ${textOfParts(message.content)}` : null;

/** Of what is left, pairs of one role, the most alike first. */
function mostAlike(
  before: readonly Message[],
  after: readonly Message[],
  rest: Unpaired,
): readonly MatchedMessage[] {
  if (rest.before.size * rest.after.size > mostCompared) return [];
  const read = (messages: readonly Message[], indexes: ReadonlySet<number>) =>
    [...indexes].flatMap((index) => {
      const message = messages[index];
      if (message?.type !== 'message') return [];
      return [{ index, role: message.role, words: wordsOf(textOfParts(message.content)) }];
    });
  const fresh = read(after, rest.after);
  const candidates = read(before, rest.before).flatMap((old) =>
    fresh
      .filter(({ role }) => role === old.role)
      .map((now) => ({ before: old.index, after: now.index, alike: similarity(old.words, now.words) })),
  );
  candidates.sort((a, b) => b.alike - a.alike || a.before - b.before || a.after - b.after);
  const taken: MatchedMessage[] = [];
  for (const { before: old, after: now, alike } of candidates) {
    if (alike < leastAlike) break;
    if (taken.some((pair) => pair.before === old || pair.after === now)) continue;
    taken.push({ before: old, after: now });
  }
  return taken;
}

/** Messages without an id are known by their place among those of their role, as long as none came or went. */
function unnamed(
  before: readonly Message[],
  after: readonly Message[],
  rest: Unpaired,
): readonly MatchedMessage[] {
  const of = (messages: readonly Message[], indexes: ReadonlySet<number>, role: Role) =>
    [...indexes].filter((index) => {
      const message = messages[index];
      return message?.type === 'message' && message.id === null && message.role === role;
    });
  return roles.flatMap((role) => {
    const [old, now] = [of(before, rest.before, role), of(after, rest.after, role)];
    if (old.length !== now.length) return [];
    return old.map((index, place) => ({ before: index, after: now[place] ?? 0 }));
  });
}

const roles: readonly Role[] = ['system', 'user', 'assistant', 'tool'];

/** All pairs but a longest run that kept its order (patience sorting). */
function outOfOrder(pairs: readonly MatchedMessage[]): ReadonlySet<MatchedMessage> {
  /** The last pair of the best run of each length, and what stands before each pair in its run. */
  const ends: MatchedMessage[] = [];
  const previous = new Map<MatchedMessage, MatchedMessage | undefined>();
  for (const pair of pairs) {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle]?.after ?? 0) < pair.after) low = middle + 1;
      else high = middle;
    }
    previous.set(pair, ends[low - 1]);
    ends[low] = pair;
  }
  const kept = new Set<MatchedMessage>();
  for (let pair = ends.at(-1); pair; pair = previous.get(pair)) kept.add(pair);
  return new Set(pairs.filter((pair) => !kept.has(pair)));
}
