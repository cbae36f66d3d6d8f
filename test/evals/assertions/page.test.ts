import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import type { AssertionType } from '../../../src/evals/assertion.ts';
import { assertionTypes } from '../../../src/evals/assertions/registry.ts';
import { shownExample } from '../../../src/evals/shown-example.ts';

const script: string = '../../../scripts/assertions-page.mjs';
type Script = { assertionsPage(types: readonly AssertionType[], shown: typeof shownExample): string };

it('docs/assertions.md says what the assertions say (npm run assertions writes it)', async () => {
  const { assertionsPage } = (await import(script)) as Script;
  const page = readFileSync(new URL('../../../docs/assertions.md', import.meta.url), 'utf8');
  expect(page).toBe(assertionsPage([...assertionTypes.values()], shownExample));
  for (const type of assertionTypes.keys()) expect(page).toContain(`\n## ${type}\n`);
});

it('shows examples that can be copied into a test file', () => {
  for (const { examples } of assertionTypes.values()) {
    for (const example of examples) expect(parse(shownExample(example).assert)).toEqual(example.assert);
  }
});
