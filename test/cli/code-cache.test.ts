import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Kept, openCodeCache } from '../../src/cli/code-cache.ts';
import { emptyFolder } from '../helpers/promptops.ts';

const used = (forms: Readonly<Record<string, string>>, mtimeMs = 1): ReadonlyMap<string, Kept> =>
  new Map(
    Object.entries(forms).map(([name, bytes]) => {
      const parts = [{ name, size: 10, mtimeMs }];
      return [
        name,
        { parts, form: () => ({ parts, text: `“text” of ${bytes}`, compiled: Buffer.from(bytes) }) },
      ];
    }),
  );

/** The compiled form under a name, once its text is seen to be that of the same program. */
function read(pack: string, name: string) {
  const form = openCodeCache(pack).read(name);
  const compiled = form?.compiled.toString();
  expect(form?.text).toBe(form && `“text” of ${compiled}`);
  return compiled;
}

describe('the code cache', () => {
  it('gives back what was kept, and says of which parts', () => {
    const pack = path.join(emptyFolder(), 'new/pack');
    expect(read(pack, 'a')).toBeUndefined();
    openCodeCache(pack).save(used({ a: 'AAA', b: 'BB' }));
    expect([read(pack, 'a'), read(pack, 'b'), read(pack, 'c')]).toEqual(['AAA', 'BB', undefined]);
    expect(openCodeCache(pack).read('a')?.parts).toEqual([{ name: 'a', size: 10, mtimeMs: 1 }]);
    expect(read(pack, '__proto__')).toBeUndefined();
  });

  it('learns from a run unlike those before, and keeps what that run did not load', () => {
    const pack = path.join(emptyFolder(), 'pack');
    openCodeCache(pack).save(used({ a: 'a of one', b: 'b of one' }));
    openCodeCache(pack).save(used({ b: 'not kept', a: 'not kept' }));
    expect(read(pack, 'b')).toBe('b of one');
    openCodeCache(pack).save(used({ b: 'b of two', c: 'c of two' }));
    expect(['a', 'b', 'c'].map((name) => read(pack, name))).toEqual(['a of one', 'b of two', 'c of two']);
    openCodeCache(pack).save(used({ a: 'rebuilt' }, 2));
    expect(read(pack, 'a')).toBe('rebuilt');
    expect(readdirSync(path.dirname(pack))).toEqual(['pack']);
  });

  it('takes nothing from a pack with a changed byte or a cut end', () => {
    const folder = emptyFolder();
    const pack = path.join(folder, 'pack');
    openCodeCache(pack).save(used({ a: 'AAAA', b: 'BBBB' }));
    const whole = readFileSync(pack);
    const damaged = path.join(folder, 'damaged');
    fc.assert(
      fc.property(
        fc.nat(whole.length - 1),
        fc.integer({ min: 1, max: 255 }),
        fc.boolean(),
        (at, bits, cut) => {
          const bytes = Buffer.from(whole);
          bytes[at] = (bytes[at] ?? 0) ^ bits;
          writeFileSync(damaged, cut ? bytes.subarray(0, at) : bytes);
          expect([undefined, 'AAAA']).toContain(read(damaged, 'a'));
          expect([undefined, 'BBBB']).toContain(read(damaged, 'b'));
        },
      ),
    );
  });

  it('is no trouble where nothing can be written', () => {
    const notAFolder = path.join(emptyFolder(), 'file');
    writeFileSync(notAFolder, '');
    openCodeCache(path.join(notAFolder, 'pack')).save(used({ a: 'AAA' }));
    expect(readFileSync(notAFolder, 'utf8')).toBe('');
  });
});
