import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { slowProject, startEchoServer } from '../helpers/echo-server.ts';
import { promptops, type Running, startPromptops } from '../helpers/promptops.ts';
import { createFolder, writeFiles } from '../helpers/repository.ts';

const prompt = (text: string): string =>
  `promptops: 1\nmodel: { id: echo/x }\nmessages: [{ role: user, content: "${text}" }]\n`;
const test = (id: string): string =>
  `promptops: 1\ntests: [{ id: ${id}, assert: [{ type: contains, value: hello }] }]\n`;

const project = {
  'promptops.yaml': 'promptops: 1\n',
  'prompts/a.prompt.yaml': prompt('hello{{> tone}}'),
  'prompts/a.test.yaml': test('one'),
  'prompts/b.prompt.yaml': prompt('hello'),
  'prompts/b.test.yaml': test('two'),
  'partials/tone.hbs': ', kindly',
};

const waits = 'Watching for changes. Ctrl-C ends.';
const roundsOf = (text: string): readonly string[] => text.split(waits);

let running: Running | null = null;
afterEach(async () => {
  running?.kill('SIGKILL');
  await running?.ended;
  running = null;
});

/** Watches a project; `save` resolves with what is said until the round that its files begin has ended. */
async function watching(cwd: string, ...flags: readonly string[]) {
  const child = startPromptops(['test', '--watch', ...flags], { cwd });
  running = child;
  const round = async (count: number): Promise<string> => {
    while (roundsOf(child.stderr()).length <= count) await sleep(20);
    return roundsOf(child.stderr())[count - 1] ?? '';
  };
  let rounds = 1;
  await round(rounds);
  return {
    save(files: Readonly<Record<string, string | null>>): Promise<string> {
      writeFiles(cwd, files);
      rounds += 1;
      return round(rounds);
    },
    rounds: () => roundsOf(child.stderr()).length - 1,
    async end(signal: NodeJS.Signals = 'SIGINT') {
      child.kill(signal);
      return child.ended;
    },
  };
}

it('tests again what a saved file reaches and nothing else, outside any repository', async () => {
  const cwd = createFolder(project);
  const session = await watching(cwd);
  const own = await session.save({ 'prompts/b.test.yaml': test('three') });
  expect(own).toMatch(/Changed: prompts\/b.test.yaml. Testing 1 prompt.\nRun \w+: 1 case/);
  const shared = await session.save({ 'partials/tone.hbs': ', firmly' });
  expect(shared).toContain('Changed: partials/tone.hbs. Testing 1 prompt.');
  // Nobody is made of it: the next round is that of the config.
  writeFiles(cwd, { 'notes.md': 'x' });
  await sleep(400);
  const all = await session.save({ 'promptops.yaml': 'promptops: 1\n# all\n' });
  expect(all).toContain('Changed: promptops.yaml. Testing 2 prompts.');
  const { code, stdout, stderr } = await session.end();
  expect(code).toBe(0);
  expect(stdout.match(/passed {2}1 case/g)).toHaveLength(2);
  expect(stdout.match(/passed {2}2 cases/g)).toHaveLength(2);
  expect(stderr).not.toContain('SIGINT');
});

it('shows what is broken, goes on when it is mended or taken away, and ends with what does not pass', async () => {
  const session = await watching(createFolder(project));
  expect(await session.save({ 'prompts/b.prompt.yaml': prompt('bye') })).toContain('fail b › two');
  const broken = await session.save({ 'prompts/a.prompt.yaml': 'promptops: 1\nmessages: [\n' });
  expect(broken).toMatch(/1 fault in 1 file.\n {2}prompts\/a.prompt.yaml:2:11/);
  const mended = await session.save({ 'prompts/a.prompt.yaml': prompt('hello again') });
  expect(mended).toMatch(/Run \w+: 1 case[\s\S]*Did not pass before and was not run again: b\./);
  await session.save({ 'prompts/c.test.yaml': 'promptops: 1\nprompt: nobody\ntests: []\n' });
  const config = await session.save({ 'promptops.yaml': 'promptops: 2\n' });
  expect(config).toContain('"promptops" must be 1.');
  await session.save({ 'promptops.yaml': 'promptops: 1\n', 'prompts/c.test.yaml': null });
  expect((await session.end()).code).toBe(1);
});

it('does not run because of what it writes itself, and keeps one budget for all rounds', async () => {
  const server = await startEchoServer();
  try {
    const files = slowProject(server.url, 2);
    const config = files['promptops.yaml']?.replace('input: 1, output: 2', 'input: 100, output: 200') ?? '';
    const text =
      files['prompts/slow.prompt.yaml']?.replace('m1 }', 'm1, params: { maxOutputTokens: 50 } }') ?? '';
    const cwd = createFolder({ ...files, 'promptops.yaml': config, 'prompts/slow.prompt.yaml': text });
    // An answer costs 1.4 cents: three fit.
    const session = await watching(cwd, '--replay', 'record', '--max-cost', '0.05');
    await sleep(600);
    expect(session.rounds()).toBe(1);
    expect(server.requests).toHaveLength(2);
    await session.save({ 'prompts/slow.prompt.yaml': text.replace('case {{n}}', 'case no. {{n}}') });
    expect(server.requests).toHaveLength(3);
    const { code, stdout } = await session.end('SIGTERM');
    expect(stdout).toContain('Stopped by the budget');
    expect(code).toBe(3);
  } finally {
    await server.close();
  }
});

it('is interrupted in the middle of a round as any run is', async () => {
  const server = await startEchoServer(300);
  try {
    const child = startPromptops(['test', '--watch', '--concurrency', '1'], {
      cwd: createFolder(slowProject(server.url, 20)),
    });
    running = child;
    while (server.requests.length < 2) await sleep(20);
    child.kill('SIGINT');
    const { code, stdout, stderr } = await child.ended;
    expect(code).toBe(130);
    expect(stdout).toMatch(/Not asked: \d+ of 20 cases\./);
    expect(stderr).toContain('finished cases are kept');
  } finally {
    await server.close();
  }
});

describe('is refused', () => {
  it.each([
    ['--format json', 'Write one with each round: --output json=<file>'],
    ['--plan', '"--plan" asks nobody'],
    ['--ref HEAD', 'a commit, which does not change'],
    ['--resume', 'goes on with one run'],
    ['--update', 'asks before it writes'],
    ['--case nowhere', 'No selected case is called "nowhere".'],
    ['nobody', '"nobody"'],
  ])('with %s', async (flags, said) => {
    const cwd = createFolder(project);
    const { code, stdout, stderr } = await promptops(['test', '--watch', ...flags.split(' ')], { cwd });
    expect({ code, stdout, stderr }).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining(said),
    });
  });
});
