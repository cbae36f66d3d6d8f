import { describe, expect, it } from 'vitest';
import { createTrafficFinder } from '../../src/cost/prompt-traffic.ts';
import { fromRatio } from '../../src/cost/ratio.ts';
import { parseTraffic } from '../../src/cost/traffic.ts';
import { formatFault } from '../../src/model/fault.ts';
import { parseYaml } from '../../src/model/yaml-file.ts';

const ids = ['billing/summary', 'support/reply', 'support/triage'];

const parse = (text: string) =>
  parseTraffic(
    parseYaml('promptops.traffic.yaml', new TextEncoder().encode(text), {
      maxBytes: 1e6,
      maxTemplateBytes: 1e6,
    }),
    ids,
  );

const example = `promptops: 1
defaults: { retryRate: 0.01, cacheHitRate: 0, batchShare: 0 }
prompts:
  "support/**": { callsPerMonth: 50000, cacheHitRate: 0.2 }
  support/triage:
    callsPerMonth: 1200000
    markets: { de: 0.4, ja: 0.1, at: { share: 0.2, locale: de } }
    vars: { ticket: { tokens: { mean: 420, p95: 1800 } } }
    cacheHitRate: 0.85
scenarios:
  peak: { callsPerMonth: x3 }
  launch: { callsPerDay: 10000000 }
  batch: { batchShare: 1, prompts: { "billing/*": { callsPerMonth: 7 } } }
`;

describe('traffic', () => {
  const { traffic, faults } = parse(example);
  const of = (id: string, scenario: string | null = null, locales: readonly string[] = ['de']) =>
    createTrafficFinder(traffic, { scenario, cacheHitRate: null, batchShare: null })(id, locales);
  const numbers = (id: string, scenario: string | null = null) => {
    const { calls, cacheHitRate, batchShare, retryRate } = of(id, scenario);
    return [
      calls === null ? null : fromRatio(calls),
      ...[cacheHitRate, batchShare, retryRate].map(fromRatio),
    ];
  };

  it('reads the example of the design without a fault', () => expect(faults).toEqual([]));

  it.each([
    ['support/triage', null, [1_200_000, 0.85, 0, 0.01]],
    ['support/reply', null, [50_000, 0.2, 0, 0.01]],
    ['billing/summary', null, [null, 0, 0, 0.01]],
    ['support/triage', 'peak', [3_600_000, 0.85, 0, 0.01]],
    ['billing/summary', 'peak', [null, 0, 0, 0.01]],
    ['support/triage', 'launch', [300_000_000, 0.85, 0, 0.01]],
    ['support/reply', 'batch', [50_000, 0.2, 1, 0.01]],
    ['billing/summary', 'batch', [7, 0, 1, 0.01]],
  ] as const)('%s, scenario %s', (id, scenario, expected) => expect(numbers(id, scenario)).toEqual(expected));

  it('splits the calls over markets, each in the locale it is served in', () => {
    const cells = of('support/triage').cells.map(({ share, ...cell }) => ({
      ...cell,
      share: fromRatio(share),
    }));
    expect(cells).toEqual([
      { market: 'de', locale: 'de', share: 0.4 },
      { market: 'ja', locale: null, share: 0.1 },
      { market: 'at', locale: 'de', share: 0.2 },
      { market: 'other', locale: null, share: 0.3 },
    ]);
  });

  it('takes the command line before the file, and says where a number is from', () => {
    const find = createTrafficFinder(traffic, { scenario: 'peak', cacheHitRate: 0.5, batchShare: null });
    expect(find('support/triage', []).sources).toMatchObject({
      cacheHitRate: '--what-if',
      retryRate: 'defaults',
      markets: 'support/triage',
    });
    expect(find('support/reply', []).sources.callsPerMonth).toBe('support/**');
  });

  it('prefers the glob that says more, and of equal ones the later', () => {
    const { traffic: globs } = parse(`promptops: 1
prompts:
  "**": { callsPerMonth: 1 }
  "support/*": { callsPerMonth: 2 }
  "suppor?/*": { callsPerMonth: 3 }
  "*/triage": { callsPerMonth: 4 }
  "*/tri*age": { callsPerMonth: 5 }
`);
    const find = createTrafficFinder(globs, { scenario: null, cacheHitRate: null, batchShare: null });
    const calls = (id: string) => fromRatio(find(id, []).calls ?? 0n);
    expect(ids.map(calls)).toEqual([1, 2, 2]);
  });
});

describe('what is wrong with a traffic file', () => {
  it.each([
    [
      'prompts: { support/triag: {} }',
      '2:12',
      'There is no prompt "support/triag". Did you mean "support/triage"?',
    ],
    ['prompts: { "sales/**": {} }', '2:12', 'No prompt matches "sales/**".'],
    ['defaults: { retryRate: -0.1 }', '2:24', '"retryRate" must be at least 0.'],
    ['defaults: { cacheHitRate: 85 }', '2:27', '"cacheHitRate" must be at most 1.'],
    ['defaults: { callsPerMonth: 1e15 }', '2:28', '"callsPerMonth" must be at most 1000000000000.'],
    ['defaults: { callsPerMonth: -5 }', '2:28', '"callsPerMonth" must be at least 0.'],
    ['defaults: { callsPerMonth: many }', '2:28', '"callsPerMonth" must be a number, not text.'],
    ['defaults: { callsPerMnth: 5 }', '2:13', 'Unknown key "callsPerMnth". Did you mean "callsPerMonth"?'],
    ['defaults: { callsPerDay: 1, callsPerMonth: 1 }', '2:13', 'say the same thing twice'],
    ['defaults: { markets: { de: 0.7, fr: 0.4 } }', '2:13', 'add up to 1.1'],
    ['defaults: { markets: { de: 1.5 } }', '2:28', '"de" must be at most 1.'],
    ['defaults: { vars: { a: { tokens: { mean: 10, p95: 300 } } } }', '2:51', 'One call in twenty'],
    ['defaults: { outputTokens: { mean: 10, p95: 3 } }', '2:44', '"p95" is below "mean"'],
    ['scenarios: { peak: { callsPerMonth: 3x } }', '2:37', 'must be a number, or a factor such as "x3"'],
    ['prompts: [a]', '2:10', '"prompts" must be a map, not a list.'],
  ])('%s', (line, place, message) => {
    const faults = parse(`promptops: 1\n${line}\n`).faults.map(formatFault);
    expect(faults.filter((fault) => fault.includes(message))).toHaveLength(1);
    expect(faults[0]).toMatch(new RegExp(`^promptops.traffic.yaml:${place}\\b`));
  });
});
