import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Compiled, openCodeCache } from '../../src/cli/code-cache.ts';
import { emptyFolder } from '../helpers/promptops.ts';

const file = (name: string, bytes: string, mtimeMs = 1): Compiled => ({
  name,
  size: 10,
  mtimeMs,
  compiled: () => Buffer.from(bytes),
});
const read = (pack: string, name: string, mtimeMs = 1, size = 10) =>
  openCodeCache(pack).read(name, { size, mtimeMs })?.toString();

describe('the code cache', () => {
  it('gives back what was kept, for the file it was kept for', () => {
    const pack = path.join(emptyFolder(), 'new/pack');
    expect(read(pack, 'a')).toBeUndefined();
    openCodeCache(pack).save([file('a', 'AAA'), file('b', 'BB')]);
    expect([read(pack, 'a'), read(pack, 'b'), read(pack, 'c')]).toEqual(['AAA', 'BB', undefined]);
    expect(read(pack, 'a', 2)).toBeUndefined();
    expect(read(pack, 'a', 1, 11)).toBeUndefined();
    expect(read(pack, '__proto__')).toBeUndefined();
  });

  it('learns from a run unlike those before, and keeps what that run did not load', () => {
    const pack = path.join(emptyFolder(), 'pack');
    openCodeCache(pack).save([file('a', 'a of one'), file('b', 'b of one')]);
    openCodeCache(pack).save([file('b', 'not kept'), file('a', 'not kept')]);
    expect(read(pack, 'b')).toBe('b of one');
    openCodeCache(pack).save([file('b', 'b of two'), file('c', 'c of two')]);
    expect(['a', 'b', 'c'].map((name) => read(pack, name))).toEqual(['a of one', 'b of two', 'c of two']);
    openCodeCache(pack).save([file('a', 'rebuilt', 2)]);
    expect([read(pack, 'a'), read(pack, 'a', 2)]).toEqual([undefined, 'rebuilt']);
    expect(readdirSync(path.dirname(pack))).toEqual(['pack']);
  });

  it('takes nothing from a pack with a changed byte or a cut end', () => {
    const folder = emptyFolder();
    const pack = path.join(folder, 'pack');
    openCodeCache(pack).save([file('a', 'AAAA'), file('b', 'BBBB')]);
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
    openCodeCache(path.join(notAFolder, 'pack')).save([file('a', 'AAA')]);
    expect(readFileSync(notAFolder, 'utf8')).toBe('');
  });
});
