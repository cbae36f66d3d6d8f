import { characterKinds, countKinds } from './character-kinds.ts';

/** A family of models whose tokenizer is not at hand: its count is estimated from that of `o200k_base`. */
export type Family = {
  readonly name: string;
  /** Token counts are `perToken` times those of `o200k_base`, and so much for each character of a kind. */
  readonly perToken: number;
  readonly perCharacter: readonly number[];
  /** Largest relative error to expect. */
  readonly band: number;
  /** What the estimate was measured against. */
  readonly source: string;
};

/** Weight of a token of `o200k_base`, then of a character of each kind in the order of `characterKinds`. */
type Fitted = readonly [perToken: number, ...perCharacter: number[]];

/**
 * Least squares of relative errors over 2,500 passages of manuals, interface texts, proverbs, code and data in 23
 * languages. How far off they are on texts they were not fitted to is in docs/tokens.md and test/meter/estimate.test.ts.
 */
const fitted = {
  claude: [
    1.2, 0.01, -0.33, -0.11, -0.09, 1.3, 1.17, 2.15, 0.84, 0.24, 0.68, 0.9, 1.31, 0.5, 0.14, 0.03, -0.08,
  ],
  gemma: [
    0.86, 0.04, 0.54, 0.21, 0.04, 0.05, -0.11, 0.04, 0.08, 0.02, 0.07, -0.01, -0.02, 0.04, -0.2, -0.01, 0.26,
  ],
  llama: [1.02, 0.03, -0.02, -0.12, 0, 0.11, -0.22, -0.21, 0, 0.02, 0.08, 0.25, 0.06, 0.02, -0.1, 0, -0.02],
  qwen: [1.13, 0, 0.28, -0.2, -0.01, 0.42, -0.18, -0.57, 0.5, 0.06, 0.03, 0.7, 0.1, 0.01, -0.2, -0.17, -0.15],
  deepseek: [
    0.97, 0.03, 0.02, 0.03, -0.03, 0.91, 0.7, 0.3, 0.14, 0.07, 0.09, 0.3, -0.03, 0.12, -0.05, -0.11, 0.05,
  ],
} as const satisfies Readonly<Record<string, Fitted>>;

const family = (
  name: string,
  [perToken, ...perCharacter]: Fitted,
  scale: number,
  source: string,
): Family => ({
  name,
  perToken: perToken * scale,
  perCharacter: perCharacter.map((weight) => weight * scale),
  band: 0.15,
  source,
});

/**
 * Claude 3 to 4.6 counted 1.1 times the tokens of the last tokenizer Anthropic published, as the npm package
 * ai-tokenizer 1.0.6 measured on the API; later models make "approximately 30 percent more" (Anthropic, "Token counting").
 */
const sinceClaude3 = 1.1;
const sinceOpus47 = 1.3;

const families: readonly (readonly [RegExp, Family])[] = [
  [
    /claude-(?:opus-4[-.][7-9]|(?:[a-z]+-)?(?:[5-9]|\d\d)(?:[-.@:]|$))/,
    family('claude', fitted.claude, sinceClaude3 * sinceOpus47, 'a proxy: Claude 2’s tokenizer, times 1.43'),
  ],
  [/claude/, family('claude', fitted.claude, sinceClaude3, 'a proxy: Claude 2’s tokenizer, times 1.1')],
  [/gemini|gemma/, family('gemma', fitted.gemma, 1, 'Gemma 3’s tokenizer')],
  [/llama-?[34]/, family('llama', fitted.llama, 1, 'Llama 3’s tokenizer')],
  [/qwen|qwq/, family('qwen', fitted.qwen, 1, 'Qwen 3’s tokenizer')],
  [/deepseek/, family('deepseek', fitted.deepseek, 1, 'DeepSeek V3’s tokenizer')],
];

const unknown: Family = {
  name: 'unknown',
  perToken: 1.1,
  perCharacter: characterKinds.map(() => 0),
  band: 0.3,
  source: 'nothing: no tokenizer of this family is published',
};

/** The family of a model, by its name behind the provider. */
export const familyOf = (model: string): Family =>
  families.find(([pattern]) => pattern.test(model.toLowerCase()))?.[1] ?? unknown;

/** What a text is in a family's tokens, of its tokens in `o200k_base`. Not whole, so that parts of a text sum. */
export function estimateTokens({ perToken, perCharacter }: Family, tokens: number, text: string): number {
  const kinds = countKinds(text);
  const more = perCharacter.reduce((sum, weight, kind) => sum + weight * (kinds[kind] ?? 0), 0);
  // Whatever the characters weigh: never far below a common tokenizer's count, never more than a token a byte.
  const estimate = Math.max(tokens * perToken + more, tokens / 4);
  return estimate <= text.length ? estimate : Math.min(estimate, Buffer.byteLength(text));
}
