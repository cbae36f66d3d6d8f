import { PromptopsError } from '../errors.ts';
import { loadPrices, type PricingConfig } from '../meter/prices.ts';
import type { Config } from '../model/config.ts';
import type { Fault } from '../model/fault.ts';
import type { Place } from '../model/place.ts';
import type { PromptFile } from '../model/prompt-file.ts';
import { findNearest } from '../model/suggest.ts';
import type { Case } from '../model/test-file.ts';

/**
 * The model an unknown id was meant to be; null when it is known, or may well be a model newer than this release. Only
 * letters make a typo: `gpt-4.1-minii` is one, `gpt-4.2-mini` is a version nobody has told us of yet.
 */
export async function misspeltModel(modelId: string, config: PricingConfig): Promise<string | null> {
  const slash = modelId.indexOf('/');
  const [provider, name] = [modelId.slice(0, Math.max(slash, 0)), modelId.slice(slash + 1)];
  const { kind = provider, baseURL = null } = config.providers[provider] ?? {};
  // A server of one's own may call its models anything.
  if (!listed.has(kind) || baseURL !== null) return null;
  const book = await loadPrices();
  if (book.find(modelId, config)) return null;
  const nearest = findNearest(name, book.known(provider, config));
  if (nearest === null || isTyped(name, nearest) || lettersOf(nearest) === lettersOf(name.toLowerCase()))
    return null;
  return `${provider}/${nearest}`;
}

/** Models of a prompt and its cases that are another one's name with a letter wrong. */
export async function faultsOfModels(
  { file, prompt, also }: PromptFile,
  cases: readonly Case[],
  config: Config,
): Promise<readonly Fault[]> {
  if (!prompt || config.lint.rules['model/unknown'] === 'off') return [];
  const written: readonly (readonly [string, Place])[] = [
    [prompt.model.id, file.placeOf(['model', 'id'])],
    ...also.map((model, index) => [model, file.placeOf(['model', 'also', index])] as const),
    ...cases.flatMap(({ model, at }) => (model === null ? [] : [[model, at] as const])),
  ];
  const faults: Fault[] = [];
  for (const [model, at] of written) {
    const meant = await misspeltModel(model, config);
    if (!meant) continue;
    const message = `There is no model "${model}".`;
    faults.push({ rule: 'model/unknown', message, at, hint: `Did you mean "${meant}"?` });
  }
  return faults;
}

/** Throws for a model asked for by name that is none, with the one it was meant to be. */
export async function refuseMisspeltModel(model: string, config: PricingConfig): Promise<void> {
  if (!model.includes('/')) {
    throw new PromptopsError('usage', `"${model}" is no model.`, {
      hint: 'Write it as `provider/model`, such as "openai/gpt-4.1-mini".',
    });
  }
  const meant = await misspeltModel(model, config);
  if (meant === null) return;
  throw new PromptopsError('not-found', `There is no model "${model}".`, {
    hint: `Did you mean "${meant}"?`,
  });
}

/** Vendors whose models the snapshot lists as they name them; a gateway or a deployment may use any name. */
const listed: ReadonlySet<string> = new Set(['openai', 'anthropic', 'google']);

const lettersOf = (name: string): string => name.replaceAll(/[^a-z]/g, '');

/** A fine-tuned model has its base in its name and is none of the list. */
const isTyped = (name: string, nearest: string): boolean =>
  name.startsWith('ft:') || name.includes(`${nearest}:`);
