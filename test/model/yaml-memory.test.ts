import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { defaultFileLimits } from '../../src/model/config.ts';
import { nodeAt, parseYaml } from '../../src/model/yaml-file.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

it('finds the same places after the nodes of a file were collected', async () => {
  const text = 'a:\n  - |\n    one\n    two\n  - { b: "c" }\n';
  const file = parseYaml('x.yaml', new TextEncoder().encode(text), defaultFileLimits);
  const places = () => [
    file.placeOf(['a', 1, 'b']),
    file.placeOf(['a'], 'key'),
    file.placeInText(['a', 0], 4, 7),
  ];
  const before = places();
  const nodes = new WeakRef(nodeAt(file, ['a'])?.node as object);
  await new Promise(setImmediate);
  collect();
  expect(nodes.deref()).toBeUndefined();
  expect(places()).toEqual(before);
});
