import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ed25519Key, ed25519Signer } from '../../src/bundle/ed25519.ts';
import { generateKeysCommand } from '../../src/commands/keys.ts';
import { createFolder, createRepository } from '../helpers/repository.ts';
import { contextAt } from './command-context.ts';

describe('keys generate', () => {
  it('makes a pair that belongs together, the private one for its owner alone', async () => {
    const folder = createFolder();
    const report = await generateKeysCommand({ file: 'keys/a.key' }, contextAt(folder));
    const [secret, open] = [join(folder, 'keys/a.key'), join(folder, 'keys/a.key.pub')];
    expect(statSync(secret).mode & 0o777).toBe(0o600);
    const signer = ed25519Signer(readFileSync(secret, 'utf8'), 'a');
    const key = ed25519Key(readFileSync(open, 'utf8'), 'b');
    expect(key.keyid).toBe(report.keyid);
    expect(key.verify(Buffer.from('x'), await signer.sign(Buffer.from('x')))).toBe(true);
    expect(JSON.stringify(report)).not.toContain('PRIVATE');
  });

  it.each(['a.key', 'a.key.pub'])('overwrites no "%s", and leaves nothing half done', async (name) => {
    const folder = createFolder({ [name]: 'mine' });
    await expect(generateKeysCommand({ file: 'a.key' }, contextAt(folder))).rejects.toMatchObject({
      code: 'usage',
    });
    expect(readFileSync(join(folder, name), 'utf8')).toBe('mine');
    expect(['a.key', 'a.key.pub'].filter((file) => existsSync(join(folder, file)))).toEqual([name]);
  });

  it('says whether git would take it along', async () => {
    const { path } = createRepository([{ '.gitignore': '*.key\n' }]);
    const committable = async (file: string, cwd = path) =>
      (await generateKeysCommand({ file }, contextAt(cwd))).privateKey.committable;
    expect(await committable('a.key')).toBe(false);
    expect(await committable('a.pem')).toBe(true);
    expect(await committable('x/:(top)b.pem')).toBe(true);
    expect(await committable('a.key', createFolder())).toBeNull();
  });
});
