import path from 'node:path';
import { expect, it } from 'vitest';
import { findRoot } from '../../src/source/root.ts';
import { scriptRunner } from '../../src/source/run-script.ts';
import { createFolder } from '../helpers/repository.ts';

const probe = `
import { word } from './lib.mjs';
const tried = async (work) => { try { await work(); return 'open'; } catch (error) { return error.code; } };
export default async (output, { args }) => ({
  word, output, args,
  env: Object.keys(process.env).length,
  read: await tried(async () => (await import('node:fs')).readFileSync('../promptops.yaml')),
  write: await tried(async () => (await import('node:fs')).writeFileSync('./mine.txt', 'x')),
  spawn: await tried(async () => (await import('node:child_process')).execFileSync('true')),
  worker: await tried(async () => new (await import('node:worker_threads')).Worker('1', { eval: true })),
});
`;

const scripts = {
  'promptops.yaml': 'promptops: 1\n',
  'gr aders/é/probe.mjs': probe,
  'gr aders/é/lib.mjs': 'export const word = "hi";',
  'g/classic.cjs': 'module.exports = (output) => output.length > 2;',
  'g/throws.mjs': 'export default () => { throw new Error("no such tone"); };',
  'g/none.mjs': 'export const grade = 1;',
  'g/broken.mjs': 'export default (',
  'g/exits.mjs': 'process.exit(7);',
  'g/huge.mjs': 'export default () => "x".repeat(3e6);',
  'g/prints.mjs': 'console.log("noise"); console.error("noise"); export default () => true;',
  'g/cycle.mjs': 'const a = {}; a.a = a; export default () => a;',
  'g/silent.mjs': 'export default () => undefined;',
};

const run = async (name: string, input: unknown = { output: 'text' }) => {
  const root = await findRoot(createFolder(scripts));
  return scriptRunner(root)(name, input, new AbortController().signal);
};

it('hands over the answer, and keeps the script from everything but its own folder', async () => {
  expect(await run('gr aders/é/probe.mjs', { output: 'text', args: { a: 1 } })).toEqual({
    ok: true,
    value: {
      word: 'hi',
      output: 'text',
      args: { a: 1 },
      env: 0,
      read: 'ERR_ACCESS_DENIED',
      write: 'ERR_ACCESS_DENIED',
      spawn: 'ERR_ACCESS_DENIED',
      worker: 'ERR_ACCESS_DENIED',
    },
  });
});

it.each([
  ['g/classic.cjs', true],
  ['g/prints.mjs', true],
  ['g/silent.mjs', undefined],
])('%s', async (name, value) => {
  expect(await run(name)).toEqual({ ok: true, value });
});

it.each([
  ['g/throws.mjs', /^no such tone$/],
  ['g/none.mjs', /no function/],
  ['g/broken.mjs', /Unexpected end of input/],
  ['g/exits.mjs', /exit code 7 and no answer/],
  ['g/huge.mjs', /larger than 1 MiB/],
  ['g/cycle.mjs', /no answer/],
  ['g/missing.mjs', /There is no file "g\/missing\.mjs"/],
])('%s fails', async (name, message) => {
  expect(await run(name)).toEqual({
    ok: false,
    problem: 'script-failed',
    message: expect.stringMatching(message),
  });
});

it('is ended when the run is called off', async () => {
  const folder = createFolder({
    ...scripts,
    'g/hangs.mjs': 'export default () => new Promise(() => setInterval(() => {}, 1000));',
  });
  const off = new AbortController();
  const answer = scriptRunner(await findRoot(folder))('g/hangs.mjs', { output: path.sep }, off.signal);
  setTimeout(() => off.abort(), 300);
  expect(await answer).toMatchObject({ ok: false });
});
