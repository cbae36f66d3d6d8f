import { readFileSync } from 'node:fs';
import { calcPrice, type Provider, waitForUpdate } from '@pydantic/genai-prices';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { costOf } from '../../src/meter/cost.ts';
import { formatUsd, parseUsd } from '../../src/meter/money.ts';
import { findPrice, loadPrices, type Price, type PricingConfig } from '../../src/meter/prices.ts';
import type { Usage } from '../../src/recordings/interaction.ts';

const file = new URL('../../src/meter/price-snapshot.generated.json', import.meta.url);
const text = readFileSync(file, 'utf8');
const snapshot = JSON.parse(text) as { date: string; models: Record<string, { aliases?: string[] }> };

const usage = (
  input: number,
  output: number,
  more: Partial<Usage['input'] & Usage['output']> = {},
): Usage => ({
  input: { total: input, cacheRead: more.cacheRead ?? 0, cacheWrite: more.cacheWrite ?? 0 },
  output: { total: output, reasoning: more.reasoning ?? 0 },
});

const config = (providers: Record<string, Partial<PricingConfig['providers'][string]>>): PricingConfig =>
  ({ providers }) as PricingConfig;

describe('the snapshot', () => {
  it('is what the script makes of the installed sources, byte for byte', async () => {
    const script: string = '../../scripts/generate-prices.mjs';
    const { generatePrices } = (await import(script)) as { generatePrices(date: string): Promise<string> };
    expect(await generatePrices(snapshot.date)).toBe(text);
  });

  it('fits its schema', () => {
    const schema = JSON.parse(
      readFileSync(new URL('../../schemas/prices.schema.json', import.meta.url), 'utf8'),
    );
    const validate = new Ajv({ strict: true }).compile(schema);
    validate(JSON.parse(text));
    expect(validate.errors).toBeNull();
    expect(validate({ ...snapshot, models: { 'openai/x': { input: -1 } } })).toBe(false);
    expect(validate({ ...snapshot, models: { 'openai/x': { imput: 1 } } })).toBe(false);
  });

  it('has one sorted line per model, at least 300', () => {
    const ids = Object.keys(snapshot.models);
    expect(ids.length).toBeGreaterThanOrEqual(300);
    expect(ids).toEqual(ids.toSorted((a, b) => (a < b ? -1 : 1)));
    expect(text.split('\n').filter((line) => line.startsWith('    "')).length).toBe(ids.length);
  });
});

const questions = [
  usage(1000, 100),
  usage(1, 0),
  usage(100_000, 4000, { cacheRead: 60_000, cacheWrite: 10_000, reasoning: 1500 }),
  ...[128_000, 200_000, 271_999, 272_000, 1_000_000].flatMap((input) => [
    usage(input, 500, { cacheRead: Math.floor(input / 2) }),
    usage(input + 1, 500),
  ]),
];

/** What the source charges on a day, at its dearest hour. */
function sourceCost(provider: Provider, model: Provider['models'][number], asked: Usage): number {
  const alone: Provider = { ...provider, models: [{ ...model, match: { equals: 'it' } }] };
  const hours = Array.isArray(model.prices) ? Array.from({ length: 48 }, (_, half) => half * 1_800_000) : [0];
  return Math.max(
    ...hours.map((ms) => {
      const price = calcPrice(
        {
          input_tokens: asked.input.total,
          cache_read_tokens: asked.input.cacheRead,
          cache_write_tokens: asked.input.cacheWrite,
          output_tokens: asked.output.total,
          output_reasoning_tokens: asked.output.reasoning,
        },
        'it',
        { provider: alone, timestamp: new Date(Date.parse(`${snapshot.date}T00:00:00Z`) + ms) },
      );
      return price?.total_price ?? Number.NaN;
    }),
  );
}

describe('costOf', () => {
  it('agrees with the source on every model, cached, tiered and reasoned', async () => {
    const book = await loadPrices();
    const wrong: string[] = [];
    let compared = 0;
    for (const provider of (await waitForUpdate()) ?? []) {
      for (const model of provider.models) {
        const found = book.find(`${provider.id}/${model.id}`);
        if (!(`${provider.id}/${model.id}` in snapshot.models)) continue;
        for (const asked of questions) {
          const cost = found && costOf(asked, found.price);
          // Tokens without a price are unknown to us and free to the source.
          if (cost === null || cost === undefined) continue;
          compared += 1;
          const theirs = sourceCost(provider, model, asked);
          if (Math.abs(Number(formatUsd(cost)) - theirs) > 1e-9 * Math.max(1, theirs)) {
            wrong.push(`${provider.id}/${model.id} ${JSON.stringify(asked)}: ${formatUsd(cost)} ≠ ${theirs}`);
          }
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(compared).toBeGreaterThan(300 * questions.length);
  });

  const price = (rates: Partial<Price>): Price => ({
    input: 2,
    output: 10,
    cacheRead: null,
    cacheWrite: null,
    reasoning: null,
    tiers: [],
    perThousandRequests: null,
    batchFactor: null,
    ...rates,
  });

  it('prices cached tokens and reasoning apart, else as plain ones', () => {
    const asked = usage(1_000_000, 1_000_000, {
      cacheRead: 400_000,
      cacheWrite: 100_000,
      reasoning: 500_000,
    });
    expect(formatUsd(costOf(asked, price({})) ?? -1n)).toBe('12');
    expect(formatUsd(costOf(asked, price({ cacheRead: 1, cacheWrite: 4, reasoning: 20 })) ?? -1n)).toBe(
      '16.8',
    );
  });

  it('a tier holds for the whole request, from the token after its start', () => {
    const tiered = price({
      tiers: [{ over: 200_000, input: 4, output: 20, cacheRead: null, cacheWrite: null, reasoning: null }],
    });
    expect(formatUsd(costOf(usage(200_000, 0), tiered) ?? -1n)).toBe('0.4');
    expect(formatUsd(costOf(usage(200_001, 0), tiered) ?? -1n)).toBe('0.800004');
  });

  it('a fee per request comes on top', () => {
    expect(formatUsd(costOf(usage(0, 0), price({ perThousandRequests: 12 })) ?? -1n)).toBe('0.012');
  });

  it('tokens without a price are unknown, never free', () => {
    expect(costOf(usage(10, 1), price({ output: null }))).toBeNull();
    expect(costOf(usage(10, 0), price({ output: null }))).toBe(parseUsd('0.00002'));
    expect(costOf(usage(10, 1), price({ input: null }))).toBeNull();
  });
});

describe('findPrice', () => {
  it.each([
    ['openai/gpt-4.1-mini', 'exact', 'openai/gpt-4.1-mini'],
    ['openai/gpt-4.1-mini-2025-04-14', 'alias', 'openai/gpt-4.1-mini'],
    ['openai/gpt-4.1-mini-2027-01-31', 'prefix', 'openai/gpt-4.1-mini'],
    ['anthropic/claude-haiku-4-5-20251001', 'prefix', 'anthropic/claude-haiku-4-5'],
    ['anthropic/claude-haiku-4.5', 'alias', 'anthropic/claude-haiku-4-5'],
    ['google/gemini-2.5-pro', 'exact', 'google/gemini-2.5-pro'],
    ['openai/GPT-4.1-Mini', 'alias', 'openai/gpt-4.1-mini'],
    [
      'amazon-bedrock/eu.anthropic.claude-haiku-4-5-20251001-v1:0',
      'alias',
      'aws/regional.anthropic.claude-haiku-4-5-20251001-v1:0',
    ],
    [
      'amazon-bedrock/eu.anthropic.claude-fable-5-v1:0',
      'alias',
      'aws/regional.anthropic.claude-fable-5-v1:0',
    ],
    ['echo/anything', 'computed', 'echo/anything'],
  ])('%s is %s %s', async (asked, match, model) => {
    expect(await findPrice(asked)).toMatchObject({ match, model });
  });

  it.each([
    'openai/gpt-4.1-minii',
    'openai/gpt-4.1-min',
    'openai/gpt-4.1-mini-turbo',
    'openai/gpt-4.1-mini-2025-13-14',
    'openai/gpt-4.1-mini-9999',
    'openai/',
    'gpt-4.1-mini',
    'acme/own-model',
  ])('%s is unknown, and so has no price', async (asked) => {
    expect(await findPrice(asked)).toBeNull();
  });

  it('knows the names a typo may have meant', async () => {
    const known = (await loadPrices()).known('openai');
    expect(known).toContain('gpt-4.1-mini');
    expect(known).toContain('gpt-4.1-mini-2025-04-14');
    expect((await loadPrices()).known('acme')).toEqual([]);
  });

  it('a price in the config wins, for any provider and before the snapshot is read', async () => {
    const own = config({
      local: { kind: 'openai-compatible', price: { input: 0, output: 0 } },
      openai: { kind: 'openai', price: { input: 1, output: 2 } },
    });
    expect(await findPrice('local/llama', own)).toMatchObject({
      match: 'config',
      price: { input: 0, output: 0 },
    });
    expect(await findPrice('openai/gpt-4.1-mini', own)).toMatchObject({
      match: 'config',
      price: { input: 1 },
    });
  });

  it('a provider of another name is priced by its kind, an unknown gateway not at all', async () => {
    const own = config({
      mine: { kind: 'openai', price: null },
      gate: { kind: 'openai-compatible', price: null },
      az: { kind: 'azure', price: null },
    });
    expect(await findPrice('mine/gpt-4.1-mini', own)).toMatchObject({ model: 'openai/gpt-4.1-mini' });
    expect(await findPrice('gate/gpt-4.1-mini', own)).toBeNull();
    expect(await findPrice('az/claude-haiku-4-5', own)).toMatchObject({
      model: 'anthropic/claude-haiku-4-5',
    });
  });

  it('every alias leads to its model', async () => {
    const book = await loadPrices();
    for (const [id, line] of Object.entries(snapshot.models)) {
      expect(book.find(id)).toMatchObject({ match: 'exact', model: id });
      const provider = id.slice(0, id.indexOf('/'));
      for (const alias of line.aliases ?? []) expect(book.find(`${provider}/${alias}`)?.model).toBe(id);
    }
  });
});
