import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedactor, redactDeep } from '../../src/recordings/redact.ts';
import { hideSensitive, restoreSensitive } from '../../src/recordings/sensitive.ts';

const secret = 'sk-canary/+?"é-1234567890';

describe('createRedactor', () => {
  const redact = createRedactor([secret, 'sk-canary/', '']);

  it.each([
    ['as it is', `key ${secret}!`],
    ['JSON-encoded', JSON.stringify({ key: secret })],
    ['URL-encoded', `https://x.test/?key=${encodeURIComponent(secret)}`],
    [
      'URL-encoded in lower case',
      `?key=${encodeURIComponent(secret).replaceAll(/%../g, (hex) => hex.toLowerCase())}`,
    ],
    ['base64', Buffer.from(secret).toString('base64')],
    ['base64 in a Basic header', `Basic ${Buffer.from(`u:${secret}`).toString('base64')}`],
    ['base64 behind two bytes more', Buffer.from(`ab${secret}cd`).toString('base64url')],
  ])('hides a key %s', (_, text) => {
    const shown = redact(text);
    expect(shown).toContain('[redacted]');
    for (const form of [secret, encodeURIComponent(secret), 'canary']) expect(shown).not.toContain(form);
    const decoded = [...shown.matchAll(/[\w+/-]{4,}/g)].map(([part]) =>
      Buffer.from(part, 'base64').toString(),
    );
    expect(decoded.join(' ')).not.toContain('canary');
  });

  it('takes the longest secret first and leaves the rest alone', () => {
    expect(redact(`${secret} sk-canary/ none`)).toBe('[redacted] [redacted] none');
    expect(createRedactor(['none', 'test'])('promptops test: none')).toBe('promptops test: none');
    expect(createRedactor([])('x')).toBe('x');
  });

  it('finds every secret anywhere in JSON, keys too', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string({ minLength: 8 }), (value, key) => {
        fc.pre(!'[redacted]'.includes(key) && !/^[\s[\]{},:"0-9a-z.-]*$/.test(key));
        const held = { [`x${key}y`]: [value, key, { deep: `${key}${key}` }] };
        const found = redactDeep(held, createRedactor([key]));
        const strings = JSON.stringify(found, (_, each: unknown) => each);
        expect(strings).not.toContain(JSON.stringify(key).slice(1, -1));
      }),
    );
  });

  it('does not copy what holds no secret', () => {
    const value = { a: ['b', { c: 1 }] };
    expect(redactDeep(value, redact)).toBe(value);
  });
});

describe('sensitive values', () => {
  const sensitive = { address: '1 High St\n"The Mews"', card: '4242', longer: '42424242' };

  it('are replaced by placeholders, the longest first, also inside JSON text', () => {
    const value = { text: 'Card 42424242, 4242', answer: JSON.stringify({ to: sensitive.address }) };
    const hidden = hideSensitive(value, sensitive);
    expect(hidden).toEqual({
      text: 'Card [sensitive:longer], [sensitive:card]',
      answer: '{"to":"[sensitive:address:json]"}',
    });
    expect(restoreSensitive(hidden, sensitive)).toEqual(value);
  });

  it('come back exactly, whatever stands around them', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '"', '\n', '4', '[', ']', '$&', 's') });
    fc.assert(
      fc.property(text, text, text, fc.jsonValue(), (one, two, around, other) => {
        const values = { one, two };
        const value = { text: `${around}${one}${around}${two}`, json: JSON.stringify([one, two]), other };
        fc.pre(!JSON.stringify(value).includes('[sensitive:'));
        const hidden = hideSensitive(value, values);
        if (one.length > 2)
          // A placeholder's own bracket may stand before what follows it as in the value.
          expect(JSON.stringify(hidden).replace(/\[sensitive:\w+(:json)?\]/g, '#')).not.toContain(
            JSON.stringify(one).slice(1, -1),
          );
        expect(restoreSensitive(hidden, values)).toEqual(value);
      }),
    );
  });
});
