import { describe, expect, it } from 'vitest';
import { assertionFaultOf } from '../../src/evals/assertion.ts';
import { compileExpression, compileTransform } from '../../src/evals/expression.ts';
import { subjectOf } from './assertions/subject.ts';

const answer = {
  n: 3,
  half: 0.5,
  text: 'Hi',
  items: [{ id: 1 }, { id: 2, note: null }],
  tags: ['a', 'b'],
  inner: { deep: { x: true } },
  nothing: null,
};

const subject = {
  ...subjectOf({
    text: JSON.stringify(answer),
    toolCalls: [{ id: '1', name: 'get_order', arguments: { id: 7 }, valid: true }],
    usage: { input: { total: 100, cacheRead: 64, cacheWrite: 0 }, output: { total: 20, reasoning: 12 } },
    model: 'gpt-4.1-mini-2025-04-14',
  }),
  output: answer,
  vars: { name: 'Ada', count: 2 },
  expected: 'Hi',
  costUsd: '0.0021',
};

async function evaluate(source: string): Promise<unknown> {
  const result = (await compileExpression(source)).evaluate(subject);
  return result.ok ? result.value : { failed: result.message };
}

describe('JSON numbers and whole numbers mix', () => {
  it.each([
    ['output.n + 1', 4],
    ['1 + output.n', 4],
    ['output.n - 1', 2],
    ['output.n * 2', 6],
    ['output.n / 2', 1.5],
    ['output.n % 2', 1],
    ['output.n + output.half', 3.5],
    ['output.n > 2 && output.n <= 3', true],
    ['output.n == 3 && 3 == output.n', true],
    ['output.n != 3', false],
    ['latency_ms == 12 && latency_ms < 13', true],
    ['output.n in [1, 3]', true],
    ['size(output.tags) == output.n - 1', true],
    ['output.items[output.n - 3].id', 1],
    ['output.items.map(item, item.id + 1)', [2, 3]],
    ['vars.count * 2 == size(output.tags) * 2', true],
    ['cost_usd < 0.01', true],
  ])('%s', async (source, value) => {
    expect(await evaluate(source)).toEqual(value);
  });
});

describe('what an expression may name', () => {
  it.each([
    ['output.text', 'Hi'],
    ['text.contains("\\"n\\":3")', true],
    ['vars.name', 'Ada'],
    ['expected == output.text', true],
    ['tool_calls.exists(call, call.name == "get_order" && call.arguments.id == 7)', true],
    ['usage.input.total + usage.output.total', 120],
    ['usage.output.reasoning', 12],
    ['finish', 'stop'],
    ['model.startsWith("gpt-4.1")', true],
    ['has(output.inner.deep) && !has(output.gone)', true],
    ['output.nothing == null', true],
    ['output.inner == {"deep": {"x": true}}', true],
    ['{"a": output.n, "b": [output.text, 1]}', { a: 3, b: ['Hi', 1] }],
    ['output.text.matches("^H.$") && matches(output.text, "i")', true],
    ['output.n > 2 ? "big" : "small"', 'big'],
  ])('%s', async (source, value) => {
    expect(await evaluate(source)).toEqual(value);
  });
});

describe('what the answer lacks is said in words', () => {
  it.each([
    [
      'output.escalate',
      '"output.escalate" does not exist; "output" has n, half, text, items, tags, inner, nothing.',
    ],
    ['output.inner.deep.y.z', '"output.inner.deep.y" does not exist; "output.inner.deep" has x.'],
    [
      'output["gone"]',
      '"output["gone"]" does not exist; "output" has n, half, text, items, tags, inner, nothing.',
    ],
    ['output.tags[5]', '"output.tags[5]" does not exist; "output.tags" is a list of 2.'],
    ['output.text.length', '"output.text.length" does not exist; "output.text" is text.'],
    ['output.nothing.x', '"output.nothing.x" does not exist; "output.nothing" is null.'],
    ['output.items.all(item, item.note == null)', '"item.note" does not exist.'],
    ['output.text + 1', 'The expression cannot be evaluated in "output.text + 1": there is no string + int.'],
    [
      'output.n.matches("3")',
      'The expression cannot be evaluated in "output.n.matches("3")": there is no "double.matches(string)".',
    ],
    [
      '1 / (size(output.tags) - 2) > 0',
      'The expression cannot be evaluated in "1 / (size(output.tags) - 2)": division by zero.',
    ],
  ])('%s', async (source, failed) => {
    expect(await evaluate(source)).toEqual({ failed });
  });
});

describe('what is refused before any answer', () => {
  it.each([
    ['output.', [7, 7]],
    ['foo == 1', [0, 3]],
    ['text + 1 == "a"', [0, 8]],
    ['text.foo()', [0, 10]],
    ['text.matches("[a")', [13, 17]],
    ['timestamp(text).getHours("Europe/Zurich") > 1', [0, 41]],
  ] as const)('%s', async (source, at) => {
    const error = await compileExpression(source).catch((thrown: unknown) => thrown);
    expect(assertionFaultOf(error)?.at).toEqual(at);
  });
});

it('gives the same every time it is asked', async () => {
  const expression = await compileExpression('output.items.filter(item, item.id > 1).map(item, item.id)');
  expect([1, 2, 3].map(() => expression.evaluate(subject))).toEqual(Array(3).fill({ ok: true, value: [2] }));
});

it('ends an expression that does too much, whatever stands around it', async () => {
  const list = Array.from({ length: 3000 }, (_, index) => index);
  for (const source of [
    'output.all(x, output.all(y, x + y >= 0))',
    'output.exists(x, output.exists(y, x + y < 0)) || true',
    'output.map(x, output.map(y, x + y)).size() > 0',
    'output.all(x, text.contains("zz") || x >= 0)',
  ]) {
    const expression = await compileExpression(source);
    const asked = () => expression.evaluate({ ...subject, output: list, text: 'y'.repeat(200_000) });
    expect(asked, source).toThrow(/more work/);
    expect(expression.evaluate({ ...subject, output: [1], text: '' }), source).toMatchObject({ ok: true });
  }
});

it('transforms an answer into JSON', async () => {
  const transform = await compileTransform(
    '{"id": output.items[0].id, "tags": output.tags, "at": timestamp("2026-11-23T00:00:00Z")}',
  );
  expect(transform(subject)).toEqual({
    ok: true,
    value: { id: 1, tags: ['a', 'b'], at: '2026-11-23T00:00:00.000Z' },
  });
  const wrong = await compileTransform('output.').catch((thrown: unknown) => thrown);
  expect(assertionFaultOf(wrong)?.path).toEqual(['transform']);
});
