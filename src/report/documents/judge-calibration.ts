import type { CalibrationReport } from '../../commands/judge-calibrate.ts';
import { bad, counted, type Document, good, line, muted, plain, strong, warn } from '../document.ts';
import { describeAmounts } from '../estimate.ts';

/** How well a judge agrees with people, where it does not, and whether it may decide. */
export function calibrationDocument(report: CalibrationReport): Document {
  return report.verdict === 'planned' ? planDocument(report) : agreementDocument(report);
}

function planDocument({ judge, estimate: { calls, usd, mostUsd } }: CalibrationReport): Document {
  const asks =
    calls === 0
      ? 'Asks nobody: every answer is at hand.'
      : `Asks for ${counted(calls, 'opinion')}: ${describeAmounts(usd, mostUsd)}.`;
  return {
    title: `Judge ${judge.judge} on ${judge.model}: plan`,
    blocks: [line(strong(judge.judge), plain(`  ${judge.model}`)), line(plain(asks))],
  };
}

function agreementDocument(report: CalibrationReport): Document {
  const { judge, labels, differences, errors, verdict, costUsd, written } = report;
  const rows = [
    ['agreement', report.agreement, 'of all labels'],
    ['Cohen’s κ', report.kappa, 'beyond chance; 0.6 and it may decide'],
    ['sensitivity', report.sensitivity, 'of what people pass'],
    ['specificity', report.specificity, 'of what people fail'],
  ] as const;
  return {
    title: `Judge ${judge.judge} on ${judge.model}`,
    blocks: [
      line(
        strong(judge.judge),
        plain(`  ${judge.model}`),
        muted(`  ${labels} labels, passes from ${judge.threshold}`),
      ),
      {
        type: 'table',
        columns: [
          { title: 'Figure', align: 'left' },
          { title: 'Value', align: 'right' },
          { title: '95 %', align: 'left' },
          { title: '', align: 'left', shrinks: true },
        ],
        rows: rows.map(([name, interval, what]) => [
          [plain(name)],
          [strong(interval === null ? '—' : interval.value.toFixed(3))],
          [muted(interval === null ? '' : `${interval.low.toFixed(3)} to ${interval.high.toFixed(3)}`)],
          [muted(what)],
        ]),
      },
      ...differences.map(({ at, label, score, reason }) =>
        line(
          warn('≠ '),
          plain(`${at}  people ${label ? 'pass' : 'fail'}, judge ${score.toFixed(2)}: ${reason}`),
        ),
      ),
      ...errors.map(({ at, message }) => line(bad('✖ '), plain(`${at}  ${message}`))),
      line(plain('')),
      line(
        verdict === 'calibrated' ? good('✔ calibrated') : bad(`✖ ${verdict}`),
        muted(`  paid $${costUsd ?? '?'}${written === null ? '' : `  ${written} was written`}`),
      ),
    ],
  };
}
