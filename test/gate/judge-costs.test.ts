import { describe, expect, it } from 'vitest';
import { type CostEvidence, judgeCosts } from '../../src/gate/judge-costs.ts';
import type { Gate } from '../../src/model/gates.ts';

const noBudget = { inputTokens: null, outputTokens: null, costUsd: null, maxIncreasePct: null };

const evidence = (parts: Partial<CostEvidence> = {}): CostEvidence => ({
  prompt: 'a',
  budgets: noBudget,
  priced: true,
  perCallUsd: 0.004,
  monthlyUsd: 4000,
  inputTokens: 1200,
  outputTokens: 100,
  increase: { usd: 400, pct: 11.1 },
  baseMonthlyUsd: 3600,
  ...parts,
});

const gate = (cost: NonNullable<Gate['cost']>, more: Partial<Gate> = {}): Gate => ({
  scope: '**',
  level: 'block',
  message: null,
  cost,
  ...more,
});

const judge = (
  on: readonly CostEvidence[],
  gates: readonly Gate[],
  failOn: 'block' | 'warn' | 'none' = 'block',
) => judgeCosts(on, gates, (scope, prompt) => scope === '**' || scope === prompt, failOn);

describe('gates of money', () => {
  it.each<readonly [string, Gate, Partial<CostEvidence>, number]>([
    ['an increase above', gate({ maxIncreasePct: 10 }), {}, 1],
    ['an increase within', gate({ maxIncreasePct: 12 }), {}, 0],
    [
      'an increase of cents',
      gate({ maxIncreasePct: 10, floorUsd: 5 }),
      { increase: { usd: 0.02, pct: 100 } },
      0,
    ],
    [
      'an increase above the floor',
      gate({ maxIncreasePct: 10, floorUsd: 5 }),
      { increase: { usd: 6, pct: 100 } },
      1,
    ],
    [
      'an increase with no traffic',
      gate({ maxIncreasePct: 10, floorUsd: 5 }),
      { increase: { usd: null, pct: 100 } },
      1,
    ],
    ['a decrease', gate({ maxIncreasePct: 0, maxIncreaseUsd: 0 }), { increase: { usd: -3, pct: -4 } }, 0],
    ['nothing to compare with', gate({ maxIncreasePct: 0 }), { increase: null, baseMonthlyUsd: null }, 0],
    ['dollars a month more', gate({ maxIncreaseUsd: 399 }), {}, 1],
    [
      'dollars of nobody knows how many calls',
      gate({ maxIncreaseUsd: 1 }),
      { increase: { usd: null, pct: 3 } },
      3,
    ],
    ['a dear call', gate({ maxCostPerCallUsd: 0.0039 }), {}, 1],
    ['a call at the limit', gate({ maxCostPerCallUsd: 0.004 }), {}, 0],
    ['a long input', gate({ maxInputTokens: 1199 }), {}, 1],
    ['a month that crosses', gate({ monthlyUsd: 3999 }), {}, 1],
    ['a month that was above before', gate({ monthlyUsd: 3000 }), {}, 0],
    ['a month within', gate({ monthlyUsd: 4000 }), {}, 0],
    ['no traffic', gate({ monthlyUsd: 4000 }), { monthlyUsd: null }, 3],
    ['unpriced', gate({ monthlyUsd: 4000 }), { priced: false, monthlyUsd: null, perCallUsd: null }, 3],
    ['unpriced calls', gate({ maxCostPerCallUsd: 1 }), { priced: false, perCallUsd: null }, 3],
    ['unpriced, asked for tokens alone', gate({ maxInputTokens: 9999 }), { priced: false }, 0],
    ['another scope', gate({ maxInputTokens: 1 }, { scope: 'b' }), {}, 0],
    ['a warning', gate({ maxInputTokens: 1 }, { level: 'warn' }), {}, 0],
  ])('%s', (_what, one, parts, exitCode) => expect(judge([evidence(parts)], [one]).exitCode).toBe(exitCode));

  it.each([
    ['block', 0],
    ['warn', 1],
    ['none', 0],
  ] as const)('fails a warning where it is asked to: --fail-on %s', (failOn, exitCode) => {
    expect(judge([evidence()], [gate({ maxInputTokens: 1 }, { level: 'warn' })], failOn).exitCode).toBe(
      exitCode,
    );
  });

  it('sums a month over its scope and names each prompt that rises', () => {
    const on = [evidence(), evidence({ prompt: 'b', increase: { usd: 1, pct: 40 } })];
    const { gates } = judge(on, [gate({ monthlyUsd: 7500, maxIncreasePct: 10 }, { message: 'Ask finance' })]);
    expect(gates.map((each) => [each.gate, each.scope, each.passed, each.got, each.message])).toEqual([
      ['cost.maxIncreasePct', 'a', false, '+11.1 %', 'Ask finance'],
      ['cost.maxIncreasePct', 'b', false, '+40 %', 'Ask finance'],
      ['cost.monthlyUsd', '**', false, '$8,000', 'Ask finance'],
    ]);
  });

  it('holds a prompt to its own budgets', () => {
    const budgets = { inputTokens: 1199, outputTokens: 99, costUsd: 0.003, maxIncreasePct: 11 };
    const { gates, exitCode } = judge([evidence({ budgets })], []);
    expect(gates.map((each) => [each.gate, each.passed])).toEqual([
      ['cost.maxIncreasePct', false],
      ['cost.maxCostPerCallUsd', false],
      ['cost.maxInputTokens', false],
      ['cost.outputTokens', false],
    ]);
    expect(exitCode).toBe(1);
  });
});
