import { open } from 'node:fs/promises';
import path from 'node:path';
import { isatty } from 'node:tty';
import { PromptopsError } from '../errors.ts';
import { codeOf, diskError } from './disk.ts';

/**
 * Text of a file that the user named, wherever it stands; null: what is piped into the program. Throws `not-found`,
 * `too-large`, `usage` where nothing is piped.
 */
export async function readNamedFile(cwd: string, file: string | null, maxBytes: number): Promise<string> {
  if (file === null && isatty(0)) {
    throw new PromptopsError('usage', 'No report was named, and none is piped in.', {
      hint: 'Name a file that "--output json=<file>" wrote.',
    });
  }
  const name = file ?? 'standard input';
  try {
    const handle = await open(file === null ? '/dev/stdin' : path.resolve(cwd, file), 'r');
    try {
      return await readAll(handle.createReadStream(), name, maxBytes);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof PromptopsError) throw error;
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new PromptopsError('not-found', `There is no file "${name}".`);
    if (code === 'EISDIR') throw new PromptopsError('not-found', `"${name}" is a folder.`);
    throw diskError('read', name, error);
  }
}

async function readAll(stream: AsyncIterable<Uint8Array>, name: string, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.byteLength;
    if (size > maxBytes)
      throw new PromptopsError('too-large', `"${name}" is larger than ${maxBytes >> 20} MiB.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
