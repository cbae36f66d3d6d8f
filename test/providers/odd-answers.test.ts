import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failureOf, type Provider } from '../../src/evals/provider.ts';
import { connect } from '../../src/providers/connect.ts';
import { createTransport, type Transport } from '../../src/providers/transport.ts';
import type { HttpServer } from '../helpers/http-server.ts';
import { soaked } from '../helpers/soak.ts';
import { callOf, never } from './model-call.ts';
import { key, loadPackage, type Vendor, vendors } from './vendors.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Every place in a JSON value. */
function paths(value: Json, at: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [at];
  const inner = Array.isArray(value) ? value.map((it, i) => [i, it] as const) : Object.entries(value);
  return [at, ...inner.flatMap(([name, it]) => paths(it, [...at, name]))];
}

/** The value with what stands at a path replaced, or taken out. */
function change(value: Json, [head, ...rest]: (string | number)[], to: Json | undefined): Json {
  if (head === undefined) return to ?? null;
  const copy = structuredClone(value) as Record<string | number, Json>;
  if (rest.length === 0 && to === undefined) delete copy[head];
  else copy[head] = change(copy[head] ?? null, rest, to);
  return copy as Json;
}

describe.each(vendors)('$name, answers of any shape', (vendor: Vendor) => {
  let server: HttpServer;
  let transport: Transport;
  let provider: Provider;
  const model = `vendor/${vendor.model}`;

  beforeAll(async () => {
    server = await vendor.start();
    transport = createTransport({});
    const providers = { vendor: vendor.config(`${server.url}${vendor.path}`) };
    provider = await connect(model, { providers, env: { THE_KEY: key }, transport, loadPackage });
  });
  afterAll(async () => {
    await transport.close();
    await server.close();
  });

  it('become a completion or a failure of the provider, never a fault of promptops', async () => {
    const good = [vendor.text('fine').json, vendor.toolCall('f', '{"a":1}').json] as Json[];
    const mutant = fc.constantFrom(...good).chain((body) =>
      fc.record({
        body: fc.constant(body),
        path: fc.constantFrom(...paths(body)),
        to: fc.option(fc.jsonValue() as fc.Arbitrary<Json>, { nil: undefined }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(mutant, async ({ body, path, to }) => {
        server.reply({ json: change(body, path, to) });
        try {
          const completion = await provider.complete(callOf(model), never);
          expect(typeof completion.text).toBe('string');
          expect(completion.usage?.input.total ?? 0).toBeGreaterThanOrEqual(0);
        } catch (error) {
          expect(failureOf(error), String((error as Error).stack)).not.toBeNull();
        }
      }),
      { numRuns: soaked(150) },
    );
  });

  it('in a stream as well', async () => {
    const events = vendor.stream(['fi', 'ne']);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(events.length - 1),
        fc.constantFrom('drop', 'garbage', 'null', 'swap', 'error'),
        async (at, how) => {
          const broken = events.flatMap((event, index) => {
            if (index !== at) return [event];
            if (how === 'drop') return [];
            if (how === 'swap') return [events[at + 1] ?? event, event];
            const data = {
              garbage: '{"a":',
              null: 'null',
              error: '{"type":"error","error":{"type":"overloaded_error","message":"Busy"}}',
            };
            return [`data: ${data[how]}\n\n`];
          });
          server.reply({ events: broken, headers: vendor.streamHeaders ?? {} });
          try {
            expect(typeof (await provider.complete(callOf(model, {}, { stream: true }), never)).text).toBe(
              'string',
            );
          } catch (error) {
            expect(failureOf(error), String((error as Error).stack)).not.toBeNull();
          }
        },
      ),
      { numRuns: soaked(60) },
    );
  });

  it('an error inside a stream is that error', async () => {
    const error = '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}';
    server.reply({
      events: [...vendor.stream(['Hel'], true), vendor.overloaded ?? `event: error\ndata: ${error}\n\n`],
      headers: vendor.streamHeaders ?? {},
    });
    await expect(provider.complete(callOf(model, {}, { stream: true }), never)).rejects.toSatisfy(
      (thrown) => {
        const failure = failureOf(thrown);
        return failure?.retryable === true && (failure.kind === 'server' || failure.kind === 'bad-response');
      },
    );
  });
});
