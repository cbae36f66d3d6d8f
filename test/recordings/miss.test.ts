import { describe, expect, it } from 'vitest';
import { recordedRequest } from '../../src/recordings/key.ts';
import { explainMiss, explainMissing } from '../../src/recordings/miss.ts';
import { hideSensitive } from '../../src/recordings/sensitive.ts';
import type { ChatMessage, ModelRequest } from '../../src/render/request.ts';
import { interaction, recordingOf, request, slot } from './examples.ts';

const say = (role: ChatMessage['role'], text: string): ChatMessage => ({
  role,
  content: [{ type: 'text', text }],
});
const asking = (...messages: readonly ChatMessage[]): ModelRequest => ({ ...request, messages });
const changesOf = (before: ModelRequest, after: ModelRequest) =>
  explainMiss(interaction({ asked: before }), after);

describe('explainMiss', () => {
  const [system, user] = request.messages as [ChatMessage, ChatMessage];

  it.each<[string, ModelRequest, readonly string[]]>([
    [
      'a parameter',
      { ...request, params: { temperature: 0.7 } },
      ['maxOutputTokens 400 → none', 'temperature 0 → 0.7'],
    ],
    [
      'a nested parameter',
      { ...request, params: { ...request.params, provider: { user: 'a b' } } },
      ['provider none → {"user":"a b"}'],
    ],
    ['the model', { ...request, model: 'openai/gpt-5' }, ['model openai/gpt-4.1-mini → openai/gpt-5']],
    ['the tools', { ...request, tools: [] }, ['tools removed']],
    [
      'the tool choice',
      { ...request, toolChoice: { tool: 'get_order' } },
      ['toolChoice auto → {"tool":"get_order"}'],
    ],
    ['the schema', { ...request, output: { ...request.output, schema: true } }, ['output.schema changed']],
    [
      'the format',
      { ...request, output: { format: 'text', name: null, strict: false, schema: null } },
      ['output.format json → text', 'output.schema removed'],
    ],
    ['a role', asking({ ...system, role: 'user' }, user), ['messages[0].role system → user']],
    ['a message put in front', asking(say('system', 'New.'), system, user), ['messages[0] added (system)']],
    ['a message taken out', asking(user), ['messages[0] removed (system)']],
    [
      'one byte',
      asking(say('system', 'You are support.\nAnswer from the articlez.\nBe kind.'), user),
      [
        'messages[0].content changed (-1 +1 lines) at line 2, column 24: "… the articles." → "… the articlez."',
      ],
    ],
    [
      'an invisible character',
      asking(say('system', 'You are support.\nAnswer from the articles.\nBe\u200b kind.'), user),
      ['messages[0].content changed (-1 +1 lines) at line 3, column 3: "Be kind." → "Be\\u{200b} kind."'],
    ],
    [
      'several lines',
      asking(say('system', 'You are Acme.\nAnswer from the articles.\nBe kind.\nBe brief.\nStop.'), user),
      ['messages[0].content changed (-1 +3 lines) from line 1'],
    ],
    [
      'a picture',
      asking(system, {
        role: 'user',
        content: [
          { type: 'text', text: 'Refund?' },
          { type: 'image', mediaType: 'image/png', base64: 'AAAA', name: 'shot.png' },
        ],
      }),
      ['messages[1].content[1] changed (other bytes of the image)'],
    ],
  ])('names %s', (_, after, expected) => {
    expect(changesOf(request, after)).toEqual(expected);
  });

  it('counts lines as a diff does', () => {
    const before = asking(say('user', 'a\nb\nc\nd\ne\nf'));
    const after = asking(say('user', 'a\nx\nc\ny\nz\ne\nf\ng\nh'));
    expect(changesOf(before, after)).toEqual(['messages[0].content changed (-2 +5 lines) from line 2']);
  });

  it('names the argument of an earlier tool call', () => {
    const call = (id: string): ChatMessage => ({
      role: 'assistant',
      content: [],
      toolCalls: [{ id: 'c', name: 'get_order', arguments: { id }, valid: true }],
    });
    expect(changesOf(asking(call('A1')), asking(call('A2')))).toEqual([
      'messages[0].toolCalls[0].arguments.id A1 → A2',
    ]);
  });

  it('shows no sensitive value, and says so when only that changed', () => {
    const secret = asking(say('user', 'My number is 4242-4242.'));
    const asked = hideSensitive(recordedRequest(secret), { card: '4242-4242' });
    const recorded = interaction({ asked: secret, request: asked });
    const other = asking(say('user', 'My number is 5555-5555.'));
    expect(explainMiss(recorded, other, { card: '5555-5555' })).toEqual([
      'the value of a sensitive input changed',
    ]);
    const reworded = asking(say('user', 'The number is 5555-5555.'));
    const [reason] = explainMiss(recorded, reworded, { card: '5555-5555' });
    expect(reason).toContain('messages[0].content changed');
    expect(reason).not.toContain('5555');
  });

  it('says when the stored request is not the one the key was made of', () => {
    expect(explainMiss(interaction({ key: `sha256:${'0'.repeat(64)}` }), request)).toEqual([
      'the key does not belong to the stored request: the recording was edited by hand',
    ]);
  });
});

describe('explainMissing', () => {
  const recording = recordingOf([interaction(), interaction({ slot: { ...slot, repeat: 1 } })]);

  it.each([
    [{ ...slot, repeat: 2 }, ['no recording for repeat 2 (recorded: 0, 1)']],
    [{ ...slot, model: 'google/g' }, ['no recording for model google/g (recorded: openai/gpt-4.1-mini)']],
    [{ ...slot, locale: 'fr' }, ['no recording for locale fr (recorded: none)']],
    [{ ...slot, role: 'judge' as const }, ['nothing is recorded for this case']],
  ])('%j', (at, expected) => {
    expect(explainMissing(recording, at, request)).toEqual(expected);
  });

  it('explains a changed request at a slot that is recorded', () => {
    expect(
      explainMissing(recording, slot, { ...request, params: { temperature: 0, maxOutputTokens: 9 } }),
    ).toEqual(['maxOutputTokens 400 → 9']);
    expect(explainMissing(null, slot, request)).toEqual(['nothing is recorded for this case']);
  });
});
