import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { faultsOfAssertions } from '../../src/evals/prepare.ts';

import { lint } from '../../src/lint/lint.ts';
import { loadProject } from '../../src/model/project.ts';
import { snapshotOf } from '../helpers/snapshot.ts';
import { gatherAll } from './gather-all.ts';

const bench = new URL('../../bench/', import.meta.url);

it('looks up no place where there is nothing to say: after many prompts it means to parse the file again', async () => {
  const snapshot = snapshotOf({
    'promptops.yaml': 'promptops: 1\nlint: { extends: strict }\n',
    'prompts/a.prompt.yaml': readFileSync(new URL('many.prompt.yaml', bench)),
    'prompts/a.test.yaml': readFileSync(new URL('many.test.yaml', bench)),
  });
  const project = await loadProject(snapshot);
  const asked: string[] = [];
  for (const file of project.prompts.flatMap(({ file, tests }) => [file, tests?.file ?? []].flat())) {
    for (const name of ['placeOf', 'placeInText'] as const) {
      const ask = file[name] as (...args: unknown[]) => unknown;
      Object.assign(file, { [name]: (...args: unknown[]) => asked.push(name) && ask(...args) });
    }
  }
  const facts = await gatherAll(project, snapshot, { today: '2026-11-24', ci: true });
  const findings = lint({ project, facts, faults: await faultsOfAssertions(project) });
  expect(asked.length).toBeLessThanOrEqual(findings.length);
});
