import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import path from 'node:path';
import { keyIdOf } from '../bundle/ed25519.ts';
import { wouldBeCommitted, writeNewFiles } from '../source/key-file.ts';
import { readRepository } from '../source/repository.ts';
import { findRoot } from '../source/root.ts';
import { tool } from '../version.ts';
import type { Command } from './context.ts';
import type { ReportHead } from './report-head.ts';

export type KeysOptions = { readonly file?: string };

export type KeysReport = ReportHead<'keys', 'generated'> & {
  /** SHA-256 of the public key in SPKI DER; what attestations name their signer by. */
  readonly keyid: string;
  /** Paths as they were typed. */
  readonly privateKey: { readonly path: string; readonly committable: boolean | null };
  readonly publicKey: { readonly path: string; readonly pem: string };
};

const defaultFile = 'promptops.key';

/** Makes an Ed25519 pair: the private key for its owner's eyes alone, the public one beside it. Overwrites nothing. */
export const generateKeysCommand: Command<KeysOptions, KeysReport> = async (
  { file = defaultFile },
  context,
) => {
  const pair = generateKeyPairSync('ed25519', {
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const target = path.resolve(context.cwd, file);
  writeNewFiles([
    { file: target, text: pair.privateKey, mode: 0o600 },
    { file: `${target}.pub`, text: pair.publicKey, mode: 0o644 },
  ]);
  return {
    kind: 'keys',
    schemaVersion: 1,
    tool,
    verdict: 'generated',
    exitCode: 0,
    source: await readRepository(await findRoot(context.cwd)),
    keyid: keyIdOf(createPublicKey(pair.publicKey)),
    privateKey: { path: file, committable: await wouldBeCommitted(target) },
    publicKey: { path: `${file}.pub`, pem: pair.publicKey },
  };
};
