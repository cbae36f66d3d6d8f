import { describe, expect, it } from 'vitest';
import { assertionErrorCode } from '../../src/evals/assertion.ts';
import { runCase } from '../../src/evals/case-runner.ts';
import { refuseUnanswered } from '../../src/evals/unanswered.ts';
import { parseAssertion } from '../../src/model/assertion-spec.ts';
import type { AssertionSpec } from '../../src/model/test-file.ts';
import type { Completion } from '../../src/recordings/interaction.ts';
import type { Json } from '../../src/render/prompt.ts';
import { jobsOf, planOf } from './project.ts';
import { completion, testCase, toolCall } from './values.ts';

const filtered: Partial<Completion> = { text: '', finish: { reason: 'content-filter', raw: 'SAFETY' } };
const refused: Partial<Completion> = { text: 'No.', finish: { reason: 'refusal', raw: null } };
const empty: Partial<Completion> = { text: ' \n' };

const specsOf = (list: readonly Json[]): readonly AssertionSpec[] =>
  list.flatMap((item) => parseAssertion(item, [], testCase().at) ?? []);

function codeOf(answer: Partial<Completion>, assert: readonly Json[]): string | null {
  try {
    refuseUnanswered(completion(answer), specsOf(assert));
    return null;
  } catch (error) {
    return assertionErrorCode(error);
  }
}

const forbids = { type: 'not-contains', value: 'secret' };
const wants = { type: 'contains', value: 'thirty days' };

describe('an answer that is none', () => {
  it.each<[string, Partial<Completion>, readonly Json[], string | null]>([
    ['a filtered answer', filtered, [forbids], 'content-filter'],
    ['a filtered answer', filtered, [wants], 'content-filter'],
    ['a filtered answer', filtered, [{ type: 'finish-reason', value: 'content-filter' }], null],
    ['a filtered answer', filtered, [wants, { type: 'not-refusal' }], null],
    ['a filtered answer', filtered, [], 'content-filter'],
    ['a refusal', refused, [forbids], 'refusal'],
    ['a refusal', refused, [forbids, { type: 'refusal' }], null],
    ['a refusal', refused, [{ type: 'not-finish-reason', value: 'length' }], null],
    ['a refusal', refused, [{ type: 'refusal', weight: 0 }, forbids], 'refusal'],
    ['a refusal', refused, [{ type: 'any-of', assert: [wants, { type: 'refusal' }] }], null],
    [
      'a refusal',
      refused,
      [{ type: 'any-of', assert: [{ type: 'all-of', assert: [{ type: 'not-refusal' }] }] }],
      null,
    ],
    [
      'a refusal',
      refused,
      [{ type: 'any-of', assert: [wants, { type: 'equals', value: 'refusal' }] }],
      'refusal',
    ],
    ['an empty answer', empty, [forbids], 'empty-answer'],
    ['an empty answer', empty, [forbids, { type: 'latency', threshold: 9000 }], 'empty-answer'],
    ['an empty answer', empty, [{ type: 'finish-reason', value: 'stop' }], 'empty-answer'],
    ['an empty answer', empty, [{ type: 'tool-not-called' }], 'empty-answer'],
    ['an empty answer', empty, [{ type: 'not-any-of', assert: [forbids] }], 'empty-answer'],
    ['an empty answer', empty, [{ type: 'word-count', value: { max: 0 } }], null],
    ['an empty answer', empty, [wants, forbids], null],
    ['an empty answer', empty, [{ type: 'tool-called', value: 'look' }], null],
    ['an empty answer', empty, [{ type: 'all-of', assert: [wants] }], null],
    ['an empty answer of a turn nobody looks at', empty, [], null],
    ['a call without text', { text: '', toolCalls: [toolCall('look', {})] }, [forbids], null],
    ['any other answer', { text: 'Hi' }, [forbids], null],
  ])('%s (%o) under %j: %s', (_, answer, assert, code) => {
    expect(codeOf(answer, assert)).toBe(code);
  });

  it.each([
    ['not-contains', filtered, 'content-filter'],
    ['contains', filtered, 'content-filter'],
    ['not-contains', refused, 'refusal'],
    ['not-contains', empty, 'empty-answer'],
  ] as const)('%s neither passes nor fails on %j', async (type, answer, code) => {
    const plan = await planOf({
      'prompts/greet.test.yaml': `promptops: 1\ntests:\n  - id: ada\n    vars: { name: Ada }\n    assert: [{ type: ${type}, value: x }]\n`,
    });
    const [job] = await jobsOf(plan);
    if (!job) throw new Error('The plan has no job.');
    const result = await runCase(job, {
      provider: { id: 'scripted', complete: async () => completion(answer) },
      price: null,
      signal: new AbortController().signal,
      emit: () => {},
      redact: (text) => text,
      target: () => Promise.reject(new Error('Nobody judges.')),
    });
    expect(result).toMatchObject({ outcome: 'error', score: null, error: { code }, attempts: 1 });
    expect(result.error?.hint).toMatch(/assert/i);
  });
});
