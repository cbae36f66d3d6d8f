// Writes docs/findings.md from the findings of ci themselves: npm run findings. A test holds the page to them.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadSource } from './load-source.mjs';

const repository = fileURLToPath(new URL('..', import.meta.url));

/** The findings as one page. */
export function findingsPage(findings) {
  return [
    '# Findings of ci',
    '',
    '<!-- Made by `npm run findings` from src/commands/ci-rules.ts. -->',
    '',
    'What [`promptops ci`](ci.md) finds that is neither a [rule](rules.md) of lint nor a [change](changes.md). `promptops explain <finding>` prints one.',
    '',
    '| finding | level | what was found |',
    '| --- | --- | --- |',
    ...Object.entries(findings).map(
      ([id, { level, summary }]) => `| [${id}](#${id}) | ${level} | ${summary} |`,
    ),
    '',
    ...Object.entries(findings).flatMap(([id, { summary, why, fix }]) => [
      `## ${id}`,
      '',
      summary,
      '',
      why,
      '',
      `**What to do.** ${fix}`,
      '',
    ]),
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { ciRules } = await loadSource(`export { ciRules } from './src/commands/ci-rules.ts';`);
  writeFileSync(path.join(repository, 'docs/findings.md'), findingsPage(ciRules));
}
