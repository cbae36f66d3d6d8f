import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PromptopsError } from '../errors.ts';

/** One `--output format=file`. */
export type Output = { readonly format: string; readonly file: string };

/** Collects repeated `--output format=file`. */
export const parseOutput =
  (formats: readonly string[]) =>
  (text: string, previous: unknown): readonly Output[] => {
    const [format = '', ...rest] = text.split('=');
    const file = rest.join('=');
    if (!formats.includes(format) || file === '') {
      throw new PromptopsError('usage', `"--output ${text}" names no format and file.`, {
        hint: `Write --output ${formats.at(-1)}=report.${formats.at(-1)}; formats: ${formats.join(', ')}.`,
      });
    }
    return [...(Array.isArray(previous) ? previous : []), { format, file }];
  };

/** Writes one report file, creating its folder. The files a user names here are the command's other stdout. */
export async function writeOutput(cwd: string, file: string, text: string): Promise<void> {
  const target = path.resolve(cwd, file);
  try {
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PromptopsError('disk', `Cannot write "${file}": ${reason}`, { cause });
  }
}

/** Writes to a stream and waits until it took everything; a reader that went away (`| head -1`) is no error. */
export function print(stream: NodeJS.WritableStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void => (error.code === 'EPIPE' ? resolve() : reject(error));
    stream.once('error', fail);
    stream.write(text, (error) => {
      if (error) return fail(error);
      stream.removeListener('error', fail);
      resolve();
    });
  });
}
