import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { publint } from 'publint';
import ts from 'typescript';
import { beforeAll, describe, expect, it } from 'vitest';
import { packJson } from '../../src/source/json-bundle.ts';
import { packTgz } from '../../src/source/tar.ts';
import { bundleOf, everything, promptsOf } from '../bundle/bundle-of.ts';
import { cleanEnvironment, emptyFolder, promptops, repositoryFolder } from '../helpers/promptops.ts';

const call = promisify(execFile);
const require = createRequire(import.meta.url);
const megabyte = 1024 * 1024;

/** A project that has installed the packed tarball, as its users do, and nothing else. */
const project = emptyFolder();
const installed = path.join(project, 'node_modules/promptops');
let tarball: string;
let packed: { readonly unpackedSize: number; readonly files: readonly { readonly path: string }[] };

const npm = (args: readonly string[], cwd: string) =>
  call('npm', [...args, '--no-audit', '--no-fund'], { cwd, env: cleanEnvironment(), shell: false });

beforeAll(async () => {
  // A run inside the template, as `npm run demo` makes it, must be neither packed nor copied by `init`.
  await promptops(['-C', 'templates/project', 'test', 'content/summary'], { cwd: repositoryFolder });
  const { stdout } = await npm(
    ['pack', '--ignore-scripts', '--json', '--pack-destination', project],
    repositoryFolder,
  );
  [packed] = JSON.parse(stdout);
  tarball = path.join(project, readdirSync(project).find((name) => name.endsWith('.tgz')) ?? '');
  writeFileSync(path.join(project, 'package.json'), '{ "private": true, "type": "module" }');
  await npm(['install', '--offline', tarball], project);
});

describe('the packed tarball', () => {
  it('is small, and holds what a run needs and nothing of its making', () => {
    const paths = packed.files.map((file) => file.path);
    expect(packed.unpackedSize).toBeLessThan(15 * megabyte);
    for (const file of ['LICENSE', 'dist/THIRD-PARTY-NOTICES.md', 'schemas/prompt.schema.json']) {
      expect(paths).toContain(file);
    }
    expect(paths).toContain('templates/project/gitignore');
    expect(paths.filter((file) => file.includes('__recordings__')).length).toBeGreaterThan(10);
    expect(paths.filter((file) => /(^|\/)\.promptops\/|meta\.json$|\.test\.ts$|^src\//.test(file))).toEqual(
      [],
    );
  });

  it('bundles no part of a library that is for its developers', () => {
    const scripts = readdirSync(path.join(installed, 'dist')).filter((name) => name.endsWith('.js'));
    const text = scripts.map((name) => readFileSync(path.join(installed, 'dist', name), 'utf8')).join('\n');
    expect(text).not.toMatch(/react-devtools-core['"]\)|react-reconciler\.development|react\.development/);
  });

  it('names the licence of every package in it', () => {
    const notices = readFileSync(path.join(installed, 'dist/THIRD-PARTY-NOTICES.md'), 'utf8');
    for (const name of ['commander', 'yaml', 'handlebars', 'ink', 'react', 'undici', 'gpt-tokenizer']) {
      expect(notices).toContain(`\n## ${name} `);
    }
  });

  it('is well formed', async () => {
    const { buffer, byteOffset, byteLength } = readFileSync(tarball);
    const bytes = buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
    expect((await publint({ pack: { tarball: bytes }, strict: true })).messages).toEqual([]);
    const attw = path.join(
      path.dirname(require.resolve('@arethetypeswrong/cli/package.json')),
      'dist/index.js',
    );
    const { stdout } = await call(process.execPath, [attw, tarball, '--profile', 'esm-only', '--no-color']);
    expect(stdout).toMatch(/bundler\W+🟢/);
  });
});

describe('a project that installs it', () => {
  const npx = (args: readonly string[]) =>
    call('npx', ['--no-install', 'promptops', ...args], { cwd: project, env: cleanEnvironment() });

  it('gets one package', () => {
    const lock = JSON.parse(readFileSync(path.join(project, 'package-lock.json'), 'utf8'));
    expect(Object.keys(lock.packages)).toEqual(['', 'node_modules/promptops']);
  });

  it('scaffolds, lints and tests offline', async () => {
    expect((await npx(['init'])).stdout).toContain('+ prompts/support/reply.prompt.yaml');
    expect(readdirSync(project)).not.toContain('.promptops');
    expect((await npx(['lint', '--max-warnings', '0'])).stdout).toContain('0 errors, 0 warnings');
    expect((await npx(['test'])).stdout).toContain('replayed (sample)');
  });

  it('reads what the library answers', async () => {
    const file = path.join(project, 'library.js');
    writeFileSync(
      file,
      `import { lint, loadProject, renderPrompt, test, version } from 'promptops';
const { prompts } = await loadProject({ prompts: ['support/triage'] });
const request = renderPrompt(prompts[0].prompt, { ticket: 'Hello' });
const report = await test({ prompts: ['support/triage'], replay: 'strict' });
console.log(JSON.stringify([version, request.messages.length > 0, (await lint()).verdict, report.verdict]));`,
    );
    const { stdout } = await call(process.execPath, [file], { cwd: project, env: cleanEnvironment() });
    expect(JSON.parse(stdout)).toEqual([expect.any(String), true, 'passed', 'passed']);
  });
});

describe('its types', () => {
  it('lead nowhere outside of the package', () => {
    const folder = path.join(installed, 'dist/types');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.ts'));
    const bad = files.flatMap((file) =>
      ts
        .preProcessFile(readFileSync(path.join(folder, file), 'utf8'))
        .importedFiles.map(({ fileName }) => fileName)
        .filter((name) => !name.startsWith('.') || !name.endsWith('.js')),
    );
    expect(files.length).toBeGreaterThan(20);
    expect(bad).toEqual([]);
  });

  const consumer = `import { lint, loadProject, PromptopsError, renderPrompt, test, version } from 'promptops';
import type { CaseResult, Finding, LintReport, ModelRequest, Project, RunEvent, TestReport } from 'promptops';
const project: Project = await loadProject({ cwd: '.', prompts: ['a/b'], ref: 'HEAD' });
const prompt = project.prompts[0]?.prompt;
const request: ModelRequest | null = prompt ? renderPrompt(prompt, { name: 'x' }, { locale: 'fr' }) : null;
const findings: readonly Finding[] = ((await lint()) satisfies LintReport).findings;
const report: TestReport = await test({ prompts: ['a/b'], onEvent: (event: RunEvent) => void event });
const cases: readonly CaseResult[] = report.results;
export const all = [version.length, request?.messages, findings, cases, PromptopsError];
// @ts-expect-error: types are there, and not any.
export const wrong: number = version;
// @ts-expect-error: an option that does not exist is refused.
await test({ replays: 'strict' });
`;

  /** Compiles a file in a folder of the project as its users would, libraries checked; what the compiler says. */
  async function compile(
    name: string,
    source: string,
    options: Readonly<Record<string, unknown>>,
  ): Promise<string> {
    const folder = path.join(project, name);
    mkdirSync(path.join(folder, 'node_modules/@types'), { recursive: true });
    writeFileSync(path.join(folder, 'consumer.ts'), source);
    symlinkSync(
      path.dirname(require.resolve('@types/node/package.json')),
      path.join(folder, 'node_modules/@types/node'),
    );
    const compilerOptions = {
      target: 'ES2023',
      lib: ['ES2023'],
      types: ['node'],
      strict: true,
      skipLibCheck: false,
      noEmit: true,
      ...options,
    };
    writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
    writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }');
    const compiler = [require.resolve('typescript/bin/tsc'), '-p', folder];
    const { stdout } = await call(process.execPath, compiler).catch(({ stdout }) => ({ stdout }));
    return stdout;
  }

  it.each([
    ['NodeNext', 'NodeNext'],
    ['Preserve', 'Bundler'],
  ])(
    'compile in a project with module %s and resolution %s, libraries checked',
    async (module, moduleResolution) => {
      expect(await compile(`types-${moduleResolution}`, consumer, { module, moduleResolution })).toBe('');
    },
  );

  it('of the runtime compile for a browser, without the types of Node, and on Node', async () => {
    await call('npx', ['--no-install', 'promptops', 'codegen'], { cwd: project, env: cleanEnvironment() });
    const application = `import { fromBundle, PromptopsError, type Rendered } from 'promptops/runtime';
import { loadMatches } from 'promptops/runtime/patterns';
import type { Prompts } from '../prompts.d.ts';
const bundle = fromBundle<Prompts>({}, { matches: await loadMatches() });
export const rendered: Rendered = bundle.prompt('content/summary').render({ article: 'x' }, { locale: 'fr' });
export const all = [PromptopsError, rendered.prompt.digest];
// @ts-expect-error: a variable of the wrong type is refused.
bundle.prompt('content/summary').render({ article: 3 });
`;
    const browser = { module: 'Preserve', moduleResolution: 'Bundler', lib: ['ES2023', 'DOM'], types: [] };
    expect(
      await compile('types-browser', application, { ...browser, allowImportingTsExtensions: true }),
    ).toBe('');
    const node = application
      .replace("'promptops/runtime';", "'promptops/runtime/node';")
      .replaceAll('fromBundle', 'loadBundle')
      .replace('= loadBundle<Prompts>({}', "= await loadBundle<Prompts>('bundle.tgz'");
    const options = { module: 'NodeNext', moduleResolution: 'NodeNext', allowImportingTsExtensions: true };
    expect(await compile('types-runtime', node, options)).toBe('');
  });
});

describe('an application that installs it', () => {
  it('renders a bundle from one JSON, and from a file', async () => {
    const files = bundleOf(await promptsOf(everything));
    writeFileSync(path.join(project, 'support.json'), packJson(files));
    writeFileSync(path.join(project, 'support.tgz'), await packTgz(files));
    writeFileSync(
      path.join(project, 'application.js'),
      `import json from './support.json' with { type: 'json' };
import { fromBundle } from 'promptops/runtime';
import { loadBundle } from 'promptops/runtime/node';
const vars = { name: 'Ada', articles: [], code: 'ABC' };
const { matches } = await import('promptops/runtime/patterns').then(async (it) => ({ matches: await it.loadMatches() }));
const all = [fromBundle(json, { matches }), await loadBundle('support.json'), await loadBundle('support.tgz')];
const rendered = all.map((bundle) => JSON.stringify(bundle.prompt('support/reply').render(vars, { locale: 'fr' })));
console.log(new Set(rendered).size, rendered[0]);
`,
    );
    const { stdout } = await call(process.execPath, ['--no-warnings', 'application.js'], { cwd: project });
    expect(stdout).toMatch(
      /^1 \{"model":"openai\/gpt-4\.1-mini","messages":\[\{"role":"system".*Sois gentil/,
    );
  });
});
