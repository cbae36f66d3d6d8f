import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { packTar, type TarHeader } from 'modern-tar';
import { beforeEach, describe, expect, it } from 'vitest';
import { archiveLimits } from '../../src/source/archive-files.ts';
import { readBundleAt } from '../../src/source/read-bundle.ts';
import { packTgz, unpackTgz } from '../../src/source/tar.ts';
import { createFolder } from '../helpers/repository.ts';

const text = (value: string) => new TextEncoder().encode(value);

type Entry = Partial<TarHeader> & { readonly name: string; readonly body?: Uint8Array };

const tgzOf = async (...entries: readonly Entry[]) =>
  gzipSync(
    await packTar(
      entries.map(({ body = text('x'), ...header }) => ({
        header: { size: body.length, ...header },
        body: header.type === undefined || header.type === 'file' ? body : undefined,
      })),
    ),
  );

const checkOf = async (packed: Uint8Array, limits = archiveLimits) =>
  (await unpackTgz(packed, limits)).problem?.check ?? null;

describe('a packed archive', () => {
  const segment = fc.stringMatching(/^[a-z0-9回][a-z0-9_-]{0,20}$/);
  const name = fc.array(segment, { minLength: 1, maxLength: 8 }).map((parts) => `d${parts.join('/')}.json`);
  const contents = fc.dictionary(name, fc.uint8Array({ maxLength: 1_200 }), { maxKeys: 12 });

  it('comes out as it went in, and the same whatever the order of its files', async () => {
    await fc.assert(
      fc.asyncProperty(contents, async (held) => {
        const entries = Object.entries(held).filter(
          ([one]) => !Object.keys(held).some((other) => other.startsWith(`${one}/`)),
        );
        const packed = await packTgz(new Map(entries));
        expect(Buffer.from(await packTgz(new Map(entries.toReversed())))).toEqual(Buffer.from(packed));
        const { files } = await unpackTgz(packed);
        expect(new Map([...(files ?? [])].map(([at, bytes]) => [at, Buffer.from(bytes)]))).toEqual(
          new Map(entries.map(([at, bytes]) => [at, Buffer.from(bytes)])),
        );
      }),
    );
  });

  it('is what tar itself lists', async () => {
    const long = `prompts/${'a-long-folder-name/'.repeat(12)}prompt.json`;
    const packed = await packTgz(
      new Map([
        ['manifest.json', text('{}')],
        [long, text('[]')],
      ]),
    );
    const listed = execFileSync('tar', ['-tzf', '-'], { input: packed }).toString();
    expect(listed.split('\n').filter(Boolean)).toEqual(['manifest.json', long]);
  });
});

describe('an archive from anybody', () => {
  it.each<[string, readonly Entry[]]>([
    ['archive/unsafe-path', [{ name: '../evil.json' }]],
    ['archive/unsafe-path', [{ name: 'prompts/../../evil.json' }]],
    ['archive/unsafe-path', [{ name: '/etc/passwd' }]],
    ['archive/unsafe-path', [{ name: './manifest.json' }]],
    ['archive/unsafe-path', [{ name: 'C:\\evil.json' }]],
    ['archive/unsafe-path', [{ name: 'prompts\\..\\evil.json' }]],
    ['archive/unsafe-path', [{ name: 'prompts/aux.json' }]],
    ['archive/unsafe-path', [{ name: 'prompts/trailing.' }]],
    ['archive/unsafe-path', [{ name: 'prompts/line\nfeed.json' }]],
    ['archive/unsafe-path', [{ name: 'x', pax: { path: '../evil.json' } }]],
    ['archive/not-a-file', [{ name: 'prompts/a.json', type: 'symlink', linkname: '/etc/passwd' }]],
    ['archive/not-a-file', [{ name: 'prompts/a.json', type: 'link', linkname: '../secret' }]],
    ['archive/not-a-file', [{ name: 'prompts/a.json', type: 'character-device' }]],
    ['archive/not-a-file', [{ name: 'prompts/a.json', type: 'block-device' }]],
    ['archive/not-a-file', [{ name: 'prompts/a.json', type: 'fifo' }]],
    ['archive/duplicate', [{ name: 'manifest.json' }, { name: 'manifest.json', body: text('other') }]],
    ['archive/duplicate', [{ name: 'prompts/A.json' }, { name: 'prompts/a.json' }]],
    ['archive/duplicate', [{ name: 'prompts/\u00e9.json' }, { name: 'prompts/e\u0301.json' }]],
  ])('is refused for %s: %j', async (check, entries) => {
    expect(await checkOf(await tgzOf(...entries))).toBe(check);
  });

  it('is refused when it is no gzip, no tar, or damaged', async () => {
    const good = await tgzOf({ name: 'manifest.json', body: text('{}'.repeat(4_000)) });
    expect(await checkOf(text('hello'))).toBe('archive/unreadable');
    expect(await checkOf(gzipSync('hello'.repeat(1_000)))).toBe('archive/unreadable');
    expect(await checkOf(good.subarray(0, good.length - 40))).toBe('archive/unreadable');
    const tar = await packTar([
      { header: { name: 'manifest.json', size: 4_096 }, body: new Uint8Array(4_096) },
    ]);
    expect(await checkOf(gzipSync(tar.subarray(0, 2_048)))).toBe('archive/unreadable');
    const flipped = Buffer.from(tar);
    flipped[3] = 0x58;
    expect(await checkOf(gzipSync(flipped))).toBe('archive/unreadable');
  });

  it('is refused before a bomb is unpacked, and for too many files or bytes', async () => {
    const zeros = gzipSync(Buffer.alloc(64 * 1_048_576));
    const before = process.memoryUsage().arrayBuffers;
    expect(await checkOf(zeros)).toBe('archive/too-large');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(48 * 1_048_576);
    const three = await tgzOf({ name: 'a' }, { name: 'b' }, { name: 'c', body: new Uint8Array(900) });
    expect(await checkOf(three, { ...archiveLimits, maxFiles: 2 })).toBe('archive/too-large');
    expect(await checkOf(three, { ...archiveLimits, maxPackedBytes: 10 })).toBe('archive/too-large');
    expect(await checkOf(three, { ...archiveLimits, maxBytes: 3_000 })).toBe('archive/too-large');
    expect(await checkOf(three)).toBe(null);
  });

  it('never throws anything but what it says, however it is damaged', async () => {
    const tar = await packTar([
      { header: { name: 'manifest.json', size: 2 }, body: '{}' },
      { header: { name: 'prompts/a.json', size: 3 }, body: '[1]' },
    ]);
    const edits = fc.array(fc.tuple(fc.nat(1_535), fc.nat(255)), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(edits, async (changes) => {
        const copy = Buffer.from(tar);
        for (const [at, value] of changes) copy[at] = value;
        const { files, problem } = await unpackTgz(gzipSync(copy));
        expect(files === null).toBe(problem !== null);
      }),
    );
  });
});

describe('a bundle on disk', () => {
  let folder = '';
  beforeEach(() => {
    folder = createFolder();
  });

  const write = (name: string, content: string | Uint8Array) => {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  };
  const found = async (name: string) => {
    const { files, attestations, problem } = await readBundleAt(folder, name);
    return (
      problem?.check ?? {
        files: [...(files ?? [])].map(([at, bytes]) => `${at} ${Buffer.from(bytes)}`),
        attestations,
      }
    );
  };
  const expected = { files: ['manifest.json {}', 'prompts/a.json []'], attestations: 'one\n' };

  it('is read from a folder, a tgz, and out of an npm package', async () => {
    write('folder/manifest.json', '{}');
    write('folder/prompts/a.json', '[]');
    write('folder/attestations.jsonl', 'one\n');
    expect(await found('folder')).toEqual(expected);
    const files = new Map([
      ['manifest.json', text('{}')],
      ['prompts/a.json', text('[]')],
    ]);
    write('support-1.0.0.tgz', await packTgz(files));
    write('support-1.0.0.attestations.jsonl', 'one\n');
    expect(await found('support-1.0.0.tgz')).toEqual(expected);
    const inPackage = [...files].map(([at, bytes]) => [`package/bundle/${at}`, bytes] as const);
    write(
      'npm.tgz',
      await packTgz(
        new Map([
          ...inPackage,
          ['package/package.json', text('{}')],
          ['package/attestations.jsonl', text('one\n')],
        ]),
      ),
    );
    expect(await found('npm.tgz')).toEqual(expected);
    write('installed/bundle/manifest.json', '{}');
    write('installed/bundle/prompts/a.json', '[]');
    write('installed/package.json', '{}');
    expect(await found('installed')).toEqual({ ...expected, attestations: null });
  });

  it('is refused with a link or a pipe in it', async () => {
    write('linked/manifest.json', '{}');
    symlinkSync('/etc/passwd', path.join(folder, 'linked/secret.json'));
    expect(await found('linked')).toBe('archive/not-a-file');
    mkdirSync(path.join(folder, 'piped'));
    execFileSync('mkfifo', [path.join(folder, 'piped/manifest.json')]);
    expect(await found('piped')).toBe('archive/not-a-file');
  });

  it('says what to name when there is none', async () => {
    await expect(readBundleAt(folder, 'nothing')).rejects.toMatchObject({ code: 'not-found' });
  });
});
