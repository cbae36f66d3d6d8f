import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Completion } from '../recordings/interaction.ts';
import { writeAtomically } from './disk.ts';
import type { Root } from './root.ts';
import { stateFolder, statePath } from './write-path.ts';

type Entry = { readonly key: string; readonly sha256: string; readonly completion: Completion };

/** Answers by request key under `.promptops/cache`, disposable: an entry that is not whole is a miss, told to `note`. */
export type Cache = {
  get(key: string): Promise<Completion | null>;
  put(key: string, completion: Completion): Promise<void>;
};

export function fileCache(root: Root, note: (line: string) => void = () => {}): Cache {
  const told = new Set<string>();
  return {
    async get(key) {
      const names = namesOf(key);
      const text = readText(path.join(root.root, stateFolder, ...names));
      if (text === null) return null;
      const completion = readEntry(text, key);
      const shown = [stateFolder, ...names].join('/');
      if (completion === null && !told.has(shown)) note(`Cache entry "${shown}" is damaged and is not used.`);
      if (completion === null) told.add(shown);
      return completion && { ...completion, replayed: true };
    },
    async put(key, completion) {
      const names = namesOf(key);
      const entry: Entry = { key, sha256: digestOf(completion), completion };
      writeAtomically(statePath(root, ...names), JSON.stringify(entry), [stateFolder, ...names].join('/'));
    },
  };
}

/** A key is hashed again: whatever it is, it names a file in one of 256 folders. */
function namesOf(key: string): readonly string[] {
  const name = createHash('sha256').update(key).digest('hex');
  return ['cache', name.slice(0, 2), `${name.slice(2)}.json`];
}

const digestOf = (completion: Completion): string =>
  createHash('sha256').update(JSON.stringify(completion)).digest('hex');

/** Whatever keeps it from being read makes it a miss: the provider still has the answer. */
function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function readEntry(text: string, key: string): Completion | null {
  try {
    const entry = JSON.parse(text) as Entry;
    return entry.key === key && entry.sha256 === digestOf(entry.completion) ? entry.completion : null;
  } catch {
    return null;
  }
}
