import { parse } from 'csv-parse/sync';
import { expect, it } from 'vitest';
import { costCommand } from '../../src/commands/cost.ts';
import { formatCsv } from '../../src/report/formats/csv.ts';
import { contextAt } from '../commands/command-context.ts';
import { createFolder } from '../helpers/repository.ts';

const prompt = `promptops: 1
metadata: { useCase: '=HYPERLINK("http://x","y")' }
model: { id: openai/gpt-4.1-mini, params: { maxOutputTokens: 10 } }
messages: [{ role: user, content: Hello }]
`;
const traffic = `promptops: 1
prompts: { a: { callsPerMonth: 1000, markets: { '@evil, "quoted"': 0.25, "+1": 0.75 } } }
`;

it('writes cells that no spreadsheet takes for a formula, and reads back as they are', async () => {
  const folder = createFolder({ 'prompts/a.prompt.yaml': prompt, 'promptops.traffic.yaml': traffic });
  const report = await costCommand({ base: false }, contextAt(folder));
  const rows: Record<string, string>[] = parse(formatCsv(report), { columns: true });
  expect(rows.map(({ use_case, market, share }) => [use_case, market, share])).toEqual([
    [`'=HYPERLINK("http://x","y")`, `'@evil, "quoted"`, '0.25'],
    [`'=HYPERLINK("http://x","y")`, `'+1`, '0.75'],
  ]);
  const grouped = await costCommand({ base: false, by: 'useCase' }, contextAt(folder));
  const [group] = parse(formatCsv(grouped), { columns: true }) as Record<string, string>[];
  expect(group).toMatchObject({ useCase: `'=HYPERLINK("http://x","y")`, calls_per_month: '1000' });
  expect(group?.['usd_per_month']).toBe(report.totals.monthlyUsd);
});
