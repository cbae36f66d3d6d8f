import { PromptopsError } from '../../errors.ts';
import { mergeJson } from '../../render/merge-json.ts';
import type { JsonSchema, Params } from '../../render/prompt.ts';
import type { ChatMessage, ContentPart, MediaPart, ModelRequest, ToolCall } from '../../render/request.ts';

/** The vendor's own name of the model: what follows the provider's. */
export const modelName = ({ model }: ModelRequest): string => model.slice(model.indexOf('/') + 1);

/** The text of a message that may hold nothing else. Throws PromptopsError `usage` where it does. */
export function textOf({ role, content }: ChatMessage): string {
  return content
    .map((part) => (part.type === 'text' ? part.text : refuse(part, `in a ${role} message`)))
    .join('');
}

/** Throws PromptopsError `usage` for what a vendor does not take. */
export function refuse({ type }: ContentPart, where: string): never {
  throw new PromptopsError('usage', `Media of type "${type}" cannot be sent ${where}.`, {
    hint: 'Render without it, or for another model.',
  });
}

/** An address as it is, bytes as one. */
export const addressOf = (part: MediaPart): string =>
  'url' in part ? part.url : `data:${part.mediaType};base64,${part.base64}`;

/** Plain JSON of an object; `true` allows everything, as an empty schema does. */
export function schemaObject(schema: JsonSchema): Record<string, unknown> {
  if (typeof schema === 'boolean') return schema ? {} : { not: {} };
  return { ...schema };
}

/** The arguments of a call as an object; what did not parse is none. */
export const argumentsOf = ({ valid, arguments: given }: ToolCall): Record<string, unknown> =>
  valid && typeof given === 'object' && given !== null ? { ...given } : {};

/** Without keys that say nothing, and with what the prompt passes through as it stands. */
export function finish<Body extends object>(body: Body, { provider = {} }: Params = {}): Body {
  const said = Object.entries(body).filter(([, value]) => value !== undefined);
  return mergeJson(Object.fromEntries(said), provider) as Body;
}

export const listOrNothing = <Item>(items: readonly Item[] | undefined): Item[] | undefined =>
  items === undefined || items.length === 0 ? undefined : [...items];
