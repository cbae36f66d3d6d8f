import { PromptopsError } from '../errors.ts';
import { findModelPattern } from './model-pattern.ts';
import type { Input, Json, Message, Overlay, Params, Part, Prompt } from './prompt.ts';

/** What a prompt is rendered for. Absent and null alike: the prompt's own model, its base text, no variant. */
export type Selection = {
  readonly model?: string | null;
  readonly locale?: string | null;
  readonly variant?: string | null;
};

/**
 * The prompt as it stands for a selection: base, then variant, locale and the one best matching `models` overlay. The
 * result has the selected model and no overlays left. Throws `not-found` for a locale or variant it does not have.
 */
export function applyOverlays(prompt: Prompt, selection: Selection = {}): Prompt {
  const model = selection.model ?? prompt.model.id;
  const pattern = findModelPattern(model, Object.keys(prompt.models));
  const overlays = [
    named(prompt, 'variant', prompt.variants, selection.variant),
    named(prompt, 'locale', prompt.locales, selection.locale),
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
  name: string | null | undefined,
): Overlay | null {
  if (name === null || name === undefined) return null;
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
