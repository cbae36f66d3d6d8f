import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failureOf, type Provider, type ProviderFailure } from '../../src/evals/provider.ts';
import { connect } from '../../src/providers/connect.ts';
import { createTransport, type Transport } from '../../src/providers/transport.ts';
import { withDeadline } from '../../src/providers/with-deadline.ts';
import { withRetry } from '../../src/providers/with-retry.ts';
import { type FaultServer, type ScenarioName, scenarios, startFaultServer } from '../helpers/fault-server.ts';
import { callOf, errorOf, never } from './model-call.ts';
import { key, loadPackage, vendors } from './vendors.ts';

type Expected = readonly [kind: ProviderFailure['kind'], retryable: boolean, retryAfterMs?: number];

/** What each fault must become. Answers that are good on a second try stand in the tests of retry. */
const expected: Partial<Record<ScenarioName, Expected>> = {
  '400': ['invalid-request', false],
  '400-context': ['context-length', false],
  '401': ['auth', false],
  '402': ['quota', false],
  '403': ['auth', false],
  '404': ['not-found', false],
  '408': ['timeout', true],
  '409': ['server', true],
  '425': ['server', true],
  '429': ['rate-limit', true],
  '429-seconds': ['rate-limit', true, 7000],
  '429-ms': ['rate-limit', true, 20],
  '429-day': ['rate-limit', true, 86_400_000],
  '429-quota': ['quota', false],
  '429-do-not': ['rate-limit', false],
  '500': ['server', true],
  '501': ['server', false],
  '502-html': ['server', true],
  '503': ['server', true],
  '529': ['server', true],
  '204': ['bad-response', true],
  redirect: ['invalid-request', false],
  'redirect-302': ['invalid-request', false],
  'reset-before': ['network', true],
  'reset-headers': ['network', true],
  'reset-body': ['network', true],
  'short-body': ['network', true],
  'cut-chunks': ['network', true],
  hang: ['timeout', true],
  'hang-body': ['timeout', true],
  drip: ['timeout', true],
  'not-http': ['network', true],
  'truncated-json': ['bad-response', true],
  empty: ['bad-response', true],
  html: ['bad-response', false],
  'not-an-object': ['bad-response', false],
  'other-shape': ['bad-response', false],
  'error-in-200': ['rate-limit', true],
  'invalid-utf8': ['bad-response', false],
  'corrupt-gzip': ['bad-response', true],
  'cut-gzip': ['bad-response', true],
  'not-gzip': ['bad-response', true],
  'other-encoding': ['bad-response', false],
  'gzip-bomb': ['bad-response', false],
  huge: ['bad-response', false],
  'huge-error': ['server', true],
};

describe.each(vendors)('$name under faults', (vendor) => {
  let server: FaultServer;
  let transport: Transport;
  const model = `vendor/${vendor.model}`;

  const providerAt = async (scenario: ScenarioName): Promise<Provider> => {
    const providers = { vendor: vendor.config(`${server.url}/${scenario}${vendor.path}`) };
    const adapter = await connect(model, { providers, env: { THE_KEY: key }, transport, loadPackage });
    // Short only where the deadline is what is tested: a busy machine must not fail the others.
    const silent = scenario.startsWith('hang');
    const ms = silent ? 100 : 20_000;
    const totalMs = scenario === 'drip' ? 100 : 20_000;
    return withDeadline(adapter, { firstByteMs: ms, idleMs: ms, totalMs });
  };

  beforeAll(async () => {
    const good = vendor.text('I am fine.').json;
    server = await startFaultServer(() => JSON.stringify(good));
    transport = createTransport({});
  });
  afterAll(async () => {
    await transport.close();
    await server.close();
  });

  const table = Object.entries(expected) as [ScenarioName, Expected][];
  it.each(table)('%s is %j', async (scenario, [kind, retryable, retryAfterMs]) => {
    const provider = await providerAt(scenario);
    for (const stream of [false, true]) {
      const error = (await errorOf(provider.complete(callOf(model, {}, { stream }), never))) as Error;
      expect(failureOf(error), error.stack).toMatchObject({
        kind,
        retryable,
        ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      });
      expect(`${error.message}${error.stack}${JSON.stringify(error)}`).not.toContain(key);
      expect(error.message).toContain(model);
    }
  });

  it('reads Retry-After as a date', async () => {
    const error = await errorOf((await providerAt('429-date')).complete(callOf(model), never));
    expect(failureOf(error)?.retryAfterMs).toBeGreaterThan(1e12);
  });

  it('asks once per call: the package retries nothing', async () => {
    const before = server.counts.get('500') ?? 0;
    await errorOf((await providerAt('500')).complete(callOf(model), never));
    expect((server.counts.get('500') ?? 0) - before).toBe(1);
  });

  it('reads a compressed answer', async () => {
    expect(await (await providerAt('gzip-good')).complete(callOf(model), never)).toMatchObject({
      text: 'I am fine.',
    });
  });

  it.each(['429-then-good', '500-then-good', 'reset-then-good', 'truncated-then-good'] as const)(
    '%s: the second attempt answers',
    async (scenario) => {
      const pauses: number[] = [];
      const clock = { now: () => 0, sleep: async (ms: number) => void pauses.push(ms) };
      const provider = withRetry(await providerAt(scenario), { clock, random: () => 0.5 });
      expect(await provider.complete(callOf(model), never)).toMatchObject({ text: 'I am fine.' });
      expect(pauses).toEqual([scenario === '429-then-good' ? 3000 : 250]);
    },
  );

  it('has a row for every scenario', () => {
    const elsewhere = ['good', 'gzip-good', '429-date', ...table.map(([name]) => name)];
    const missing = Object.keys(scenarios).filter(
      (it) => !elsewhere.includes(it) && !it.endsWith('then-good'),
    );
    expect(missing).toEqual([]);
  });
});
