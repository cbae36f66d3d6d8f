import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildBundle, bundleDigest } from '../../src/bundle/build-bundle.ts';
import { type BundleFiles, sortFiles } from '../../src/bundle/bundle-files.ts';
import { checkBundle } from '../../src/bundle/check-bundle.ts';
import { type BundlePrompt, packPrompt } from '../../src/bundle/pack-prompt.ts';
import { canonicalJson, promptDigest, sha256 } from '../../src/model/digest.ts';
import type { Manifest } from '../../src/render/manifest.ts';
import { bundleOf, everything, promptsOf } from './bundle-of.ts';

const good = bundleOf(await promptsOf(everything));
const manifest = JSON.parse(textOf(good, 'manifest.json')) as Manifest;
const reply = 'prompts/support/reply.json';

function textOf(files: BundleFiles, path: string): string {
  return new TextDecoder().decode(files.get(path));
}
const bytes = (text: string) => new TextEncoder().encode(text);

/** The bundle with some files changed; null removes one. */
function changed(files: Readonly<Record<string, string | Uint8Array | null>>, from = good): BundleFiles {
  const given = Object.entries(files).flatMap(([path, content]): [string, Uint8Array][] =>
    content === null ? [] : [[path, typeof content === 'string' ? bytes(content) : content]],
  );
  const kept = [...from].filter(([path]) => !Object.hasOwn(files, path));
  return sortFiles([...kept, ...given]);
}

const withManifest = (value: unknown) => changed({ 'manifest.json': canonicalJson(value) });

/** A bundle whose lies are listed: the hashes fit what was changed. */
function listed(path: string, content: string): BundleFiles {
  const files = { ...manifest.files, [path]: sha256(content) };
  return changed({ [path]: content, 'manifest.json': canonicalJson({ ...manifest, files }) });
}

const failed = (files: BundleFiles) =>
  checkBundle(files)
    .checks.filter(({ passed }) => !passed)
    .map(({ check, message }) => `${check}: ${message}`);

it('passes what was built, check by check', () => {
  const { checks, prompts } = checkBundle(good);
  expect(checks.map(({ check, passed }) => [check, passed])).toEqual([
    ['format', true],
    ['manifest', true],
    ['paths', true],
    ['files', true],
    ['hashes', true],
    ['prompts', true],
    ['digests', true],
    ['templates', true],
  ]);
  expect(prompts.map(({ id }) => id)).toEqual(['support/reply', 'support/triage']);
});

const prompt = JSON.parse(textOf(good, reply)) as BundlePrompt;
const said = (more: Partial<BundlePrompt>) => JSON.stringify({ ...prompt, ...more });
const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;

describe('refuses', () => {
  it.each<readonly [string, BundleFiles, readonly string[]]>([
    ['nothing', new Map(), ['format: There is no "manifest.json": it is no bundle.']],
    [
      'another version of the format',
      withManifest({ ...manifest, format: 'promptops-bundle/2' }),
      ['format: It is a "promptops-bundle/2"; this promptops reads promptops-bundle/1.'],
    ],
    [
      'a manifest that is no JSON',
      changed({ 'manifest.json': '{' }),
      ['format: "manifest.json" does not say that it is a promptops-bundle/1.'],
    ],
    [
      'a manifest without end',
      changed({ 'manifest.json': deep }),
      ['format: "manifest.json" does not say that it is a promptops-bundle/1.'],
    ],
    [
      'a manifest with a strange key',
      withManifest({ ...manifest, built: 'today' }),
      ['manifest: "manifest.json" is not a manifest: its top has an unknown key "built".'],
    ],
    [
      'a manifest that is not canonical',
      changed({ 'manifest.json': JSON.stringify(manifest, null, 2) }),
      [
        'manifest: "manifest.json" is not canonical JSON (RFC 8785): its digest would depend on who wrote it.',
      ],
    ],
    [
      'a prompt that is listed twice',
      withManifest({ ...manifest, prompts: [...manifest.prompts, ...manifest.prompts] }),
      ['manifest: "manifest.json" lists prompt "support/reply" twice, or not in order.'],
    ],
    [
      'a missing file',
      changed({ 'schemas/support/reply.input.json': null }),
      ['files: "schemas/support/reply.input.json" is listed, and missing.'],
    ],
    ['a file too many', changed({ 'evil.sh': '' }), ['files: "evil.sh" is not listed.']],
    [
      'paths out of its folder, and two that are one elsewhere',
      changed({ '../x': '', 'prompts/support/REPLY.json': '{}' }),
      [
        'paths: "../x" leaves its folder, or has an empty part. (and 1 more)',
        'files: "../x" is not listed. (and 1 more)',
      ],
    ],
    [
      'a changed file',
      changed({ 'schemas/support/reply.input.json': 'true' }),
      ['hashes: "schemas/support/reply.input.json" is not the file that was listed.'],
    ],
    [
      'a prompt that is none',
      listed(reply, said({ messages: 3 as never })),
      [
        `prompts: "${reply}" is not a prompt: "messages" does not fit.`,
        `digests: "${reply}" is not prompt "support/reply".`,
      ],
    ],
    [
      'a prompt nested without end',
      listed(reply, deep),
      [`prompts: "${reply}" is no JSON.`, `digests: "${reply}" is not prompt "support/reply".`],
    ],
    [
      'another behaviour under the old digest',
      listed(reply, said({ params: { temperature: 2 } })),
      [`digests: "${reply}" does something else than its digest says.`],
    ],
    [
      'a tree that its source does not say',
      listed(reply, JSON.stringify(prompt).replaceAll('"text":"Be kind.', '"text":"Be evil.')),
      ['templates: A template of prompt "support/reply" would render something else than it says.'],
    ],
    [
      'a tree of an overlay that its source does not say',
      listed(reply, JSON.stringify(prompt).replaceAll('"text":"Sois gentil.', '"text":"Sois.')),
      ['templates: A template of prompt "support/reply" would render something else than it says.'],
    ],
  ])('%s', (_what, files, expected) => expect(failed(files)).toEqual(expected));

  it('any flipped byte of any file, but for one that makes the manifest of another bundle', () => {
    const places = fc
      .constantFrom(...good.keys())
      .chain((path) => fc.tuple(fc.constant(path), fc.nat((good.get(path)?.length ?? 1) - 1)));
    fc.assert(
      fc.property(places, fc.integer({ min: 1, max: 255 }), ([path, at], mask) => {
        const flipped = Uint8Array.from(good.get(path) ?? []);
        flipped[at] = (flipped[at] ?? 0) ^ mask;
        const files = changed({ [path]: flipped });
        if (path === 'manifest.json' && failed(files).length === 0) {
          expect(bundleDigest(files)).not.toBe(bundleDigest(good));
        } else expect(failed(files)).not.toEqual([]);
      }),
    );
  });
});

it('takes the digest of a prompt from what it does', () => {
  const { digest, ...behavior } = prompt;
  expect(promptDigest(behavior)).toBe(digest);
  const other = buildBundle({
    name: 'support',
    version: '1.2.0',
    prompts: [{ ...packPrompt(behavior, sha256('something else')), version: '1.0.0' }],
  });
  expect(failed(other)).toEqual([`digests: "${reply}" does something else than its digest says.`]);
});
