import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ListReport } from '../../src/commands/list.ts';
import type { LintReport } from '../../src/lint/report.ts';
import { canary, corpus, type Hostile } from '../fixtures/hostile/corpus.ts';
import { type HttpServer, startHttpServer } from '../helpers/http-server.ts';
import { removeFolder } from '../helpers/repository.ts';
import { hostileProject, type Run, runWatched, type Watched } from './hostile-projects.ts';

const commands = {
  lint: ['lint', '--format', 'json'],
  test: ['test', '--replay', 'off'],
  show: ['show', 'bad', '--case', 'ada'],
  list: ['list', '--format', 'json'],
} as const;
type Name = keyof typeof commands;
const names = Object.keys(commands) as Name[];

let spy: HttpServer;
const results = new Map<string, Watched>();
const projects = new Map<string, string>();

const idOf = ({ name }: Hostile, command: Name): string => `${name}: ${command}`;

beforeAll(async () => {
  spy = await startHttpServer(() => ({ status: 500, text: 'nobody may ask' }));
  const config = `promptops: 1\nproviders: { spy: { kind: openai-compatible, baseURL: "${spy.url}/v1", allowLocal: true } }\n`;
  const runs = corpus.flatMap((item): Run[] => {
    const cwd = hostileProject(item, config);
    projects.set(item.name, cwd);
    return names.map((name) => ({ id: idOf(item, name), cwd, argv: commands[name] }));
  });
  const proxy = { HTTP_PROXY: spy.url, HTTPS_PROXY: spy.url, http_proxy: spy.url, https_proxy: spy.url };
  const half = Math.ceil(corpus.length / 2) * names.length;
  const parts = [runs.slice(0, half), runs.slice(half)];
  const done = await Promise.all(parts.map((part) => runWatched(part, proxy)));
  for (const result of done.flat()) results.set(result.id, result);
});

afterAll(async () => {
  // Some are large.
  for (const project of projects.values()) removeFolder(path.dirname(project));
  await spy.close();
});

function resultOf(item: Hostile, command: Name): Watched {
  const result = results.get(idOf(item, command));
  if (!result) throw new Error(`"${item.name}" was not run.`);
  return result;
}

describe.each(corpus)('$name', (item) => {
  it('is a finding of lint, at its line and column', () => {
    const { code, stdout, stderr } = resultOf(item, 'lint');
    expect(stderr).toBe('');
    const { findings } = JSON.parse(stdout) as LintReport;
    const errors = findings.filter(({ level }) => level === 'error');
    const written = errors.map(({ id, path: file, range }) => `${id} ${file}:${range.line}:${range.column}`);
    expect(written.slice(0, 20)).toContain(`${item.rule} ${item.at}`);
    expect(written.length).toBeLessThanOrEqual(200);
    // A config that is broken is the user's input, whatever the prompts are like.
    expect(code).toBe(item.at.startsWith('promptops.yaml') && !item.shown ? 2 : 1);
  });

  it.each(['test', 'show'] as const)('is refused by %s, at its line and column', (command) => {
    const { code, stdout, stderr } = resultOf(item, command);
    if (command === 'show' && item.shown) return expect([code, stderr]).toEqual([0, '']);
    expect(stderr).toContain(`${item.at}  `);
    expect(stderr).toContain(item.rule);
    expect([code, stdout]).toEqual([2, '']);
  });

  it('is counted by list', () => {
    const { code, stdout } = resultOf(item, 'list');
    const { prompts } = JSON.parse(stdout) as ListReport;
    expect(code).toBe(0);
    expect(prompts.length).toBeLessThan(3);
  });

  it('gets at nothing: no program, no socket, no file outside, no prototype, nothing written', () => {
    for (const command of names) {
      const { started, connected, opened, polluted, stdout, stderr } = resultOf(item, command);
      expect({ started, connected, polluted }).toEqual({ started: [], connected: [], polluted: [] });
      expect(opened.filter((file) => !file.startsWith('/proc/'))).toEqual([]);
      expect(stdout.length + stderr.length).toBeLessThan(100_000);
      expect(stdout + stderr).not.toContain(canary);
    }
    const project = projects.get(item.name) ?? '';
    expect(existsSync(path.join(project, '.promptops'))).toBe(false);
    expect(readdirSync(path.dirname(project)).sort()).toEqual(['outside', 'project']);
  });
});

it('nobody was asked, and no proxy', () => {
  expect(spy.requests).toEqual([]);
});
