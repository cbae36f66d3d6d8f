// Writes docs/assertions.md from the assertion types themselves: npm run assertions. A test holds the page to them.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadSource } from './load-source.mjs';

const repository = fileURLToPath(new URL('..', import.meta.url));

/** The catalogue as one page. */
export function assertionsPage(types, shownExample) {
  const groups = [...new Set(types.map(({ group }) => group))];
  return [
    '# Assertions',
    '',
    '<!-- Made by `npm run assertions` from src/evals/assertions/. -->',
    '',
    `What a case can assert of an answer: ${types.length} types, each with a \`not-\` twin that passes where it fails and scores 1 − x. Every example below runs as a test; \`promptops explain <assertion>\` prints one of these sections.`,
    '',
    'Every assertion also takes `weight` (1; 0 is measured and does not gate), `metric` (a name for its score), `critical: true` (its failure fails the case whatever the threshold) and `transform`: a [CEL](https://cel.dev) expression over the answer whose value is looked at instead, such as `transform: output.reply`. A yes/no assertion scores 1 or 0. Without a `threshold` on the case, all that have weight must pass; with one, the weighted mean must reach it. An assertion that cannot say makes the case an error, never a pass and never a fail.',
    '',
    ...groups.flatMap((group) => [
      `- **${group}**: ${types
        .filter((type) => type.group === group)
        .map(({ type }) => `[${type}](#${type})`)
        .join(', ')}`,
    ]),
    '',
    ...types.flatMap((type) => sectionOf(type, shownExample)),
  ].join('\n');
}

function sectionOf(assertion, shownExample) {
  const { type, group, summary, notes, value, valueOptional, threshold, options, examples } = assertion;
  const keys = Object.keys(options);
  return [
    `## ${type}`,
    '',
    `${summary} (${group})`,
    '',
    ...(notes ? [notes, ''] : []),
    `- \`value\`: ${value === null ? 'none' : valueOptional ? 'optional' : 'required'}`,
    ...(threshold === null ? [] : [`- \`threshold\`: ${threshold}`]),
    ...(keys.length === 0 ? [] : [`- also ${keys.map((key) => `\`${key}\``).join(', ')}`]),
    '',
    '| assertion | answer | |',
    '| --- | --- | --- |',
    ...examples.map((example) => rowOf(shownExample(example))),
    '',
  ];
}

const rowOf = ({ assert, output, given, pass, score }) =>
  `| ${cell(assert)}${given === null ? '' : ` given ${cell(given)}`} | ${cell(output === '' ? '""' : JSON.stringify(output))} | ${pass ? 'passes' : 'fails'}${score === null ? '' : `, ${Number(score.toFixed(4))}`} |`;

function cell(text) {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const ticks = '`'.repeat(longest + 1);
  return `${ticks}${text.replaceAll('|', '\\|')}${ticks}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { assertionTypes, shownExample } = await loadSource(
    `export { assertionTypes } from './src/evals/assertions/registry.ts'; export { shownExample } from './src/evals/shown-example.ts';`,
  );
  writeFileSync(
    path.join(repository, 'docs/assertions.md'),
    assertionsPage([...assertionTypes.values()], shownExample),
  );
}
