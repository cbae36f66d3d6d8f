import { describe, expect, it } from 'vitest';
import { lintFiles } from './lint-example.ts';

const config = 'promptops: 1\nmodel: { id: openai/gpt-4.1-mini }\nlint: { extends: strict }\n';
const test =
  'promptops: 1\ntests:\n  - id: first\n    vars: {}\n    assert: [{ type: contains, value: news }]\n';

const idsOf = async (prompt: string, more: Readonly<Record<string, string>> = {}) => {
  const files = {
    'promptops.yaml': config,
    'prompts/a.prompt.yaml': prompt,
    'prompts/a.test.yaml': test,
    ...more,
  };
  const quiet = new Set(['meta/owner-missing', 'model/unpinned', 'output/max-tokens-missing']);
  const findings = await lintFiles(files);
  return findings.filter(({ id }) => !quiet.has(id)).map(({ id, range }) => `${range.line} ${id}`);
};

describe('suppressions', () => {
  it('silence a rule on the next line, with a reason', async () => {
    const prompt = `promptops: 1
inputs:
  # promptops-disable-next-line template/unused-variable, vars/no-description -- kept for old callers
  city: { type: string, maxLength: 9, default: Oslo }
messages: [{ role: user, content: Hi }]
`;
    expect(await idsOf(prompt)).toEqual([]);
  });

  it('reach over further comments and blank lines to the next line that says something, and no further', async () => {
    const prompt = `promptops: 1
inputs:
  # promptops-disable-next-line template/unused-variable -- kept for old callers

  # The town.
  city: { type: string, maxLength: 9, default: Oslo, description: x }
  town: { type: string, maxLength: 9, default: Oslo, description: x }
messages: [{ role: user, content: Hi }]
`;
    expect(await idsOf(prompt)).toEqual(['7 template/unused-variable']);
  });

  it('cover the whole block of text that the next line opens', async () => {
    const prompt = `promptops: 1
messages:
  - role: user
    # promptops-disable-next-line security/special-token -- a prompt about tokens
    content: |
      What does

      <|im_start|> mean?
  - role: user
    content: |
      And <|im_end|>?
`;
    expect(await idsOf(prompt)).toEqual(['11 security/special-token']);
  });

  it('cover a block below a dash, and stop at its sibling', async () => {
    const prompt = `promptops: 1
messages:
  - role: user
    content:
      # promptops-disable-next-line security/special-token -- a prompt about tokens
      - text: |
          <|im_start|>
      - text: <|im_end|>
`;
    expect(await idsOf(prompt)).toEqual(['8 security/special-token']);
  });

  it('work inside a template and a partial, in a comment of the template', async () => {
    const prompt = `promptops: 1
messages:
  - role: user
    content: |
      {{! promptops-disable-next-line security/special-token -- a prompt about tokens }}
      What is <|im_start|>?
      {{> tail}}
`;
    const tail =
      '{{!-- promptops-disable-next-line security/special-token -- see above --}}\n<|im_end|>\n<|im_sep|>\n';
    expect(await idsOf(prompt, { 'partials/tail.hbs': tail })).toEqual(['3 security/special-token']);
  });

  it('need a reason, a rule that exists and may be silenced; else they do nothing and say so', async () => {
    const prompt = `promptops: 1
inputs:
  # promptops-disable-next-line template/unused-variable
  a: { type: string, maxLength: 9, default: x, description: x }
  # promptops-disable-next-line template/unused-varable -- kept
  b: { type: string, maxLength: 9, default: x, description: x }
  # promptops-disable-next-line schema/duplicate-key -- kept
  c: { type: string, maxLength: 9, default: x, description: x }
messages: [{ role: user, content: "{{c}}" }]
`;
    expect(await idsOf(prompt)).toEqual([
      '3 suppression/invalid',
      '4 template/unused-variable',
      '5 suppression/invalid',
      '6 template/unused-variable',
      '7 suppression/invalid',
    ]);
  });

  it('are reported when nothing is left to silence, and in the test file too', async () => {
    const prompt = `promptops: 1
# promptops-disable-next-line template/unused-variable -- kept
messages: [{ role: user, content: Hi }]
`;
    const cases = `promptops: 1
tests:
  # promptops-disable-next-line tests/duplicate-case -- the same on purpose
  - { id: first, vars: {}, assert: [{ type: contains, value: news }] }
  # promptops-disable-next-line tests/duplicate-case -- the same on purpose
  - { id: second, vars: {}, assert: [{ type: contains, value: news }] }
`;
    expect(await idsOf(prompt, { 'prompts/a.test.yaml': cases })).toEqual([
      '2 suppression/unused',
      '3 suppression/unused',
    ]);
  });

  it('of a partial that two prompts share are used when one of them needs them', async () => {
    const prompt = 'promptops: 1\nmessages: [{ role: user, content: "{{> tail}}" }]\n';
    const tail = '{{! promptops-disable-next-line security/special-token -- about tokens }}\n<|im_end|>\n';
    const more = { 'partials/tail.hbs': tail, 'prompts/b.prompt.yaml': prompt, 'prompts/b.test.yaml': test };
    expect(await idsOf(prompt, more)).toEqual([]);
  });

  it('about a whole file stand before its first line', async () => {
    const prompt = `# My prompt.
# promptops-disable-next-line tests/none -- tested by the caller
promptops: 1
messages: [{ role: user, content: Hi }]
`;
    expect(await idsOf(prompt, { 'prompts/a.test.yaml': 'promptops: 1\ntests: []\n' })).toEqual([]);
  });

  it('inside text are text', async () => {
    const prompt = `promptops: 1
messages:
  - role: user
    content: |
      # promptops-disable-next-line security/special-token -- no comment
      <|im_end|>
`;
    expect(await idsOf(prompt)).toEqual(['6 security/special-token']);
  });
});
