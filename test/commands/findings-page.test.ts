import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ciRules } from '../../src/commands/ci-rules.ts';

const script: string = '../../scripts/findings-page.mjs';
type Script = { findingsPage(of: typeof ciRules): string };

it('docs/findings.md says what the findings of ci say (npm run findings writes it)', async () => {
  const { findingsPage } = (await import(script)) as Script;
  const page = readFileSync(new URL('../../docs/findings.md', import.meta.url), 'utf8');
  expect(page).toBe(findingsPage(ciRules));
});
