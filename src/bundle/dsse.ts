import { listOf, recordOf, textOf } from '../model/shape.ts';

/** A payload with signatures over it, as JSON: DSSE 1.0.0 (secure-systems-lab/dsse, envelope.md). */
export type Envelope = {
  readonly payloadType: string;
  /** Base64. */
  readonly payload: string;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
};

/** The port of whoever signs: one file each. */
export type Signer = {
  readonly keyid: string;
  sign(bytes: Uint8Array): Promise<Uint8Array>;
};

/** A key that is trusted by whoever checks. */
export type TrustedKey = {
  readonly keyid: string;
  verify(bytes: Uint8Array, signature: Uint8Array): boolean;
};

/** What is signed instead of the payload alone, so that one type cannot be taken for another (protocol.md). */
export function preAuthEncoding(payloadType: string, payload: Uint8Array): Uint8Array {
  const type = Buffer.from(payloadType, 'utf8');
  return Buffer.concat([
    Buffer.from(`DSSEv1 ${type.length} `),
    type,
    Buffer.from(` ${payload.length} `),
    payload,
  ]);
}

export async function signEnvelope(
  payloadType: string,
  payload: Uint8Array,
  signer: Signer,
): Promise<Envelope> {
  const signature = await signer.sign(preAuthEncoding(payloadType, payload));
  return {
    payloadType,
    payload: Buffer.from(payload).toString('base64'),
    signatures: [{ keyid: signer.keyid, sig: Buffer.from(signature).toString('base64') }],
  };
}

/**
 * Which of the trusted keys signed exactly this envelope, by key and not by what the envelope says of itself: `keyid`
 * is a hint that nobody signed.
 */
export function signersOf(envelope: Envelope, trusted: readonly TrustedKey[]): readonly string[] {
  const payload = decodeBase64(envelope.payload);
  if (payload === null) return [];
  const signed = preAuthEncoding(envelope.payloadType, payload);
  const signatures = envelope.signatures.flatMap(({ sig }) => decodeBase64(sig) ?? []);
  return trusted
    .filter((key) => signatures.some((signature) => key.verify(signed, signature)))
    .map(({ keyid }) => keyid);
}

/** The envelope of parsed JSON; null: it is none. What else it holds is dropped, as nobody signed it. */
export function readEnvelope(value: unknown): Envelope | null {
  const record = recordOf(value);
  const [payloadType, payload] = [textOf(record?.['payloadType']), textOf(record?.['payload'])];
  const written = listOf(record?.['signatures']);
  const signatures = written.flatMap((item) => {
    const entry = recordOf(item);
    const sig = textOf(entry?.['sig']);
    return sig === null ? [] : [{ keyid: textOf(entry?.['keyid']) ?? '', sig }];
  });
  if (payloadType === null || payload === null || decodeBase64(payload) === null) return null;
  return signatures.length === written.length ? { payloadType, payload, signatures } : null;
}

/** Bytes of a text in either alphabet of base64 (RFC 4648), as DSSE demands; null: it is neither. */
export function decodeBase64(text: string): Uint8Array | null {
  const padded =
    text.length % 4 === 0 || text.includes('=')
      ? text
      : text.padEnd(text.length + 4 - (text.length % 4), '=');
  const isBase64 = /^(?:[A-Za-z0-9+/]*|[A-Za-z0-9_-]*)={0,2}$/.test(padded);
  const bytes = isBase64 ? Buffer.from(padded, 'base64') : null;
  // Node forgives what is no whole number of bytes.
  return bytes && bytes.toString('base64') === padded.replaceAll('-', '+').replaceAll('_', '/')
    ? bytes
    : null;
}
