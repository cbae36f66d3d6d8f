import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { EncodingName } from './encoding.ts';

const beside = (name: string): URL => new URL(`./${name}`, import.meta.url);

/** The packed vocabulary of an encoding, which stands beside this code. */
export const vocabularyFile = (name: Exclude<EncodingName, 'r50k_base'>): Buffer =>
  readFileSync(beside(`${name}.generated.bin`));

/** The text of the price snapshot, which stands beside this code: as a part of it, it would be compiled and checked. */
export const priceFile = (): Promise<string> => readFile(beside('price-snapshot.generated.json'), 'utf8');
