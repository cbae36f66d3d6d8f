// Writes docs/rules.md from the rules themselves: npm run rules. A test holds the page to them.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadSource } from './load-source.mjs';

const repository = fileURLToPath(new URL('..', import.meta.url));

/** The catalogue as one page; `filesOf` gives an example as files by path. */
export function rulesPage(rules, filesOf) {
  return [
    '# Rules',
    '',
    '<!-- Made by `npm run rules` from src/lint/rules/. -->',
    '',
    `\`promptops lint\` knows ${rules.length} rules. Each preset holds the rules of the ones before it: \`minimal\` (what stops other commands, or is surely wrong), \`recommended\` (the default), \`strict\`. [lint.md](lint.md) says how to set, silence and mend. \`promptops explain <rule>\` prints one of these sections.`,
    '',
    '| rule | level | preset | `--fix` | what must hold |',
    '| --- | --- | --- | --- | --- |',
    ...rules.map(rowOf),
    '',
    ...rules.flatMap((rule) => sectionOf(rule, filesOf)),
  ].join('\n');
}

const rowOf = ({ id, severity, preset, fixable, summary }) =>
  `| [${id}](#${anchorOf(id)}) | ${severity} | ${preset} | ${fixable ? 'yes' : ''} | ${summary.replaceAll('|', '\\|')} |`;

const anchorOf = (id) => id.replaceAll('/', '');

function sectionOf(rule, filesOf) {
  const { id, severity, preset, summary, why, fix, fixable, locked, examples } = rule;
  const facts = [
    `${severity}, preset \`${preset}\``,
    ...(fixable ? ['`--fix` mends what is safe'] : []),
    ...(locked ? ['cannot be switched off or suppressed: every command refuses such a file'] : []),
  ];
  return [
    `## ${id}`,
    '',
    `${summary} (${facts.join('; ')})`,
    '',
    why,
    '',
    `**Fix.** ${fix}`,
    '',
    ...exampleOf('Bad', filesOf(examples.bad[0])),
    ...exampleOf('Good', filesOf(examples.good[0])),
  ];
}

function exampleOf(title, files) {
  return files.flatMap(({ path: file, text }) => [`${title}, \`${file}\`:`, '', fence(visible(text)), '']);
}

/** Characters nobody sees are what some rules are about: the page names them. */
const visible = (text) =>
  text.replace(
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|[\u{e0000}-\u{e007f}]/gu,
    (found) => `<U+${(found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`,
  );

function fence(text) {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const ticks = '`'.repeat(longest + 1);
  return `${ticks}yaml\n${text.replace(/\n$/, '')}\n${ticks}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { rules, shownFiles } = await loadSource(
    `export { rules } from './src/lint/rules/registry.ts'; export { shownFiles } from './src/model/example-project.ts';`,
  );
  mkdirSync(path.join(repository, 'docs'), { recursive: true });
  writeFileSync(path.join(repository, 'docs/rules.md'), rulesPage(rules, shownFiles));
}
