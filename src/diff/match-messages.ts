import type { Message, Role } from '../render/prompt.ts';
import { textOfParts } from './message-text.ts';
import { similarity, wordsOf } from './similarity.ts';

/** Two readings of one message, by their indexes. */
export type MatchedMessage = { readonly before: number; readonly after: number };

export type MessageMatch = {
  /** In the order before. */
  readonly pairs: readonly MatchedMessage[];
  readonly removed: readonly number[];
  readonly added: readonly number[];
  /** Pairs that passed another one: the fewest that explain the new order. */
  readonly moved: ReadonlySet<MatchedMessage>;
};

/** Indexes of the messages that nothing matched yet. */
type Rest = { readonly before: Set<number>; readonly after: Set<number> };

/** Less alike than this, one message was removed and another added. */
const leastAlike = 0.5;

/**
 * Which message is which: by id, then markers by what they mark, then equal content, then the most alike of one role.
 */
export function matchMessages(before: readonly Message[], after: readonly Message[]): MessageMatch {
  const rest: Rest = { before: new Set(before.keys()), after: new Set(after.keys()) };
  const pairs: MatchedMessage[] = [];
  const join = (pair: MatchedMessage): void => {
    rest.before.delete(pair.before);
    rest.after.delete(pair.after);
    pairs.push(pair);
  };
  const take = (isSame: (a: Message, b: Message) => boolean): void => {
    for (const index of [...rest.before]) {
      const old = before[index];
      const partner = [...rest.after].find((other) => old && after[other] && isSame(old, after[other]));
      if (partner !== undefined) join({ before: index, after: partner });
    }
  };
  take((a, b) => idOf(a) !== null && idOf(a) === idOf(b));
  take((a, b) => a.type !== 'message' && a.type === b.type && inputOf(a) === inputOf(b));
  take((a, b) => a.type === 'history' && b.type === 'history');
  take(
    (a, b) =>
      a.type === 'message' && b.type === 'message' && a.role === b.role && contentOf(a) === contentOf(b),
  );
  take((a, b) => a.type === 'message' && b.type === 'message' && contentOf(a) === contentOf(b));
  for (const pair of mostAlike(before, after, rest)) join(pair);
  for (const pair of unnamed(before, after, rest)) join(pair);
  pairs.sort((a, b) => a.before - b.before);
  return { pairs, removed: [...rest.before], added: [...rest.after], moved: outOfOrder(pairs) };
}

const idOf = (message: Message): string | null => (message.type === 'message' ? message.id : null);
const inputOf = (message: Message): string | null => (message.type === 'history' ? message.input : null);
const contentOf = (message: Message): string =>
  message.type === 'message' ? textOfParts(message.content) : '';

/** Of what is left, pairs of one role, the most alike first. */
function mostAlike(
  before: readonly Message[],
  after: readonly Message[],
  rest: Rest,
): readonly MatchedMessage[] {
  const candidates = [...rest.before].flatMap((old) =>
    [...rest.after].flatMap((now) => {
      const [a, b] = [before[old], after[now]];
      if (a?.type !== 'message' || b?.type !== 'message' || a.role !== b.role) return [];
      return [{ before: old, after: now, alike: similarity(wordsOf(contentOf(a)), wordsOf(contentOf(b))) }];
    }),
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
  rest: Rest,
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

/** All pairs but a longest run that kept its order. */
function outOfOrder(pairs: readonly MatchedMessage[]): ReadonlySet<MatchedMessage> {
  const runs = pairs.map((pair) => [pair]);
  for (const [index, pair] of pairs.entries()) {
    for (let earlier = 0; earlier < index; earlier += 1) {
      const run = runs[earlier] ?? [];
      const last = run.at(-1);
      if (last && last.after < pair.after && run.length + 1 > (runs[index]?.length ?? 0))
        runs[index] = [...run, pair];
    }
  }
  const longest = runs.reduce<readonly MatchedMessage[]>(
    (best, run) => (run.length > best.length ? run : best),
    [],
  );
  return new Set(pairs.filter((pair) => !longest.includes(pair)));
}
