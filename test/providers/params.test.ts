import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Provider } from '../../src/evals/provider.ts';
import { connect } from '../../src/providers/connect.ts';
import { createTransport, type Transport } from '../../src/providers/transport.ts';
import type { Params } from '../../src/render/prompt.ts';
import type { HttpServer } from '../helpers/http-server.ts';
import { callOf, never } from './model-call.ts';
import { key, loadPackage, type Vendor, vendors } from './vendors.ts';

/** Where a value must stand in the body, or that a warning must name the parameter. */
type Seen = { readonly at: string; readonly value: unknown } | 'warning';
type Table = { readonly [Name in keyof Required<Params>]: Seen };

const set: Required<Params> = {
  temperature: 0.3,
  topP: 0.9,
  topK: 40,
  maxOutputTokens: 77,
  stopSequences: ['END', '###'],
  seed: 11,
  frequencyPenalty: 0.5,
  presencePenalty: 0.25,
  reasoningEffort: 'low',
  provider: { user: 'u-1' },
};

const chat: Table = {
  temperature: { at: 'temperature', value: 0.3 },
  topP: { at: 'top_p', value: 0.9 },
  topK: 'warning',
  maxOutputTokens: { at: 'max_tokens', value: 77 },
  stopSequences: { at: 'stop', value: ['END', '###'] },
  seed: { at: 'seed', value: 11 },
  frequencyPenalty: { at: 'frequency_penalty', value: 0.5 },
  presencePenalty: { at: 'presence_penalty', value: 0.25 },
  reasoningEffort: { at: 'reasoning_effort', value: 'low' },
  provider: { at: 'user', value: 'u-1' },
};

const responses: Table = {
  ...chat,
  maxOutputTokens: { at: 'max_output_tokens', value: 77 },
  stopSequences: 'warning',
  seed: 'warning',
  frequencyPenalty: 'warning',
  presencePenalty: 'warning',
  // gpt-4.1 does not reason; a model that does is below.
  reasoningEffort: 'warning',
};

const anthropic: Table = {
  temperature: { at: 'temperature', value: 0.3 },
  topP: { at: 'top_p', value: 0.9 },
  topK: { at: 'top_k', value: 40 },
  maxOutputTokens: { at: 'max_tokens', value: 77 },
  stopSequences: { at: 'stop_sequences', value: ['END', '###'] },
  seed: 'warning',
  frequencyPenalty: 'warning',
  presencePenalty: 'warning',
  reasoningEffort: { at: 'output_config.effort', value: 'low' },
  provider: { at: 'metadata.user_id', value: 'u-1' },
};

const google: Table = {
  temperature: { at: 'generationConfig.temperature', value: 0.3 },
  topP: { at: 'generationConfig.topP', value: 0.9 },
  topK: { at: 'generationConfig.topK', value: 40 },
  maxOutputTokens: { at: 'generationConfig.maxOutputTokens', value: 77 },
  stopSequences: { at: 'generationConfig.stopSequences', value: ['END', '###'] },
  seed: { at: 'generationConfig.seed', value: 11 },
  // The 2.5 models refuse them; a model that takes them is below.
  frequencyPenalty: 'warning',
  presencePenalty: 'warning',
  reasoningEffort: { at: 'generationConfig.thinkingConfig.thinkingBudget', value: 1024 },
  provider: { at: 'generationConfig.candidateCount', value: 1 },
};

const mistral: Table = {
  ...chat,
  seed: { at: 'random_seed', value: 11 },
  // It knows "high" and "none" alone.
  reasoningEffort: 'warning',
  provider: { at: 'safe_prompt', value: true },
};

const cohere: Table = {
  ...chat,
  topP: { at: 'p', value: 0.9 },
  topK: { at: 'k', value: 40 },
  stopSequences: { at: 'stop_sequences', value: ['END', '###'] },
  // It knows "high" and "none" alone.
  reasoningEffort: 'warning',
  provider: { at: 'safety_mode', value: 'STRICT' },
};

const bedrock: Table = {
  temperature: { at: 'inferenceConfig.temperature', value: 0.3 },
  topP: { at: 'inferenceConfig.topP', value: 0.9 },
  topK: { at: 'additionalModelRequestFields.top_k', value: 40 },
  maxOutputTokens: { at: 'inferenceConfig.maxTokens', value: 77 },
  stopSequences: { at: 'inferenceConfig.stopSequences', value: ['END', '###'] },
  seed: 'warning',
  frequencyPenalty: 'warning',
  presencePenalty: 'warning',
  reasoningEffort: { at: 'additionalModelRequestFields.output_config.effort', value: 'low' },
  provider: { at: 'requestMetadata.team', value: 'a' },
};

const tables: Readonly<Record<string, Table>> = {
  'openai chat': chat,
  'openai-compatible': chat,
  'openai responses': responses,
  azure: chat,
  mistral,
  cohere,
  'amazon-bedrock': bedrock,
  anthropic,
  google,
  // Vertex takes penalties with every model.
  'google-vertex': {
    ...google,
    frequencyPenalty: { at: 'generationConfig.frequencyPenalty', value: 0.5 },
    presencePenalty: { at: 'generationConfig.presencePenalty', value: 0.25 },
  },
};

const passthrough: Readonly<Record<string, Params['provider']>> = {
  mistral: { safe_prompt: true },
  cohere: { safety_mode: 'STRICT' },
  'amazon-bedrock': { requestMetadata: { team: 'a' } },
  anthropic: { metadata: { user_id: 'u-1' } },
  'google-vertex': { generationConfig: { candidateCount: 1 } },
  google: { generationConfig: { candidateCount: 1 } },
};

const at = (body: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], body);

describe.each(vendors)('$name: every parameter is on the wire or warned of', (vendor: Vendor) => {
  let server: HttpServer;
  let transport: Transport;

  const providerOf = (model: string): Promise<Provider> =>
    connect(`vendor/${model}`, {
      providers: { vendor: vendor.config(`${server.url}${vendor.path}`) },
      env: { THE_KEY: key },
      loadPackage,
      transport,
    });
  const send = async (params: Params, model = vendor.model) => {
    const { warnings } = await (await providerOf(model)).complete(
      callOf(`vendor/${model}`, { params }),
      never,
    );
    return { warnings, body: server.requests.at(-1)?.body };
  };

  beforeAll(async () => {
    server = await vendor.start();
    server.reply(vendor.text('ok'));
    transport = createTransport({});
  });
  afterAll(async () => {
    await transport.close();
    await server.close();
  });

  it.each(Object.keys(set) as (keyof Params)[])('%s', async (name) => {
    const value = name === 'provider' ? (passthrough[vendor.name] ?? set.provider) : set[name];
    const { warnings, body } = await send({ [name]: value });
    const seen = tables[vendor.name]?.[name];
    if (seen === 'warning' || seen === undefined) {
      expect(warnings.join('\n')).toContain(`"${name}"`);
      expect(JSON.stringify(body)).not.toContain(JSON.stringify(value));
    } else {
      expect(at(body, seen.at)).toEqual(seen.value);
      expect(warnings).toEqual([]);
    }
  });

  it('sends nothing that was not asked for', async () => {
    const { body, warnings } = await send({});
    expect(warnings).toEqual([]);
    // The last two belong to Bedrock: an empty list, and the name of a field that is wanted in the answer.
    const plain = new Set(
      'model messages input contents max_tokens generationConfig system additionalModelResponseFieldPaths'.split(
        ' ',
      ),
    );
    expect(Object.keys(body as object).filter((name) => !plain.has(name))).toEqual([]);
    expect((body as { generationConfig?: object }).generationConfig ?? {}).toEqual({});
  });

  it('keeps 0 and empty values', async () => {
    const { body } = await send({ temperature: 0 });
    const { temperature } = tables[vendor.name] as { readonly temperature: { readonly at: string } };
    expect(at(body, temperature.at)).toBe(0);
  });

  it.runIf(vendor.name.startsWith('openai '))(
    'a reasoning model: sampling is warned of, the rest renamed',
    async () => {
      const { body, warnings } = await send({ ...set, topK: undefined, provider: undefined }, 'gpt-5-mini');
      const text = warnings.join('\n');
      const missing = (Object.keys(tables[vendor.name] ?? {}) as (keyof Params)[]).filter((name) => {
        if (name === 'topK' || name === 'provider') return false;
        return !text.includes(`"${name}"`) && !JSON.stringify(body).includes(JSON.stringify(set[name]));
      });
      expect(missing).toEqual([]);
      expect(body).not.toHaveProperty('temperature');
      expect(at(body, vendor.name === 'openai chat' ? 'max_completion_tokens' : 'max_output_tokens')).toBe(
        77,
      );
      expect(at(body, vendor.name === 'openai chat' ? 'reasoning_effort' : 'reasoning.effort')).toBe('low');
    },
  );

  it.runIf(vendor.name === 'anthropic')(
    'temperature and topP together: one is sent, one is warned of',
    async () => {
      const { body, warnings } = await send({ temperature: 0.3, topP: 0.9 });
      expect(body).toMatchObject({ temperature: 0.3 });
      expect(body).not.toHaveProperty('top_p');
      expect(warnings.join()).toContain('"topP"');
    },
  );

  it.runIf(vendor.name === 'anthropic' || vendor.name === 'google')(
    'an effort nobody knows is warned of',
    async () => {
      const { body, warnings } = await send({ reasoningEffort: 'herculean' });
      expect(warnings.join()).toMatch(/"reasoningEffort" "herculean".*not sent/);
      expect(JSON.stringify(body)).not.toContain('herculean');
    },
  );

  it.runIf(vendor.name === 'google')('newer models take levels and penalties', async () => {
    const { body, warnings } = await send(
      { reasoningEffort: 'high', frequencyPenalty: 0.5, presencePenalty: 0.25 },
      'gemini-3-pro-preview',
    );
    expect(warnings).toEqual([]);
    expect(body).toMatchObject({
      generationConfig: {
        frequencyPenalty: 0.5,
        presencePenalty: 0.25,
        thinkingConfig: { thinkingLevel: 'high' },
      },
    });
  });
});
