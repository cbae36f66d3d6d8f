import { expect, it } from 'vitest';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { trackSnapshot } from '../../src/source/tracked-snapshot.ts';
import { blobId, snapshotOf } from '../helpers/snapshot.ts';

const idOf = (text: string) => blobId(new TextEncoder().encode(text));

async function drain(pieces: AsyncIterable<unknown>): Promise<void> {
  for await (const _piece of pieces);
}

it('knows what was handed out, however it was asked for', async () => {
  const {
    snapshot,
    idOf: known,
    collect,
  } = trackSnapshot(snapshotOf({ a: 'one', b: 'two', c: 'three' }), blobId);
  await snapshot.read(['a', 'gone']);
  await snapshot.identify(['b']);
  const asked = collect();
  await drain(snapshot.stream('c'));
  expect(['a', 'b', 'c', 'gone', 'other'].map(known)).toEqual([
    idOf('one'),
    idOf('two'),
    idOf('three'),
    null,
    undefined,
  ]);
  expect([...asked]).toEqual(['c']);
});

it('knows nothing of a file that was seen with two contents, even once it is as before', async () => {
  let text = 'one';
  const changing: Snapshot = {
    ...snapshotOf({}),
    read: (paths) => snapshotOf({ a: text }).read(paths),
    identify: (paths) => snapshotOf({ a: text }).identify(paths),
  };
  const { snapshot, idOf: known } = trackSnapshot(changing, blobId);
  await snapshot.read(['a']);
  expect(known('a')).toBe(idOf('one'));
  text = 'two';
  await snapshot.identify(['a']);
  expect(known('a')).toBeUndefined();
  text = 'one';
  await snapshot.read(['a']);
  expect(known('a')).toBeUndefined();
});

it('knows nothing of a file that was refused, until it is handed out', async () => {
  const { snapshot, idOf: known } = trackSnapshot(snapshotOf({ a: 'one', large: 'x'.repeat(20) }), blobId);
  await expect(snapshot.read(['a', 'large'], 10)).rejects.toThrow('too large');
  expect(['a', 'large'].map(known)).toEqual([undefined, undefined]);
  await snapshot.read(['a'], 10);
  expect(['a', 'large'].map(known)).toEqual([idOf('one'), undefined]);
});
