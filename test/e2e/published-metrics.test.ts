import { expect, it } from 'vitest';
import type { TestReport } from '../../src/evals/report.ts';
import { published } from '../evals/metrics/published.ts';
import { promptops } from '../helpers/promptops.ts';
import { createFolder } from '../helpers/repository.ts';

it('published scores stand in the report of what echo answered', async () => {
  const said = published.filter(({ text }) => text !== '');
  const cwd = createFolder({
    'prompts/p.prompt.yaml':
      'promptops: 1\nmodel: echo/x\ninputs: { text: { type: string } }\nmessages: [{ role: user, content: "{{text}}" }]\n',
    'prompts/p.test.yaml': JSON.stringify({
      promptops: 1,
      tests: said.map(({ assert, references, text }, index) => ({
        id: `v${index}`,
        vars: { text },
        assert: [{ ...assert, value: references, threshold: 0 }],
      })),
    }),
  });
  const { code, stdout } = await promptops(['test', '--format', 'json'], { cwd });
  const { results }: TestReport = JSON.parse(stdout);
  expect(code).toBe(0);
  const found = new Map(results.map((result) => [result.case, result]));
  for (const [index, { score, digits, source }] of said.entries()) {
    const result = found.get(`v${index}`);
    const ours = result?.assertions[0]?.score ?? Number.NaN;
    expect(Math.abs(ours - score), `${result?.case}: ${ours}, ${source}`).toBeLessThanOrEqual(10 ** -digits);
  }
});
