import { deflateRawSync } from 'node:zlib';
import type { CiReport } from '../../commands/ci-report.ts';
import type { PageReport } from '../../commands/report.ts';
import type { TestReport } from '../../evals/report.ts';
import { packsOf, rowsOf } from '../page/pack.ts';
import { pageData } from '../page/page-data.ts';

/** Where the built page takes what it shows. */
const place = '<!--data-->';

/**
 * A report as one self-contained page. `template` is the built page, whose policy allows its own script and style
 * alone; what a report says stands in it as data, which nothing runs.
 */
export function formatHtml(report: TestReport | CiReport | PageReport, template: string): string {
  const { data, run } = pageData(report);
  const blocks = [
    `<script type="application/json" id="data">${inertJson(data)}</script>`,
    packed('rows', run ? rowsOf(run) : []),
    ...packsOf(run?.results ?? []).map((pack, at) => packed(`pack-${at}`, pack)),
  ];
  return template.replace(place, () => blocks.join('\n'));
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
