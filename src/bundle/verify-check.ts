/** One thing that was looked at, and how it was. */
export type VerifyCheck = {
  /** `bundle/hashes`, `attestation/signature`, `policy/pass-rate`. */
  readonly check: string;
  /** Which attestation or prompt; null: the bundle. */
  readonly of: string | null;
  readonly passed: boolean;
  /** What was seen, or what is wrong; a sentence. */
  readonly message: string;
};

/** A check with what to say in either case. */
export const checked = (check: string, of: string | null, passed: boolean, message: string): VerifyCheck => ({
  check,
  of,
  passed,
  message,
});
