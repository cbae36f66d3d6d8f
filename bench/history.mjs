import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const prompt = readFileSync(new URL('./many.prompt.yaml', import.meta.url), 'utf8');
const tests = readFileSync(new URL('./many.test.yaml', import.meta.url), 'utf8');

/** Every so many commits the first prompt changes. */
const every = 10;

/**
 * A repository, nothing of it checked out, with prompts of 2 to 4 kB in folders of a hundred, each with its tests, and a history in which
 * every commit changes one prompt, every tenth the first one; a branch `feature` changes ten of them more, and `mixed`
 * adds a README and source code to it. Made by `git fast-import`, so that it takes seconds. Returns its folder.
 */
export async function makeHistory({ prompts, commits }) {
  const cwd = mkdtempSync(path.join(tmpdir(), 'promptops-bench-'));
  execFileSync('git', ['init', '--quiet', '--initial-branch=main', cwd]);
  const child = spawn('git', ['fast-import', '--quiet'], { cwd, stdio: ['pipe', 'ignore', 'inherit'] });
  const done = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`fast-import: ${code}`))));
  });
  for (const piece of stream(prompts, commits)) {
    if (!child.stdin.write(piece)) await new Promise((resolve) => child.stdin.once('drain', resolve));
  }
  child.stdin.end();
  await done;
  execFileSync('git', ['repack', '-adq'], { cwd });
  return cwd;
}

function* stream(prompts, commits) {
  const contents = [['promptops.yaml', 'promptops: 1\nmodel: openai/gpt-4.1-mini-2025-04-14\n']];
  yield header('main', 1, 'First');
  for (const [file, text] of contents) yield content(file, text);
  for (let at = 0; at < prompts; at++) {
    yield content(promptFile(at), filled(prompt, at, 0));
    yield content(promptFile(at).replace('.prompt.', '.test.'), filled(tests, at, 0));
  }
  for (let commit = 2; commit <= commits; commit++) {
    const at = commit % every === 0 ? 0 : 1 + ((commit * 7919) % (prompts - 1));
    yield header('main', commit, `Change ${at}`);
    yield content(promptFile(at), filled(prompt, at, commit));
  }
  yield header('feature', commits + 1, 'Ten prompts', 'main');
  for (let at = 0; at < 10; at++) {
    const changed = Math.floor((at * prompts) / 10);
    yield content(promptFile(changed), filled(prompt, changed, commits + 1));
  }
  yield header('mixed', commits + 2, 'Files no prompt is made of', 'feature');
  for (const file of ['README.md', 'src/app.ts']) yield content(file, 'Hello\n');
}

export const promptFile = (at) => `prompts/team-${Math.floor(at / 100)}/task-${at}.prompt.yaml`;

const header = (branch, second, message, from) =>
  `commit refs/heads/${branch}\ncommitter bench <bench@localhost> ${1_700_000_000 + second * 60} +0000\n` +
  `data ${message.length}\n${message}\n${from ? `from refs/heads/${from}\n` : ''}`;

function content(file, text) {
  const bytes = Buffer.from(text);
  return Buffer.concat([
    Buffer.from(`M 100644 inline ${file}\ndata ${bytes.length}\n`),
    bytes,
    Buffer.from('\n'),
  ]);
}

const vocabulary = 'refund parcel invoice delivery account address voucher return order payment'.split(' ');

/** Words that differ from prompt to prompt and from version to version. */
const filled = (text, at, version) =>
  text
    .replaceAll('NUMBER', `${at}`)
    .replaceAll('WORDS', `${[0, 1, 2].map((n) => vocabulary[(at * 7 + n * 3) % 10]).join(' ')} ${version}`);
