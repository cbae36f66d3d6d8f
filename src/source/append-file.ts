import { appendFile } from 'node:fs/promises';
import { diskError } from './disk.ts';

/** Adds to a file that the runner named for it; without a name nothing is done. Throws `disk`. */
export async function appendNamedFile(file: string | undefined, text: string): Promise<void> {
  if (!file) return;
  try {
    await appendFile(file, text);
  } catch (error) {
    throw diskError('write', file, error);
  }
}
