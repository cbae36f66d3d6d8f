import { describe, expect, it } from 'vitest';
import { commands } from '../../src/cli/commands/registry.ts';
import { withSuggestion } from '../../src/cli/misspelt.ts';
import { parseArguments } from '../../src/cli/program.ts';
import { PromptopsError } from '../../src/errors.ts';
import { shellWords } from '../helpers/shell-words.ts';

/** The message and hint of what a line is refused with. */
async function refusalOf(line: string): Promise<string> {
  try {
    parseArguments(line.split(' '));
  } catch (thrown) {
    const error = await withSuggestion(thrown);
    if (!(error instanceof PromptopsError)) throw error;
    expect(error.code).toBe('usage');
    return `${error.message} ${error.hint}`;
  }
  throw new Error(`"${line}" was taken.`);
}

const helpOf = (...argv: readonly string[]): string => {
  const invocation = parseArguments(argv);
  if (invocation.type !== 'help') throw new Error('No help.');
  return invocation.text;
};

describe('a word that is misspelt', () => {
  it.each([
    ['tset', 'Unknown command "tset". Did you mean "test"?'],
    ['help tset', 'Unknown command "tset". Did you mean "test"?'],
    ['keys', '"keys" alone is no command. There is: promptops keys generate.'],
    ['-C x keys generat', '"keys" alone is no command. There is: promptops keys generate.'],
    ['help nope', 'Unknown command "nope". One of: init, new,'],
    ['tset --help', 'Unknown command "tset". Did you mean "test"?'],
    ['-C x --help tset', 'Unknown command "tset". Did you mean "test"?'],
    ['audt show', 'Unknown command "audt". See "promptops --help".'],
    ['test --fromat json', 'Unknown option "--fromat". Did you mean "--format"?'],
    ['--verison', 'Unknown option "--verison". Did you mean "--version"?'],
    ['test --no-colour', 'Unknown option "--no-colour". Did you mean "--no-color"?'],
    ['test --replay strct', '"--replay" takes no "strct". Did you mean "strict"? One of: auto, strict,'],
    ['test --format jsn', '"--format" takes no "jsn". Did you mean "json"? One of: terminal,'],
    [
      'lint --format junit',
      '"--format" takes no "junit". One of: terminal, markdown, json, sarif, github, gitlab.',
    ],
    ['lint --output sraif=x', '"--output sraif=x" names no format. Did you mean "sarif"?'],
    ['lint --output sarif', '"--output sarif" names no file. For example --output sarif=report.sarif'],
    ['test --output junit=', 'For example --output junit=report.xml'],
    ['test --repeat 0', '"--repeat 0" is no whole number of at least 1.'],
    ['test --concurrency 2.5', '"--concurrency 2.5" is no whole number'],
    ['test --timeout x', '"--timeout x" is no number'],
    ['test --case', 'Option "--case <ids>" argument missing. See "promptops test --help".'],
    ['show a --vars [1]', '"--vars" is no JSON object.'],
    ['show', 'Missing required argument "prompt". See "promptops show --help".'],
    ['init here', 'Too many arguments for "init".'],
    [
      'audit show x',
      'Too many arguments for "audit show". Expected 0 arguments but got 1. See "promptops audit show',
    ],
  ])('%s', async (line, said) => {
    expect(await refusalOf(line)).toContain(said);
  });
});

describe('help', () => {
  it('is what promptops alone prints, and "help" and "--help"', () => {
    expect(helpOf()).toBe(helpOf('--help'));
    expect(helpOf()).toBe(helpOf('help'));
    expect(helpOf('help', 'test')).toBe(helpOf('test', '--help'));
  });

  const groups = new Set(
    commands.flatMap(({ name }) => (name.includes(' ') ? [name.split(' ')[0] ?? ''] : [])),
  );
  it.each([...groups])('of the first word of a command of two lists them: %s', (word) => {
    const text = helpOf(word, '--help');
    expect(text).toContain(`Usage: promptops ${word} `);
    expect(helpOf('help', word)).toBe(text);
    expect(helpOf('-C', 'x', word, '-h')).toBe(text);
    for (const { name } of commands.filter(({ name }) => name.startsWith(`${word} `))) {
      expect(text).toContain(name);
      expect(helpOf('help', ...name.split(' '))).toContain(`Usage: promptops ${name} `);
    }
  });

  it.each(['', ...commands.map(({ name }) => name)])(
    'of "%s" fits 80 columns and names every option',
    (name) => {
      const text = helpOf(...name.split(' ').filter(Boolean), '--help');
      expect(text.split('\n').filter((line) => line.length > 80 && !line.startsWith('  promptops '))).toEqual(
        [],
      );
      const spec = commands.find((command) => command.name === name);
      for (const { flags } of spec?.options ?? []) expect(text).toContain(flags);
      for (const [line] of spec?.examples ?? []) expect(text).toContain(line);
    },
  );

  it.each(commands.flatMap(({ examples }) => examples.map(([line]) => line)))(
    'gives an example that is taken: %s',
    (line) => {
      for (const part of line.split(/ (?:&&|\|) /)) {
        expect(parseArguments(shellWords(part).slice(1)).type).toBe('command');
      }
    },
  );
});

it('reads options, repeated lists and outputs', () => {
  const line = 'test a b --case x,y --case z --output json=a.json --output junit=b=c.xml -C sub --no-color';
  expect(parseArguments(line.split(' '))).toMatchObject({
    type: 'command',
    options: { prompts: ['a', 'b'], case: ['x', 'y', 'z'] },
    format: 'terminal',
    outputs: [
      { format: 'json', file: 'a.json' },
      { format: 'junit', file: 'b=c.xml' },
    ],
    directory: 'sub',
    color: false,
  });
});
