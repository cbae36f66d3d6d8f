import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyFolder, promptops, repositoryFolder, starterFolder } from '../helpers/promptops.ts';

type Metafile = {
  readonly outputs: Readonly<Record<string, { readonly inputs: Readonly<Record<string, unknown>> }>>;
};

/**
 * Which bundled packages a command loads: the files of dist/ that Node's loader was asked for, looked up in the
 * bundler's own account of what stands in them.
 */
async function packagesLoadedBy(args: readonly string[], cwd: string): Promise<readonly string[]> {
  const hook = path.join(emptyFolder(), 'hook.mjs');
  const loader = `export async function load(url, context, next) { process._rawDebug('LOADED ' + url); return next(url, context); }`;
  writeFileSync(
    hook,
    `import { register } from 'node:module'; register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(loader)}));`,
  );
  const { stderr } = await promptops(args, { cwd, node: ['--import', hook] });
  const { default: meta } = (await import(path.join(repositoryFolder, 'dist/meta.json'), {
    with: { type: 'json' },
  })) as { default: Metafile };
  const files = [...stderr.matchAll(/LOADED file:\/\/\S*\/(dist\/\S+\.js)/g)].map(([, file]) => file ?? '');
  const inputs = files.flatMap((file) => Object.keys(meta.outputs[file]?.inputs ?? {}));
  const names = inputs.map(
    (input) => /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/.exec(input)?.[1],
  );
  return [...new Set(names.filter((name) => name !== undefined))].sort();
}

describe('what each command loads', () => {
  it.each([
    ['--version', []],
    ['--help', ['commander']],
    ['lint --help', ['commander']],
  ])('%s loads %j', async (line, allowed) => {
    expect(await packagesLoadedBy(line.split(' '), starterFolder())).toEqual(allowed);
  });

  const heavy = [
    'ink',
    'react',
    'gpt-tokenizer',
    'undici',
    '@ai-sdk/openai',
    '@ai-sdk/anthropic',
    '@ai-sdk/google',
    '@ai-sdk/openai-compatible',
  ];

  it.each([
    'lint',
    'lint support/triage',
    'list',
    'show support/triage',
    'test support/triage --replay strict',
  ])('%s loads nothing heavy', async (line) => {
    const loaded = await packagesLoadedBy(line.split(' '), starterFolder());
    expect(loaded).toContain('yaml');
    expect(loaded.filter((name) => heavy.includes(name))).toEqual([]);
  });
});
