import { sensitiveValues } from '../evals/sensitive-values.ts';
import { hideSensitive } from '../recordings/sensitive.ts';
import { readMedia } from '../render/media.ts';
import type { Prompt } from '../render/prompt.ts';
import type { ModelRequest } from '../render/request.ts';

/** The request as it may be printed: placeholders for sensitive values, pictures and texts within objects too. */
export function shownRequest(
  request: ModelRequest,
  inputs: Prompt['inputs'],
  vars: Readonly<Record<string, unknown>>,
): ModelRequest {
  const media = Object.entries(inputs).flatMap(([name, { sensitive, kind }]): [string, string][] => {
    const value = sensitive && kind !== 'messages' && kind !== 'json' ? readMedia(vars[name]) : null;
    return value ? [[name, 'url' in value ? value.url : value.base64]] : [];
  });
  const hidden = { ...sensitiveValues(inputs, vars), ...Object.fromEntries(media) };
  const messages = request.messages.map((message) => ({
    ...message,
    content: hideSensitive(message.content, hidden),
  }));
  return { ...request, messages };
}
