import type { KeysReport } from '../../commands/keys.ts';
import { type Document, good, line, muted, plain, strong, warn } from '../document.ts';

/** Where the keys are, who may see which, and how they are used. */
export function keysDocument({ keyid, privateKey, publicKey }: KeysReport): Document {
  const warning = privateKey.committable
    ? [
        line(
          warn('! '),
          plain(`"${privateKey.path}" is not ignored by git and would be committed. `),
          strong('Add it to .gitignore, or keep it elsewhere.'),
        ),
      ]
    : [];
  return {
    title: 'promptops keys generate',
    blocks: [
      line(good('✔ '), plain(`${privateKey.path}  `), muted('the private key: keep it secret, it signs')),
      line(good('✔ '), plain(`${publicKey.path}  `), muted('the public key: commit it, policies name it')),
      line(muted(`  ${keyid}`)),
      ...warning,
    ],
  };
}
