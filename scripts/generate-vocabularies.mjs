// Packs the tokens of gpt-tokenizer's encodings into src/meter/<encoding>.generated.bin, which a start reads in a
// millisecond. Run by `npm run generate`.
import { writeFileSync } from 'node:fs';
import * as patterns from 'gpt-tokenizer/encodingParams/constants';
import { loadSource } from './load-source.mjs';

const encodings = {
  o200k_base: patterns.O200K_TOKEN_SPLIT_REGEX,
  cl100k_base: patterns.CL100K_TOKEN_SPLIT_REGEX,
  p50k_base: patterns.R50K_TOKEN_SPLIT_REGEX,
};

const { packVocabulary } = await loadSource("export { packVocabulary } from './src/meter/vocabulary.ts';");
for (const [name, pattern] of Object.entries(encodings)) {
  const { default: ranks } = await import(`gpt-tokenizer/bpeRanks/${name}`);
  // A token is a text where it is UTF-8, else its bytes; ranks that no token has are holes.
  const tokens = ranks.filter((token) => token !== undefined).map((token) => Buffer.from(token));
  writeFileSync(
    new URL(`../src/meter/${name}.generated.bin`, import.meta.url),
    packVocabulary(tokens, pattern),
  );
}
