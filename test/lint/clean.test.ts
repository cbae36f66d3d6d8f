import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { faultsOfAssertions } from '../../src/evals/prepare.ts';

import { lint } from '../../src/lint/lint.ts';
import { loadProject } from '../../src/model/project.ts';
import { snapshotOf } from '../helpers/snapshot.ts';
import { gatherAll } from './gather-all.ts';

const folder = new URL('../fixtures/lint/clean/', import.meta.url);

it('says nothing about prompts in the style of other authors, with the recommended preset', async () => {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /\.(?:yaml|hbs)$/.test(path),
  );
  const files = Object.fromEntries(
    paths.map((path) => [path.replaceAll('\\', '/'), readFileSync(new URL(path, folder), 'utf8')]),
  );
  expect(paths.length).toBeGreaterThan(10);
  const snapshot = snapshotOf(files);
  const project = await loadProject(snapshot);
  const facts = await gatherAll(project, snapshot, { today: '2026-11-24', ci: true });
  const findings = lint({ project, facts, faults: await faultsOfAssertions(project) });
  expect(findings.map(({ id, path, range, message }) => `${path}:${range.line} ${id} ${message}`)).toEqual(
    [],
  );
});
