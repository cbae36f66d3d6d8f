import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { bundleDigest } from '../../src/bundle/build-bundle.ts';
import type { BundleFiles } from '../../src/bundle/bundle-files.ts';
import { loadBundle } from '../../src/runtime-node.ts';
import { packJson } from '../../src/source/json-bundle.ts';
import { packTgz } from '../../src/source/tar.ts';
import { bundleOf, everything, promptsOf } from '../bundle/bundle-of.ts';
import { createFolder, writeFiles } from '../helpers/repository.ts';

const files = bundleOf(await promptsOf(everything));
const digest = bundleDigest(files);
const vars = { name: 'Ada', articles: [] };

const forms: Readonly<Record<string, (folder: string, content: BundleFiles) => Promise<string>>> = {
  async 'a folder'(folder, content) {
    writeFiles(folder, Object.fromEntries(content));
    return folder;
  },
  async 'a .tgz'(folder, content) {
    return written(folder, 'support-1.2.0.tgz', await packTgz(content));
  },
  async 'a .json'(folder, content) {
    return written(folder, 'support-1.2.0.json', packJson(content));
  },
  async 'an installed package'(folder, content) {
    const inside = [...content].map(([name, bytes]) => [`bundle/${name}`, bytes]);
    writeFiles(folder, { 'package.json': '{}', ...Object.fromEntries(inside) });
    return folder;
  },
};

function written(folder: string, name: string, bytes: Uint8Array): string {
  const file = path.join(folder, name);
  writeFileSync(file, bytes);
  return file;
}

describe.each(Object.entries(forms))('%s', (_form, write) => {
  it('is loaded whole, with its digest', async () => {
    const bundle = await loadBundle(await write(createFolder(), files), { digest });
    expect(bundle).toMatchObject({ name: 'support', version: '1.2.0', digest });
    const [, system] = bundle.prompt('support/reply').render({ ...vars, code: 'ABC' }).messages;
    expect(system?.role).toBe('user');
    expect(() => bundle.prompt('support/reply').render({ ...vars, code: 'abc' })).toThrow(
      'must match the pattern',
    );
  });

  it('is refused when a file of it was changed', async () => {
    const changed = new Map([...files, ['prompts/support/triage.json', new TextEncoder().encode('{}')]]);
    await expect(loadBundle(await write(createFolder(), changed))).rejects.toMatchObject({
      code: 'refused-bundle',
      message: expect.stringMatching(
        /"prompts\/support\/triage\.json" is not the file that its manifest lists\.$/,
      ),
    });
  });

  it('is refused when a file of it is gone, or it is another one than was meant', async () => {
    const place = await write(createFolder(), new Map([...files].slice(0, -1)));
    await expect(loadBundle(place)).rejects.toThrow('"types/index.d.ts" is missing.');
    await expect(loadBundle(place, { digest: 'sha256:00' })).rejects.toThrow(
      `Its digest is ${digest}, not sha256:00.`,
    );
  });
});

it('says what is there instead of a bundle', async () => {
  await expect(loadBundle('/nowhere')).rejects.toMatchObject({ code: 'not-found' });
  await expect(loadBundle(createFolder({ 'a.txt': 'x' }))).rejects.toMatchObject({
    code: 'refused-bundle',
    message: 'This is no promptops-bundle/1. It has no "manifest.json".',
  });
  const broken = written(createFolder(), 'b.json', new TextEncoder().encode('{ "a": 3 }'));
  await expect(loadBundle(broken)).rejects.toThrow(`The bundle "${broken}" is refused: "a" is no text.`);
  const torn = written(createFolder(), 'b.json', new TextEncoder().encode('{ "a": '));
  await expect(loadBundle(torn)).rejects.toThrow('It is no JSON in UTF-8, or it is damaged.');
});
