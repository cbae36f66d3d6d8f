import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { personalIn } from '../../src/detect/personal-data.ts';

type PiiPage = { piiPage(detect: (text: string) => ReturnType<typeof personalIn>): string };

const script: string = '../../scripts/pii-page.mjs';

it('docs/pii.md says what the detector finds today (npm run pii)', async () => {
  const { piiPage }: PiiPage = await import(script);
  const page = readFileSync(new URL('../../docs/pii.md', import.meta.url), 'utf8');
  expect(piiPage((text) => personalIn(text, []))).toBe(page);
});

it('is measured on a corpus that can fail', async () => {
  const { piiPage }: PiiPage = await import(script);
  expect(piiPage(() => [])).toContain('recall **0.0 %**');
});
