import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { PromptopsError } from '../errors.ts';
import { sha256 } from '../model/digest.ts';
import type { Signer, TrustedKey } from './dsse.ts';

/** An Ed25519 key (RFC 8032) that signs, from PKCS#8 PEM. `name` is where it was found, for messages: never its text. */
export function ed25519Signer(pem: string, name: string): Signer {
  const key = readKey(() => createPrivateKey(pem), name, 'a private key');
  return {
    keyid: keyIdOf(createPublicKey(key)),
    sign: async (bytes) => sign(null, bytes, key),
  };
}

/** An Ed25519 key that checks, from SPKI PEM. */
export function ed25519Key(pem: string, name: string): TrustedKey {
  // A private key would be taken for its public half, and then stand in a policy for everybody to read.
  if (/PRIVATE KEY/.test(pem)) {
    throw new PromptopsError('usage', `"${name}" holds a private key where a public one belongs.`, {
      hint: 'Name the file that ends in ".pub"; if the private key was committed, make a new pair.',
    });
  }
  const key = readKey(() => createPublicKey(pem), name, 'a public key');
  return {
    keyid: keyIdOf(key),
    verify: (bytes, signature) => signature.length === 64 && verify(null, bytes, key, signature),
  };
}

/** `sha256:` of the key in SPKI DER: the same wherever it is kept. */
export const keyIdOf = (key: KeyObject): string => sha256(key.export({ type: 'spki', format: 'der' }));

function readKey(read: () => KeyObject, name: string, what: string): KeyObject {
  let key: KeyObject | null;
  try {
    key = read();
  } catch {
    // What OpenSSL says may quote the key.
    key = null;
  }
  if (key?.asymmetricKeyType === 'ed25519') return key;
  const found = key ? `is ${what} of another kind (${key.asymmetricKeyType})` : `is not ${what} in PEM`;
  throw new PromptopsError('usage', `"${name}" ${found}.`, {
    hint: 'Make an Ed25519 pair: promptops keys generate <file>',
  });
}
