import fc from 'fast-check';
import semver from 'semver';
import { describe, expect, it } from 'vitest';
import { nextVersions, type VersionBump } from '../../src/bundle/next-version.ts';

const ask = (
  version: string | null,
  changes: Readonly<Record<string, VersionBump>>,
  more: { prompts?: Record<string, string>; ids?: string[]; as?: string; reason?: string } = {},
) =>
  nextVersions({
    previous: version === null ? null : { version, prompts: more.prompts ?? { a: version, b: version } },
    ids: more.ids ?? ['a', 'b'],
    changes: new Map(Object.entries(changes)),
    as: more.as ?? null,
    reason: more.reason ?? null,
  });

describe('the next version', () => {
  it.each<[string | null, Record<string, VersionBump>, string, Record<string, string>]>([
    [null, {}, '0.1.0', { a: '0.1.0', b: '0.1.0' }],
    ['1.2.3', { a: 'major' }, '2.0.0', { a: '2.0.0', b: '1.2.3' }],
    ['1.2.3', { a: 'minor', b: 'patch' }, '1.3.0', { a: '1.3.0', b: '1.2.4' }],
    ['1.2.3', { a: 'patch' }, '1.2.4', { a: '1.2.4', b: '1.2.3' }],
    // Files that differ and mean the same.
    ['1.2.3', { a: 'none' }, '1.2.4', { a: '1.2.3', b: '1.2.3' }],
    ['0.2.3', { a: 'major' }, '0.3.0', { a: '0.3.0', b: '0.2.3' }],
    ['0.2.3', { a: 'minor' }, '0.3.0', { a: '0.3.0', b: '0.2.3' }],
    ['0.2.3', { a: 'patch' }, '0.2.4', { a: '0.2.4', b: '0.2.3' }],
    ['1.3.0-rc.1', { a: 'minor' }, '1.3.0', { a: '1.3.0', b: '1.3.0-rc.1' }],
  ])('after %s with %j is %s', (before, changes, version, prompts) => {
    expect(ask(before, changes)).toMatchObject({ version, prompts });
  });

  it('breaks when a prompt left, and is a minor one when a prompt came', () => {
    expect(ask('1.2.3', {}, { ids: ['a'] })).toMatchObject({ bump: 'major', version: '2.0.0' });
    expect(ask('1.2.3', {}, { ids: ['a', 'b', 'c'] })).toMatchObject({
      bump: 'minor',
      version: '1.3.0',
      prompts: { a: '1.2.3', c: '1.0.0' },
    });
  });

  it('takes the prompts along when the bundle is declared stable', () => {
    const next = ask('0.4.0', { a: 'patch' }, { as: '1.0.0', prompts: { a: '0.1.0', b: '0.3.2' } });
    expect(next).toMatchObject({ version: '1.0.0', prompts: { a: '1.0.0', b: '1.0.0' } });
  });

  it('may be raised, lowered with a reason, and never goes back', () => {
    expect(ask('1.2.3', { a: 'patch' }, { as: '1.3.0' }).version).toBe('1.3.0');
    expect(() => ask('1.2.3', { a: 'major' }, { as: '1.2.4' })).toThrow(/below 2\.0\.0/);
    expect(ask('1.2.3', { a: 'major' }, { as: '1.2.4', reason: 'nobody uses it' }).version).toBe('1.2.4');
    for (const as of ['1.2.3', '1.2.2', '0.9.0'])
      expect(() => ask('1.2.3', { a: 'patch' }, { as, reason: 'x' })).toThrow(/not above 1\.2\.3/);
    for (const as of ['1', 'v1.3.0', '1.3.0+build', '', 'latest'])
      expect(() => ask('1.2.3', {}, { as })).toThrow(/no version/);
  });

  it('is above the last one, for the bundle and for every prompt that changed', () => {
    const part = fc.nat(5);
    const version = fc.tuple(part, part, part).map((parts) => parts.join('.'));
    const bump = fc.constantFrom<VersionBump>('major', 'minor', 'patch');
    fc.assert(
      fc.property(version, version, bump, (bundle, prompt, change) => {
        const next = ask(bundle, { a: change }, { ids: ['a'], prompts: { a: prompt } });
        expect(semver.gt(next.version, bundle)).toBe(true);
        expect(semver.gt(next.prompts['a'] ?? '', prompt)).toBe(true);
      }),
    );
  });
});
