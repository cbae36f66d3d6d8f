import { spawn } from 'node:child_process';
import { chmodSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { formatRecording, recordingPath } from '../../src/recordings/format.ts';
import { createRepository } from '../helpers/repository.ts';
import { interaction, recordingOf } from '../recordings/examples.ts';
import { buildScript, ended } from './child.ts';

const nobody = 65_534;

/** Runs a script where it can read everything and write nothing: as another user, or without the right to write. */
async function runReadOnly(script: string, folder: string): Promise<unknown> {
  const isRoot = process.getuid?.() === 0;
  chmodSync(path.dirname(script), 0o755);
  chmodSync(folder, isRoot ? 0o755 : 0o555);
  // Another user's repository is git's to refuse, unless the environment vouches for it, as CI images do.
  const vouched = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'safe.directory', GIT_CONFIG_VALUE_0: '*' };
  const child = spawn(process.execPath, [script, folder], {
    env: { PATH: process.env['PATH'], HOME: '/nowhere', ...vouched },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(isRoot ? { uid: nobody, gid: nobody } : {}),
  });
  const { stdout, stderr } = await ended(child);
  chmodSync(folder, 0o755);
  return stderr === '' ? JSON.parse(stdout) : stderr;
}

it('reads everything from a read-only disk, and names what it cannot write', async () => {
  const recording = recordingPath('prompts/a.prompt.yaml', 'refund');
  const repository = createRepository([
    {
      'promptops.yaml': '',
      'prompts/a.txt': 'x',
      [recording]: formatRecording(recordingOf([interaction()])),
    },
  ]);
  const script = await buildScript(`
    import { fileCache } from '../../src/source/cache.ts';
    import { readEnvironment } from '../../src/source/env-file.ts';
    import { applyPlan } from '../../src/source/plan.ts';
    import { fileRecordingStore } from '../../src/source/recording-store.ts';
    import { readRepository } from '../../src/source/repository.ts';
    import { findRoot } from '../../src/source/root.ts';
    import { createRun, latestRun } from '../../src/source/runs.ts';
    import { readSnapshot } from '../../src/source/snapshot.ts';
    import { completion, interaction, recordingOf } from '../recordings/examples.ts';
    const root = await findRoot(process.argv[2]);
    const listed = [];
    for (const ref of [null, 'HEAD', { index: true }]) {
      const snapshot = await readSnapshot(root, ref);
      const paths = await snapshot.list(['prompts']);
      listed.push([paths.length, (await snapshot.read(paths)).size, (await snapshot.identify(paths)).size]);
      await snapshot.close();
    }
    const store = fileRecordingStore(root, () => '${recording}');
    const { dirty } = await readRepository(root);
    const refused = [];
    for (const write of [
      () => createRun(root, 'a'),
      () => store.write(recordingOf([interaction()], 'refund')),
      () => fileCache(root).put('k', completion),
      () => applyPlan(root, { files: [{ path: 'new/x.txt', content: '' }] }),
    ]) {
      try { await write(); refused.push(null); } catch (error) { refused.push([error.code, error.message]); }
    }
    console.log(JSON.stringify({
      listed, dirty, refused,
      recorded: (await store.read('a', 'refund')).interactions.length,
      cached: await fileCache(root).get('k'),
      latest: latestRun(root),
      env: Object.keys(await readEnvironment(root, {})),
    }));
  `);
  const said = await runReadOnly(script, repository.path);
  expect(said).toEqual({
    listed: [
      [2, 2, 2],
      [2, 2, 2],
      [2, 2, 2],
    ],
    dirty: false,
    recorded: 1,
    cached: null,
    latest: null,
    env: [],
    refused: Array.from({ length: 4 }, () => [
      'disk',
      expect.stringMatching(/^Cannot write ".+": permission denied\.$/),
    ]),
  });
  expect(readdirSync(repository.path)).toEqual(['.git', 'promptops.yaml', 'prompts']);
});
