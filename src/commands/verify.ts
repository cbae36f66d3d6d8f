import { predicateName } from '../bundle/statement.ts';
import { verifyBundle } from '../bundle/verify-bundle.ts';
import { checked, type VerifyCheck } from '../bundle/verify-check.ts';
import { readRepository } from '../source/repository.ts';
import { findRoot } from '../source/root.ts';
import { tool } from '../version.ts';
import type { Command } from './context.ts';
import { type OpenedPolicy, openPolicy } from './open-policy.ts';
import type { ReportHead } from './report-head.ts';
import { type FoundBundle, findBundles } from './verify-target.ts';

export type VerifyOptions = {
  /** A folder, a `.tgz`, a `.json`, a tag `<bundle>@<version>`, or a channel. */
  readonly target: string;
  readonly policy?: string;
};

export type VerifyReport = ReportHead<'verify', 'passed' | 'failed'> & {
  readonly target: string;
  /** As it was typed. */
  readonly policy: string;
  readonly bundles: readonly BundleVerdict[];
};

export type BundleVerdict = {
  /** Where it was found. */
  readonly place: string;
  /** null: it is no bundle. */
  readonly bundle: string | null;
  readonly version: string | null;
  readonly digest: string | null;
  readonly passed: boolean;
  readonly attestations: readonly {
    /** Short name of what is attested; null: a type that promptops does not know. */
    readonly name: string | null;
    readonly predicateType: string;
    /** Who signed it. */
    readonly keyid: string;
  }[];
  readonly checks: readonly VerifyCheck[];
};

/** Whether bundles may be deployed, as a policy says. Every check is listed; one that fails is exit 1. */
export const verifyCommand: Command<VerifyOptions, VerifyReport> = async ({ target, policy }, context) => {
  const root = await findRoot(context.cwd);
  const opened = await openPolicy(root, policy, context);
  const bundles = (await findBundles(root, target, context)).map((found) =>
    verdictOf(found, opened, context.now()),
  );
  const passed = bundles.every((bundle) => bundle.passed);
  return {
    kind: 'verify',
    schemaVersion: 1,
    tool,
    verdict: passed ? 'passed' : 'failed',
    exitCode: passed ? 0 : 1,
    source: await readRepository(root),
    target,
    policy: opened.path,
    bundles,
  };
};

/** What a policy says of a bundle. */
export function verdictOf(
  { place, found, checks: more }: FoundBundle,
  opened: OpenedPolicy,
  now: Date,
): BundleVerdict {
  if ('problem' in found) {
    const { check, message } = found.problem;
    const checks = [checked(check, null, false, message)];
    return { place, bundle: null, version: null, digest: null, passed: false, attestations: [], checks };
  }
  const { name, version, digest, checks: own, attested } = verifyBundle(found, { ...opened, now });
  const checks = [...own, ...more];
  return {
    place,
    bundle: name,
    version,
    digest,
    passed: checks.every((check) => check.passed),
    attestations: attested.map(({ statement: { predicateType }, keyid }) => ({
      name: predicateName(predicateType),
      predicateType,
      keyid,
    })),
    checks,
  };
}
