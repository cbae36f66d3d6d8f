import { readdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatRecording, formatRecordingLine, recordingPath } from '../../src/recordings/format.ts';
import { fileRecordingStore, snapshotRecordingStore } from '../../src/source/recording-store.ts';
import { findRoot, rootAt } from '../../src/source/root.ts';
import { readSnapshot } from '../../src/source/snapshot.ts';
import { createFolder, createRepository, type Files, writeFiles } from '../helpers/repository.ts';
import { interaction, recordingOf, slot } from '../recordings/examples.ts';
import { buildScript, runScript } from './child.ts';

const pathOf = (prompt: string, caseId: string) => recordingPath(`prompts/${prompt}.prompt.yaml`, caseId);
const prompt = 'support/reply';
const inJson = pathOf(prompt, 'refund');

async function store(files: Files = {}) {
  const folder = createFolder(files);
  return { folder, recordings: fileRecordingStore(await rootAt(folder), pathOf) };
}

const answer = (repeat: number, text = `answer ${repeat}`) => {
  const made = interaction({ slot: { ...slot, repeat } });
  return { ...made, completion: { ...made.completion, text } };
};

describe('recordings as files', () => {
  it('come back as they were written; nothing is there before', async () => {
    const { folder, recordings } = await store();
    expect(await recordings.read(prompt, 'refund')).toBeNull();
    const recording = recordingOf([answer(0), answer(1)], 'refund');
    await recordings.write(recording);
    expect(await recordings.read(prompt, 'refund')).toEqual(recording);
    expect(readFileSync(path.join(folder, inJson), 'utf8')).toBe(formatRecording(recording));
    expect(readdirSync(path.dirname(path.join(folder, inJson)))).toEqual(['refund.json']);
  });

  it('replace the slots that are written and keep the others', async () => {
    const { recordings } = await store();
    await recordings.write(recordingOf([answer(0), answer(1)], 'refund'));
    await recordings.write(recordingOf([answer(1, 'new'), answer(2)], 'refund'));
    expect(await recordings.read(prompt, 'refund')).toEqual(
      recordingOf([answer(0), answer(1, 'new'), answer(2)], 'refund'),
    );
  });

  it('are seen when another process replaced them, and belong to where they stand', async () => {
    const { folder, recordings } = await store({
      [inJson]: formatRecording(recordingOf([answer(0)], 'refund')),
    });
    expect((await recordings.read(prompt, 'refund'))?.interactions).toHaveLength(1);
    const moved = { ...recordingOf([answer(0), answer(1)], 'old-name'), prompt: 'old/prompt' };
    writeFiles(folder, { [inJson]: formatRecording(moved) });
    expect(await recordings.read(prompt, 'refund')).toMatchObject({
      prompt,
      case: 'refund',
      interactions: [{}, {}],
    });
  });

  it('keep rows of a dataset one line a row, sorted, in few files', async () => {
    const { folder, recordings } = await store();
    const ids = Array.from({ length: 60 }, (_, row) => `tickets:${row % 2 ? 'é' : 'row "'}${row}`);
    for (const id of ids) await recordings.write(recordingOf([answer(0, id)], id));
    await recordings.write(recordingOf([answer(1)], ids[7]));
    for (const id of ids) {
      expect((await recordings.read(prompt, id))?.interactions[0]?.completion.text).toBe(id);
    }
    expect((await recordings.read(prompt, ids[7] ?? ''))?.interactions).toHaveLength(2);
    expect(await recordings.read(prompt, 'tickets:other')).toBeNull();
    const shards = path.join(folder, 'prompts/support/__recordings__/reply/@tickets');
    const lines = readdirSync(shards).flatMap((shard) => {
      expect(shard).toMatch(/^[0-9a-f]{2}\.jsonl$/);
      const own = readFileSync(path.join(shards, shard), 'utf8').trimEnd().split('\n');
      const cases = own.map((line) => (JSON.parse(line) as { case: string }).case);
      expect(cases).toEqual([...cases].sort());
      return own;
    });
    expect(lines).toHaveLength(60);
  });

  it('read shards written by hand and checked out with CRLF', async () => {
    const { case: id, ...rest } = JSON.parse(formatRecordingLine(recordingOf([answer(0)], 'tickets:1'))) as {
      case: string;
    };
    const line = JSON.stringify({ ...rest, case: id });
    const { recordings } = await store({ [pathOf(prompt, 'tickets:1')]: `${line}\r\n` });
    expect((await recordings.read(prompt, 'tickets:1'))?.interactions).toHaveLength(1);
    await recordings.write(recordingOf([answer(1)], 'tickets:1'));
    expect((await recordings.read(prompt, 'tickets:1'))?.interactions).toHaveLength(2);
  });

  it('name a file that cannot be read, and never overwrite it', async () => {
    const shard = pathOf(prompt, 'tickets:1');
    const { folder, recordings } = await store({
      [inJson]: '{ "recording": 1',
      [shard]: '{"case": "tickets:1"\n',
    });
    for (const [id, file] of [
      ['refund', inJson],
      ['tickets:1', shard],
    ] as const) {
      const named = { code: 'invalid-recording', message: expect.stringContaining(file) };
      await expect(recordings.read(prompt, id)).rejects.toMatchObject(named);
      await expect(recordings.write(recordingOf([answer(0)], id))).rejects.toMatchObject(named);
    }
    expect(readFileSync(path.join(folder, inJson), 'utf8')).toBe('{ "recording": 1');
  });

  it('are refused behind links out of the repository', async () => {
    const { folder, recordings } = await store({ 'prompts/support/a.txt': '' });
    const outside = createFolder({ 'reply/refund.json': '' });
    symlinkSync(outside, path.join(folder, 'prompts/support/__recordings__'));
    await expect(recordings.write(recordingOf([answer(0)], 'refund'))).rejects.toMatchObject({
      code: 'unsafe-path',
    });
    await expect(recordings.read(prompt, 'refund')).rejects.toMatchObject({ code: 'unsafe-path' });
    expect(readdirSync(path.join(outside, 'reply'))).toEqual(['refund.json']);
  });

  it('say where they cannot be written', async () => {
    const { recordings } = await store({ 'prompts/support': 'a file' });
    await expect(recordings.write(recordingOf([answer(0)], 'refund'))).rejects.toMatchObject({
      code: 'disk',
      message: expect.stringContaining(inJson),
    });
  });

  it.each(['refund', 'tickets:1'])('lose nothing when processes write slots of "%s" at once', async (id) => {
    const { folder, recordings } = await store();
    const script = await buildScript(`
      import { recordingPath } from '../../src/recordings/format.ts';
      import { fileRecordingStore } from '../../src/source/recording-store.ts';
      import { rootAt } from '../../src/source/root.ts';
      import { interaction, recordingOf, slot } from '../recordings/examples.ts';
      const [folder, id, from] = process.argv.slice(2);
      const store = fileRecordingStore(await rootAt(folder), (prompt, id) => recordingPath('prompts/' + prompt + '.prompt.yaml', id));
      for (let repeat = Number(from); repeat < Number(from) + 25; repeat += 1) {
        await store.write(recordingOf([interaction({ slot: { ...slot, repeat } })], id));
        if (id.includes(':')) await store.write(recordingOf([interaction()], id + '-' + repeat));
      }
    `);
    const runs = await Promise.all([0, 25, 50].map((from) => runScript(script, [folder, id, String(from)])));
    expect(runs.map(({ code, stderr }) => ({ code, stderr }))).toEqual(
      Array(3).fill({ code: 0, stderr: '' }),
    );
    const repeats = (await recordings.read(prompt, id))?.interactions.map((each) => each.slot.repeat);
    expect(repeats).toEqual(Array.from({ length: 75 }, (_, repeat) => repeat));
    if (!id.includes(':')) return;
    for (let repeat = 0; repeat < 75; repeat += 1) {
      expect(await recordings.read(prompt, `${id}-${repeat}`), `${id}-${repeat}`).not.toBeNull();
    }
  });

  it('keep the last good file when the disk is full', async () => {
    const { folder, recordings } = await store();
    await recordings.write(recordingOf([answer(0)], 'refund'));
    const before = readFileSync(path.join(folder, inJson), 'utf8');
    const script = await buildScript(`
      import { fileRecordingStore } from '../../src/source/recording-store.ts';
      import { rootAt } from '../../src/source/root.ts';
      import { interaction, recordingOf, slot, completion } from '../recordings/examples.ts';
      const store = fileRecordingStore(await rootAt(process.argv[2]), () => ${JSON.stringify(inJson)});
      const big = interaction({ slot: { ...slot, repeat: 1 }, completion: { ...completion, text: 'x'.repeat(1 << 20) } });
      store.write(recordingOf([big], 'refund')).catch((error) => console.log(error.code, error.message));
    `);
    const { stdout } = await runScript(script, [folder], 'ulimit -f 8;');
    expect(stdout).toContain(`disk Cannot write "${inJson}"`);
    expect(readFileSync(path.join(folder, inJson), 'utf8')).toBe(before);
    expect(readdirSync(path.dirname(path.join(folder, inJson)))).toEqual(['refund.json']);
  });
});

describe('recordings at a commit', () => {
  it('are the ones of that commit, and cannot be written', async () => {
    const [row, other] = ['tickets:1', 'tickets:2'];
    const files = {
      [inJson]: formatRecording(recordingOf([answer(0, 'then')], 'refund')),
      [pathOf(prompt, row)]: `${formatRecordingLine(recordingOf([answer(0, 'row')], row))}\n`,
    };
    const repository = createRepository([files]);
    repository.write({ [inJson]: formatRecording(recordingOf([answer(0, 'now')], 'refund')) });
    const snapshot = await readSnapshot(await findRoot(repository.path), 'HEAD');
    const recordings = snapshotRecordingStore(snapshot, pathOf);
    const textOf = async (id: string) =>
      (await recordings.read(prompt, id))?.interactions[0]?.completion.text;
    expect(await textOf('refund')).toBe('then');
    expect(await textOf(row)).toBe('row');
    expect(await recordings.read(prompt, other)).toBeNull();
    expect(await recordings.read(prompt, 'missing')).toBeNull();
    await expect(recordings.write(recordingOf([answer(0)], 'refund'))).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('"HEAD" is read-only'),
    });
    await snapshot.close();
  });
});
