import { bundleDigest } from '../bundle/build-bundle.ts';
import { type Attested, checkAttestations } from '../bundle/check-attestations.ts';
import type { EvalPredicate, Evaluation } from '../bundle/predicates/eval.ts';
import { readManifest } from '../bundle/read-manifest.ts';
import { type PredicateName, predicateName, predicateTypes } from '../bundle/statement.ts';
import { PromptopsError } from '../errors.ts';
import { didYouMean } from '../model/suggest.ts';
import { readRepositoryAt } from '../source/repository.ts';
import { findRoot } from '../source/root.ts';
import { tool } from '../version.ts';
import { type AuditedCase, auditCase } from './audit-case.ts';
import { releaseAt } from './audit-release.ts';
import type { Command } from './context.ts';
import { openPolicy } from './open-policy.ts';
import { rebuildRelease } from './open-release.ts';
import type { ReportHead } from './report-head.ts';

export type AuditOptions = {
  /** Needed, as is `at`: a release, a day or a moment. */
  readonly prompt?: string;
  readonly at?: string;
  /** Renders this case as it was sent. */
  readonly case?: string;
  readonly policy?: string;
};

export type AuditReport = ReportHead<'audit', 'attested' | 'gaps'> & {
  readonly prompt: string;
  readonly at: string;
  readonly release: {
    readonly bundle: string;
    readonly version: string;
    readonly tag: string;
    readonly commit: string;
    /** When the tag was made. */
    readonly date: string | null;
    readonly digest: string;
    readonly promptVersion: string;
    readonly promptDigest: string | null;
  };
  /** Statements that a key of the policy signed about it, by short name or type. */
  readonly attestations: readonly { readonly name: string; readonly keyid: string }[];
  /** What they say of the prompt: which run, and what it showed. */
  readonly evaluations: readonly (Evaluation & { readonly run: EvalPredicate['run'] })[];
  /** null: no case was asked for. */
  readonly case: AuditedCase | null;
  /** What nobody vouches for, a sentence each. */
  readonly notAttested: readonly string[];
};

/**
 * What is known of a prompt at a release: which model, on what input, configured how, against what criteria, when; from
 * git and the attestations alone, and what of it nobody attests.
 */
export const auditCommand: Command<AuditOptions, AuditReport> = async (
  { prompt, at, case: caseId, policy },
  context,
) => {
  if (prompt === undefined || at === undefined) {
    throw new PromptopsError('usage', 'An audit is of one prompt, at one time.', {
      hint: 'promptops audit show --prompt support/reply --at support@1.4.0',
    });
  }
  const root = await findRoot(context.cwd);
  const opened = await openPolicy(root, policy, context);
  const release = await releaseAt(root, prompt, at);
  const { bundle, version, tag, commit, versions, digest, date } = release;
  const promptVersion = Object.hasOwn(versions, prompt) ? versions[prompt] : undefined;
  if (promptVersion === undefined) {
    throw new PromptopsError('not-found', `"${tag}" holds no prompt "${prompt}".`, {
      hint: didYouMean(prompt, Object.keys(versions)) ?? `It holds: ${Object.keys(versions).join(', ')}.`,
    });
  }
  const files = await rebuildRelease(root, release);
  const subject = { name: bundle, version, digest: bundleDigest(files) };
  const { checks, attested } = checkAttestations(release.attestations, subject, opened.keys);
  const entry = readManifest(files).value?.prompts.find(({ id }) => id === prompt);
  const evaluations = evaluationsOf(attested, prompt, entry?.digest);
  const audited =
    caseId === undefined ? null : await auditCase(root, { commit, prompt, case: caseId }, evaluations);
  const notAttested = [
    ...(subject.digest === digest
      ? []
      : [`Built again it is ${subject.digest}, and the tag says ${digest}.`]),
    ...checks.flatMap(({ passed, of, message }) => (passed ? [] : [`${of ?? 'It'}: ${message}`])),
    ...gapsOf(attested, evaluations),
    ...caseGaps(audited),
  ];
  return {
    kind: 'audit',
    schemaVersion: 1,
    tool,
    verdict: notAttested.length === 0 ? 'attested' : 'gaps',
    exitCode: 0,
    source: await readRepositoryAt(root, commit),
    prompt,
    at,
    release: {
      bundle,
      version,
      tag,
      commit,
      date: Number.isNaN(date.getTime()) ? null : date.toISOString(),
      digest: subject.digest,
      promptVersion,
      promptDigest: entry?.digest ?? null,
    },
    attestations: attested.map(({ statement: { predicateType }, keyid }) => ({
      name: predicateName(predicateType) ?? predicateType,
      keyid,
    })),
    evaluations,
    case: audited,
    notAttested,
  };
};

function evaluationsOf(
  attested: readonly Attested[],
  prompt: string,
  digest: string | undefined,
): AuditReport['evaluations'] {
  return attested
    .filter(({ statement }) => statement.predicateType === predicateTypes.eval)
    .flatMap(({ statement }) => {
      const { run, evaluations } = statement.predicate as EvalPredicate;
      const own = evaluations.filter((one) => one.prompt === prompt && one.digest === digest);
      return own.map((one) => ({ ...one, run }));
    });
}

function gapsOf(attested: readonly Attested[], evaluations: AuditReport['evaluations']): readonly string[] {
  const has = (name: PredicateName) =>
    attested.some(({ statement }) => statement.predicateType === predicateTypes[name]);
  return [
    ...(has('provenance') ? [] : ['Nobody attests which commit it was built from, but for the tag.']),
    ...(evaluations.length > 0
      ? []
      : ['No evaluation of this prompt, as it is in the release, is attested.']),
    ...evaluations.flatMap(({ model, answers }) => [
      ...(model.returned.length > 0 ? [] : [`${model.requested}: no provider said which version answered.`]),
      ...(answers.oldest === null ? [`${model.requested}: nobody says how old its answers are.`] : []),
    ]),
    ...(has('cost') ? [] : ['What its calls cost is not attested.']),
  ];
}

function caseGaps(audited: AuditedCase | null): readonly string[] {
  if (!audited || audited.attested === 'same') return [];
  return [
    audited.attested === 'other'
      ? `Case "${audited.case}": what was evaluated is another request than this commit renders.`
      : `Case "${audited.case}": no attestation names its request.`,
  ];
}
