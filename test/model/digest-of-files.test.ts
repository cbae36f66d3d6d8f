import { describe, expect, it } from 'vitest';
import { loadPrompt } from './load.ts';

const written = `promptops: 1
description: One.
metadata: { owner: a }
model: { id: echo/x, params: { temperature: 0, seed: 1 } }
inputs:
  name: { type: string, description: Who., example: Ada }
output: { format: json, schema: ./s.json }
messages:
  - { id: m, role: user, content: "Hi {{name}}\\n{{> tone}}" }
variants: { a: { messages: { m: "Yo {{name}}" } }, b: { params: { seed: 2 } } }
budgets: { inputTokens: 100 }
`;

const digestOf = async (text: string, more: Readonly<Record<string, string>> = {}) => {
  const prompt = await loadPrompt({
    'prompts/p.prompt.yaml': text,
    'prompts/s.json': '{"type":"object","properties":{"a":{},"b":{}}}',
    'partials/tone.hbs': 'Kind.\n',
    ...more,
  });
  expect(prompt.faults).toEqual([]);
  return prompt.digest;
};

const elsewhere = `# A comment
promptops: 1
aliases: [old]
description: Another sentence.
variants:
  b: { params: { seed: 2 } } # later
  a: { messages: { m: 'Yo {{name}}' } }
messages:
  - role: user
    content: |-
      Hi {{name}}
      {{> tone}}
    id: m
    guard: true
inputs:
  name: { example: Bob, description: Somebody., type: string, x-note: 1 }
model:
  params: { seed: 1, temperature: 0 }
  id: echo/x
  also: [echo/y]
output: { schema: { properties: { b: {}, a: {} }, type: object }, format: json }
metadata: { status: draft, tags: [x] }
`;

describe('digest of a prompt read from files', () => {
  it('is the same for the same behaviour, however it is written', async () => {
    const digest = await digestOf(written);
    expect(await digestOf(elsewhere)).toBe(digest);
    expect(await digestOf(written.replaceAll('\n', '\r\n'), { 'partials/tone.hbs': 'Kind.\r\n' })).toBe(
      digest,
    );
    const tests = 'promptops: 1\ntests: [{ id: a, vars: { name: x }, assert: [{ type: is-json }] }]\n';
    expect(await digestOf(written, { 'prompts/p.test.yaml': tests })).toBe(digest);
    expect(await digestOf(written, { 'partials/unused.hbs': 'x' })).toBe(digest);
  });

  it.each<[string, string, Readonly<Record<string, string>>]>([
    ['the text of a partial', written, { 'partials/tone.hbs': 'Kind!\n' }],
    [
      'the schema in its own file',
      written,
      { 'prompts/s.json': '{"type":"object","properties":{"a":{},"c":{}}}' },
    ],
    [
      'the config, where the prompt leaves a parameter to it',
      written,
      { 'promptops.yaml': 'promptops: 1\nparams: { topP: 0.5 }\n' },
    ],
    ['white space in a message', written.replace('Hi {{name}}', 'Hi  {{name}}'), {}],
    ['an input that may be absent', written.replace('type: string,', 'type: string, optional: true,'), {}],
  ])('changes with %s', async (_, text, more) => {
    expect(await digestOf(text, more)).not.toBe(await digestOf(written));
  });
});
