import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { ChangeKind } from '../../src/diff/change.ts';
import { changeKinds } from '../../src/diff/rules/registry.ts';

const script: string = '../../scripts/changes-page.mjs';
type Script = { changesPage(of: readonly ChangeKind[]): string };

it('docs/changes.md says what the kinds of change say (npm run changes writes it)', async () => {
  const { changesPage } = (await import(script)) as Script;
  const page = readFileSync(new URL('../../docs/changes.md', import.meta.url), 'utf8');
  expect(page).toBe(changesPage(changeKinds));
});
