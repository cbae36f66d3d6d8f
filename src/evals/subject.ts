import type { ModelRequest } from '../render/request.ts';
import type { Subject } from './assertion.ts';
import { type Answer, turnOf } from './conversation.ts';
import type { Job } from './job.ts';
import { parseJson } from './json-text.ts';
import type { PreparedAssertion } from './score.ts';

/** What assertions are told of an answer; `costUsd` is that of the whole case so far. */
export function subjectOf(
  job: Job,
  { completion, request, toolCalls }: Answer,
  { vars, costUsd }: Pick<Subject, 'vars' | 'costUsd'>,
): Subject {
  const parsed = request.output.format === 'json' ? parseJson(completion.text) : null;
  return {
    output: parsed?.ok ? parsed.value : completion.text,
    text: completion.text,
    toolCalls,
    completion,
    request,
    vars,
    expected: job.case.expected,
    costUsd,
  };
}

type Due = { readonly ofTurn: readonly PreparedAssertion[]; readonly ofCase: readonly PreparedAssertion[] };

/** The assertions that look at an answer: those of its turn and, when it is the last, those of the case. */
export function createDue(
  { case: { turns }, assertions }: Job,
  request: ModelRequest,
): (answer: Answer) => Due {
  const places = turns.map((_, entry) => turnOf(request, turns, entry));
  return ({ turn, more }) => ({
    ofTurn: turn === null ? [] : (assertions.turns[places.indexOf(turn)] ?? []),
    ofCase: more ? [] : assertions.final,
  });
}
