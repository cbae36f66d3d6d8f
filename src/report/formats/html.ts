import { deflateRawSync } from 'node:zlib';
import type { PageReport } from '../../commands/report.ts';
import type { ReportedCase, TestReport } from '../../evals/report.ts';
import { noHistory, type PageData } from '../page/data.ts';
import { packSize, packsOf, rowsOf } from '../page/pack.ts';

/** Where the built page takes what it shows. */
const place = '<!--data-->';

/**
 * A report as one self-contained page. `template` is the built page, whose policy allows its own script and style
 * alone; what a report says stands in it as data, which nothing runs.
 */
export function formatHtml(report: TestReport | PageReport, template: string): string {
  const { shown, history, notes } =
    report.kind === 'page' ? report : { shown: report, history: noHistory, notes: [] };
  const { results, ...test } = shown;
  const data: PageData = {
    title: `promptops ${shown.kind}: ${shown.verdict}`,
    test: { ...test, notes: [...test.notes, ...notes] },
    history,
    cases: results.length,
    packSize,
  };
  return template.replace(place, () => blocksOf(data, results, shown));
}

function blocksOf(data: PageData, results: readonly ReportedCase[], report: TestReport): string {
  return [
    `<script type="application/json" id="data">${inertJson(data)}</script>`,
    packed('rows', rowsOf(report)),
    ...packsOf(results).map((pack, at) => packed(`pack-${at}`, pack)),
  ].join('\n');
}

/** Ten thousand cases say much the same: deflated they are a tenth, and only what is looked at is opened. */
const packed = (id: string, value: unknown): string =>
  `<script type="text/plain" id="${id}">${deflateRawSync(JSON.stringify(value)).toString('base64')}</script>`;

/** JSON that can end no element and begin none. */
const inertJson = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
