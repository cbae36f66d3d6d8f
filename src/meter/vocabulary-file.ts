import { readFileSync } from 'node:fs';
import type { EncodingName } from './encoding.ts';

/** The packed vocabulary of an encoding, which stands beside this code. */
export const vocabularyFile = (name: Exclude<EncodingName, 'r50k_base'>): Buffer =>
  readFileSync(new URL(`./${name}.generated.bin`, import.meta.url));
