import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import type { PageReport } from '../../src/commands/report.ts';
import { createTally } from '../../src/evals/tally.ts';
import type { PageData } from '../../src/report/page/data.ts';
import { caseResult, caseRow, runRow } from '../evals/case-result.ts';
import { promptops, starterFolder } from '../helpers/promptops.ts';
import { createFolder, runGit } from '../helpers/repository.ts';

const schema = (kind: string) =>
  JSON.parse(readFileSync(new URL(`../../schemas/report-${kind}.schema.json`, import.meta.url), 'utf8'));
const [isPage, isTest] = ['page', 'test'].map((kind) => new Ajv({ strict: false }).compile(schema(kind)));

const recording = 'prompts/support/__recordings__/reply/inside-refund-window.json';

/** The starter under git, one run made. */
async function project(): Promise<string> {
  const cwd = starterFolder();
  runGit(cwd, ['init', '--quiet', '--initial-branch=main']);
  commit(cwd, 'Start');
  expect(await promptops(['test'], { cwd })).toMatchObject({ code: 0 });
  return cwd;
}

function commit(cwd: string, message: string): void {
  runGit(cwd, ['add', '--all']);
  runGit(cwd, ['commit', '--quiet', '--message', message]);
}

function edit(cwd: string, file: string, change: (text: string) => string): void {
  const place = path.join(cwd, file);
  writeFileSync(place, change(readFileSync(place, 'utf8')));
}

async function report(cwd: string, ...args: readonly string[]): Promise<PageReport> {
  const { stdout, stderr } = await promptops(['report', '--format', 'json', ...args], { cwd });
  const parsed = JSON.parse(stdout);
  expect(isPage?.(parsed) ? [] : isPage?.errors, stderr).toEqual([]);
  expect(isTest?.(parsed.shown) ? [] : isTest?.errors).toEqual([]);
  return parsed;
}

/** What a page holds. */
function readPage(file: string): {
  readonly data: PageData;
  readonly rows: readonly { readonly case: string }[];
} {
  const html = readFileSync(file, 'utf8');
  const block = (id: string): string => html.split(`id="${id}">`)[1]?.split('</script>')[0] ?? '';
  const rows = inflateRawSync(Buffer.from(block('rows'), 'base64')).toString('utf8');
  return { data: JSON.parse(block('data')), rows: JSON.parse(rows) };
}

describe('promptops report', () => {
  it('draws the last run, with the runs here and the commits that touched its prompts', async () => {
    const cwd = await project();
    edit(cwd, recording, (text) => {
      const at = text.indexOf('"response"');
      return text.slice(0, at) + text.slice(at).replaceAll('30 days', 'a year');
    });
    commit(cwd, 'An answer that is wrong');
    edit(cwd, 'promptops.yaml', (text) => `${text}# A comment.\n`);
    commit(cwd, 'Nothing of the prompts');
    await promptops(['test', 'content/summary'], { cwd });
    const { code, stdout, stderr } = await promptops(['report'], { cwd });
    expect(code).toBe(0);
    expect(stderr).toContain('Page: .promptops/report.html');
    expect(stdout).toMatch(/passed {2}2 of 2 cases passed/);
    const page = readPage(path.join(cwd, '.promptops/report.html'));
    expect(page.rows.map((row) => row.case)).toEqual(['english', 'french']);
    expect(page.data.history.runs.map(({ passed }) => passed)).toEqual([17, 2]);
    // Only commits that touched content/summary count.
    expect(page.data.history.commits.map(({ about, passed }) => [about, passed])).toEqual([['Start', 2]]);
    // A run of all prompts knows the commit that broke one of them.
    const first = page.data.history.runs[0]?.id ?? '';
    const { history } = await report(cwd, first);
    expect(history.commits.map(({ about, passed, failed }) => [about, passed, failed])).toEqual([
      ['Start', 17, 0],
      ['An answer that is wrong', 16, 1],
    ]);
    expect((await report(cwd, first, '--history', '1')).history).toMatchObject({
      runs: [{ passed: 2 }],
      commits: [{ failed: 1 }],
    });
    expect((await report(cwd, '--history', '0')).history).toEqual({ runs: [], commits: [] });
    // No run was made for it.
    expect((await report(cwd)).history.runs).toHaveLength(2);
  });

  it('leaves out a commit that cannot be read, and says which', async () => {
    const cwd = await project();
    edit(cwd, 'promptops.yaml', (text) => text.replace('promptops: 1', 'promptops: 2'));
    edit(cwd, 'prompts/support/reply.test.yaml', (text) => `${text}\n`);
    commit(cwd, 'A version that is none');
    edit(cwd, 'promptops.yaml', (text) => text.replace('promptops: 2', 'promptops: 1'));
    edit(cwd, 'prompts/support/reply.test.yaml', (text) => text.trimEnd());
    commit(cwd, 'Back');
    const { history, notes } = await report(cwd);
    expect(history.commits.map(({ about }) => about)).toEqual(['Start', 'Back']);
    expect(notes).toEqual([expect.stringMatching(/^Commit [0-9a-f]{10} is left out of the history: /)]);
  });

  it('draws a saved report anywhere, and refuses what is none', async () => {
    const cwd = await project();
    await promptops(['test', '--output', 'json=saved.json'], { cwd });
    const elsewhere = createFolder();
    const file = path.join(cwd, 'saved.json');
    const ran = await promptops(['report', file, '--output', 'html=out/page.html'], { cwd: elsewhere });
    expect(ran).toMatchObject({ code: 0, stderr: expect.stringContaining('Page: out/page.html') });
    expect(readPage(path.join(elsewhere, 'out/page.html')).rows).toHaveLength(17);
    expect(existsSync(path.join(elsewhere, '.promptops'))).toBe(false);
    writeFileSync(path.join(elsewhere, 'not.json'), '{"kind":"test","results":[]}');
    for (const [name, message] of [
      ['not.json', /no whole test report/],
      ['./missing.json', /no file/],
      ['01NOSUCHRUN', /There is no run "01NOSUCHRUN"/],
    ] as const) {
      const { code, stderr } = await promptops(['report', name], { cwd: elsewhere });
      expect(code).toBe(2);
      expect(stderr).toMatch(message);
    }
    const { code, stderr } = await promptops(['report'], { cwd: elsewhere });
    expect(code).toBe(2);
    expect(stderr).toContain('No run was started here yet.');
  });

  it('opens the page without a shell, and says so where nothing can', async () => {
    const cwd = await project();
    const tools = createFolder({
      'xdg-open': `#!/bin/sh\nprintf '%s\\n' "$#" "$1" > "$HOME/opened"\n`,
      open: `#!/bin/sh\nprintf '%s\\n' "$#" "$1" > "$HOME/opened"\n`,
    });
    for (const name of ['xdg-open', 'open']) chmodSync(path.join(tools, name), 0o755);
    const home = createFolder();
    const file = path.join(cwd, "it's $(a) page.html");
    const named = ['report', '--open', '--output', `html=${path.basename(file)}`];
    const env = { PATH: `${tools}:${process.env['PATH']}`, HOME: home };
    expect(await promptops(named, { cwd, env })).toMatchObject({ code: 0 });
    await expect.poll(() => existsSync(path.join(home, 'opened'))).toBe(true);
    await expect.poll(() => readFileSync(path.join(home, 'opened'), 'utf8')).toBe(`1\n${file}\n`);
    const nowhere = await promptops(['report', '--open'], { cwd, env: { PATH: createFolder(), HOME: home } });
    expect(nowhere).toMatchObject({ code: 0, stderr: expect.stringContaining('no program here') });
  });

  it('writes through no link', async () => {
    const cwd = await project();
    const outside = path.join(createFolder({ precious: 'mine' }), 'precious');
    symlinkSync(outside, path.join(cwd, '.promptops/report.html'));
    const { code, stderr } = await promptops(['report'], { cwd });
    expect(code).not.toBe(0);
    expect(stderr).toContain('is a link');
    expect(readFileSync(outside, 'utf8')).toBe('mine');
  });

  it('shows all cases of a run of many, from the journal that its report speaks of', async () => {
    const cwd = await project();
    const id = '01ZZZZZZZZZZZZZZZZZZZZZZZZ';
    const [latest = ''] = (await report(cwd)).history.runs.map((run) => run.id);
    const known = JSON.parse(readFileSync(path.join(cwd, '.promptops/runs', latest, 'report.json'), 'utf8'));
    const rows = [
      runRow,
      ...Array.from({ length: 10_050 }, (_, at) => caseRow(caseResult({ case: `c${at}` }))),
    ];
    const tally = createTally();
    for (const row of rows) tally.add(row);
    const journal = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
    const sha256 = `sha256:${createHash('sha256').update(journal).digest('hex')}`;
    const many = {
      ...known,
      ...tally.results(),
      totals: tally.totals(),
      prompts: tally.summaries(),
      run: { ...known.run, id, journal: { ...known.run.journal, sha256 } },
    };
    expect(many).toMatchObject({ results: [], omitted: 10_050 });
    const folder = path.join(cwd, '.promptops/runs', id);
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'journal.jsonl'), journal);
    writeFileSync(path.join(folder, 'report.json'), JSON.stringify(many));
    expect(await promptops(['report', '--history', '0'], { cwd })).toMatchObject({ code: 0 });
    const page = readPage(path.join(cwd, '.promptops/report.html'));
    expect(page.rows).toHaveLength(10_050);
    expect(page.data.test?.omitted).toBe(0);
    writeFileSync(path.join(folder, 'journal.jsonl'), journal.slice(0, journal.length >> 1));
    expect((await report(cwd, '--history', '0')).notes).toEqual([
      'Its journal is another one by now: 10050 passed or skipped cases are left out.',
    ]);
  });
});
