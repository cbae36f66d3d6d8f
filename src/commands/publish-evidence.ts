import type { Signer } from '../bundle/dsse.ts';
import { ed25519Signer } from '../bundle/ed25519.ts';
import { type Evidence, readEvidence } from '../bundle/evidence.ts';
import { signStatement } from '../bundle/statement.ts';
import { evidenceFaults, type StatedBundle, statementsFor } from '../bundle/statements-for.ts';
import { openGates } from '../gate/judge-evidence.ts';
import { globMatcher } from '../model/glob.ts';
import { readNamedFile } from '../source/named-file.ts';
import { readRepositoryAt } from '../source/repository.ts';
import { tool } from '../version.ts';
import type { Context } from './context.ts';
import type { PublishGround } from './publish-ground.ts';
import type { Refusal } from './publish-report.ts';

export type EvidenceOptions = {
  /** Saved reports of `test` and `cost`. */
  readonly evidence?: readonly string[];
  /** File of the private key that signs; the environment's when absent. */
  readonly key?: string;
};

/** A saved report, and the file it stands in as it was typed. */
export type NamedEvidence = Evidence & { readonly path: string };

/** What a release is held to and attested with. */
export type PublishEvidence = {
  readonly reports: readonly NamedEvidence[];
  /** null: nobody signs, and nothing is attested. */
  readonly signer: Signer | null;
};

const keyVariable = 'PROMPTOPS_SIGNING_KEY';
const maxReportBytes = 256 << 20;
const maxKeyBytes = 1 << 20;

/** Reads what is given as evidence, and the key. Throws for a file that is no whole report, or no key. */
export async function openEvidence(
  { evidence = [], key }: EvidenceOptions,
  { cwd, env }: Context,
): Promise<PublishEvidence> {
  const reports: NamedEvidence[] = [];
  for (const path of evidence) {
    const text = await readNamedFile(cwd, path, maxReportBytes);
    reports.push({ ...readEvidence(path, new TextEncoder().encode(text)), path });
  }
  const pem = key === undefined ? env[keyVariable] : await readNamedFile(cwd, key, maxKeyBytes);
  return { reports, signer: pem ? ed25519Signer(pem, key ?? keyVariable) : null };
}

/** Reports that are about prompts of a bundle. */
const about = ({ prompts }: StatedBundle, reports: readonly NamedEvidence[]): readonly NamedEvidence[] => {
  const ids = new Set(prompts.map(({ id }) => id));
  return reports.filter(({ report }) => report.prompts.some(({ prompt }) => ids.has(prompt)));
};

/** What the reports say against a release, and the gates of the config that none of them speaks about. */
export function evidenceRefusals(
  bundle: StatedBundle,
  { reports }: PublishEvidence,
  { commit, config }: PublishGround,
): readonly Refusal[] {
  const own = about(bundle, reports);
  const faults = own.flatMap((each) =>
    evidenceFaults(bundle, each, { commit }).map(
      (fault): Refusal => ({
        check: 'evidence',
        message: `"${each.path}": ${fault}`,
        hint: again(each.report.kind, each.path),
      }),
    ),
  );
  const saved = own.map(({ report: { kind, prompts } }) => ({
    kind,
    prompts: prompts.map(({ prompt }) => prompt),
  }));
  const ids = bundle.prompts.map(({ id }) => id);
  const open = openGates(saved, config.gates, ids, (scope, id) => globMatcher(scope)(id));
  const missing = open.map(({ kind, prompts: [first, ...more] }): Refusal => {
    const file = `.promptops/${kind}.json`;
    return {
      check: 'evidence',
      message: `A gate holds "${first}"${more.length > 0 ? ` and ${more.length} more` : ''} to a ${kind} that passed, and no evidence shows one.`,
      hint: `${again(kind, file)} && promptops publish --evidence ${file}`,
    };
  });
  return [...faults, ...missing];
}

const again = (kind: 'test' | 'cost', path: string): string => `promptops ${kind} --output json=${path}`;

/** Signed statements about a release, an envelope a line: where it comes from, and what the reports show of it. */
export async function attest(
  bundle: StatedBundle,
  { reports, signer }: PublishEvidence,
  { root, commit }: PublishGround,
  { now }: Context,
): Promise<readonly string[]> {
  if (signer === null) return [];
  const { repository } = await readRepositoryAt(root, commit);
  const source = { repository, commit, clean: true, folder: root.prefix };
  const statements = statementsFor(bundle, about(bundle, reports), source, { tool, at: now().toISOString() });
  const envelopes = await Promise.all(statements.map((statement) => signStatement(statement, signer)));
  return envelopes.map((envelope) => JSON.stringify(envelope));
}
