import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildBundle, bundleDigest } from '../../src/bundle/build-bundle.ts';
import type { BundleFiles } from '../../src/bundle/bundle-files.ts';
import { isReleased } from '../../src/bundle/pack-prompt.ts';
import { sha256 } from '../../src/model/digest.ts';
import { promptOf } from '../render/prompt-of.ts';
import { bundleOf, everything, promptsOf, released } from './bundle-of.ts';

const text = (files: BundleFiles, path: string) => new TextDecoder().decode(files.get(path));

function validatorOf(kind: string): ValidateFunction {
  const schema = readFileSync(new URL(`../../schemas/${kind}.schema.json`, import.meta.url), 'utf8');
  return new Ajv({ strict: true, strictTypes: false, allErrors: false }).compile(JSON.parse(schema));
}

describe('a bundle', () => {
  it('holds its prompts, their schemas, and a manifest that lists them', async () => {
    const files = bundleOf(await promptsOf(everything));
    expect([...files.keys()]).toEqual([
      'manifest.json',
      'prompts/support/reply.json',
      'prompts/support/triage.json',
      'schemas/support/reply.input.json',
      'schemas/support/reply.output.json',
      'schemas/support/triage.input.json',
      'types/index.d.ts',
    ]);
    const manifest = JSON.parse(text(files, 'manifest.json'));
    expect(manifest).toMatchObject({ format: 'promptops-bundle/1', name: 'support', version: '1.2.0' });
    expect(manifest.prompts.map(({ id }: { id: string }) => id)).toEqual(['support/reply', 'support/triage']);
    for (const [path, digest] of Object.entries(manifest.files)) {
      expect(digest).toBe(sha256(files.get(path) as Uint8Array));
    }
  });

  it('is what the published schemas say', async () => {
    const files = bundleOf(await promptsOf(everything));
    const [manifest, prompt] = [validatorOf('bundle'), validatorOf('bundle-prompt')];
    expect(manifest(JSON.parse(text(files, 'manifest.json'))), JSON.stringify(manifest.errors)).toBe(true);
    for (const id of ['support/reply', 'support/triage']) {
      const value = JSON.parse(text(files, `prompts/${id}.json`));
      expect(prompt(value), JSON.stringify(prompt.errors)).toBe(true);
    }
  });

  it('has one digest for one content, whatever the order of its prompts', async () => {
    const prompts = (await promptsOf(everything)).map((prompt) => released(prompt));
    const build = (some: typeof prompts) =>
      bundleDigest(buildBundle({ name: 'support', version: '1.0.0', prompts: some }));
    expect(build(prompts)).toBe(build(prompts.toReversed()));
    expect(build(prompts)).not.toBe(build(prompts.slice(1)));
    expect(build(prompts)).not.toBe(build(prompts.map((each) => ({ ...each, version: '2.0.0' }))));
  });

  it('keeps the order that keys were written in, since answers of examples are sent with it', async () => {
    const files = bundleOf(await promptsOf(everything));
    expect(text(files, 'prompts/support/reply.json')).toContain('"output":{"z":"last first","a":"then a"}');
    expect(Object.keys(JSON.parse(text(files, 'schemas/support/reply.output.json')).properties)).toEqual([
      'z',
      'a',
    ]);
  });

  it('has no drafts, which no gate has looked at', () => {
    const status = (word: 'draft' | 'active' | 'deprecated') => ({
      metadata: { owner: null, useCase: null, tags: [], status: word, replacedBy: null, sunset: null },
    });
    expect([status('draft'), status('active'), status('deprecated')].map(isReleased)).toEqual([
      false,
      true,
      true,
    ]);
  });

  it('refuses an id that is no path everywhere', () => {
    for (const id of ['a\\b', 'a\u0007', '../a', 'a//b', 'a/./b']) {
      expect(() => bundleOf([promptOf({ id })])).toThrow(/cannot be a file of a bundle/);
    }
  });

  it('takes any other id, and any text', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[\p{L}\p{N} ._-]{1,20}x$/u),
        fc.string({ unit: 'binary' }),
        (id, name) => {
          const prompt = promptOf({ id, output: { format: 'text', name, strict: false, schema: null } });
          const files = bundleOf([prompt]);
          expect(JSON.parse(text(files, `prompts/${id}.json`))).toMatchObject({ output: { name } });
        },
      ),
    );
  });
});
