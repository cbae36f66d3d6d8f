import { PromptopsError } from '../errors.ts';
import { findModelPattern } from './model-pattern.ts';
import type { Input, Json, Message, Overlay, Params, Part, Prompt } from './prompt.ts';

/** What a prompt is rendered for. Absent and null alike: the prompt's own model, its base text, no variant. */
export type Selection = {
  readonly model?: string | null;
  readonly locale?: string | null;
  readonly variant?: string | null;
};

/** What prompts came to for the selections they were last asked for: an application renders for a few, again and again. */
const known = new WeakMap<Prompt, Resolved[]>();
type Resolved = Required<Selection> & { readonly prompt: Prompt };
/** For each prompt; whoever asks for more, such as any model a user names, must not fill the memory. */
const maxKnown = 16;

/**
 * The prompt as it stands for a selection: base, then variant, locale and the one best matching `models` overlay. The
 * result has the selected model and no overlays left; for the same selection it is the same object. Throws `not-found`
 * for a locale or variant it does not have.
 */
export function applyOverlays(prompt: Prompt, selection: Selection = {}): Prompt {
  const { model = null, locale = null, variant = null } = selection;
  let kept = known.get(prompt);
  if (!kept) {
    kept = [];
    known.set(prompt, kept);
  }
  for (const each of kept) {
    if (each.model === model && each.locale === locale && each.variant === variant) return each.prompt;
  }
  const resolved = resolve(prompt, model, locale, variant);
  if (kept.length === maxKnown) kept.shift();
  kept.push({ model, locale, variant, prompt: resolved });
  return resolved;
}

type Name = string | null;

function resolve(prompt: Prompt, asked: Name, locale: Name, variant: Name): Prompt {
  const model = asked ?? prompt.model.id;
  const pattern = findModelPattern(model, Object.keys(prompt.models));
  const overlays = [
    named(prompt, 'variant', prompt.variants, variant),
    named(prompt, 'locale', prompt.locales, locale),
    pattern === null ? null : (prompt.models[pattern] ?? null),
  ];
  const base: Prompt = {
    ...prompt,
    // Another model was asked for by name: nothing may stand in for it.
    model: { id: model, fallback: model === prompt.model.id ? prompt.model.fallback : [] },
    variants: {},
    locales: {},
    models: {},
  };
  return overlays.reduce<Prompt>((patched, overlay) => (overlay ? patch(patched, overlay) : patched), base);
}

function named(
  prompt: Prompt,
  kind: 'variant' | 'locale',
  overlays: Readonly<Record<string, Overlay>>,
  name: Name,
): Overlay | null {
  if (name === null) return null;
  if (Object.hasOwn(overlays, name)) return overlays[name] ?? null;
  const names = Object.keys(overlays).sort();
  throw new PromptopsError('not-found', `Prompt "${prompt.id}" has no ${kind} "${name}".`, {
    hint: names.length === 0 ? `It has no ${kind}s.` : `It has ${names.join(', ')}.`,
    details: names,
  });
}

function patch(prompt: Prompt, overlay: Overlay): Prompt {
  return {
    ...prompt,
    messages: overlay.messages ? patchMessages(prompt, overlay.messages) : prompt.messages,
    params: overlay.params ? patchParams(prompt.params, overlay.params) : prompt.params,
    inputs: overlay.inputs ? patchInputs(prompt, overlay.inputs) : prompt.inputs,
    output: { ...prompt.output, ...defined(overlay.output ?? {}) },
  };
}

function patchMessages(
  prompt: Prompt,
  patches: Readonly<Record<string, readonly Part[]>>,
): readonly Message[] {
  const unknown = Object.keys(patches).find(
    (id) => !prompt.messages.some((message) => message.type === 'message' && message.id === id),
  );
  if (unknown !== undefined) throw misfit(prompt, `message "${unknown}"`);
  return prompt.messages.map((message) => {
    if (message.type !== 'message' || message.id === null || !Object.hasOwn(patches, message.id))
      return message;
    return { ...message, content: patches[message.id] ?? message.content };
  });
}

/** `provider` is patched by its keys too. */
function patchParams(params: Params, patches: Params): Params {
  const patched = { ...params, ...defined(patches) };
  if (!params.provider || !patches.provider) return patched;
  return { ...patched, provider: { ...params.provider, ...patches.provider } };
}

function patchInputs(
  prompt: Prompt,
  patches: Readonly<Record<string, { readonly default: Json }>>,
): Readonly<Record<string, Input>> {
  const unknown = Object.keys(patches).find((name) => !Object.hasOwn(prompt.inputs, name));
  if (unknown !== undefined) throw misfit(prompt, `input "${unknown}"`);
  const inputs = Object.entries(prompt.inputs).map(([name, input]): [string, Input] => {
    const change = Object.hasOwn(patches, name) ? patches[name] : undefined;
    return [name, change ? { ...input, default: change.default } : input];
  });
  return Object.fromEntries(inputs);
}

/** A key that is there with the value undefined changes nothing. */
const defined = <Patch extends object>(changes: Patch): Partial<Patch> =>
  Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as Partial<Patch>;

const misfit = (prompt: Prompt, what: string): PromptopsError =>
  new PromptopsError('render', `An overlay of prompt "${prompt.id}" changes ${what}, which there is not.`);
