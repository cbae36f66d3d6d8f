import { describe, expect, it } from 'vitest';
import { readCaseVars } from '../../src/model/case-vars.ts';
import type { Input, Prompt } from '../../src/render/prompt.ts';
import { snapshotOf } from '../helpers/snapshot.ts';

const input = (kind: Input['kind'], schema: Input['schema'] = true): Input => ({
  kind,
  schema,
  optional: true,
  trust: 'trusted',
  sensitive: false,
  maxTokens: null,
});

const prompt = {
  inputs: {
    text: input('json', { type: 'string' }),
    box: input('json', { type: 'object' }),
    picture: input('image'),
    clip: input('audio'),
    paper: input('file'),
  },
} as unknown as Prompt;

const files = snapshotOf({
  'img/a.png': Buffer.from([1, 2, 3]),
  'a.mp3': Buffer.from([4]),
  'a.bin': Buffer.from([5]),
  'long.txt': 'a\r\nb\n',
  'latin.txt': Buffer.from([0xe9]),
});

const read = (vars: Parameters<typeof readCaseVars>[0]) =>
  readCaseVars(vars, prompt, 'prompts/p.test.yaml', files);

describe('readCaseVars', () => {
  it('reads files as what their input holds, and leaves the rest', async () => {
    expect(
      await read({
        text: { file: '../long.txt' },
        box: { file: 'x' },
        picture: { file: '../img/a.png' },
        clip: { file: '../a.mp3' },
        paper: { file: '../a.bin' },
        unknown: { file: '../a.bin' },
      }),
    ).toEqual({
      text: 'a\nb\n',
      box: { file: 'x' },
      picture: { mediaType: 'image/png', base64: 'AQID', name: 'a.png' },
      clip: { mediaType: 'audio/mpeg', base64: 'BA==', name: 'a.mp3' },
      paper: { mediaType: 'application/octet-stream', base64: 'BQ==', name: 'a.bin' },
      unknown: { file: '../a.bin' },
    });
    expect(await read({ text: 'x', picture: 'data:image/png;base64,AA==' })).toEqual({
      text: 'x',
      picture: 'data:image/png;base64,AA==',
    });
  });

  it.each([
    [{ text: { file: '/etc/passwd' } }, 'unsafe-path'],
    [{ text: { file: 'https://x.y' } }, 'unsafe-path'],
    [{ text: { file: './no.txt' } }, 'not-found'],
    [{ text: { file: '../latin.txt' } }, 'invalid-vars'],
    [{ picture: { file: '../a.mp3' } }, 'invalid-vars'],
  ])('refuses %j', async (vars, code) => {
    await expect(read(vars)).rejects.toMatchObject({ code });
  });
});
