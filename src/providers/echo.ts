import type { Provider } from '../evals/provider.ts';
import type { ModelRequest } from '../render/request.ts';

/** `echo/<anything>`: answers with the text of the last user message, byte for byte. Computed: never recorded, costs nothing. */
export function createEcho(modelId: string): Provider {
  return {
    id: modelId,
    async complete({ request }) {
      return {
        text: lastUserText(request),
        toolCalls: [],
        finish: { reason: 'stop', raw: 'stop' },
        model: modelId,
        // Nothing is asked, so nothing is counted and nothing paid.
        usage: { input: { total: 0, cacheRead: 0, cacheWrite: 0 }, output: { total: 0, reasoning: 0 } },
        timing: { firstTokenMs: null, totalMs: 0 },
        warnings: [],
        origin: 'computed',
        replayed: false,
      };
    },
  };
}

function lastUserText({ messages }: ModelRequest): string {
  const last = messages.findLast((message) => message.role === 'user');
  return (last?.content ?? []).map((part) => (part.type === 'text' ? part.text : '')).join('');
}
