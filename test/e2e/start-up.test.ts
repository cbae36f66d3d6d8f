import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyFolder, promptops, repositoryFolder, starterFolder } from '../helpers/promptops.ts';
import { runGit } from '../helpers/repository.ts';

type Metafile = {
  readonly outputs: Readonly<Record<string, { readonly inputs: Readonly<Record<string, unknown>> }>>;
};

/** What a process loaded: names of bundled packages, and our own files below `src/`. */
type Loaded = { readonly packages: readonly string[]; readonly files: readonly string[] };

/**
 * Which modules a command loads: the files of dist/ that are made a script, looked up in the bundler's own account of
 * what stands in them.
 */
async function loadedBy(line: string, cwd: string): Promise<Loaded> {
  const hook = path.join(emptyFolder(), 'hook.cjs');
  writeFileSync(
    hook,
    `const vm = require('node:vm');
const { Script } = vm;
process._rawDebug('WATCHED');
vm.Script = function (code, options) {
  process._rawDebug('LOADED ' + options.filename);
  return new Script(code, options);
};`,
  );
  // Compiled code is kept of what a verb needs together, whichever run of it that was.
  const env = { NODE_DISABLE_COMPILE_CACHE: '1' };
  const { code, stderr } = await promptops(line.split(' '), { cwd, env, node: ['--require', hook] });
  expect(code).toBe(0);
  expect(stderr).toContain('WATCHED');
  const meta: Metafile = JSON.parse(readFileSync(path.join(repositoryFolder, 'dist/meta.json'), 'utf8'));
  const chunks = [...stderr.matchAll(/LOADED \S*\/(dist\/\S+\.cjs)/g)].map(([, file]) => file ?? '');
  const inputs = chunks.flatMap((chunk) => Object.keys(meta.outputs[chunk]?.inputs ?? {}));
  const packages = inputs.flatMap(
    (input) => /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/.exec(input)?.[1] ?? [],
  );
  return {
    packages: [...new Set(packages)].sort(),
    files: inputs.filter((input) => input.startsWith('src/')),
  };
}

const options = ['commander'];
const drawing = ['ansi-regex', 'chalk', 'diff', 'get-east-asian-width', 'string-width', 'strip-ansi'];
const words = ['fastest-levenshtein'];
const yaml = ['js-yaml', 'yaml'];
const reading = [...words, ...yaml, 'handlebars', 'picomatch'];
const patterns = ['re2js'];
const expressions = ['@marcbachmann/cel-js'];
const schemas = ['ajv', 'ajv-formats', 'fast-deep-equal', 'fast-uri', 'json-schema-traverse'];

/** All that a command may load; what is not here is for other commands. */
const allowed: readonly (readonly [line: string, packages: readonly string[]])[] = [
  ['list', [...reading, ...drawing]],
  ['textconv prompts/support/triage.prompt.yaml', [...words, ...yaml]],
  ['list --format json', reading],
  ['show support/triage', [...reading, ...drawing]],
  ['show support/reply --case injection', [...reading, ...drawing]],
  ['lint support/triage', [...reading, ...drawing]],
  ['lint', [...reading, ...drawing, ...patterns, ...expressions]],
  ['test support/triage --replay strict', [...reading, ...drawing]],
  ['test content/summary --replay strict', [...reading, ...drawing, ...patterns]],
  ['test --replay strict', [...reading, ...drawing, ...patterns, ...expressions, ...schemas]],
  // A rule's words stand with what it does.
  ['explain tests/no-assertion', [...words, ...drawing, ...yaml]],
  // No number of these is a count of tokens.
  ['prices list --format json', reading],
  ['prices verify', [...reading, ...drawing]],
  ['prices show openai/gpt-4.1', [...reading, ...drawing]],
  ['init --dry-run', drawing],
];

describe('what each command loads', () => {
  it.each(['--version', '-V'])('%s loads nothing', async (line) => {
    expect(await loadedBy(line, starterFolder())).toEqual({ packages: [], files: [] });
  });

  it.each(['--help', 'help', 'test --help'])(
    '%s loads the parser of options and no command',
    async (line) => {
      const { packages, files } = await loadedBy(line, starterFolder());
      expect(packages).toEqual(options);
      expect(files.filter((file) => !/^src\/(cli\/|errors|version|report\/inert)/.test(file))).toEqual([]);
    },
  );

  it.each(allowed)('%s loads no more than it needs', async (line, packages) => {
    const loaded = await loadedBy(line, starterFolder());
    expect(loaded.packages.filter((name) => ![...options, ...packages].includes(name))).toEqual([]);
    // The measure works: what is surely needed is seen.
    expect(loaded.packages).toEqual(expect.arrayContaining(options));
  });

  it('compares without a rule of lint', async () => {
    const cwd = starterFolder();
    runGit(cwd, ['init', '--quiet']);
    runGit(cwd, ['add', '.']);
    runGit(cwd, ['commit', '--quiet', '-m', 'Start']);
    const { files } = await loadedBy('diff HEAD', cwd);
    expect(files).toContain('src/commands/diff.ts');
    expect(files.filter((file) => file.startsWith('src/lint/rules/'))).toEqual([]);
  });

  it('loads what speaks to git when a ref is read, and not because there is a repository', async () => {
    const cwd = starterFolder();
    runGit(cwd, ['init', '--quiet']);
    runGit(cwd, ['add', '.']);
    runGit(cwd, ['commit', '--quiet', '-m', 'Start']);
    const reader = 'src/source/object-snapshot.ts';
    expect((await loadedBy('list', cwd)).files).not.toContain(reader);
    expect((await loadedBy('list --ref HEAD', cwd)).files).toContain(reader);
  });
});
