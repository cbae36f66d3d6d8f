import type { Completion, Slot } from '../../src/recordings/interaction.ts';
import { recordedRequest, requestKey } from '../../src/recordings/key.ts';
import type { Interaction, Recording } from '../../src/recordings/recording.ts';
import type { ModelRequest } from '../../src/render/request.ts';

export const request: ModelRequest = {
  model: 'openai/gpt-4.1-mini',
  messages: [
    {
      role: 'system',
      content: [{ type: 'text', text: 'You are support.\nAnswer from the articles.\nBe kind.' }],
      cache: true,
    },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'Refund?' },
        { type: 'image', mediaType: 'image/png', base64: 'iVBORw0KGgo=', name: 'shot.png' },
      ],
    },
  ],
  params: { temperature: 0, maxOutputTokens: 400 },
  tools: [
    { name: 'get_order', description: 'Reads an order.', parameters: { type: 'object', properties: {} } },
  ],
  toolChoice: 'auto',
  output: { format: 'json', name: 'reply', strict: true, schema: { type: 'object', required: ['reply'] } },
};

export const slot: Slot = { role: 'target', model: 'openai/gpt-4.1-mini', repeat: 0 };

export const completion: Completion = {
  text: '{\n  "reply": "Hi"\n}',
  toolCalls: [{ id: 'call_1', name: 'get_order', arguments: { id: 'A1' }, valid: true }],
  finish: { reason: 'stop', raw: 'stop' },
  model: 'gpt-4.1-mini-2025-04-14',
  usage: { input: { total: 100, cacheRead: 64, cacheWrite: 0 }, output: { total: 20, reasoning: 12 } },
  timing: { firstTokenMs: 312, totalMs: 1440 },
  warnings: [],
  origin: 'live',
  replayed: true,
};

export function interaction(changes: Partial<Interaction> & { asked?: ModelRequest } = {}): Interaction {
  const { asked = request, ...rest } = changes;
  const at = rest.slot ?? slot;
  return {
    slot: at,
    key: requestKey(asked, at.repeat),
    request: recordedRequest(asked),
    completion,
    recordedAt: '2026-11-23',
    ...rest,
  };
}

export function recordingOf(interactions: readonly Interaction[], caseId = 'past-refund-window'): Recording {
  return { recording: 1, prompt: 'support/reply', case: caseId, interactions };
}
