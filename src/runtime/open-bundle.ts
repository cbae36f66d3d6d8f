import { PromptopsError } from '../errors.ts';
import { refuseStrangeInput } from '../model/strange-input.ts';
import { didYouMean } from '../model/suggest.ts';
import { bundleFormat, type Manifest, manifestPath, type PromptEntry } from '../render/manifest.ts';
import type { Prompt } from '../render/prompt.ts';
import { renderPrompt } from '../render/render-prompt.ts';
import type { Bundle, BundledPrompt, BundleOptions, RenderChoice } from './bundle.ts';

/** A bundle over its files, which are read when a prompt is first asked for. */
export function openBundle(
  read: (path: string) => string | undefined,
  { matches = refusePattern }: BundleOptions,
): Bundle {
  const { name, version, prompts } = readManifest(read(manifestPath));
  const entries = new Map(prompts.map((entry) => [entry.id, entry]));
  const opened = new Map<string, BundledPrompt>();
  return {
    name,
    version,
    ids: [...entries.keys()],
    prompt(id) {
      const known = opened.get(id);
      if (known) return known;
      const entry = entries.get(id);
      if (!entry) throw noPrompt(`${name} ${version}`, id, entries.keys());
      const prompt = openPrompt(entry, readPrompt(read, entry), matches);
      opened.set(id, prompt);
      return prompt;
    },
  };
}

function readManifest(text: string | undefined): Manifest {
  const manifest = text === undefined ? null : (parse(text, manifestPath) as Manifest);
  if (manifest?.format === bundleFormat) return manifest;
  const what =
    manifest === null ? `It has no "${manifestPath}".` : `Its format is "${String(manifest.format)}".`;
  throw new PromptopsError('refused-bundle', `This is no ${bundleFormat}. ${what}`, {
    hint: 'Load what "promptops publish" made, with a promptops that is not older.',
  });
}

function readPrompt(read: (path: string) => string | undefined, { id, file }: PromptEntry): Prompt {
  const text = read(file);
  if (text !== undefined) return parse(text, file) as Prompt;
  throw new PromptopsError('refused-bundle', `The file "${file}" of prompt "${id}" is missing.`);
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new PromptopsError('refused-bundle', `"${file}" is no JSON.`, { cause });
  }
}

function openPrompt(
  { id, version, digest }: PromptEntry,
  prompt: Prompt,
  matches: NonNullable<BundleOptions['matches']>,
): BundledPrompt {
  const { model, inputs, output, locales, variants } = prompt;
  const traced = { name: id, version, digest };
  const options = { matches };
  return {
    id,
    version,
    digest,
    model,
    inputs,
    output,
    locales: Object.keys(locales).sort(),
    variants: Object.keys(variants).sort(),
    render(vars: Readonly<Record<string, unknown>> = {}, choice: RenderChoice = {}) {
      refuseStrangeInput(prompt, vars);
      refuseStrangeChoice(choice);
      const request = renderPrompt(prompt, vars, choice, options);
      // Written out: spreading takes a tenth of the time of rendering.
      const { model, messages, params, tools, toolChoice, output } = request;
      return { model, messages, params, tools, toolChoice, output, prompt: traced };
    },
  };
}

const choices = ['locale', 'variant', 'model'];

/** In JavaScript nothing else would say that `{ local: 'fr' }` is answered in the base language. */
function refuseStrangeChoice(choice: RenderChoice): void {
  for (const name in choice) {
    if (choices.includes(name)) continue;
    throw new PromptopsError('usage', `"${name}" is nothing that a prompt is rendered for.`, {
      hint: didYouMean(name, choices) ?? `There is: ${choices.join(', ')}.`,
    });
  }
}

function noPrompt(bundle: string, id: string, ids: Iterable<string>): PromptopsError {
  return new PromptopsError('not-found', `Bundle ${bundle} has no prompt "${id}".`, {
    hint: didYouMean(id, ids) ?? 'Its "ids" lists them.',
  });
}

/** A RegExp can be made to hang by what it is tried on, and an engine that cannot is larger than all of this. */
function refusePattern(pattern: string): never {
  throw new PromptopsError(
    'usage',
    `The pattern "${pattern}" cannot be checked: nothing that matches was given.`,
    {
      hint: 'import { loadMatches } from "promptops/runtime/patterns", and pass { matches: await loadMatches() }.',
    },
  );
}
