// `promptops/runtime`: renders the prompts of a bundle, in Node, in edge runtimes and in browsers. No `node:` import.
import type { AnyPrompts, Bundle, BundleOptions, PromptTypes } from './runtime/bundle.ts';
import { openBundle } from './runtime/open-bundle.ts';

/**
 * The bundle of a `<name>-<version>.json`, parsed: the text of its files by path. Nothing is verified, since the
 * application was built with it; `loadBundle` of `promptops/runtime/node` verifies. Throws PromptopsError
 * `refused-bundle` for what is no bundle of a known version.
 */
export function fromBundle<Types extends PromptTypes = AnyPrompts>(
  json: Readonly<Record<string, string>>,
  options: BundleOptions = {},
): Bundle<Types> {
  const bundle: Bundle = openBundle((path) => (Object.hasOwn(json, path) ? json[path] : undefined), options);
  // The types are what codegen wrote of the bundle: nothing here can see them.
  return bundle as unknown as Bundle<Types>;
}

export { PromptopsError } from './errors.ts';
export type { HistoryMessage } from './render/check-vars.ts';
export type { MediaValue } from './render/media.ts';
export type { ChatMessage, ContentPart, Media, ModelRequest } from './render/request.ts';
export type {
  AnyPrompt,
  AnyPrompts,
  Bundle,
  BundledPrompt,
  BundleOptions,
  PromptType,
  PromptTypes,
  RenderChoice,
  Rendered,
} from './runtime/bundle.ts';
export { toAISDK } from './runtime/convert/to-ai-sdk.ts';
export { toAnthropic } from './runtime/convert/to-anthropic.ts';
export { toGemini } from './runtime/convert/to-gemini.ts';
export { toOpenAI } from './runtime/convert/to-openai.ts';
export { toOpenAIResponses } from './runtime/convert/to-openai-responses.ts';
