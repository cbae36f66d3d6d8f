import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { faultsOfAssertions } from '../../src/evals/prepare.ts';

import { lint } from '../../src/lint/lint.ts';
import { rules } from '../../src/lint/rules/registry.ts';
import { loadProject } from '../../src/model/project.ts';
import { snapshotOf } from '../helpers/snapshot.ts';
import { gatherAll } from './gather-all.ts';

type Story = {
  readonly rule: string;
  readonly story: string;
  readonly at: string;
  readonly vars?: string;
  readonly files: Readonly<Record<string, string | { readonly base64: string }>>;
};

const folder = new URL('../fixtures/lint/planted/', import.meta.url);
const stories: readonly Story[] = readdirSync(folder)
  .sort()
  .flatMap((name) => parse(readFileSync(new URL(name, folder), 'utf8')));

const config =
  'promptops: 1\nprompts: llm\npartials: llm/_parts\nmodel:\n    id: openai/gpt-4.1-mini\nlint:\n    extends: minimal\n';

function filesOf({ files, vars }: Story): Record<string, string | Uint8Array> {
  const written = Object.entries(files).map(([path, content]) => [
    path,
    typeof content === 'string' ? content : Uint8Array.from(Buffer.from(content.base64, 'base64')),
  ]);
  const prompt = Object.keys(files).find((path) => path.endsWith('.prompt.yaml')) ?? '';
  const test = `promptops: 1\ntests:\n    - id: only\n      vars: ${vars}\n      assert:\n          - type: contains\n            value: yes please\n`;
  return {
    'promptops.yaml': config,
    ...(vars === undefined ? {} : { [prompt.replace('.prompt.', '.test.')]: test }),
    ...Object.fromEntries(written),
  };
}

async function findingsOf(files: Readonly<Record<string, string | Uint8Array>>): Promise<readonly string[]> {
  const snapshot = snapshotOf(files);
  const project = await loadProject(snapshot);
  const facts = await gatherAll(project, snapshot, { today: '2026-11-24', ci: true });
  const findings = lint({ project, facts, faults: await faultsOfAssertions(project) });
  return findings
    .filter(({ level }) => level === 'error')
    .map(({ id, path, range }) => `${id} ${path}:${range.line}`);
}

const withCrlf = (files: Readonly<Record<string, string | Uint8Array>>) =>
  Object.fromEntries(
    Object.entries(files).map(([path, content]) => [
      path,
      typeof content === 'string' ? content.replaceAll('\n', '\r\n') : content,
    ]),
  );

describe.each(stories)('$rule: $story', (story) => {
  it('is found where it was planted, and nothing else is', async () => {
    expect(new Set(await findingsOf(filesOf(story)))).toEqual(new Set([`${story.rule} ${story.at}`]));
  });

  it('is found with Windows line ends as well', async () => {
    expect(await findingsOf(withCrlf(filesOf(story)))).toContain(`${story.rule} ${story.at}`);
  });
});

it('plants a fault for every rule of the minimal preset that a file alone can break', () => {
  const elsewhere = new Set([
    'id/collision', // two files that differ in case do not survive a checkout everywhere: examples of the rule
    'model/context-overflow', // facts.test.ts
    'recordings/secret', // recording-facts.test.ts
    'suppression/invalid', // suppressions.test.ts
  ]);
  const planted = new Set(stories.map(({ rule }) => rule));
  const missing = rules.filter(
    ({ id, preset }) => preset === 'minimal' && !planted.has(id) && !elsewhere.has(id),
  );
  expect(missing.map(({ id }) => id)).toEqual([]);
});
