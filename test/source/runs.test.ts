import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JournalRow } from '../../src/evals/journal.ts';
import { digestJournal, readJournal } from '../../src/source/journal-file.ts';
import { rootAt } from '../../src/source/root.ts';
import { createRun, latestRun, newRunId, openRun, readRunFile, writeRunFile } from '../../src/source/runs.ts';
import { createFolder } from '../helpers/repository.ts';
import { buildScript, ended, runScript, startScript } from './child.ts';

const row = (at: string): JournalRow => ({ type: 'resumed', at });

async function project() {
  const folder = createFolder();
  return { folder, root: await rootAt(folder), id: newRunId(new Date()) };
}

async function rowsOf(root: Awaited<ReturnType<typeof rootAt>>, id: string) {
  const notes: string[] = [];
  const rows: string[] = [];
  for await (const each of readJournal(root, id, (line) => notes.push(line)))
    rows.push((each as { at: string }).at);
  return { rows, notes };
}

describe('a run', () => {
  it('has an id that sorts by time', () => {
    const ids = [0, 1, 1_767_000_000_000, 1_767_000_000_001, 2 ** 48 - 1].map((time) =>
      newRunId(new Date(time)),
    );
    expect([...ids].sort()).toEqual(ids);
    for (const id of ids) expect(id).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
    expect(newRunId(new Date(0))).not.toBe(newRunId(new Date(0)));
  });

  it('appends rows that can be read while it goes on', async () => {
    const { folder, root, id } = await project();
    expect(latestRun(root)).toBeNull();
    const journal = createRun(root, id);
    journal.append(row('é\n'));
    journal.append(row('2'));
    expect(await rowsOf(root, id)).toEqual({ rows: ['é\n', '2'], notes: [] });
    journal.close();
    expect(journal.path).toBe(`.promptops/runs/${id}/journal.jsonl`);
    const bytes = readFileSync(path.join(folder, journal.path));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(await digestJournal(root, id)).toEqual({ sha256, rows: 2 });
    expect(latestRun(root)).toBe(id);
  });

  it('drops a last line that was cut off, says so, and appends behind it', async () => {
    const { folder, root, id } = await project();
    const journal = createRun(root, id);
    journal.append(row('1'));
    journal.close();
    appendFileSync(path.join(folder, journal.path), JSON.stringify(row('torn')).slice(0, -3));
    const before = await rowsOf(root, id);
    expect(before).toEqual({
      rows: ['1'],
      notes: [expect.stringMatching(/line 2 was cut off and is dropped/)],
    });
    const notes: string[] = [];
    const resumed = openRun(root, id, (line) => notes.push(line));
    expect(notes).toEqual([expect.stringContaining('cut off')]);
    resumed.append(row('2'));
    resumed.close();
    expect(await rowsOf(root, id)).toEqual({ rows: ['1', '2'], notes: [] });
  });

  it('recovers the rest around a damaged line', async () => {
    const { folder, root, id } = await project();
    const journal = createRun(root, id);
    journal.append(row('1'));
    appendFileSync(path.join(folder, journal.path), '\0\0garbage\n[]\nnull\n{"type":"other"}\n');
    journal.append(row('2'));
    journal.close();
    const { rows, notes } = await rowsOf(root, id);
    expect(rows).toEqual(['1', '2']);
    expect(notes).toHaveLength(4);
    expect(notes[0]).toContain('line 2 cannot be read');
  });

  it('is written by one process at a time, and goes on after one that was killed', async () => {
    const { folder, root, id } = await project();
    const journal = createRun(root, id);
    expect(() => createRun(root, id)).toThrow(expect.objectContaining({ code: 'disk' }));
    expect(() => openRun(root, id)).toThrow(
      expect.objectContaining({ code: 'usage', message: expect.stringContaining('still going') }),
    );
    journal.close();
    const script = await buildScript(`
      import { openRun } from '../../src/source/runs.ts';
      import { rootAt } from '../../src/source/root.ts';
      const journal = openRun(await rootAt(process.argv[2]), process.argv[3]);
      for (let at = 0; ; at += 1) {
        journal.append({ type: 'resumed', at: String(at) + 'x'.repeat(5000) });
        if (at === 50) console.log('going');
        if (at % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
    `);
    const child = startScript(script, [folder, id]);
    await new Promise((resolve) => child.stdout?.once('data', resolve));
    expect(() => openRun(root, id)).toThrow(expect.objectContaining({ code: 'usage' }));
    child.kill('SIGKILL');
    await ended(child).catch(() => {});
    const resumed = openRun(root, id);
    resumed.append(row('after'));
    resumed.close();
    const { rows, notes } = await rowsOf(root, id);
    expect(notes).toEqual([]);
    expect(rows.slice(0, -1).map((at) => Number.parseInt(at, 10))).toEqual(
      rows.slice(0, -1).map((_, index) => index),
    );
    expect(rows.at(-1)).toBe('after');
  });

  it('ends its journal with a whole line when the disk is full', async () => {
    const { folder, root, id } = await project();
    const script = await buildScript(`
      import { createRun } from '../../src/source/runs.ts';
      import { rootAt } from '../../src/source/root.ts';
      const journal = createRun(await rootAt(process.argv[2]), process.argv[3]);
      journal.append({ type: 'resumed', at: '1' });
      try { journal.append({ type: 'resumed', at: 'x'.repeat(20000) }); } catch (error) { console.log(error.code, error.message); }
      journal.append({ type: 'resumed', at: '2' });
      journal.close();
    `);
    const { stdout } = await runScript(script, [folder, id], 'ulimit -f 8;');
    expect(stdout).toMatch(/^disk Cannot write ".promptops\/runs\/.*journal.jsonl": /);
    expect(await rowsOf(root, id)).toEqual({ rows: ['1', '2'], notes: [] });
  });

  it('keeps its other files whole, in its own folder', async () => {
    const { folder, root, id } = await project();
    createRun(root, id).close();
    writeRunFile(root, id, 'plan.json', '{"a":1}');
    writeRunFile(root, id, 'plan.json', '{"a":2}');
    expect(readRunFile(root, id, 'plan.json')).toBe('{"a":2}');
    expect(readRunFile(root, id, 'report.json')).toBeNull();
    expect(readdirSync(path.join(folder, '.promptops/runs', id)).sort()).toEqual([
      'journal.jsonl',
      'plan.json',
    ]);
    expect(readFileSync(path.join(folder, '.promptops/.gitignore'), 'utf8')).toBe('*\n');
  });

  it('is found by its id only: no other path, and a missing one names the latest', async () => {
    const { root, id } = await project();
    createRun(root, id).close();
    for (const bad of ['../x', 'a/b', '', '.']) {
      expect(() => openRun(root, bad)).toThrow(expect.objectContaining({ code: 'usage' }));
    }
    expect(() => openRun(root, 'nope')).toThrow(
      expect.objectContaining({ code: 'not-found', hint: `The latest run is "${id}".` }),
    );
    await expect(rowsOf(root, 'nope')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('takes the latest that has a journal', async () => {
    const { folder, root } = await project();
    const [first, second, third] = [1, 2, 3].map((time) => newRunId(new Date(time))) as [
      string,
      string,
      string,
    ];
    createRun(root, second).close();
    createRun(root, first).close();
    mkdirSync(path.join(folder, '.promptops/runs', third));
    expect(latestRun(root)).toBe(second);
  });

  it('is not written through a link out of the project', async () => {
    const { folder, root, id } = await project();
    const outside = createFolder();
    symlinkSync(outside, path.join(folder, '.promptops'));
    expect(() => createRun(root, id)).toThrow(expect.objectContaining({ code: 'unsafe-path' }));
    expect(readdirSync(outside)).toEqual([]);
  });
});
