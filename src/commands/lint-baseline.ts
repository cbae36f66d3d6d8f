import {
  type Accepted,
  formatBaseline,
  isAcceptable,
  parseBaseline,
  withoutAccepted,
} from '../lint/baseline.ts';
import { baselinePath } from '../lint/baseline-path.ts';
import type { LintedPrompt } from '../lint/lint.ts';
import type { BaselineNote } from '../lint/report.ts';
import type { Finding } from '../model/finding.ts';
import { policyOf, type Snapshot } from '../model/snapshot.ts';
import { applyPlan } from '../source/plan.ts';
import type { LintedProject } from './lint-project.ts';
import type { OpenedFiles } from './open-project.ts';

type Asked = {
  /** Not the whole project was linted. */
  readonly isPartial: boolean;
  readonly writeBaseline?: boolean;
  readonly baseline?: boolean;
  readonly dryRun?: boolean;
};

type Sifted = {
  readonly findings: readonly Finding[];
  readonly baseline: BaselineNote | null;
  readonly notes: readonly string[];
};

/** Writes the baseline if asked, and takes out of the findings what it accepts. */
export async function applyBaseline(
  { root, snapshot }: OpenedFiles,
  { prompts, findings }: Pick<LintedProject, 'prompts' | 'findings'>,
  { isPartial, writeBaseline = false, baseline = true, dryRun = false }: Asked,
): Promise<Sifted> {
  if (writeBaseline) {
    const content = formatBaseline(findings);
    await applyPlan(root, { files: [{ path: baselinePath, content }], onExisting: 'replace' }, { dryRun });
    const rest = findings.filter((finding) => !isAcceptable(finding));
    return sifted(rest, { accepted: findings.length - rest.length, stale: [], written: !dryRun });
  }
  const entries = baseline ? await readBaseline(snapshot) : null;
  if (!entries) return { findings, baseline: null, notes: [] };
  const linted = isPartial ? new Set(prompts.flatMap(filesOf)) : null;
  const { kept, accepted, stale } = withoutAccepted(findings, entries, linted);
  return sifted(kept, { accepted, stale, written: false });
}

const filesOf = ({ path, testPath }: LintedPrompt): readonly string[] =>
  testPath === null ? [path] : [path, testPath];

async function readBaseline(snapshot: Snapshot): Promise<readonly Accepted[] | null> {
  const bytes = (await policyOf(snapshot).read([baselinePath], maxBytes)).get(baselinePath);
  return bytes ? parseBaseline(new TextDecoder().decode(bytes)) : null;
}

/** Room for the findings of ten thousand prompts. */
const maxBytes = 64 << 20;

function sifted(findings: readonly Finding[], note: Omit<BaselineNote, 'path'>): Sifted {
  const { accepted, stale, written } = note;
  const said = `${accepted} accepted by ${baselinePath}`;
  const notes = [
    ...(written ? [`${baselinePath} was written: ${accepted} accepted.`] : accepted > 0 ? [`${said}.`] : []),
    ...(stale.length > 0
      ? [`${stale.length} in ${baselinePath} no longer found: promptops lint --write-baseline drops them.`]
      : []),
  ];
  return { findings, baseline: { path: baselinePath, ...note }, notes };
}
