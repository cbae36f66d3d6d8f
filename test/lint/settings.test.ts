import { describe, expect, it } from 'vitest';
import { PromptopsError } from '../../src/errors.ts';
import { rules } from '../../src/lint/rules/registry.ts';
import { lintFiles } from './lint-example.ts';

const prompt = 'promptops: 1\ninputs:\n  city: { type: string }\nmessages: [{ role: user, content: Hi }]\n';
const config = (lint: string) => `promptops: 1\nmodel: { id: openai/gpt-4.1-mini }\nlint: ${lint}\n`;

const levelsOf = async (
  lint: string,
  files: Readonly<Record<string, string>> = { 'prompts/a.prompt.yaml': prompt },
) => {
  const findings = await lintFiles({ 'promptops.yaml': config(lint), ...files });
  return findings.map(({ id, level, path }) => `${path} ${id} ${level}`);
};

const refusalOf = async (lint: string): Promise<PromptopsError> => {
  const error = await levelsOf(lint).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof PromptopsError) return error;
  throw new Error(`"${lint}" was accepted.`);
};

describe('presets', () => {
  it('hold each other: minimal in recommended in strict', async () => {
    const minimal = await levelsOf('{ extends: minimal }');
    const recommended = await levelsOf('{}');
    const strict = await levelsOf('{ extends: strict }');
    expect(minimal).toEqual(['prompts/a.prompt.yaml tests/none error']);
    expect(recommended).toEqual([
      'prompts/a.prompt.yaml tests/none error',
      'prompts/a.prompt.yaml template/unused-variable warning',
    ]);
    expect(strict).toEqual(
      expect.arrayContaining([...recommended, 'prompts/a.prompt.yaml vars/no-description warning']),
    );
  });
});

describe('rules', () => {
  it('are set to off, warn or error, also where the preset has them off', async () => {
    const lint =
      '{ extends: minimal, rules: { tests/none: warn, template/unused-variable: error, vars/no-description: error } }';
    expect(await levelsOf(lint)).toEqual([
      'prompts/a.prompt.yaml tests/none warning',
      'prompts/a.prompt.yaml template/unused-variable error',
      'prompts/a.prompt.yaml vars/no-description error',
    ]);
    expect(await levelsOf('{ rules: { tests/none: off, template/unused-variable: off } }')).toEqual([]);
  });

  it('differ by glob, the later override winning', async () => {
    const lint = `
  rules: { template/unused-variable: off }
  overrides:
    - { files: ["prompts/old/**"], rules: { tests/none: off } }
    - { files: ["prompts/old/b.*"], rules: { tests/none: warn } }`;
    const files = {
      'prompts/a.prompt.yaml': prompt,
      'prompts/old/a.prompt.yaml': prompt,
      'prompts/old/b.prompt.yaml': prompt,
    };
    expect(await levelsOf(lint, files)).toEqual([
      'prompts/a.prompt.yaml tests/none error',
      'prompts/old/b.prompt.yaml tests/none warning',
    ]);
  });

  it('can be on for some files only', async () => {
    const lint =
      '{ extends: minimal, overrides: [{ files: ["prompts/b.*"], rules: { template/unused-variable: error, tests/none: off } }] }';
    const files = { 'prompts/a.prompt.yaml': prompt, 'prompts/b.prompt.yaml': prompt };
    expect(await levelsOf(lint, files)).toEqual([
      'prompts/a.prompt.yaml tests/none error',
      'prompts/b.prompt.yaml template/unused-variable error',
    ]);
  });
});

describe('options', () => {
  const files = {
    'prompts/a.prompt.yaml':
      'promptops: 1\nmetadata: { status: draft }\ninputs: { badge: { type: string } }\nmessages: [{ role: user, content: "{{badge}} 4539 5787 6362 1486" }]\n',
  };

  it('reach the rule', async () => {
    expect(await levelsOf('{}', files)).toEqual(['prompts/a.prompt.yaml security/pii warning']);
    const lint =
      '{ rules: { security/pii: [error, { allow: [4539 5787 6362 1486] }], vars/sensitive-untagged: [error, { names: [badge] }] } }';
    expect(await levelsOf(lint, files)).toEqual(['prompts/a.prompt.yaml vars/sensitive-untagged error']);
  });

  it('of another shape than the rule takes are refused', async () => {
    const error = await refusalOf('{ rules: { security/pii: [warn, { alow: [] }] } }');
    expect(error.code).toBe('invalid-project');
    expect(error.message).toContain('options');
    expect(error.message).toContain('alow');
  });
});

describe('a config that cannot hold is refused', () => {
  it.each([
    ['{ rules: { tests/nome: off } }', 'There is no lint rule "tests/nome"', 'Did you mean "tests/none"?'],
    [
      '{ overrides: [{ files: ["**"], rules: { tests/nome: off } }] }',
      'There is no lint rule "tests/nome"',
      'Did you mean "tests/none"?',
    ],
    ['{ rules: { schema/alias: off } }', 'Rule "schema/alias" cannot be set to off', 'Remove the line.'],
    [
      '{ rules: { schema/encoding: warn } }',
      'Rule "schema/encoding" cannot be set to warn',
      'Remove the line.',
    ],
    ['{ rules: { tests/none: [error, { most: 3 }] } }', 'Rule "tests/none" takes no options', ''],
  ])('%s', async (lint, message, hint) => {
    const error = await refusalOf(lint);
    expect(error.code).toBe('invalid-project');
    expect(error.message).toContain(message);
    expect(error.message).toMatch(/promptops\.yaml:3:\d+/);
    expect(error.hint ?? '').toContain(hint);
  });

  it('also where nothing is selected by the preset', async () => {
    expect((await refusalOf('{ extends: minimal, rules: { nothing/at-all: warn } }')).message).toContain(
      'nothing/at-all',
    );
  });
});

it('keeps the rules locked that the loader enforces', () => {
  expect(
    rules
      .filter(({ locked }) => locked)
      .map(({ id }) => id)
      .sort(),
  ).toEqual([
    'schema/alias',
    'schema/duplicate-key',
    'schema/encoding',
    'security/remote-include',
    'template/dynamic-partial',
  ]);
});
