// Run as a program: counts the tokens of every request in a file with the tokenizer alone, the baseline of
// `npm run bench cost`. Prints the sum over prompts of the mean over their requests.
import { readFileSync } from 'node:fs';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';

const options = { disallowedSpecial: new Set() };
const count = (text) => countTokens(text, options);
const perMessage = 3;
const perAnswer = 3;
const prompts = JSON.parse(readFileSync(process.argv[2], 'utf8'));
let total = 0;
for (const requests of prompts) {
  let tokens = 0;
  for (const [system, user] of requests)
    tokens += perAnswer + 2 * perMessage + count('system') + count(system) + count('user') + count(user);
  total += Math.round(tokens / requests.length);
}
console.log(total);
