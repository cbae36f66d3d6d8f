import { cpSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { rootAt } from '../../src/source/root.ts';
import { readSealed, writeSealed } from '../../src/source/sealed-file.ts';
import { createFolder } from '../helpers/repository.ts';

const value = { text: 'Žluťoučký\n', list: [1, null] };

async function sealed() {
  const root = await rootAt(createFolder());
  writeSealed(root, 'it.json', value);
  return { root, file: path.join(root.root, '.promptops/cache/it.json') };
}

describe('a sealed file', () => {
  it('gives back what was written, the last time', async () => {
    const { root } = await sealed();
    expect(readSealed(root, 'it.json')).toEqual(value);
    writeSealed(root, 'it.json', [2]);
    expect(readSealed(root, 'it.json')).toEqual([2]);
    expect(readSealed(root, 'other.json')).toBeNull();
  });

  it('is not there once a byte of it is another, or missing', async () => {
    const { root, file } = await sealed();
    const bytes = readFileSync(file);
    for (let at = 0; at < bytes.length; at += 1) {
      const damaged = Buffer.from(bytes);
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      writeFileSync(file, damaged);
      expect(readSealed(root, 'it.json')).toBeNull();
      writeFileSync(file, bytes.subarray(0, at));
      expect(readSealed(root, 'it.json')).toBeNull();
    }
    writeFileSync(file, bytes);
    expect(readSealed(root, 'it.json')).toEqual(value);
  });

  it('is not there in another folder, wherever it came from', async () => {
    const { root } = await sealed();
    const other = await rootAt(createFolder());
    cpSync(path.join(root.root, '.promptops'), path.join(other.root, '.promptops'), { recursive: true });
    expect(readSealed(other, 'it.json')).toBeNull();
    writeSealed(other, 'it.json', value);
    expect(readSealed(other, 'it.json')).toEqual(value);
  });

  it('is no link and no folder', async () => {
    const { root, file } = await sealed();
    rmSync(file);
    symlinkSync('/dev/zero', file);
    expect(readSealed(root, 'it.json')).toBeNull();
    writeSealed(root, 'it.json', value);
    expect(readSealed(root, 'it.json')).toBeNull();
  });

  it('is done without where nothing can be written', async () => {
    const root = await rootAt(createFolder({ '.promptops': 'a file' }));
    writeSealed(root, 'it.json', value);
    expect(readSealed(root, 'it.json')).toBeNull();
  });
});
