import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { fmtCommand } from '../../src/commands/fmt.ts';
import { rules } from '../../src/lint/rules/registry.ts';
import { defaultFileLimits } from '../../src/model/config.ts';
import { exampleFiles } from '../../src/model/example-project.ts';
import { loadProject } from '../../src/model/project.ts';
import { tidy } from '../../src/model/tidy.ts';
import { parseYaml } from '../../src/model/yaml-file.ts';
import { repositoryFolder } from '../helpers/promptops.ts';
import { createFolder } from '../helpers/repository.ts';
import { snapshotOf } from '../helpers/snapshot.ts';
import { contextAt } from './command-context.ts';

type Files = Readonly<Record<string, string>>;

const files = {
  'promptops.yaml': 'model: openai/gpt-4.1-mini\npromptops: 1\n',
  'prompts/a.prompt.yaml': 'messages:\n- role: user\n  content:   Hi\npromptops: 1\n',
  'prompts/a.test.yaml': 'promptops: 1\ntests: []\n',
  'prompts/b.prompt.yaml': 'promptops: 1\nmessages: [\n',
};
const readOf = (folder: string, file: string) => readFileSync(path.join(folder, file), 'utf8');

describe('fmt', () => {
  it('writes what is not laid out, leaves what does not parse, and says so with exit 2', async () => {
    const folder = createFolder(files);
    const report = await fmtCommand({}, contextAt(folder));
    expect(report).toMatchObject({ verdict: 'failed', exitCode: 2, files: 4 });
    expect(report.changed.map((changed) => changed.path)).toEqual([
      'promptops.yaml',
      'prompts/a.prompt.yaml',
    ]);
    expect(report.left).toEqual([
      { path: 'prompts/b.prompt.yaml', problem: expect.stringContaining('promptops lint') },
    ]);
    expect(readOf(folder, 'prompts/a.prompt.yaml')).toBe(
      'promptops: 1\nmessages:\n  - role: user\n    content: Hi\n',
    );
    expect((await fmtCommand({}, contextAt(folder))).changed).toEqual([]);
  });

  it.each([
    [{ check: true }, 1],
    [{ dryRun: true }, 0],
    [{ check: true, dryRun: true }, 1],
  ])('writes nothing with %j and ends with %i', async (options, exitCode) => {
    const folder = createFolder(files);
    const report = await fmtCommand({ ...options, paths: ['a', 'promptops.yaml'] }, contextAt(folder));
    expect(report).toMatchObject({ exitCode, files: 3 });
    expect(report.changed).toHaveLength(2);
    expect(report.changed[1]?.patch).toContain(
      '--- a/prompts/a.prompt.yaml\n+++ b/prompts/a.prompt.yaml\n@@',
    );
    for (const [file, text] of Object.entries(files)) expect(readOf(folder, file)).toBe(text);
  });

  it('takes the config alone', async () => {
    const report = await fmtCommand(
      { paths: ['promptops.yaml'], check: true },
      contextAt(createFolder(files)),
    );
    expect(report).toMatchObject({ files: 1, exitCode: 1 });
  });

  it.each([
    [undefined, 'There is no prompt below "prompts".'],
    [['promptops.yaml'], 'There is no file "promptops.yaml".'],
  ])('refuses a folder where there is nothing to lay out: %j', async (paths, message) => {
    const run = fmtCommand({ ...(paths && { paths }) }, contextAt(createFolder({ 'a.txt': '' })));
    await expect(run).rejects.toMatchObject({ code: 'not-found', message });
  });

  it('is clean on the starter project, and passes its check', async () => {
    const report = await fmtCommand(
      { check: true },
      contextAt(path.join(repositoryFolder, 'templates/project')),
    );
    expect(report).toMatchObject({ verdict: 'passed', exitCode: 0, changed: [], left: [] });
    expect(report.files).toBeGreaterThan(5);
  });

  it.each(['prompt', 'test'] as const)('is clean on what `new` writes: %s', (kind) => {
    const text = readOf(repositoryFolder, `templates/prompt/${kind}.yaml`);
    const file = parseYaml('a.yaml', new TextEncoder().encode(text), defaultFileLimits);
    expect(tidy(file, kind, defaultFileLimits)).toEqual({ text, problem: null });
  });
});

describe('fmt over whole projects', () => {
  const clean = readFolder(path.join(repositoryFolder, 'test/fixtures/lint/clean'));
  const starter = readFolder(path.join(repositoryFolder, 'templates/project'));
  const examples = rules.flatMap(({ id, examples: { good, bad } }) =>
    [...good, ...bad].map((example, index): [string, Files] => [`${id} ${index}`, exampleFiles(example)]),
  );

  it.each([['starter', starter], ['prompts of other styles', clean], ...examples] as [string, Files][])(
    'changes no digest, case or template: %s',
    async (_name, project) => {
      const before = await loadProject(snapshotOf(project));
      const after = await loadProject(snapshotOf(laidOut(project)));
      const meaning = ({ prompts }: typeof before) =>
        prompts.map(({ id, digest, templates, tests, faults }) => ({
          id,
          digest,
          sources: templates.map(({ source }) => source).sort(),
          cases: tests?.cases.map(({ at: _at, assert: checks, ...rest }) => [rest, checks.length]),
          faults: faults.map(({ rule }) => rule).sort(),
        }));
      // Turns and assertions hold places as well.
      const plain = (value: unknown) =>
        JSON.parse(
          JSON.stringify(value, (key, held) => (key === 'at' || key === 'yamlPath' ? undefined : held)),
        );
      expect(plain(meaning(after))).toEqual(plain(meaning(before)));
    },
  );
});

function laidOut(project: Files): Files {
  const texts = Object.entries(project).map(([file, text]) => {
    const kind = file.endsWith('.test.yaml') ? 'test' : file.endsWith('.prompt.yaml') ? 'prompt' : 'config';
    if (!/(?:\.test|\.prompt)\.yaml$|^promptops\.yaml$/.test(file)) return [file, text];
    const parsed = parseYaml(file, new TextEncoder().encode(text), defaultFileLimits);
    return [file, tidy(parsed, kind, defaultFileLimits).text ?? text];
  });
  return Object.fromEntries(texts);
}

function readFolder(folder: string): Files {
  const all = readdirSync(folder, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    all
      .filter((entry) => entry.isFile() && !entry.parentPath.includes('.promptops'))
      .map((entry) => {
        const file = path.join(entry.parentPath, entry.name);
        return [path.relative(folder, file), readFileSync(file, 'utf8')];
      }),
  );
}
