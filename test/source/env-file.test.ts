import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readEnvironment } from '../../src/source/env-file.ts';
import { rootAt } from '../../src/source/root.ts';
import { createFolder, type Files } from '../helpers/repository.ts';

const read = async (files: Files, env: Record<string, string>) =>
  readEnvironment(await rootAt(createFolder(files)), env);

describe('readEnvironment', () => {
  const file = { '.env': '\ufeffOPENAI_API_KEY="sk 1" # key\nexport B=two\n\nA=file\n' };

  it('adds what .env says; what is set wins', async () => {
    expect(await read(file, { A: 'set' })).toEqual({ OPENAI_API_KEY: 'sk 1', B: 'two', A: 'set' });
    expect(await read({}, { A: 'set' })).toEqual({ A: 'set' });
    expect(await read(file, { CI: 'false' })).toMatchObject({ A: 'file' });
    expect(process.env['OPENAI_API_KEY']).not.toBe('sk 1');
  });

  it.each(['1', 'true', 'woodpecker'])('does not read it when CI is %s', async (CI) => {
    expect(await read(file, { CI })).toEqual({ CI });
  });

  it('refuses what is no text, and a link out of the repository', async () => {
    await expect(read({ '.env': new Uint8Array([65, 61, 255]) }, {})).rejects.toMatchObject({
      code: 'invalid-project',
    });
    const folder = createFolder();
    symlinkSync(path.join(createFolder({ '.env': 'A=1' }), '.env'), path.join(folder, '.env'));
    await expect(readEnvironment(await rootAt(folder), {})).rejects.toMatchObject({ code: 'unsafe-path' });
  });
});
