import { parseJson } from './bundle-json.ts';
import { type Envelope, readEnvelope, signersOf, type TrustedKey } from './dsse.ts';
import { predicateName, readStatement, type Statement, type Subject } from './statement.ts';
import { checked, type VerifyCheck } from './verify-check.ts';

/** A statement that a trusted key has signed, about this very bundle. */
export type Attested = { readonly statement: Statement; readonly keyid: string };

export type CheckedAttestations = {
  readonly checks: readonly VerifyCheck[];
  /** Those of which every check passed. */
  readonly attested: readonly Attested[];
};

/**
 * Opens the envelopes beside a bundle, a JSON text each. Each must hold a statement about this bundle, signed by one of
 * the keys: one that does not is a failed check, never passed over.
 */
export function checkAttestations(
  lines: readonly string[],
  subject: Subject,
  trusted: readonly TrustedKey[],
): CheckedAttestations {
  const each = lines.map((line, index) => checkLine(line, `attestation ${index + 1}`, subject, trusted));
  return {
    checks: each.flatMap(({ checks }) => checks),
    attested: each.flatMap(({ attested }) => attested ?? []),
  };
}

function checkLine(line: string, where: string, subject: Subject, trusted: readonly TrustedKey[]) {
  const envelope = readEnvelope(parseJson(new TextEncoder().encode(line)));
  if (!envelope) {
    return {
      checks: [checked('attestation/envelope', where, false, 'It is no DSSE envelope.')],
      attested: null,
    };
  }
  const { statement, problem } = readStatement(envelope);
  if (!statement) {
    return { checks: [checked('attestation/statement', where, false, `It ${problem}.`)], attested: null };
  }
  const { predicateType } = statement;
  const of = `${where}, ${predicateName(predicateType) ?? predicateType}`;
  const [keyid] = signersOf(envelope, trusted);
  const about = checkSubject(statement, of, subject);
  const signature = checked(
    'attestation/signature',
    of,
    keyid !== undefined,
    signatureMessage(envelope, keyid),
  );
  const isGood = keyid !== undefined && about.passed;
  return { checks: [signature, about], attested: isGood ? { statement, keyid } : null };
}

function signatureMessage({ signatures }: Envelope, keyid: string | undefined): string {
  if (keyid !== undefined) return `Signed by ${short(keyid)}.`;
  if (signatures.length === 0) return 'Nobody signed it.';
  const claimed = signatures.map((signature) => short(signature.keyid)).join(', ');
  return `No key of the policy signed this; it names ${claimed}.`;
}

/** Enough of a key's or bundle's digest for people to tell it from others. */
export const short = (digest: string): string =>
  digest === '' ? 'nobody' : digest.slice(0, 'sha256:'.length + 12);

/** Artefacts are matched by digest alone; a name that contradicts it is a mistake all the same. */
function checkSubject(
  { subject: subjects }: Statement,
  of: string,
  { name, version, digest }: Subject,
): VerifyCheck {
  const own = subjects.find((each) => `sha256:${each.digest['sha256']}` === digest);
  if (!own) {
    const others = subjects.map((each) => each.name ?? 'something without a name').join(', ');
    return checked(
      'attestation/subject',
      of,
      false,
      `It is about ${others} with another digest, not about this.`,
    );
  }
  const isNamed = own.name === undefined || own.name === `${name}@${version}`;
  return checked(
    'attestation/subject',
    of,
    isNamed,
    isNamed
      ? `It is about ${name}@${version}.`
      : `It calls this "${own.name}", and it is ${name}@${version}.`,
  );
}
