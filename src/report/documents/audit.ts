import type { AuditReport } from '../../commands/audit.ts';
import {
  type Block,
  code,
  type Document,
  good,
  group,
  type Line,
  line,
  muted,
  plain,
  strong,
  warn,
} from '../document.ts';

/** The five questions of an audit, each with its answer, and what nobody vouches for. */
export function auditDocument(report: AuditReport): Document {
  const { prompt, release, evaluations, attestations, notAttested } = report;
  const signers = [...new Set(attestations.map(({ keyid }) => keyid))];
  return {
    title: `promptops audit show: ${report.verdict}`,
    blocks: [
      line(strong(`${prompt} ${release.promptVersion}`), muted(`  in ${release.tag}`)),
      fact('Prompt', release.promptDigest ?? 'unknown'),
      fact('Bundle', release.digest),
      fact('Commit', release.commit),
      fact('Tagged', release.date ?? 'unknown'),
      fact('Signed by', signers.join(', ') || 'nobody the policy names'),
      ...evaluations.map(evaluationSection),
      ...caseBlocks(report),
      ...group(
        'Not attested',
        notAttested.map((gap): Line => [warn('! '), plain(gap)]),
      ),
    ],
  };
}

const fact = (name: string, value: string): Block => line(muted(`${name}: `), plain(value));

function evaluationSection({
  model,
  params,
  run,
  counts,
  passRate,
  answers,
  criteria,
  judges,
  cases,
  repeats,
}: AuditReport['evaluations'][number]): Block {
  const asserted = criteria.map(
    ({ type, threshold, assertions }) =>
      `${assertions} × ${type}${threshold === null ? '' : ` ≥ ${threshold}`}`,
  );
  const rate = passRate ? ` (${passRate.low} to ${passRate.high} with 95 % confidence)` : '';
  const { live, sample, import: imported, computed } = answers.origin;
  return {
    type: 'section',
    title: [strong(`Evaluated on ${model.requested}`)],
    blocks: [
      fact('Which model version', model.returned.join(', ') || 'no provider said'),
      fact('On what input', `${counts.cases} cases × ${repeats}: ${inputsOf(cases)}`),
      fact('With what configuration', JSON.stringify(params)),
      fact('Against what criteria', `${asserted.join(', ')}; suite ${run.suite}`),
      ...judges.map((judge) => fact('Judge', `${judge.name} on ${judge.model}, rubric ${judge.rubric}`)),
      fact(
        'When',
        `run ${run.startedAt}; answers from ${answers.oldest ?? 'unknown'} to ${answers.newest ?? 'unknown'}`,
      ),
      fact('Answers', `${live} of models, ${sample} samples, ${imported} imported, ${computed} computed`),
      fact(
        'Result',
        `${counts.passed} passed, ${counts.failed} failed, ${counts.errored} without verdict${rate}`,
      ),
    ],
  };
}

const inputsOf = (cases: AuditReport['evaluations'][number]['cases']): string =>
  [
    ...new Set(cases.map((one) => `${one.case} ${one.input?.slice(0, 'sha256:'.length + 12) ?? 'unknown'}`)),
  ].join(', ');

function caseBlocks({ case: audited }: AuditReport): readonly Block[] {
  if (!audited) return [];
  const { attested, request, rendered } = audited;
  const sign = attested === 'same' ? good('✔ ') : warn('! ');
  const verdict = {
    same: 'is the request that is attested',
    other: 'is another than is attested',
    unknown: 'is not attested',
  };
  return [
    line(strong(`Case ${audited.case}`)),
    line(sign, plain(`${request} ${verdict[attested]}`)),
    ...rendered.messages.map(
      ({ role, content }): Block => ({
        type: 'section',
        title: [code(role)],
        blocks: content.map((part) => ({
          type: 'code',
          language: '',
          text: part.type === 'text' ? part.text : 'url' in part ? part.url : `(${part.mediaType})`,
        })),
      }),
    ),
  ];
}
