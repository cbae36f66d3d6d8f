import path from 'node:path';
import { expect, it } from 'vitest';
import { readChangedLines } from '../../src/source/changed-lines.ts';
import { findRoot } from '../../src/source/root.ts';
import { createRepository } from '../helpers/repository.ts';

const odd = 'apps/bot/größe "x" [a]*?.txt';

it('finds the lines that are new, in a folder of the repository, committed or not, under any name', async () => {
  const repository = createRepository([
    {
      'apps/bot/promptops.yaml': 'promptops: 1\n',
      'apps/bot/a.txt': 'one\ntwo\nthree\nfour\n',
      'apps/bot/cut.txt': 'one\ntwo\n',
      [odd]: 'one\n@@ -1 +9,9 @@\ndiff --git a/x b/x\n',
      'apps/bot/other.txt': 'x',
    },
  ]);
  const [base = ''] = repository.commits;
  repository.commit({ 'apps/bot/a.txt': 'one\nTWO\nthree\nfour\nfive\nsix\n', 'apps/bot/other.txt': 'y' });
  repository.write({
    [odd]: 'one\n@@ -1 +9,9 @@\ndiff --git a/x b/x\n@@ -0,0 +1,99 @@\n',
    'apps/bot/cut.txt': 'one\n',
    'apps/bot/new.txt': 'x\ny\n',
  });
  const root = await findRoot(path.join(repository.path, 'apps/bot'));
  const paths = [
    'a.txt',
    odd.slice('apps/bot/'.length),
    'cut.txt',
    'new.txt',
    '../../../etc/passwd',
    'none.txt',
  ];
  expect(await readChangedLines(root, base, paths)).toEqual({
    'a.txt': [
      [2, 2],
      [5, 6],
    ],
    [odd.slice('apps/bot/'.length)]: [[4, 4]],
    'new.txt': [[1, 2 ** 31 - 1]],
  });
  expect(await readChangedLines(root, base, [])).toEqual({});
});
