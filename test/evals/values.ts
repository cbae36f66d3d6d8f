import type { Case } from '../../src/model/test-file.ts';
import type { Completion } from '../../src/recordings/interaction.ts';
import type { ToolCall } from '../../src/render/request.ts';

/** What a provider answers when nothing else matters. */
export const completion = (more: Partial<Completion> = {}): Completion => ({
  text: 'Hello',
  toolCalls: [],
  finish: { reason: 'stop', raw: 'stop' },
  model: null,
  usage: { input: { total: 100, cacheRead: 0, cacheWrite: 0 }, output: { total: 20, reasoning: 0 } },
  timing: { firstTokenMs: null, totalMs: 5 },
  warnings: [],
  origin: 'live',
  replayed: false,
  ...more,
});

export const toolCall = (name: string, args: unknown): ToolCall => ({
  id: `call_${name}`,
  name,
  arguments: args,
  valid: true,
});

/** A case that says nothing of its own. */
export const testCase = (more: Partial<Case> = {}): Case => ({
  id: 'refund',
  description: null,
  vars: {},
  expected: null,
  assert: [],
  tags: [],
  model: null,
  locale: null,
  variant: null,
  repeat: null,
  threshold: null,
  critical: false,
  metadata: {},
  cluster: null,
  skip: false,
  only: false,
  toolResults: null,
  turns: [],
  dataset: null,
  at: { path: 'p.test.yaml', line: 3, column: 5, endLine: 3, endColumn: 9 },
  ...more,
});
