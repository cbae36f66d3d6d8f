import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { row, runPromptops } from './measure.mjs';

/**
 * The page of 10,000 cases with two different answers each: its size, the time from opening it to its list, and the
 * longest a frame takes while the list is scrolled through, in a real browser.
 */
export async function benchPage(cases = 10_000) {
  const cwd = makeProject(cases);
  const made = await runPromptops(['test', '--baseline', '--output', 'html=page.html'], { cwd });
  if (made.code !== 0) throw new Error(`The run ended with ${made.code}: ${made.stderr}`);
  const file = path.join(cwd, 'page.html');
  const megabytes = statSync(file).size / 1e6;
  const browser = await chromium.launch({
    executablePath: browserPath(),
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  const opened = [];
  for (let time = 0; time < 5; time++) opened.push(await openOnce(browser, pathToFileURL(file).href));
  await browser.close();
  rmSync(cwd, { recursive: true });
  const middle = (name) => opened.map((each) => each[name]).sort((a, b) => a - b)[2];
  return [
    row(`page of ${cases} cases beside their base`, megabytes, 15, 'MB'),
    row('from opening it to its list', middle('listMs'), 2_000, 'ms'),
    row('longest frame while it scrolls', middle('frameMs'), 100, 'ms'),
    row('search through all answers', middle('searchMs'), 2_000, 'ms'),
  ].every(Boolean);
}

async function openOnce(browser, url) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const started = performance.now();
  await page.goto(url);
  await page.locator('[role=listbox] [role=option]').first().waitFor();
  const listMs = performance.now() - started;
  const frameMs = await page.evaluate(async () => {
    const list = document.getElementById('cases');
    let [longest, last] = [0, performance.now()];
    for (let frame = 0; frame < 60; frame++) {
      list.scrollTop += 700;
      await new Promise(requestAnimationFrame);
      const now = performance.now();
      longest = Math.max(longest, now - last);
      last = now;
    }
    return longest;
  });
  const typed = performance.now();
  await page.getByLabel('Search the cases').fill('order 9999');
  await page.getByText(/^1 of /).waitFor();
  const searchMs = performance.now() - typed;
  await context.close();
  return { listMs, frameMs, searchMs };
}

function browserPath() {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const places = ['chromium', 'google-chrome'].flatMap((name) =>
    folders.map((each) => path.join(each, name)),
  );
  const found = [process.env.CHROMIUM ?? '', ...places].find((place) => place !== '' && existsSync(place));
  if (!found) throw new Error('No Chromium: install it, or name it in CHROMIUM.');
  return found;
}

/** No test file is larger than this many of them make it. */
const casesOfPrompt = 500;

/** A repository whose second commit words its prompts otherwise: every answer is another one, and a tenth fails. */
function makeProject(cases) {
  const cwd = mkdtempSync(path.join(tmpdir(), 'promptops-bench-'));
  const write = (file, text) => writeFileSync(path.join(cwd, file), text);
  const git = (...args) =>
    execFileSync('git', ['-c', 'user.name=Bench', '-c', 'user.email=bench@example.com', ...args], { cwd });
  const prompt = (word) => `promptops: 1
model: echo/bench
inputs: { ticket: { type: string } }
messages: [{ role: user, content: "${word} {{ticket}}" }]
`;
  mkdirSync(path.join(cwd, 'prompts'));
  write('.gitignore', '.promptops\npage.html\n');
  const name = (first) => `prompts/sort-${first / casesOfPrompt}`;
  for (let first = 0; first < cases; first += casesOfPrompt) {
    write(`${name(first)}.prompt.yaml`, prompt('Answer'));
    const lines = Array.from(
      { length: casesOfPrompt },
      (_, at) => `  - ${JSON.stringify(caseOf(first + at))}\n`,
    );
    write(`${name(first)}.test.yaml`, `promptops: 1\ntests:\n${lines.join('')}`);
  }
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Start');
  git('checkout', '--quiet', '-b', 'work');
  for (let first = 0; first < cases; first += casesOfPrompt)
    write(`${name(first)}.prompt.yaml`, prompt('Reply to'));
  return cwd;
}

const caseOf = (at) => ({
  id: `ticket-${at}`,
  vars: { ticket: wordsOf(at) },
  assert: [
    { type: at % 10 === 0 ? 'equals' : 'icontains', value: at % 10 === 0 ? wordsOf(at + 1) : `order ${at}` },
  ],
});

/** Six hundred characters that differ from case to case, so that packing them is no child's play. */
function wordsOf(seed) {
  let state = seed + 1;
  const next = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state;
  };
  return `order ${seed} ${Array.from({ length: 80 }, () => next().toString(36).slice(0, 6)).join(' ')}`;
}
