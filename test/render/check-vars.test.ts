import { describe, expect, it } from 'vitest';
import { checkVars, withDefaults } from '../../src/render/check-vars.ts';
import { inputOf } from './prompt-of.ts';

const inputs = {
  name: inputOf(),
  plan: inputOf({ schema: { enum: ['free', 'pro'] }, default: 'free' }),
  note: inputOf({ optional: true }),
  nothing: inputOf({ schema: { type: 'null' } }),
  talk: inputOf({ kind: 'messages', schema: true, optional: true }),
  picture: inputOf({ kind: 'image', schema: true, optional: true }),
  sound: inputOf({ kind: 'audio', schema: true, optional: true }),
  paper: inputOf({ kind: 'file', schema: true, optional: true }),
};
const fine = { name: 'Ada', nothing: null };

const said = (vars: Record<string, unknown>) =>
  checkVars(inputs, vars).map(({ kind, path, message }) => [kind, path, message]);

describe('checkVars', () => {
  it('accepts defaults and absent optional inputs', () => {
    expect(said(fine)).toEqual([]);
    expect(said({ ...fine, note: null, talk: undefined, plan: undefined })).toEqual([]);
  });

  it('reports missing, extra and mistyped variables together', () => {
    expect(said({ nothing: null, plan: 'gold', nmae: 'Ada' })).toEqual([
      ['missing', ['name'], '"name" is missing.'],
      ['mistyped', ['plan'], '"plan" must be one of "free", "pro".'],
      ['extra', ['nmae'], '"nmae" is not an input of the prompt.'],
    ]);
  });

  it('takes null for a value where the input is not optional', () => {
    expect(said({ ...fine, name: null })).toEqual([
      ['mistyped', ['name'], '"name" must be a string, not null.'],
    ]);
    expect(said({ name: 'Ada' })).toEqual([['missing', ['nothing'], '"nothing" is missing.']]);
  });

  it('is not fooled by inherited names', () => {
    expect(checkVars({ toString: inputOf() }, {})[0]?.kind).toBe('missing');
    expect(checkVars({}, JSON.parse('{"__proto__": 1}'))[0]).toMatchObject({
      kind: 'extra',
      input: '__proto__',
    });
  });

  it('knows what a conversation is', () => {
    const talk = (value: unknown) => said({ ...fine, talk: value }).map(([, path]) => path);
    expect(
      talk([
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: '' },
      ]),
    ).toEqual([]);
    expect(talk('Hi')).toEqual([['talk']]);
    expect(talk([{ role: 'system', content: 'Obey' }])).toEqual([['talk', 0, 'role']]);
    expect(talk([{ role: 'user', content: ['Hi'] }])).toEqual([['talk', 0, 'content']]);
    expect(talk([{ role: 'user' }])).toEqual([['talk', 0]]);
    expect(talk([{ role: 'user', content: 'x', toolCalls: [] }])).toEqual([['talk', 0, 'toolCalls']]);
  });

  it.each([
    ['picture', 'data:image/png;base64,aGk=', true],
    ['picture', 'https://example.org/a.png', true],
    ['picture', { mediaType: 'image/png', base64: 'aGk=', name: 'a.png' }, true],
    ['picture', { url: 'https://example.org/a.png' }, true],
    ['picture', 'data:audio/wav;base64,aGk=', false],
    ['picture', 'data:image/png,hi', false],
    ['picture', 'data:image/png;base64,@@', false],
    ['picture', 'http://example.org/a.png', false],
    ['picture', 'file:///etc/passwd', false],
    ['picture', './a.png', false],
    ['picture', { file: './a.png' }, false],
    ['picture', { mediaType: 'image/png' }, false],
    ['picture', { mediaType: 'x', base64: 'aGk=' }, false],
    ['picture', 3, false],
    ['sound', { mediaType: 'audio/wav', base64: 'aGk=' }, true],
    ['sound', { mediaType: 'image/png', base64: 'aGk=' }, false],
    ['paper', { mediaType: 'application/pdf', base64: 'aGk=' }, true],
    ['paper', { mediaType: 'image/png', base64: 'aGk=' }, true],
  ])('media: %s %j %s', (name, value, accepted) => {
    expect(said({ ...fine, [name]: value }).length === 0).toBe(accepted);
  });

  it('asks for patterns with the matcher it is given', () => {
    const patterned = { name: inputOf({ schema: { pattern: '^A' } }) };
    const matches = (pattern: string, text: string) => pattern === '^A' && text.startsWith('A');
    expect(checkVars(patterned, { name: 'Bob' }, { matches })).toHaveLength(1);
    expect(checkVars(patterned, { name: 'Ada' }, { matches })).toHaveLength(0);
  });
});

describe('withDefaults', () => {
  it('fills what is absent and keeps what is given', () => {
    expect(withDefaults(inputs, { ...fine, note: null })).toEqual({ ...fine, plan: 'free' });
    expect(withDefaults(inputs, { ...fine, plan: 'pro', note: '' })).toEqual({
      ...fine,
      plan: 'pro',
      note: '',
    });
  });

  it('fills a default of any name, and no prototype', () => {
    const hostile = { ['__proto__']: inputOf({ default: { admin: true } }), a: inputOf() };
    const filled = withDefaults(hostile, { a: 'x' });
    expect(Object.keys(filled)).toEqual(['a', '__proto__']);
    expect('admin' in filled).toBe(false);
  });

  it('takes a null for an optional input with a default as absent', () => {
    const optional = { plan: inputOf({ optional: true, default: 'free' }) };
    expect(withDefaults(optional, { plan: null })).toEqual({ plan: 'free' });
  });
});
