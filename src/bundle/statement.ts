import { canonicalJson } from '../model/digest.ts';
import { attestation } from './attestation-validators.generated.js';
import { firstProblem, parseJson } from './bundle-json.ts';
import { decodeBase64, type Envelope, type Signer, signEnvelope } from './dsse.ts';

/** An in-toto Statement (in-toto/attestation, spec/v1/statement.md): what is said of which bundle. */
export type Statement<Type extends string = string, Predicate = unknown> = {
  readonly _type: typeof statementType;
  readonly subject: readonly { readonly name?: string; readonly digest: Readonly<Record<string, string>> }[];
  readonly predicateType: Type;
  readonly predicate: Predicate;
};

export const statementType = 'https://in-toto.io/Statement/v1';

/** The DSSE payload type of a statement (spec/v1/envelope.md). */
export const payloadType = 'application/vnd.in-toto+json';

/** Short names, as policies and people use them, of the predicates that promptops makes. */
export const predicateTypes = {
  provenance: 'https://slsa.dev/provenance/v1',
  'test-result': 'https://in-toto.io/attestation/test-result/v0.1',
  eval: 'urn:promptops:attestation:eval:v1',
  cost: 'urn:promptops:attestation:cost:v1',
  gates: 'urn:promptops:attestation:gates:v1',
} as const;

export type PredicateName = keyof typeof predicateTypes;

/** The short name of a type; null: somebody else's. */
export const predicateName = (type: string): PredicateName | null =>
  (Object.keys(predicateTypes) as PredicateName[]).find((name) => predicateTypes[name] === type) ?? null;

/** What a statement is about. */
export type Subject = { readonly name: string; readonly version: string; readonly digest: string };

export const makeStatement = <Predicate>(
  { name, version, digest }: Subject,
  predicate: PredicateName,
  content: Predicate,
): Statement<string, Predicate> => ({
  _type: statementType,
  subject: [{ name: `${name}@${version}`, digest: { sha256: digest.replace(/^sha256:/, '') } }],
  predicateType: predicateTypes[predicate],
  predicate: content,
});

/** Signs the canonical JSON of a statement. */
export const signStatement = (statement: Statement, signer: Signer): Promise<Envelope> =>
  signEnvelope(payloadType, new TextEncoder().encode(canonicalJson(statement)), signer);

/** The statement in an envelope, signed or not, or why there is none; a sentence's end. */
export function readStatement(
  envelope: Envelope,
):
  | { readonly statement: Statement; readonly problem: null }
  | { readonly statement: null; readonly problem: string } {
  const none = (problem: string) => ({ statement: null, problem });
  if (envelope.payloadType !== payloadType)
    return none(`is a "${envelope.payloadType}", not a "${payloadType}"`);
  const value = parseJson(decodeBase64(envelope.payload) ?? new Uint8Array());
  if (value === undefined) return none('holds no JSON');
  if (!attestation(value)) return none(`is no in-toto statement: ${firstProblem(attestation.errors)}`);
  return { statement: value as Statement, problem: null };
}
