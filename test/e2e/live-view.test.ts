import { spawn, spawnSync } from 'node:child_process';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { slowProject, startEchoServer } from '../helpers/echo-server.ts';
import type { HttpServer } from '../helpers/http-server.ts';
import { cleanEnvironment, promptops, repositoryFolder } from '../helpers/promptops.ts';
import { createFolder, createRepository } from '../helpers/repository.ts';
import { createScreen, widest } from '../helpers/screen.ts';

const bin = path.join(repositoryFolder, 'bin/promptops.js');

// util-linux's `script` gives a program a terminal; elsewhere the flags differ.
const hasTerminal = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;

type Seen = { readonly code: number | null; readonly frames: readonly (readonly string[])[] };

/** Runs a command on a terminal of so many columns; Ctrl-C is typed as soon as a line matches `interruptAt`. */
function onTerminal(
  args: string,
  { cwd, columns, interruptAt }: { cwd: string; columns: number; interruptAt?: RegExp },
): Promise<Seen> {
  const line = `stty cols ${columns} rows 40; exec '${process.execPath}' '${bin}' ${args}`;
  const child = spawn('script', ['--quiet', '--return', '--command', line, '/dev/null'], {
    cwd,
    env: cleanEnvironment({ TERM: 'xterm-256color' }),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const screen = createScreen();
  const frames: (readonly string[])[] = [];
  let interrupted = false;
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    screen.write(chunk);
    frames.push(screen.lines());
    if (interruptAt === undefined || interrupted || !screen.lines().some((text) => interruptAt.test(text)))
      return;
    interrupted = true;
    child.stdin.write('\u0003');
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, frames })));
}

// In CI a machine without `script` fails here.
describe.runIf(hasTerminal || process.env['CI'])('on a terminal', () => {
  let server: HttpServer;
  let cwd: string;
  beforeAll(async () => {
    server = await startEchoServer(250);
    const files = slowProject(server.url, 12);
    const tests = files['prompts/slow.test.yaml']?.replace(
      'vars: { n: 2 }',
      'vars: { n: 2 }, assert: [{ type: contains, value: something longer than a narrow terminal is wide }]',
    );
    cwd = createFolder({ ...files, 'prompts/slow.test.yaml': tests ?? '' });
  });
  afterAll(() => server.close());

  it.each([60, 120])(
    'shows a run of %i columns as it goes, and nothing of it when the report follows',
    async (columns) => {
      const { code, frames } = await onTerminal('test --replay off --concurrency 2', { cwd, columns });
      expect(code).toBe(1);
      const live = frames.filter((lines) => lines.some((line) => line.includes('░')));
      const some = (pattern: RegExp): boolean =>
        live.some((lines) => lines.some((line) => pattern.test(line)));
      expect(widest(live.flat())).toBeLessThanOrEqual(columns);
      expect(some(/█+░+ \d+\/12 {2}\d+(\.\d)?\/s {2}\d+ s left/)).toBe(true);
      expect(some(/✔ \d+ {2}✖ 1 {2}! 0 {2}replayed 0 {2}\$0\.00\d\d/)).toBe(true);
      expect(some(/^✖ slow › c2 {2}contains: /)).toBe(true);
      expect(some(/^… slow › c\d+/)).toBe(true);
      const end = frames.at(-1) ?? [];
      expect(end[0]).toMatch(/^ {3}Prompt {2}Model/);
      expect(end.join('\n')).not.toMatch(/[█░]|^…/m);
      expect(end.at(-1)).toMatch(/✖ failed {2}12 cases: 11 passed, 1 failed {2}live/);
    },
  );

  it.each([60, 120])('shows what ci does on %i columns, and what it may spend', async (columns) => {
    const files = slowProject(server.url, 8);
    const repository = createRepository([{ '.gitignore': '.promptops\n', ...files }]);
    repository.git('checkout', '--quiet', '-b', 'work');
    const prompt = files['prompts/slow.prompt.yaml'] ?? '';
    repository.commit({ 'prompts/slow.prompt.yaml': prompt.replace('{{n}}', 'It is {{n}}') });
    const { code, frames } = await onTerminal('ci --live --max-cost 1', { cwd: repository.path, columns });
    expect(code).toBe(0);
    const live = frames.filter((lines) => lines.some((line) => line.includes('░')));
    const some = (pattern: RegExp): boolean => live.some((lines) => lines.some((line) => pattern.test(line)));
    expect(widest(live.flat())).toBeLessThanOrEqual(columns);
    expect(some(/^✔ lint {2}✔ comparison {2}✔ costs {2}… tests/)).toBe(true);
    expect(some(/ \d+\/8 {2}\d+(\.\d)?\/s/)).toBe(true);
    expect(some(/replayed 0 {2}\$0\.\d{4} of \$1/)).toBe(true);
    const end = frames.at(-1)?.join('\n') ?? '';
    expect(end).not.toMatch(/[█░]|^… /m);
  });

  it('keeps notes above the view', async () => {
    const flags = 'test --replay off --concurrency 2';
    const { code, frames } = await onTerminal(flags, { cwd, columns: 80, interruptAt: / [3-8]\/12/ });
    expect(code).toBe(130);
    // A frame may be caught between the note and the view that is drawn anew below it.
    expect(frames.some((lines) => /^SIGINT: [\s\S]*░/m.test(lines.join('\n')))).toBe(true);
    expect(
      frames.some((lines) => lines.some((line) => line.startsWith('Stopping: finished cases are kept'))),
    ).toBe(true);
    const end = frames.at(-1)?.join('\n') ?? '';
    expect(end).toMatch(/SIGINT: [\s\S]*! interrupted[\s\S]*Go on with promptops test --resume/);
    expect(end).not.toMatch(/[█░]/);
  });
});

it('leaves nothing of it in a pipe', async () => {
  const cwd = createFolder(slowProject('http://127.0.0.1:9', 3));
  const { stdout, stderr } = await promptops(['test', '--replay', 'strict'], { cwd });
  expect(stdout + stderr).not.toMatch(/[█░\u001b]/);
  expect(stderr.split('\n')[0]).toMatch(/^Run \w+: 3 cases, replay strict\.$/);
});
