import { describe, expect, it } from 'vitest';
import { assertionErrorCode, assertionFaultOf } from '../../src/evals/assertion.ts';
import { compileRegex, type RegexOptions } from '../../src/evals/regex.ts';

const find = async (pattern: string, text: string, options?: RegexOptions) =>
  (await compileRegex(pattern, options)).find(text);

async function faultOf(pattern: string, options?: RegexOptions) {
  try {
    await compileRegex(pattern, options);
    return null;
  } catch (error) {
    return assertionFaultOf(error);
  }
}

describe('compileRegex', () => {
  it('finds the first match, in UTF-16 offsets', async () => {
    expect(await find('b+', '😀abb b')).toEqual({ at: 3, end: 5 });
    expect(await find('x', 'abc')).toBeNull();
  });

  it('knows the spellings people bring from JavaScript', async () => {
    expect(await find('\\u00e9|\\u{1F600}', 'a😀')).toEqual({ at: 1, end: 3 });
    expect(await find('(?<year>\\d{4})', 'in 2026')).toEqual({ at: 3, end: 7 });
    expect(await find('\\\\u0041', '\\u0041')).toEqual({ at: 0, end: 6 });
  });

  it('takes flags', async () => {
    expect(await find('^B$', 'a\nb', { flags: 'im' })).toEqual({ at: 2, end: 3 });
    expect(await find('a.b', 'a\nb')).toBeNull();
    expect(await find('a.b', 'a\nb', { flags: 's' })).toEqual({ at: 0, end: 3 });
  });

  it.each([
    ['a(?=b)', [1, 4], /Lookaround/],
    ['(?<!a)b', [0, 4], /Lookaround/],
    ['(a)\\1', [3, 5], /back-reference/],
    ['(?<n>a)\\k<n>', [7, 10], /back-reference/],
    ['(?>a)', [0, 3], /atomic group/],
    ['a{2000}', [1, 7], /invalid repeat count/],
    ['x)', [0, 2], /unexpected \)/],
  ] as const)('refuses %s with its place', async (pattern, at, message) => {
    const fault = await faultOf(pattern);
    expect(fault?.message).toMatch(message);
    expect(fault?.at).toEqual(at);
  });

  it('says where unsupported syntax is supported', async () => {
    expect((await faultOf('a(?=b)'))?.hint).toMatch(/engine: js/);
    expect(await faultOf('a(?=b)', { engine: 'js' })).toBeNull();
  });

  it('is not confused by brackets that are no groups', async () => {
    expect(await find('[(?=]\\(\\?=', 'x=(?=')).toEqual({ at: 1, end: 5 });
  });
});

describe('engine: js', () => {
  it('knows lookaround and back-references', async () => {
    expect(await find('(?<=\\$)(\\d)\\1', 'cost $77', { engine: 'js' })).toEqual({ at: 6, end: 8 });
    expect(await find('É', 'é', { engine: 'js', flags: 'i' })).toEqual({ at: 0, end: 1 });
  });

  it('stops at the deadline and goes on with the next text', async () => {
    const slow = await compileRegex('(a+)+$', { engine: 'js' });
    const fast = await compileRegex('b', { engine: 'js' });
    const [late, next] = await Promise.allSettled([slow.find(`${'a'.repeat(40)}!`), fast.find('ab')]);
    expect(late.status === 'rejected' && assertionErrorCode(late.reason)).toBe('assertion-timeout');
    expect(next).toMatchObject({ value: { at: 1, end: 2 } });
  });
});
