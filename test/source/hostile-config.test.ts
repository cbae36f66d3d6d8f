import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRepository } from '../../src/source/repository.ts';
import { findRoot } from '../../src/source/root.ts';
import { readSnapshot } from '../../src/source/snapshot.ts';
import { createFolder, createRepository, runGit, type TestRepository } from '../helpers/repository.ts';

/** A clone whose own configuration and hooks run a program wherever git would let them. */
function hostileRepository(): { readonly repository: TestRepository; readonly proofs: string } {
  const proofs = createFolder();
  const repository = createRepository([
    { 'a.txt': 'one', '.gitattributes': '*.txt filter=evil diff=evil\n*.md filter=proc\n', 'b.md': 'b' },
    { 'a.txt': 'two' },
  ]);
  repository.write({ 'evil.sh': `#!/bin/sh\necho "$0 $*" >> ${proofs}/ran\ncat\n` });
  const evil = path.join(repository.path, 'evil.sh');
  const settings: Readonly<Record<string, string>> = {
    'core.fsmonitor': evil,
    'core.pager': evil,
    'core.editor': evil,
    'core.sshCommand': evil,
    'core.askPass': evil,
    'core.hooksPath': path.join(repository.path, 'hooks'),
    'diff.external': evil,
    'diff.evil.textconv': evil,
    'diff.evil.command': evil,
    'filter.evil.clean': evil,
    'filter.evil.smudge': evil,
    'filter.proc.process': evil,
    'filter.proc.required': 'true',
    'alias.rev-parse': `!${evil}`,
    'alias.status': `!${evil}`,
    'alias.cat-file': `!${evil}`,
    'credential.helper': evil,
    'gpg.program': evil,
    'log.showSignature': 'true',
    'pager.status': 'true',
    'remote.origin.url': `ext::${evil}`,
    'remote.origin.promisor': 'true',
    'remote.origin.partialclonefilter': 'blob:none',
    'protocol.ext.allow': 'always',
    'protocol.allow': 'always',
    'uploadpack.packObjectsHook': evil,
  };
  for (const [name, value] of Object.entries(settings)) repository.git('config', name, value);
  for (const hook of ['post-index-change', 'reference-transaction', 'post-checkout', 'fsmonitor-watchman']) {
    repository.write({ [`hooks/${hook}.sh`]: '' });
    writeFileSync(path.join(repository.path, 'hooks', hook), `#!/bin/sh\ntouch ${proofs}/hook-${hook}\n`, {
      mode: 0o755,
    });
  }
  // Same size, new time: status must look into the file, and would filter it.
  repository.write({ 'a.txt': 'six', 'b.md': 'c' });
  return { repository, proofs };
}

describe("a clone's own configuration", () => {
  it('runs no program of its own, whatever we ask git', async () => {
    const { repository, proofs } = hostileRepository();
    // The trap is real: plain git falls into it.
    expect(() => runGit(repository.path, ['status'])).toThrow('evil.sh');
    expect(existsSync(path.join(proofs, 'ran'))).toBe(true);
    writeFileSync(path.join(proofs, 'ran'), '');

    const root = await findRoot(repository.path);
    const source = await readRepository(root);
    expect(source).toMatchObject({ head: repository.commits[1], dirty: true });
    for (const ref of ['HEAD', 'main~1', { index: true } as const]) {
      const snapshot = await readSnapshot(root, ref);
      const listed = await snapshot.list(['']);
      await snapshot.read(listed);
      await snapshot.identify(listed);
      for await (const _ of snapshot.stream('a.txt'));
      await snapshot.close();
    }
    const gone = 'deadbeef'.repeat(5);
    for (const ref of [gone, 'nope', '--upload-pack=x']) {
      await expect(readSnapshot(root, ref)).rejects.toMatchObject({ code: 'bad-ref' });
    }
    expect(readdirSync(proofs)).toEqual(['ran']);
    expect(readFileSync(path.join(proofs, 'ran'), 'utf8')).toBe('');
  });

  it('does not name a filter that we could not switch off', async () => {
    const { repository, proofs } = hostileRepository();
    repository.git('config', 'filter.a=b.clean', path.join(repository.path, 'evil.sh'));
    writeFileSync(path.join(proofs, 'ran'), '');
    expect((await readRepository(await findRoot(repository.path))).dirty).toBeNull();
    expect(readFileSync(path.join(proofs, 'ran'), 'utf8')).toBe('');
  });
});
