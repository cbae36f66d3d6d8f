import { describe, expect, it } from 'vitest';
import { assertionNames } from '../../../src/evals/assertions/names.ts';
import { assertionTypes } from '../../../src/evals/assertions/registry.ts';
import { score } from './subject.ts';

const types = [...assertionTypes.values()];

describe.each(types)('$type', (type) => {
  it.each(type.examples.map((example) => [JSON.stringify(example.assert), example] as const))(
    '%s',
    async (_, example) => {
      const { context, costUsd, script, verdicts, embeddings } = example;
      const result = await score(example.assert, example.output, {
        ...(context ? { context } : {}),
        ...(costUsd ? { costUsd } : {}),
        script,
        ...(verdicts ? { verdicts } : {}),
        ...(embeddings ? { embeddings } : {}),
      });
      expect(result.pass, result.message).toBe(example.pass);
      if (example.score !== undefined) expect(result.score).toBeCloseTo(example.score, 6);
      expect(result.message).toMatch(/\S/);
      expect(result.score).toBeGreaterThanOrEqual(0);
      expect(result.score).toBeLessThanOrEqual(1);
    },
  );

  it('shows a passing and a failing answer', () => {
    const scores = type.examples.map(
      ({ assert, pass }) => String(assert['type']).startsWith('not-') !== pass,
    );
    expect(new Set(scores)).toEqual(new Set([true, false]));
  });

  it('can be written down: summary ends in a full stop, examples are JSON', () => {
    expect(type.summary).toMatch(/\.$/);
    expect(JSON.parse(JSON.stringify(type.examples))).toEqual(type.examples);
    expect(JSON.parse(JSON.stringify({ value: type.value, options: type.options }))).toEqual({
      value: type.value,
      options: type.options,
    });
  });
});

it('lists every type of the format by name and group', () => {
  const byGroup = Object.entries(assertionNames).flatMap(([group, names]) =>
    names.map((name) => [name, group]),
  );
  expect(types.map(({ type, group }) => [type, group])).toEqual(byGroup);
});
