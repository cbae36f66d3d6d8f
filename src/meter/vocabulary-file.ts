import { readFileSync } from 'node:fs';
import type { EncodingName } from './encoding.ts';

/** The packed vocabulary of an encoding, which stands beside this code. */
export const vocabularyFile = (name: EncodingName): Buffer =>
  readFileSync(new URL(`./${name}.generated.bin`, import.meta.url));
