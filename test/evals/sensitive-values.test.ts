import { describe, expect, it } from 'vitest';
import { hideInResult } from '../../src/evals/hide-in-result.ts';
import { sensitiveValues } from '../../src/evals/sensitive-values.ts';
import type { Input } from '../../src/render/prompt.ts';
import { caseError, caseResult } from './case-result.ts';

const input = (more: Partial<Input> = {}): Input => ({
  kind: 'json',
  schema: true,
  optional: false,
  trust: 'trusted',
  sensitive: true,
  maxTokens: null,
  ...more,
});

describe('sensitiveValues', () => {
  it('holds texts and numbers of sensitive inputs, at any depth, and of no other', () => {
    const inputs = { email: input(), user: input(), plain: input({ sensitive: false }), missing: input() };
    const vars = { email: 'a@b.c', user: { id: 42, tags: ['x', true, null], on: false }, plain: 'free' };
    expect(sensitiveValues(inputs, vars)).toEqual({ email: 'a@b.c', 'user.id': '42', 'user.tags.0': 'x' });
  });

  it('counts a default, and of messages only what was said', () => {
    const inputs = { email: input({ default: 'a@b.c' }), talk: input({ kind: 'messages' }) };
    const talk = [
      { role: 'user', content: 'secret' },
      { role: 'assistant', content: [{ type: 'text', text: 'no' }] },
    ];
    expect(sensitiveValues(inputs, { talk })).toMatchObject({
      email: 'a@b.c',
      'talk.0': 'secret',
      'talk.1.0.text': 'no',
    });
    expect(Object.values(sensitiveValues(inputs, { talk }))).not.toContain('user');
  });

  it('leaves media out: only digests of them are stored', () => {
    expect(
      sensitiveValues(
        { photo: input({ kind: 'image' }) },
        { photo: { mediaType: 'image/png', base64: 'AAAA' } },
      ),
    ).toEqual({});
  });
});

describe('hideInResult', () => {
  const [assertion] = [
    {
      index: 0,
      type: 'equals',
      metric: null,
      pass: false,
      score: 0,
      weight: 1,
      threshold: null,
      turn: null,
      message: 'It says Ada and key-12345678.',
      expected: 'Ada',
      actual: 'Bob',
      at: caseResult().at,
    },
  ];

  it('hides what came from a model or quotes it, and nothing else', () => {
    const result = caseResult({
      case: 'Ada',
      output: 'Hello Ada',
      toolCalls: [{ id: '1', name: 'look', arguments: { who: 'Ada' }, valid: true }],
      error: { ...caseError('server'), details: ['Ada key-12345678'] },
      warnings: ['Ada'],
      assertions: [assertion],
    });
    const hidden = hideInResult(result, { name: 'Ada' }, (text) =>
      text.replaceAll('key-12345678', '[redacted]'),
    );
    expect(hidden).toEqual({
      ...result,
      output: 'Hello [sensitive:name]',
      toolCalls: [{ id: '1', name: 'look', arguments: { who: '[sensitive:name]' }, valid: true }],
      error: { ...result.error, details: ['[sensitive:name] [redacted]'] },
      warnings: ['[sensitive:name]'],
      assertions: [
        { ...assertion, message: 'It says [sensitive:name] and [redacted].', expected: '[sensitive:name]' },
      ],
    });
  });
});
