import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Rule } from '../../src/lint/rule.ts';
import { rules } from '../../src/lint/rules/registry.ts';
import { shownFiles } from '../../src/model/example-project.ts';

const script: string = '../../scripts/rules-page.mjs';
type Script = { rulesPage(of: readonly Rule[], filesOf: typeof shownFiles): string };

it('docs/rules.md says what the rules say (npm run rules writes it)', async () => {
  const { rulesPage } = (await import(script)) as Script;
  const page = readFileSync(new URL('../../docs/rules.md', import.meta.url), 'utf8');
  expect(page).toBe(rulesPage(rules, shownFiles));
  for (const { id } of rules) expect(page).toContain(`\n## ${id}\n`);
});
