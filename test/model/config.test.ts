import { describe, expect, it } from 'vitest';
import { defaultFileLimits, parseConfig } from '../../src/model/config.ts';
import { parseYaml } from '../../src/model/yaml-file.ts';

const configOf = (text: string) =>
  parseConfig(
    parseYaml('promptops.yaml', new TextEncoder().encode(`promptops: 1\n${text}`), defaultFileLimits),
  );

describe('parseConfig', () => {
  it('has a default for everything', () => {
    expect(parseConfig(null)).toEqual({
      config: {
        promptRoots: ['prompts'],
        partials: 'partials',
        model: null,
        params: {},
        providers: {},
        limits: {},
        base: null,
        test: {
          repeat: 1,
          replay: null,
          concurrency: 10,
          timeout: 60,
          maxCostUsd: null,
          judge: null,
          uncalibratedJudge: 'advise',
          fallback: 'advise',
        },
        gates: [],
        lint: { extends: 'recommended', rules: {}, overrides: [] },
        code: { allow: [] },
        bundles: {},
        publish: {
          targets: ['tgz'],
          out: 'dist/bundles',
          remote: 'origin',
          npm: { package: null, registry: null, access: null },
        },
        pricing: null,
        files: { maxBytes: 1_048_576, maxTemplateBytes: 262_144 },
      },
      faults: [],
    });
  });

  it('reads the example of the format', () => {
    const { config, faults } = configOf(`
prompts: [prompts/, ./more]
partials: ./partials/
model: { id: openai/gpt-4.1-mini, fallback: [anthropic/claude-haiku-4-5] }
params: { temperature: 0 }
providers:
  openai: { apiKey: OPENAI_API_KEY, api: responses }
  local: { kind: openai-compatible, baseURL: "http://127.0.0.1:8080/v1", allowLocal: true, price: { input: 0, output: 0 } }
  azure: { kind: azure, resource: acme-eu, deployments: { gpt-4.1-mini: my-deploy } }
limits: { openai: { rpm: 500, tpm: 200000, concurrency: 20 } }
base: main
test: { repeat: 2, maxCostUsd: 5, judge: openai/gpt-4.1, replay: strict, concurrency: 3, timeout: 9.5 }
gates:
  - { passRate: 0.95, margin: 0.02, maxErrorRate: 0.02 }
  - { scope: "billing/**", passRate: 0.99, message: Billing answers are audited }
  - { diff: breaking }
  - { cost: { maxIncreasePct: 10, floorUsd: 5 }, level: warn }
bundles: { support: ["support/**"] }
lint: { extends: strict, rules: { vars/no-description: off, id/format: [warn, { a: 1 }] }, overrides: [{ files: ["x/**"], rules: { id/format: error } }] }
code: { allow: [graders/a.mjs] }
files: { maxBytes: 2048 }
`);
    expect(faults).toEqual([]);
    expect(config).toMatchObject({
      promptRoots: ['prompts', 'more'],
      partials: 'partials',
      model: { id: 'openai/gpt-4.1-mini', fallback: ['anthropic/claude-haiku-4-5'] },
      params: { temperature: 0 },
      providers: {
        openai: {
          kind: 'openai',
          apiKey: 'OPENAI_API_KEY',
          baseURL: null,
          allowLocal: false,
          api: 'responses',
          price: null,
        },
        local: { kind: 'openai-compatible', allowLocal: true, price: { input: 0, output: 0 } },
        azure: {
          kind: 'azure',
          settings: { resource: 'acme-eu', deployments: { 'gpt-4.1-mini': 'my-deploy' } },
        },
      },
      limits: { openai: { rpm: 500, tpm: 200000, concurrency: 20 } },
      base: 'main',
      test: {
        repeat: 2,
        maxCostUsd: 5,
        judge: 'openai/gpt-4.1',
        replay: 'strict',
        concurrency: 3,
        timeout: 9.5,
      },
      gates: [
        { scope: '**', level: 'block', message: null, passRate: 0.95, margin: 0.02, maxErrorRate: 0.02 },
        { scope: 'billing/**', passRate: 0.99, message: 'Billing answers are audited' },
        { diff: 'breaking' },
        { level: 'warn', cost: { maxIncreasePct: 10, floorUsd: 5 } },
      ],
      bundles: { support: ['support/**'] },
      lint: {
        extends: 'strict',
        rules: { 'vars/no-description': 'off', 'id/format': ['warn', { a: 1 }] },
        overrides: [{ files: ['x/**'], rules: { 'id/format': 'error' } }],
      },
      code: { allow: ['graders/a.mjs'] },
      files: { maxBytes: 2048, maxTemplateBytes: 262_144 },
    });
  });

  it('places faults and still gives a config', () => {
    const { config, faults } = configOf('partal: x\nprompts: [/etc, prompts]\n');
    expect(config.promptRoots).toEqual(['prompts']);
    expect(faults).toMatchObject([
      {
        rule: 'schema/unknown-key',
        hint: 'Did you mean "partials"?',
        at: { path: 'promptops.yaml', line: 2 },
      },
      { rule: 'security/remote-include', at: { line: 3, column: 11 } },
    ]);
  });

  it.each([
    ['gates: [{ scope: billing/** }]', ['2:9 The gate demands nothing.']],
    ['gates: [{ passRate: 1 }, { level: warn, x-why: later }]', ['2:26 The gate demands nothing.']],
    ['gates: [{ pasRate: 1 }]', ['2:11 Unknown key "pasRate".']],
  ])('refuses a gate that always passes: %s', (text, expected) => {
    const { faults } = configOf(text);
    expect(faults.map(({ at, message }) => `${at.line}:${at.column} ${message}`)).toEqual(expected);
  });

  it('names a misspelt key once: no prompt misses its model, and nothing that decides is guessed', () => {
    const { config, faults } = configOf('modell: openai/gpt-5\ncode: { alow: [a.mjs] }\ngatse: []\n');
    expect(faults.map(({ hint }) => hint)).toEqual([
      'Did you mean "model"?',
      'Did you mean "allow"?',
      'Did you mean "gates"?',
    ]);
    expect(config).toMatchObject({ model: { id: 'openai/gpt-5' }, code: { allow: [] } });
  });

  it('reads a model given as text', () => {
    expect(configOf('model: echo/x').config.model).toEqual({ id: 'echo/x', fallback: [] });
  });
});
