import { chmodSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TestReport } from '../../src/evals/report.ts';
import { promptops } from '../helpers/promptops.ts';
import { createFolder } from '../helpers/repository.ts';

const read =
  "import { readFileSync } from 'node:fs';\nconst request = JSON.parse(readFileSync(0, 'utf8'));\n";
const say = (value: string) => `${read}process.stdout.write(${value});\n`;

/** A project with one case for each program. */
function projectOf(programs: Readonly<Record<string, string>>, provider = '', allow = 'models/*') {
  const names = Object.keys(programs);
  const providers = names.map(
    (name) => `  ${name.replace(/\W/g, '')}: { kind: exec, command: models/${name}${provider} }\n`,
  );
  const folder = createFolder({
    'promptops.yaml': `promptops: 1\nproviders:\n${providers.join('')}code: { allow: ["${allow}"] }\n`,
    ...Object.fromEntries(names.map((name) => [`models/${name}`, programs[name] ?? ''])),
    ...Object.fromEntries(
      names.flatMap((name) => [
        [
          `prompts/${name.replace(/\W/g, '')}.prompt.yaml`,
          `promptops: 1\nmodel: { id: ${name.replace(/\W/g, '')}/x, params: { temperature: 0.5 } }\ninputs: { q: { type: string } }\nmessages: [{ role: user, content: "{{q}}" }]\n`,
        ],
        [
          `prompts/${name.replace(/\W/g, '')}.test.yaml`,
          'promptops: 1\ntests: [{ id: one, vars: { q: Grüße }, assert: [{ type: contains, value: Grüße }] }]\n',
        ],
      ]),
    ),
  });
  for (const name of names) chmodSync(path.join(folder, 'models', name), 0o755);
  return folder;
}

const run = async (cwd: string, args: readonly string[] = [], env: Record<string, string> = {}) => {
  const ran = await promptops(['test', '--format', 'json', ...args], { cwd, env });
  return { ...ran, report: JSON.parse(ran.stdout) as TestReport };
};

describe('a command of the project as a provider', () => {
  it('answers, is recorded and replays, at no price', async () => {
    const cwd = projectOf({
      'a.mjs': say('request.messages[0].content[0].text + " " + request.params.temperature + "\\n"'),
      'b.sh': '#!/bin/sh\nprintf "%s Grüße" "$1"\n',
    });
    const { code, report } = await run(cwd, ['--replay', 'record']);
    expect(code).toBe(0);
    expect(report.results.map(({ output, origin, costUsd }) => [output, origin, costUsd])).toEqual([
      ['Grüße 0.5', 'live', '0'],
      [' Grüße', 'live', '0'],
    ]);
    const again = await run(cwd, ['--replay', 'strict']);
    expect(again.report.totals).toMatchObject({ passed: 2 });
    expect(again.report.results[0]).toMatchObject({ output: 'Grüße 0.5', replayed: true });
  });

  it('may write tool calls, usage and why it ended as JSON', async () => {
    const answer = {
      text: 'Grüße',
      finish: 'length',
      model: 'mine-2',
      usage: { input: { total: 9, cacheRead: 4 }, output: { total: 3 } },
    };
    const cwd = projectOf({ 'a.mjs': say(JSON.stringify(JSON.stringify(answer))) }, ', answer: json');
    const { report } = await run(cwd);
    expect(report.results[0]).toMatchObject({
      outcome: 'pass',
      usage: { input: { total: 9, cacheRead: 4, cacheWrite: 0 }, output: { total: 3, reasoning: 0 } },
    });
  });

  it('gets PATH and the key that was named, and nothing it writes holds that key', async () => {
    const cwd = projectOf(
      { 'a.mjs': say('"Grüße " + Object.keys(process.env).sort() + process.env.MINE') },
      ', apiKey: MINE',
    );
    const { report } = await run(cwd, [], { MINE: 'sk-canary-0123456789', OTHER: 'x' });
    expect(report.results[0]?.output).toMatch(/^Grüße MINE,PATH/);
    expect(JSON.stringify(report)).not.toContain('canary');
  });

  it.each([
    ['process.stderr.write("first\\nno such model\\n"); process.exit(4);', '', /exit code 4: no such model/],
    ['process.stdout.write("x".repeat(5 << 20));', '', /larger than 4 MiB/],
    ['process.stdout.write(Buffer.from([0xff]));', '', /not UTF-8/],
    ['console.log("Grüße");', ', answer: json', /not a JSON object/],
    ['console.log(JSON.stringify({ txt: "Grüße" }));', ', answer: json', /unknown key "txt"/],
    ['console.log("{}");', ', answer: json', /neither "text" nor "toolCalls"/],
  ])('%s is an error, never a fail', async (program, provider, message) => {
    const { code, report } = await run(projectOf({ 'a.mjs': program }, provider));
    expect(code).toBe(3);
    expect(report.results[0]?.outcome).toBe('error');
    expect(report.results[0]?.error?.message).toMatch(message);
  });
});

describe('a command that may not run', () => {
  const program = { 'a.mjs': say('"Grüße"') };
  it.each([
    ['is not listed', '', 'other/*', /"models\/a\.mjs" may not run: it is not listed under "code\.allow"/],
    ['has a setting nobody reads', ', region: eu', 'models/*', /no setting "region"/],
    ['has an address', ', baseURL: "https://x.example"', 'models/*', /no setting "baseURL"/],
  ])('%s: exit 2', async (_what, provider, allow, message) => {
    const { code, stderr } = await promptops(['test'], { cwd: projectOf(program, provider, allow) });
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });

  it('is found by lint and by doctor', async () => {
    const cwd = projectOf(program, '', 'other/*');
    expect((await promptops(['lint'], { cwd })).stdout).toMatch(/not listed under "code\.allow"/);
    expect((await promptops(['doctor'], { cwd })).stdout).toMatch(/not listed under "code\.allow"/);
  });
});
