import { bundleDigest } from './build-bundle.ts';
import type { BundleFiles } from './bundle-files.ts';
import { type Attested, checkAttestations } from './check-attestations.ts';
import { checkBundle } from './check-bundle.ts';
import { checkPolicy, type PolicyGround } from './check-policy.ts';
import type { TrustedKey } from './dsse.ts';
import { checked, type VerifyCheck } from './verify-check.ts';

/** A bundle as it was found, with what was found beside it. */
export type FoundFiles = {
  readonly files: BundleFiles;
  /** Envelopes, a JSON text each. */
  readonly attestations: readonly string[];
  /** What others say its digest is, such as its tag: all must be right. */
  readonly pins: readonly { readonly by: string; readonly digest: string }[];
};

export type VerifiedBundle = {
  /** null: it is no bundle. */
  readonly name: string | null;
  readonly version: string | null;
  readonly digest: string | null;
  readonly checks: readonly VerifyCheck[];
  readonly attested: readonly Attested[];
};

type Ground = Pick<PolicyGround, 'policy' | 'matches' | 'now'> & { readonly keys: readonly TrustedKey[] };

/** Looks at everything a bundle must be: whole, signed by who may, and attested to be what the policy demands. */
export function verifyBundle({ files, attestations, pins }: FoundFiles, ground: Ground): VerifiedBundle {
  const { checks: found, manifest, prompts: read } = checkBundle(files);
  const checks = found.map(({ check, passed, message }) => checked(`bundle/${check}`, null, passed, message));
  if (!manifest) return { name: null, version: null, digest: null, checks, attested: [] };
  const { name, version } = manifest;
  const digest = bundleDigest(files);
  const subject = { name, version, digest };
  const models = new Map(read.map(({ id, model }) => [id, model.id]));
  const prompts = manifest.prompts.map((entry) => ({ ...entry, model: models.get(entry.id) ?? '' }));
  const beside = checkAttestations(attestations, subject, ground.keys);
  return {
    ...subject,
    checks: [
      ...checks,
      ...pins.map((pin) => checkPin(pin, digest)),
      ...beside.checks,
      ...checkPolicy(beside.attested, { ...ground, subject, prompts }),
    ],
    attested: beside.attested,
  };
}

const checkPin = ({ by, digest: wanted }: FoundFiles['pins'][number], digest: string): VerifyCheck =>
  checked(
    'bundle/digest',
    by,
    wanted === digest,
    wanted === digest ? `It is ${digest}.` : `It is ${digest}, and should be ${wanted}.`,
  );
