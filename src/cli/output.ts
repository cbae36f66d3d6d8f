import { PromptopsError } from '../errors.ts';
import { misspelt } from './misspelt.ts';

/** One `--output format=file`. */
export type Output = { readonly format: string; readonly file: string };

/** Collects repeated `--output format=file`. */
export const parseOutput =
  (formats: readonly string[]) =>
  (text: string, previous: unknown): readonly Output[] => {
    const [format = '', ...rest] = text.split('=');
    const file = rest.join('=');
    if (!formats.includes(format)) throw misspelt(`"--output ${text}" names no format.`, format, formats);
    if (file === '') {
      throw new PromptopsError('usage', `"--output ${text}" names no file.`, {
        hint: `For example --output ${format}=report.${endings[format] ?? format}`,
      });
    }
    return [...(Array.isArray(previous) ? previous : []), { format, file }];
  };

const endings: Readonly<Record<string, string>> = {
  terminal: 'txt',
  markdown: 'md',
  junit: 'xml',
  github: 'txt',
};

/**
 * Writes a text, bytes or the pieces of a text to a stream and waits until it took everything; a reader that went away
 * (`| head -1`) is no error.
 */
export async function print(
  stream: NodeJS.WritableStream,
  text: string | Uint8Array | Iterable<string>,
): Promise<void> {
  const pieces = typeof text === 'string' || text instanceof Uint8Array ? [text] : text;
  try {
    for (const piece of pieces) await write(stream, piece);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EPIPE') return;
    throw new PromptopsError('disk', `The report cannot be printed: ${message}.`, { cause: error });
  }
}

/** Streams whose error event is listened to for good: one may tell of a failure once more after the write ended. */
const heard = new WeakSet<NodeJS.WritableStream>();

function write(stream: NodeJS.WritableStream, text: string | Uint8Array): Promise<void> {
  if (!heard.has(stream)) stream.on('error', () => {});
  heard.add(stream);
  return new Promise((resolve, reject) => {
    stream.once('error', reject);
    stream.write(text, (error) => {
      stream.removeListener('error', reject);
      if (error) reject(error);
      else resolve();
    });
  });
}
