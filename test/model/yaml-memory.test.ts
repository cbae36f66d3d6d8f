import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { defaultFileLimits } from '../../src/model/config.ts';
import { nodeAt, parseYaml } from '../../src/model/yaml-file.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

it('finds the same places after the nodes of a file were collected, which those of the last files are not', async () => {
  const text = 'a:\n  - |\n    one\n    two\n  - { b: "c" }\n';
  const parse = (name: string) => parseYaml(name, new TextEncoder().encode(text), defaultFileLimits);
  const file = parse('x.yaml');
  const places = () => [
    file.placeOf(['a', 1, 'b']),
    file.placeOf(['a'], 'key'),
    file.placeInText(['a', 0], 4, 7),
  ];
  const before = places();
  const nodes = new WeakRef(nodeAt(file, ['a'])?.node as object);
  await new Promise(setImmediate);
  collect();
  expect(nodes.deref()).toBeDefined();
  await new Promise(setImmediate);
  for (let other = 0; other < 64; other += 1) parse(`${other}.yaml`);
  collect();
  expect(nodes.deref()).toBeUndefined();
  expect(places()).toEqual(before);
});
