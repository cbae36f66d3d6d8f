// Writes docs/changes.md from the kinds of change themselves: npm run changes. A test holds the page to them.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadSource } from './load-source.mjs';

const repository = fileURLToPath(new URL('..', import.meta.url));

const audiences = { caller: 'CALLER', consumer: 'CONSUMER', behavior: 'BEHAVIOR', meta: 'META' };

/** The catalogue as one page. */
export function changesPage(kinds) {
  return [
    '# Changes',
    '',
    '<!-- Made by `npm run changes` from src/diff/rules/. -->',
    '',
    `\`promptops diff\` tells ${kinds.length} kinds of change apart; \`promptops explain <change>\` prints one with an example of before and after. [diff.md](diff.md) says how to read and use a diff. Each is found in examples that run as tests. Where the direction decides, the level of a single change may differ from the usual one below.`,
    '',
    '| change | audience | level | bump | what happened |',
    '| --- | --- | --- | --- | --- |',
    ...kinds.map(rowOf),
    '',
    ...kinds.flatMap(sectionOf),
  ].join('\n');
}

const rowOf = ({ id, audience, level, bump, summary }) =>
  `| [${id}](#${id}) | ${audiences[audience]} | ${level} | ${bump} | ${summary.replaceAll('|', '\\|')} |`;

const sectionOf = ({ id, audience, level, bump, summary, why, advice }) => [
  `## ${id}`,
  '',
  `${summary} (${audiences[audience]}, ${level}, ${bump === 'none' ? 'no bump' : `bump ${bump}`})`,
  '',
  why,
  '',
  `**What to do.** ${advice}`,
  '',
];

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { changeKinds } = await loadSource(`export { changeKinds } from './src/diff/rules/registry.ts';`);
  writeFileSync(path.join(repository, 'docs/changes.md'), changesPage(changeKinds));
}
