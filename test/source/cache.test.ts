import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileCache } from '../../src/source/cache.ts';
import { rootAt } from '../../src/source/root.ts';
import { createFolder } from '../helpers/repository.ts';
import { completion } from '../recordings/examples.ts';

const key = `sha256:${'ab'.repeat(32)}`;

async function cache() {
  const folder = createFolder();
  const notes: string[] = [];
  const entries = () =>
    readdirSync(path.join(folder, '.promptops/cache'), { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.json'),
    );
  return { folder, notes, entries, cached: fileCache(await rootAt(folder), (line) => notes.push(line)) };
}

describe('the cache', () => {
  it('gives back what was put in, as replayed', async () => {
    const { cached } = await cache();
    expect(await cached.get(key)).toBeNull();
    await cached.put(key, { ...completion, replayed: false });
    expect(await cached.get(key)).toEqual({ ...completion, replayed: true });
    expect(await cached.get(`${key}0`)).toBeNull();
  });

  it.each(['', '{', 'null', '[]', '{"completion":{}}'])(
    'takes a damaged entry for a miss: %j',
    async (content) => {
      const { folder, cached, entries, notes } = await cache();
      await cached.put(key, completion);
      const [entry = ''] = entries();
      writeFileSync(path.join(folder, '.promptops/cache', entry), content);
      expect(await cached.get(key)).toBeNull();
      expect(notes).toEqual([expect.stringContaining(entry)]);
      await cached.put(key, completion);
      expect(await cached.get(key)).toEqual(completion);
    },
  );

  it('takes an entry with one other byte for a miss', async () => {
    const { folder, cached, entries } = await cache();
    await cached.put(key, completion);
    const file = path.join(folder, '.promptops/cache', entries()[0] ?? '');
    writeFileSync(file, readFileSync(file, 'utf8').replace('Hi', 'Ho'));
    expect(await cached.get(key)).toBeNull();
  });

  it('names no file by a key: any text is one', async () => {
    const { folder, cached } = await cache();
    await cached.put('../../evil', completion);
    expect(await cached.get('../../evil')).toEqual(completion);
    expect(readdirSync(folder)).toEqual(['.promptops']);
  });
});
