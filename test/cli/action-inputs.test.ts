import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readActionInputs } from '../../src/cli/action-inputs.ts';
import { parseArguments } from '../../src/cli/program.ts';
import { maskSecrets, outputEntry } from '../../src/cli/workflow-commands.ts';
import { repositoryFolder } from '../helpers/promptops.ts';

const environment = (inputs: Readonly<Record<string, string>>) => ({
  RUNNER_TEMP: '/temp',
  ...Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [
      `INPUT_${name.toUpperCase().replaceAll('-', '_')}`,
      value,
    ]),
  ),
});

const read = (inputs: Readonly<Record<string, string>>) => readActionInputs(environment(inputs));

const report = ['--output', 'json=/temp/promptops-report.json'];

describe('inputs', () => {
  it.each<[Readonly<Record<string, string>>, readonly string[]]>([
    [{}, ['-C', '.', 'ci', ...report]],
    [
      { base: 'main', 'fail-on': 'breaking' },
      ['-C', '.', 'ci', '--base', 'main', '--fail-on', 'breaking', ...report],
    ],
    [{ 'max-cost-usd': '2' }, ['-C', '.', 'ci', '--live', '--max-cost', '2', ...report]],
    [{ 'require-evals': 'false' }, ['-C', '.', 'ci', '--no-require-evals', ...report]],
    [
      { 'require-evals': 'TRUE', 'approve-label': 'ok' },
      ['-C', '.', 'ci', '--approve-label', 'ok', '--require-evals', ...report],
    ],
    [{ informational: 'true' }, ['-C', '.', 'ci', '--informational', ...report]],
    [
      { command: 'lint', base: 'main', 'working-directory': 'apps/bot' },
      ['-C', 'apps/bot', 'lint', '--since', 'main', ...report],
    ],
    [{ command: 'diff', base: 'main' }, ['-C', '.', 'diff', 'main', ...report]],
    [{ command: 'test', base: 'main' }, ['-C', '.', 'test', '--baseline', 'main', ...report]],
    [
      { 'json-file': 'r.json', 'sarif-file': 's.sarif', 'junit-file': 'j.xml' },
      ['-C', '.', 'ci', '--output', 'json=r.json', '--output', 'sarif=s.sarif', '--output', 'junit=j.xml'],
    ],
    [
      { command: 'comment', 'json-file': 'r.json', comment: 'new' },
      ['-C', '.', 'comment', 'r.json', '--mode', 'new', '--when', 'always'],
    ],
  ])('%j', (inputs, argv) => {
    expect(read(inputs).argv).toEqual(argv);
    expect(parseArguments(argv)).toMatchObject({ type: 'command' });
  });

  it.each([
    [{ command: 'deploy' }, '"command" takes no "deploy"'],
    [{ comment: 'sometimes' }, '"comment" takes no "sometimes"'],
    [{ 'comment-when': 'never' }, '"comment-when" takes no "never"'],
    [{ command: 'lint', 'max-cost-usd': '1' }, 'The input "max-cost-usd" is nothing that "lint" takes.'],
    [{ command: 'comment', base: 'main' }, 'The input "base" is nothing that "comment" takes.'],
    [{ informational: 'maybe' }, 'The input "informational" is "maybe", neither true nor false.'],
    [{ command: 'diff', base: '--output=json=/tmp/x' }, 'The input "base" must not begin with "-".'],
    [{ 'working-directory': '-h' }, 'The input "working-directory" must not begin with "-".'],
  ])('%j: refused', (inputs, message) => {
    expect(() => read(inputs as Readonly<Record<string, string>>)).toThrow(message);
  });

  it('are all handed on by action.yml, and no script holds one', () => {
    const { inputs, runs } = parse(readFileSync(path.join(repositoryFolder, 'action.yml'), 'utf8'));
    const run = runs.steps.find(({ id }: { id?: string }) => id === 'run');
    const { RUNNER_TEMP: _temp, ...handed } = environment(
      Object.fromEntries(Object.keys(inputs).map((name) => [name, `\${{ inputs.${name} }}`])),
    );
    expect(run.env).toEqual(handed);
    for (const step of runs.steps) expect(step.run).not.toContain('${{');
  });
});

describe('what GitHub reads', () => {
  it('has every line of a secret, and nothing short or harmless', () => {
    const env = {
      OPENAI_API_KEY: 'first-line\nsecond%line',
      A_TOKEN: 'abc',
      OTHER: 'named-value',
      PATH: '/bin/long',
    };
    expect(maskSecrets(env, ['OTHER'])).toBe(
      '::add-mask::first-line\n::add-mask::second%25line\n::add-mask::named-value\n',
    );
  });

  it('has outputs that no value can end', () => {
    expect(outputEntry('a', 'x\nb=y', 'end')).toBe('a<<end\nx\nb=y\nend\n');
  });
});
