import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { isScalar, parseDocument, visit } from 'yaml';
import { faultsOfAssertions } from '../../src/evals/prepare.ts';
import { lint } from '../../src/lint/lint.ts';
import { loadProject } from '../../src/model/project.ts';
import { repositoryFolder } from '../helpers/promptops.ts';
import { snapshotOf } from '../helpers/snapshot.ts';

const root = path.join(repositoryFolder, 'templates/project');
const files = new Map(
  readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:yaml|hbs|jsonl|json)$/.test(name))
    .map((name) => [name, readFileSync(path.join(root, name), 'utf8')]),
);

/** Each text with the last letter of one key, or of one value that is a word, doubled. */
function typosOf(text: string): readonly { readonly line: number; readonly text: string }[] {
  const found: { line: number; text: string }[] = [];
  const double = (node: unknown): void => {
    if (!isScalar(node) || typeof node.value !== 'string' || !node.range || !/^\w+$/.test(node.value)) return;
    const at =
      node.range[0] + text.slice(node.range[0], node.range[1]).lastIndexOf(node.value) + node.value.length;
    const line = text.slice(0, at).split('\n').length;
    found.push({ line, text: text.slice(0, at) + node.value.at(-1) + text.slice(at) });
  };
  visit(parseDocument(text), {
    Pair(_, { key, value }) {
      double(key);
      double(value);
    },
  });
  return found;
}

async function findingsOf(name: string, text: string): Promise<readonly string[]> {
  const snapshot = snapshotOf(Object.fromEntries([...files, [name, text]]));
  const loaded = await loadProject(snapshot, { select: [name] });
  return lint({ project: loaded, faults: await faultsOfAssertions(loaded) }).map(
    ({ id, path: file, range, message }) => `${id} ${file}:${range.line}: ${message}`,
  );
}

it('one misspelt key or value is one finding, whatever hangs on it', async () => {
  const accidents: string[] = [];
  let tried = 0;
  for (const [file, written] of files) {
    if (!/\.(?:prompt|test)\.yaml$/.test(file)) continue;
    for (const { line, text } of typosOf(written)) {
      const found = await findingsOf(file, text);
      // What was doubled may be a name that is free.
      const isTypo = ['schema/unknown-key', 'schema/invalid'].some((rule) =>
        found.some((each) => each.startsWith(`${rule} ${file}:${line}: `)),
      );
      if (isTypo) tried += 1;
      if (isTypo && found.length > 1) accidents.push(found.join('\n'));
    }
  }
  expect(accidents).toEqual([]);
  expect(tried).toBeGreaterThan(200);
});
