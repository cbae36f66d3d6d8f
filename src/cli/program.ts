import { CommanderError, Option, Command as Program } from 'commander';
import { PromptopsError } from '../errors.ts';
import { version } from '../version.ts';
import { commands } from './commands/registry.ts';
import type { CommandSpec } from './commands/spec.ts';
import { misspelt } from './misspelt.ts';
import { type Output, parseOutput } from './output.ts';
import { oneOf } from './values.ts';

/** What was typed, understood. `help` carries the text to print. */
export type Invocation =
  | { readonly type: 'help'; readonly text: string }
  | {
      readonly type: 'command';
      readonly spec: CommandSpec;
      /** Options and argument by name, in camel case. */
      readonly options: Readonly<Record<string, unknown>>;
      readonly format: string;
      readonly outputs: readonly Output[];
      readonly directory: string | null;
      readonly color: boolean;
    };

/** Reads a command line. Anything unknown is a PromptopsError `usage` with a "did you mean". */
export function parseArguments(argv: readonly string[]): Invocation {
  let invocation: Invocation | null = null;
  const printed: string[] = [];
  const program = createProgram((text) => printed.push(text));
  const words = joined(argv);
  const named = commands.filter(({ name }) => name === words[0]);
  // To lay out all commands takes as long as to read a prompt; who names one first needs that one.
  for (const spec of named.length > 0 ? named : commands) {
    const command = addCommand(program, spec);
    command.action((...received: unknown[]) => {
      const { format, output, ...options } = command.opts();
      const { C: directory, color } = program.opts();
      invocation = {
        type: 'command',
        spec,
        options: { ...options, ...namedOperands(spec, command.args, received, argv) },
        format,
        outputs: output ?? [],
        directory: directory ?? null,
        color,
      };
    });
  }
  try {
    program.parse(words, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const isHelp = error.exitCode === 0 || error.code === 'commander.help';
    if (!isHelp && argv.length > 0) throw usageError(error, printed.join(''), words);
    const text = error.code === 'commander.version' ? null : helpOf(program);
    return { type: 'help', text: text ?? printed.join('') };
  }
  return invocation ?? { type: 'help', text: program.helpInformation() };
}

/** Commands of two words, such as `cost sync`, are one to the parser: their options stay apart. */
function joined(argv: readonly string[]): readonly string[] {
  const at = argv.findIndex((word, index) =>
    commands.some(({ name }) => name === `${word} ${argv[index + 1]}`),
  );
  return at === -1 ? argv : argv.toSpliced(at, 2, `${argv[at]} ${argv[at + 1]}`);
}

function createProgram(print: (text: string) => void): Program {
  return new Program('promptops')
    .description('Prompts as files: linted, tested, priced and released from the repository.')
    .option('-C <dir>', 'run as if started in this folder')
    .option('--no-color', 'plain text, also with NO_COLOR')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help of a command')
    .configureOutput({ writeOut: print, writeErr: print, outputError: (text, write) => write(text) })
    .configureHelp({ showGlobalOptions: true, subcommandTerm: (command) => termOf(command.name()) })
    .addHelpText('after', '\nExit codes: 0 yes, 1 no, 2 your input, 3 no verdict, 70 a bug, 130/143 stopped.')
    .exitOverride();
}

/**
 * Help of what is named where commander has none: `keys`, where there is `keys generate`. null: commander printed it.
 * Throws `usage` for a word that is nothing ("tset --help"): it would be answered with help of everything.
 */
function helpOf(program: Program): string | null {
  const [word] = program.args.filter((each) => each !== 'help' && !each.startsWith('-'));
  if (word === undefined || commands.some(({ name }) => name === word)) return null;
  const specs = groupOf(word);
  const [first] = specs;
  if (!first) throw unknownCommand(word);
  const group = new Program(word).usage('<command>').helpCommand(false).copyInheritedSettings(program);
  program.addCommand(group);
  for (const spec of specs) addCommand(group, spec);
  return `${group.helpInformation()}\nOptions and examples of each: promptops ${first.name} --help\n`;
}

/** `cost sync` and `cost spent` of `cost`. */
const groupOf = (word: string): readonly CommandSpec[] =>
  commands.filter(({ name }) => name.startsWith(`${word} `));

const unknownCommand = (word: string): PromptopsError =>
  misspelt(
    `Unknown command "${word}".`,
    word,
    commands.map(({ name }) => name),
  );

/** How the list of commands shows one: that all have options, and what may follow `--`, would leave a summary no room. */
const termOf = (name: string): string =>
  [name, commands.find((spec) => spec.name === name)?.argument ?? ''].join(' ').trim();

function addCommand(program: Program, spec: CommandSpec): Program {
  const command = new Program(spec.name).description(spec.summary).copyInheritedSettings(program);
  program.addCommand(command);
  spec.argument?.split(' ').forEach((each, at) => {
    command.argument(each, at === 0 ? spec.argumentSummary : undefined);
  });
  if (spec.trailing) {
    command.argument(`[${spec.trailing.name}...]`, spec.trailing.summary);
    command.usage(`[options] ${spec.argument} [-- ${spec.trailing.name}...]`);
  }
  for (const { flags, summary, choices, parse } of spec.options) {
    const option = new Option(flags, summary);
    if (choices) option.argParser(oneOf(flags.split(' ')[0] ?? flags, choices));
    if (parse) option.argParser(parse);
    command.addOption(option);
  }
  const also = groupOf(spec.name).map(({ name, summary }) => `  promptops ${name}\n      ${summary}\n`);
  const formats = new Option('--format <format>', `what stdout carries: ${spec.formats.join(', ')}`);
  return command
    .addOption(formats.argParser(oneOf('--format', spec.formats)).default('terminal'))
    .option(
      '--output <format=file>',
      'write the report to a file as well; may repeat',
      parseOutput(spec.formats),
    )
    .addHelpText(
      'after',
      `\nExamples:\n${spec.examples.map(([line, what]) => `  ${line}\n      ${what}\n`).join('')}`,
    )
    .addHelpText('after', also.length > 0 ? `See also:\n${also.join('')}` : '');
}

/** What was typed beside the options, by name. commander does not tell what stands behind `--` from the rest. */
function namedOperands(
  { argument, trailing, name: command }: CommandSpec,
  typed: readonly string[],
  received: readonly unknown[],
  argv: readonly string[],
): Readonly<Record<string, unknown>> {
  const names = argument?.match(/\w+/g) ?? [];
  if (!trailing) return Object.fromEntries(names.map((name, at) => [name, received[at]]));
  const dashes = argv.indexOf('--');
  const behind = typed.length - (dashes < 0 ? 0 : argv.length - dashes - 1);
  const surplus = typed.slice(0, behind)[names.length];
  if (surplus !== undefined) {
    throw new PromptopsError('usage', `"${surplus}" is one too many: "${command}" takes ${argument}.`, {
      hint: `Prompts are named behind "--": promptops ${command} -- ${surplus}`,
    });
  }
  const named = typed.slice(0, behind).map((value, at) => [names[at], value]);
  return { ...Object.fromEntries(named), [trailing.name]: typed.slice(behind) };
}

/** commander's message names the flag and offers the nearest; it goes out in our own shape. */
function usageError(error: CommanderError, printed: string, words: readonly string[]): PromptopsError {
  const isUnknown = error.code === 'commander.unknownCommand';
  const half = isUnknown ? halfCommand(error.message.match(/'(.*)'/)?.[1] ?? '') : null;
  if (half) return half;
  const [first = error.message, ...rest] = printed.trim().split('\n');
  const suggestion = rest.find((line) => line.startsWith('(Did you mean'));
  const message = first.replace(/^error: /, '').replace(/'([^']*)'/g, '"$1"');
  const command = isUnknown ? undefined : words.find((word) => commands.some(({ name }) => name === word));
  return new PromptopsError(
    'usage',
    `${message.charAt(0).toUpperCase()}${message.slice(1)}.`.replace(/\.\.$/, '.'),
    {
      hint: suggestion
        ? suggestion
            .slice(1, -1)
            .replace(
              /(mean (?:one of )?)([^?]+)/,
              (_, start, list) => start + list.replace(/[^\s,]+/g, '"$&"'),
            )
        : `See "promptops ${command ? `${command} ` : ''}--help".`,
    },
  );
}

/** `keys`, where there is `keys generate`; null: no command begins so. */
function halfCommand(word: string): PromptopsError | null {
  const whole = groupOf(word);
  if (whole.length === 0) return null;
  return new PromptopsError('usage', `"${word}" alone is no command.`, {
    hint: `There is: ${whole.map(({ name }) => `promptops ${name}`).join(', ')}.`,
  });
}
