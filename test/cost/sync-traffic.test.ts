import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addPrompts, newTraffic } from '../../src/cost/sync-traffic.ts';
import { parseYaml } from '../../src/model/yaml-file.ts';

const read = (text: string) =>
  parseYaml('promptops.traffic.yaml', new TextEncoder().encode(text), {
    maxBytes: 1e6,
    maxTemplateBytes: 1e6,
  });

const add = (text: string, ids: readonly string[]): string | null => addPrompts(read(text), ids);

describe('a line for each new prompt', () => {
  it.each([
    ['a new file', newTraffic, `${newTraffic}  a/b: {}\n`],
    [
      'behind the last one, comments kept',
      'promptops: 1\nprompts:\n  # first\n  x: { callsPerMonth: 1 } # why\n  # last\nscenarios: {} # none\n',
      'promptops: 1\nprompts:\n  # first\n  x: { callsPerMonth: 1 } # why\n  a/b: {}\n  # last\nscenarios: {} # none\n',
    ],
    [
      'indented as the others',
      'promptops: 1\nprompts:\n    x:\n        callsPerMonth: 1\n',
      'promptops: 1\nprompts:\n    x:\n        callsPerMonth: 1\n    a/b: {}\n',
    ],
    [
      'in braces',
      'promptops: 1\nprompts: { x: {} } # all\n',
      'promptops: 1\nprompts: { x: {}, a/b: {} } # all\n',
    ],
    ['in empty braces', 'promptops: 1\nprompts: {}\n', 'promptops: 1\nprompts: { a/b: {} }\n'],
    ['without the key', 'promptops: 1', 'promptops: 1\nprompts:\n  a/b: {}\n'],
    ['without a line break', 'promptops: 1\nprompts:\n  x: {}', 'promptops: 1\nprompts:\n  x: {}\n  a/b: {}'],
    [
      'with Windows line breaks',
      'promptops: 1\r\nprompts:\r\n  x: {}\r\n',
      'promptops: 1\r\nprompts:\r\n  x: {}\r\n  a/b: {}\r\n',
    ],
  ])('%s', (_what, before, after) => expect(add(before, ['a/b'])).toBe(after));

  it('quotes a name that would be something else', () => {
    expect(add('promptops: 1\n', ['no', '客服', '1'])).toBe(
      'promptops: 1\nprompts:\n  "no": {}\n  "客服": {}\n  "1": {}\n',
    );
  });

  it('refuses what nothing can be added to', () =>
    expect(add('promptops: 1\nprompts: [x]\n', ['a'])).toBeNull());

  it('loses nothing and adds each, whatever stood there', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9/_-]{0,12}$/);
    const entry = fc.constantFrom(
      '{}',
      '{ callsPerMonth: 5 }',
      '\n    callsPerMonth: 5\n    # inner',
      '{ retryRate: 0.1 } # note',
    );
    const before = fc.uniqueArray(fc.tuple(name, entry), { selector: ([key]) => key, maxLength: 6 });
    fc.assert(
      fc.property(before, fc.uniqueArray(name, { minLength: 1, maxLength: 4 }), (written, ids) => {
        const fresh = ids.filter((id) => !written.some(([key]) => key === id));
        const text = `promptops: 1\nprompts:\n${written.map(([key, value]) => `  ${key}: ${value}\n`).join('')}# end\n`;
        const after = add(text, fresh) ?? '';
        for (const line of text.split('\n')) expect(after.split('\n')).toContain(line);
        const [old, now] = [read(text).value, read(after).value] as { prompts: object | null }[];
        expect(now?.prompts ?? {}).toEqual({
          ...old?.prompts,
          ...Object.fromEntries(fresh.map((id) => [id, {}])),
        });
      }),
    );
  });
});
