import { describe, expect, it } from 'vitest';
import { PromptopsError } from '../../src/errors.ts';
import { selectPrompts } from '../../src/model/select.ts';

const prompts = ['billing/refund', 'support/reply', 'support/reply/deep', 'support/triage', 'top'].map(
  (id) => ({
    id,
    path: `prompts/${id}.prompt.yaml`,
    testPath: id === 'top' ? null : `prompts/${id}.test.yaml`,
  }),
);
const selectable = { prompts, aliasOf: (alias: string) => (alias === 'old/reply' ? 'support/reply' : null) };
const select = (...selectors: string[]) => selectPrompts(selectable, selectors).map(({ id }) => id);

describe('selectPrompts', () => {
  it.each<[string[], string[]]>([
    [['support/reply'], ['support/reply']],
    [['support'], ['support/reply', 'support/reply/deep', 'support/triage']],
    [['support/'], ['support/reply', 'support/reply/deep', 'support/triage']],
    [['support/*'], ['support/reply', 'support/triage']],
    [['**'], ['billing/refund', 'support/reply', 'support/reply/deep', 'support/triage', 'top']],
    [['*'], ['top']],
    [['{billing,support}/re*'], ['billing/refund', 'support/reply']],
    [['prompts/support/triage.prompt.yaml'], ['support/triage']],
    [['./prompts/support/triage.test.yaml'], ['support/triage']],
    [['prompts/support'], ['support/reply', 'support/reply/deep', 'support/triage']],
    [['prompts/**/*.test.yaml'], ['billing/refund', 'support/reply', 'support/reply/deep', 'support/triage']],
    [['old/reply'], ['support/reply']],
    [
      ['top', 'billing/*', 'top'],
      ['billing/refund', 'top'],
    ],
    [['.'], ['billing/refund', 'support/reply', 'support/reply/deep', 'support/triage', 'top']],
  ])('%j names %j', (selectors, ids) => {
    expect(select(...selectors)).toEqual(ids);
  });

  it.each(['suport/reply', 'reply', 'nothing/*', 'prompts/support/trage.prompt.yaml', '+(s|s)*'])(
    'refuses %s',
    (selector) => {
      expect(() => select('top', selector)).toThrow(PromptopsError);
      expect(() => select(selector)).toThrow(expect.objectContaining({ code: 'not-found' }));
    },
  );

  it('suggests the nearest id, and lists some', () => {
    expect(() => select('suport/reply')).toThrow(
      expect.objectContaining({
        message: 'There is no prompt "suport/reply".',
        hint: 'Did you mean "support/reply"?',
        details: expect.arrayContaining(['  support/reply']),
      }),
    );
    expect(() => select('reply')).toThrow(expect.objectContaining({ hint: 'Did you mean "support/reply"?' }));
  });

  it('says so when there is no prompt at all', () => {
    expect(() => selectPrompts({ prompts: [], aliasOf: () => null }, ['x'])).toThrow(/has none/);
  });
});
