import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import path from 'node:path';
import { PromptopsError } from '../errors.ts';
import { lookAt, writeAtomically } from './disk.ts';
import { readBounded, withRegularFile } from './regular-file.ts';
import type { Root } from './root.ts';
import { stateFolder, statePath } from './write-path.ts';

/** Ten times what ten thousand prompts leave. */
const maxBytes = 256 << 20;

/**
 * A JSON file under `.promptops/cache` that is believed only where it was written: its seal is made of the folder it
 * stands in as well, which no commit and no clone can bring along. What is not whole or was sealed elsewhere is not
 * there (null).
 */
export function readSealed(root: Root, name: string): unknown {
  const shown = [stateFolder, 'cache', name].join('/');
  const file = path.join(root.root, shown);
  try {
    if (!lookAt(file)?.isFile()) return null;
    const bytes = withRegularFile(file, shown, (descriptor, { size }) =>
      readBounded(descriptor, size, maxBytes, shown),
    );
    if (!bytes) return null;
    const content = bytes.subarray(bytes.indexOf(10) + 1);
    const seal = new TextDecoder().decode(bytes.subarray(0, bytes.length - content.length));
    return seal === `${sealOf(file, content)}\n` ? JSON.parse(new TextDecoder().decode(content)) : null;
  } catch {
    return null;
  }
}

/** Writes it whole. A disk that takes nothing loses only time. */
export function writeSealed(root: Root, name: string, value: unknown): void {
  try {
    const file = statePath(root, 'cache', name);
    const content = new TextEncoder().encode(JSON.stringify(value));
    const seal = new TextEncoder().encode(`${sealOf(file, content)}\n`);
    writeAtomically(file, Buffer.concat([seal, content]), [stateFolder, 'cache', name].join('/'));
  } catch (error) {
    if (!(error instanceof PromptopsError)) throw error;
  }
}

function sealOf(file: string, content: Uint8Array): string {
  const { dev, ino, birthtimeNs } = statSync(path.dirname(file), { bigint: true });
  return createHash('sha256').update(`${dev} ${ino} ${birthtimeNs}\n`).update(content).digest('hex');
}
