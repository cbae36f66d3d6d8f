import { PromptopsError } from '../errors.ts';
import { loadPrices, type PriceBook } from '../meter/prices.ts';
import { loadCounter } from '../meter/tokens.ts';
import type { Config } from '../model/config.ts';
import type { Project } from '../model/project.ts';
import type { PromptFile } from '../model/prompt-file.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { findNearest } from '../model/suggest.ts';
import type { Json, Prompt } from '../render/prompt.ts';
import { renderPrompt } from '../render/render-prompt.ts';
import { type Facts, type ModelFacts, noFacts, type PromptSize } from './facts.ts';
import { createTextGatherer } from './gather-text-facts.ts';
import { modelsOf, splitModel } from './models.ts';
import { retirementOf } from './retirements.ts';
import { staticText } from './static-text.ts';

/** Providers whose models are a closed list; the others serve whatever somebody installed. */
const listed = new Set(['openai', 'anthropic', 'google']);

/** Looks up what rules need to know beyond the files; each file that prompts share is looked at once. */
export type Gatherer = {
  /** Models a prompt names, its sizes where they may reach a limit, secrets and other traces in its files. */
  ofPrompt(prompt: PromptFile): Promise<Facts>;
  /** Secrets in the config. */
  ofProject(): Promise<Facts>;
};

/** Tokenizers, prices and the detector of secrets are loaded for those who need them. */
export function createGatherer(
  { config, configFile }: Pick<Project, 'config' | 'configFile'>,
  snapshot: Snapshot,
  moment: Pick<Facts, 'today' | 'ci'>,
): Gatherer {
  const texts = createTextGatherer(snapshot);
  const known = new Map<string, ModelFacts>();
  const lookUp = async (prompt: PromptFile): Promise<Facts['models']> => {
    const ids = new Set(modelsOf(prompt, configFile).map(({ id }) => id));
    for (const id of ids) if (!known.has(id)) known.set(id, factsOf(id, await loadPrices(), config));
    const found = [...ids].flatMap((id): (readonly [string, ModelFacts])[] => {
      const model = known.get(id);
      return model ? [[id, model]] : [];
    });
    return Object.fromEntries(found);
  };
  return {
    async ofPrompt(prompt) {
      const models = await lookUp(prompt);
      const size = await measure(prompt, config, models);
      const sizes = size ? { [prompt.id]: size } : {};
      return { ...noFacts, ...moment, models, sizes, ...(await texts.ofPrompt(prompt)) };
    },
    async ofProject() {
      const secrets = configFile ? { [configFile.path]: await texts.ofYaml(configFile) } : {};
      return { ...noFacts, ...moment, secrets };
    },
  };
}

function factsOf(id: string, prices: PriceBook, config: Config): ModelFacts {
  const { provider, name } = splitModel(id);
  const entry = Object.hasOwn(config.providers, provider) ? config.providers[provider] : undefined;
  const match = prices.find(id, config);
  // A provider that does not exist is a fault of the prompt already; what a server of one's own has nobody can list.
  const isListed = listed.has(entry?.kind ?? provider) && !entry?.baseURL;
  const known = match !== null || !isListed;
  const nearest = known ? null : findNearest(name, prices.known(provider, config));
  return {
    known,
    hint: nearest === null ? null : `Did you mean "${provider}/${nearest}"?`,
    priced: match !== null,
    contextWindow: match?.contextWindow ?? null,
    deprecated: match?.deprecated ?? false,
    retiredOn: retirementOf(id),
  };
}

/** Token counts where a limit may be reached. A token is at least one byte, so that what is short in bytes is short. */
async function measure(
  file: PromptFile,
  config: Config,
  models: Facts['models'],
): Promise<PromptSize | null> {
  const { prompt } = file;
  if (!prompt) return null;
  const output = prompt.params.maxOutputTokens ?? 0;
  const window = models[prompt.model.id]?.contextWindow ?? Number.POSITIVE_INFINITY;
  const text = staticText(prompt);
  const budget = Math.min(file.budgets.inputTokens ?? Number.POSITIVE_INFINITY, window - output);
  const rendered = mayReach(file, window - output) ? renderedText(file, prompt) : null;
  const longest = longestExample(prompt);
  const wanted = {
    text: bytes(text) > budget ? text : null,
    rendered: rendered !== null && bytes(rendered) + output > window ? rendered : null,
    longest: longest && output > 0 && bytes(longest.text) > output ? longest : null,
  };
  if (wanted.text === null && wanted.rendered === null && wanted.longest === null) return null;
  const counter = await loadCounter(prompt.model.id, config);
  const tokens = (counted: string | null) => (counted === null ? null : counter.count(counted).tokens);
  return {
    staticTokens: tokens(wanted.text),
    renderedTokens: tokens(wanted.rendered),
    longestOutput: wanted.longest && {
      example: wanted.longest.example,
      tokens: counter.count(wanted.longest.text).tokens,
    },
    exact: counter.count('').band === 0,
  };
}

const bytes = (text: string): number => Buffer.byteLength(text);

/** Rendering every case of every prompt costs more than all rules together: only where sources and values come near. */
function mayReach({ templates, tests }: PromptFile, limit: number): boolean {
  const sources = templates.reduce((sum, { source }) => sum + source.length, 0);
  const values = (tests?.cases ?? []).map(({ vars }) => JSON.stringify(vars).length);
  return (sources + Math.max(0, ...values)) * 16 > limit;
}

/** The 95th percentile by length of the hand-written cases that can be rendered without reading files. */
function renderedText({ tests }: PromptFile, prompt: Prompt): string | null {
  const texts = (tests?.cases ?? [])
    .filter(({ vars }) => !Object.values(vars).some(namesFile))
    .flatMap(({ vars, locale, variant }) => rendered(prompt, vars, { locale, variant }))
    .sort((a, b) => a.length - b.length);
  return texts[Math.ceil(texts.length * 0.95) - 1] ?? null;
}

const namesFile = (value: Json): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, 'file');

function rendered(
  prompt: Prompt,
  vars: Readonly<Record<string, Json>>,
  selection: { readonly locale: string | null; readonly variant: string | null },
): readonly string[] {
  try {
    const parts = renderPrompt(prompt, vars, selection).messages.flatMap(({ content }) => content);
    return [parts.map((part) => (part.type === 'text' ? part.text : '')).join('\n')];
  } catch (error) {
    // Variables that do not fit have a finding of their own.
    if (error instanceof PromptopsError) return [];
    throw error;
  }
}

function longestExample({ examples }: Prompt): { readonly example: number; readonly text: string } | null {
  const texts = examples.map(({ output }, example) => ({
    example,
    text: typeof output === 'string' ? output : JSON.stringify(output),
  }));
  return texts.sort((a, b) => b.text.length - a.text.length)[0] ?? null;
}
