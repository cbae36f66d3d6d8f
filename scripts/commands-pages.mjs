// Writes docs/commands/ from the command line itself: npm run commands. A test holds the pages to it.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadSource } from './load-source.mjs';

const folder = fileURLToPath(new URL('../docs/commands', import.meta.url));

const made = '<!-- Made by `npm run commands` from src/cli/commands/. -->';

/** A page for each command and one that lists them, by file name. */
export function commandsPages(commands) {
  return new Map([
    ['README.md', listOf(commands)],
    ...commands.map((command) => [fileOf(command), pageOf(command)]),
  ]);
}

const fileOf = ({ name }) => `${name.replaceAll(' ', '-')}.md`;

function listOf(commands) {
  const rows = commands.map(
    (command) => `| [\`promptops ${command.name}\`](${fileOf(command)}) | ${cell(command.summary)} |`,
  );
  return lines([
    '# Commands',
    '',
    made,
    '',
    '| command | does |',
    '| --- | --- |',
    ...rows,
    '',
    'Every command takes `-C <dir>` (run as if started there, as in git), `--no-color` and `--help`.',
  ]);
}

function pageOf({ name, summary, argument, argumentSummary, trailing, options, formats, examples }) {
  const usage = ['promptops', name, '[options]', argument, trailing && `[-- ${trailing.name}...]`];
  const operands = [
    ...(argument ? [[argument, argumentSummary ?? '']] : []),
    ...(trailing ? [[`-- ${trailing.name}...`, trailing.summary]] : []),
  ];
  const flags = [
    ...options.map(({ flags, summary }) => [flags, summary]),
    ['--format <format>', `what stdout carries: ${formats.join(', ')}`],
    ['--output <format=file>', 'write the report to a file as well; may repeat'],
  ];
  return lines([
    `# promptops ${name}`,
    '',
    made,
    '',
    `${summary}.`,
    '',
    '```sh',
    usage.filter(Boolean).join(' '),
    '```',
    '',
    ...(operands.length > 0 ? [...table('argument', operands), ''] : []),
    ...table('option', flags),
    '',
    '## Examples',
    '',
    '```sh',
    ...examples.flatMap(([line, what]) => [`# ${what}`, line]),
    '```',
  ]);
}

const table = (first, rows) => [
  `| ${first} | what |`,
  '| --- | --- |',
  ...rows.map(([name, what]) => `| \`${name.replaceAll('|', '\\|')}\` | ${cell(what)} |`),
];

const cell = (text) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');

const lines = (all) => `${all.join('\n')}\n`;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { commands } = await loadSource(`export { commands } from './src/cli/commands/registry.ts';`);
  const pages = commandsPages(commands);
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) if (!pages.has(name)) rmSync(path.join(folder, name));
  for (const [name, text] of pages) writeFileSync(path.join(folder, name), text);
}
