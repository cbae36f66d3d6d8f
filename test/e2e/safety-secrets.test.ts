import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestReport } from '../../src/evals/report.ts';
import { type HttpServer, type Reply, type Seen, startHttpServer } from '../helpers/http-server.ts';
import { chatCompletion } from '../helpers/openai-server.ts';
import { emptyFolder, promptops, type Ran } from '../helpers/promptops.ts';
import { writeFiles } from '../helpers/repository.ts';

// A server that repeats, wherever it can, the key it was asked with and the sensitive values it was sent.
const keys = { env: 'sk-canary-7Qz/9+fXk2LmP0=="x', file: 'sk-canary-file-Zt81mmQpW3' };
const sensitive = {
  note: 'Zoë says\n"never print this" 5f1c',
  name: 'Augusta Canary-Byron',
  number: 987_654_321,
};

type Echo = { readonly key: string; readonly said: string };

const errorBody = (key: string): unknown => ({ error: { message: `No: ${key}`, type: key, code: key } });
const call = (name: string, args: unknown) => [
  { id: 'call_1', type: 'function', function: { name, arguments: JSON.stringify(args) } },
];
const withKey = (key: string): Readonly<Record<string, string>> => ({
  'x-request-id': key.replace(/"/g, ''),
  'www-authenticate': `Bearer ${key}`,
  'x-should-retry': 'false',
});

const echoes: Readonly<Record<string, (echo: Echo) => Reply>> = {
  saying: ({ key, said }) =>
    chatCompletion({ content: `${key} ${btoa(key)} ${encodeURIComponent(key)} ${said}` }),
  json: ({ key, said }) => chatCompletion({ content: JSON.stringify({ key, said }) }),
  tool: ({ key, said }) => chatCompletion({ content: null, tool_calls: call('look', { [key]: said }) }),
  toolname: ({ key }) => chatCompletion({ content: 'x', tool_calls: call(key, { key }) }),
  model: ({ key }) => {
    const reply = chatCompletion({ content: 'fine' });
    return { ...reply, json: { ...(reply.json as object), model: key, id: key } };
  },
  e400: ({ key, said }) => ({
    status: 400,
    json: { error: { message: `${key} ${said}` } },
    headers: withKey(key),
  }),
  e403: ({ key }) => ({ status: 403, json: errorBody(key), headers: withKey(key) }),
  e404: ({ key }) => ({ status: 404, text: `<h1>${key}</h1>`, headers: withKey(key) }),
  e429: ({ key }) => ({ status: 429, json: errorBody(key), headers: withKey(key) }),
  e500: ({ key, said }) => ({ status: 500, text: `${key}\n${said}`, headers: withKey(key) }),
  redirect: ({ key }) => ({
    status: 307,
    headers: { location: `http://127.0.0.1:9/?key=${encodeURIComponent(key)}` },
    text: key,
  }),
  // Those with z are asked again, after a while: only the first run does that.
  zcut: ({ key, said }) => ({ status: 200, text: `{"choices": ${key} ${said}`, headers: withKey(key) }),
  shape: ({ key }) => ({ status: 200, json: { choices: key, [key]: key } }),
  ztype: ({ key }) => ({
    status: 200,
    text: key,
    headers: { 'content-type': `text/${btoa(key).replace(/=/g, '')}` },
  }),
};

function echo({ headers, body }: Seen): Reply {
  const key = String(headers.authorization).replace('Bearer ', '');
  const said = String(body.messages.at(-1)?.content);
  return echoes[String(body.model)]?.({ key, said }) ?? { status: 404, text: 'no such echo' };
}

const prompt = (model: string): string => `promptops: 1
description: Repeats.
model: { id: ${model} }
inputs:
  note: { type: string, sensitive: true }
  person: { type: object, sensitive: true, properties: { name: { type: string }, number: { type: integer } } }
tools: [{ name: look, description: Looks., parameters: { type: object } }]
messages: [{ role: user, content: "{{note}} / {{person.name}} / {{person.number}}" }]
`;

const tests = `promptops: 1
tests:
  - id: repeat
    description: ${JSON.stringify(`About ${sensitive.name}`)}
    metadata: { about: ${JSON.stringify(sensitive.note)} }
    vars: { note: ${JSON.stringify(sensitive.note)}, person: { name: ${sensitive.name}, number: ${sensitive.number} } }
    assert:
      - { type: equals, value: ${JSON.stringify(`fine ${sensitive.note}`)} }
      - { type: cel, value: "output == vars.note" }
      - { type: regex, value: "^fine" }
`;

let server: HttpServer;
let cwd: string;

const formats = ['terminal', 'markdown', 'json', 'junit', 'github'] as const;
const outputs = formats.flatMap((format) => ['--output', `${format}=out/report.${format}`]);
const env = { THE_KEY: keys.env, FORCE_COLOR: '1' };

beforeAll(async () => {
  server = await startHttpServer(echo);
  cwd = emptyFolder();
  const provider = (variable: string): string =>
    `{ kind: openai, apiKey: ${variable}, baseURL: "${server.url}/v1", allowLocal: true }`;
  const prompts = Object.keys(echoes).flatMap((name) =>
    ['env', 'file'].flatMap((from): [string, string][] => [
      [`prompts/${from}-${name}.prompt.yaml`, prompt(`${from}-${name}/${name}`)],
      [`prompts/${from}-${name}.test.yaml`, tests],
    ]),
  );
  // A provider each: one that refuses the key is not asked again.
  const providers = Object.keys(echoes).flatMap((name) => [
    `  env-${name}: ${provider('THE_KEY')}\n`,
    `  file-${name}: ${provider('FILE_KEY')}\n`,
  ]);
  writeFiles(cwd, {
    'promptops.yaml': `promptops: 1\nproviders:\n${providers.join('')}`,
    '.env': `FILE_KEY=${keys.file}\n`,
    ...Object.fromEntries(prompts),
  });
});

afterAll(() => server.close());

/** Everything a run left behind or said. */
function sweep(ran: Ran): readonly (readonly [where: string, text: string])[] {
  const files = readdirSync(cwd, { recursive: true, encoding: 'utf8' }).filter(
    (file) => statSync(path.join(cwd, file)).isFile() && !/^(\.env|prompts\/[^/]+\.yaml)$/.test(file),
  );
  return [
    ['stdout', ran.stdout],
    ['stderr', ran.stderr],
    ...files.map((file) => [file, `${file}\n${readFileSync(path.join(cwd, file), 'utf8')}`] as const),
  ];
}

const forms = (text: string): readonly string[] => [
  text,
  JSON.stringify(text).slice(1, -1),
  encodeURIComponent(text),
  Buffer.from(text).toString('base64'),
  text.replace(/&/g, '&amp;').replace(/"/g, '&quot;'),
  text.split('\n')[0] ?? text,
];

const hidden: Readonly<Record<string, readonly string[]>> = {
  'the key of the environment': [...forms(keys.env), keys.env.slice(0, 20)],
  'the key of .env': [...forms(keys.file), keys.file.slice(0, 20)],
  'a sensitive text': forms(sensitive.note),
  'a sensitive text in an object': forms(sensitive.name),
  'a sensitive number in an object': forms(String(sensitive.number)),
};

function expectNothingShown(ran: Ran): void {
  for (const [where, text] of sweep(ran)) {
    for (const [what, canaries] of Object.entries(hidden)) {
      const found = canaries.find((canary) => text.includes(canary));
      expect(
        found && `${what} in ${where}: ${text.slice(Math.max(0, text.indexOf(found) - 120)).slice(0, 300)}`,
      ).toBe(undefined);
    }
  }
}

describe.each(['off', 'auto', 'record', 'refresh', 'strict', 'auto'] as const)('--replay %s', (mode) => {
  it('shows and keeps no key and no sensitive value, whatever the provider repeats', async () => {
    const before = server.requests.length;
    const prompts = mode === 'off' ? [] : ['*-[a-y]*'];
    const ran = await promptops(['test', ...prompts, '--replay', mode, ...outputs], { cwd, env });
    expectNothingShown(ran);
    // 2: a key that is refused and a model that is not there are the user's to mend.
    expect(ran.code, ran.stderr).toBe(mode === 'strict' ? 3 : 2);
    const report = JSON.parse(readFileSync(path.join(cwd, 'out/report.json'), 'utf8')) as TestReport;
    expect(report.totals.cases).toBe(2 * Object.keys(echoes).length - 4 * prompts.length);
    // Real calls were made, and their answers are really in what was swept.
    expect(server.requests.length > before).toBe(mode !== 'strict');
    if (mode !== 'strict') {
      const asked = new Set(server.requests.slice(before).map(({ headers }) => headers.authorization));
      expect([...asked].sort()).toEqual([`Bearer ${keys.env}`, `Bearer ${keys.file}`].sort());
    }
    const text = report.results.find((result) => result.prompt === 'env-saying');
    expect(text?.output).toContain('[redacted]');
    expect(text?.output).toContain('[sensitive:note]');
  });
});

it('other commands show none either', async () => {
  const lines = [
    ['doctor'],
    ['list'],
    ['lint', '--format', 'json'],
    ['show', 'env-saying', '--case', 'repeat'],
  ];
  for (const argv of lines) {
    const { stdout, stderr } = await promptops(argv, { cwd, env });
    for (const key of [...forms(keys.env), ...forms(keys.file)]) expect(stdout + stderr).not.toContain(key);
  }
  const shown = await promptops(['show', 'env-saying', '--case', 'repeat', '--format', 'json'], { cwd, env });
  const { rendered } = JSON.parse(shown.stdout);
  for (const value of [sensitive.note, sensitive.name, String(sensitive.number)]) {
    for (const form of forms(value)) expect(JSON.stringify(rendered)).not.toContain(form);
  }
});
