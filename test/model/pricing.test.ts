import { expect, it } from 'vitest';
import { findPrice } from '../../src/meter/prices.ts';
import { loadProject } from '../../src/model/project.ts';
import { snapshotOf } from '../helpers/snapshot.ts';

const load = (text: string) => loadProject(snapshotOf({ 'promptops.prices.yaml': text }));
const whole = 'promptops: 1\nunit: million tokens\n';

it.each([
  ['no unit', 'promptops: 1\nmodels: {}\n', '1:1 The file has no "unit".'],
  ['another unit', 'promptops: 1\nunit: tokens\nmodels: {}\n', '2:7 "tokens" is not allowed as "unit".'],
  ['no rate', `${whole}currency: EUR\nmodels: {}\n`, '3:11 Prices in "EUR" need a rate.'],
  ['a rate of dollars', `${whole}rate: 2\nmodels: {}\n`, '3:7 A rate for US dollars in US dollars is 1.'],
  ['no currency', `${whole}currency: euro\nrate: 1\nmodels: {}\n`, '3:11 "currency" must be the three'],
  ['a rate of nothing', `${whole}currency: EUR\nrate: 0\nmodels: {}\n`, '4:7 "rate" must be above 0.'],
  ['negative', `${whole}models: { a/b: { input: -1, output: 1 } }\n`, '3:25 "input" must be at least 0.'],
  ['absurd', `${whole}models: { a/b: { input: 1e9, output: 1 } }\n`, '3:25 "input" must be at most 100000.'],
  ['half a price', `${whole}models: { a/b: { input: 1 } }\n`, '3:11 "a/b" needs "output".'],
  ['no provider', `${whole}models: { b: { input: 1, output: 1 } }\n`, '3:11 "b" is not the name of a model.'],
  [
    'an unknown key',
    `${whole}models: { a/b: { input: 1, output: 1, cacheread: 1 } }\n`,
    '3:39 Unknown key "cacheread".',
  ],
  ['text', 'no prices\n', '1:1 The file must be a map'],
])('%s is refused, at its place', async (_what, text, expected) => {
  const { faults } = await load(text);
  expect(faults.map(({ at, message }) => `${at.line}:${at.column} ${message}`)[0]).toContain(expected);
  expect(faults[0]?.at.path).toBe('promptops.prices.yaml');
});

it('states prices in USD per million tokens, whatever they are written in', async () => {
  const { config, faults } = await load(`promptops: 1
unit: thousand tokens
currency: EUR
rate: 1.1
date: 2026-11-01
models:
  acme/Own: { input: 0.001, output: 0.002, cacheRead: 0, batchFactor: 0.5, perThousandRequests: 2 }
  openai/gpt-4.1: { input: 0.001, output: 0.004, tiers: [{ over: 5, input: 1, output: 1 }, { over: 2, input: 2, output: 2 }] }
`);
  expect(faults).toEqual([]);
  expect(await findPrice('acme/own', config)).toMatchObject({
    match: 'override',
    model: 'acme/own',
    date: '2026-11-01',
    price: {
      input: 1.1,
      output: 2.2,
      cacheRead: 0,
      cacheWrite: null,
      batchFactor: 0.5,
      perThousandRequests: 2.2,
    },
  });
  const listed = await findPrice('openai/gpt-4.1', config);
  expect(listed).toMatchObject({ match: 'override', price: { input: 1.1, output: 4.4, cacheRead: null } });
  expect(listed?.price.tiers.map(({ over }) => over)).toEqual([2, 5]);
  // How much it takes is as listed.
  expect(listed?.contextWindow).toBeGreaterThan(100_000);
  expect(await findPrice('openai/gpt-4.1-mini', config)).toMatchObject({ match: 'exact' });
});

it('a project without the file has list prices', async () => {
  const { config, faults } = await loadProject(snapshotOf({ 'promptops.yaml': 'promptops: 1\n' }));
  expect(faults).toEqual([]);
  expect(config.pricing).toBeNull();
});
