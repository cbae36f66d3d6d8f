import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cruise, type ICruiseResult, type IForbiddenRuleType } from 'dependency-cruiser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repositoryFolder } from '../helpers/promptops.ts';
import { createFolder, removeFolder } from '../helpers/repository.ts';

const configPath: string = '../../.dependency-cruiser.mjs';
const { default: config } = await import(configPath);
const fences: readonly Fence[] = config.forbidden;

/** As far as these tests read a fence. */
type Fence = {
  readonly name: string;
  readonly comment: string;
  readonly from: { readonly path?: string; readonly pathNot?: string };
  readonly to: {
    readonly path?: string;
    readonly pathNot?: string | readonly string[];
    readonly dependencyTypesNot?: readonly string[];
  };
};

/** Fences that are no matter of who imports what. */
const special = ['no-circles', 'no-orphans', 'no-unresolvable', 'render-is-pure', 'runtime-is-pure'];

const rooms: readonly string[] = [
  ...new Set(
    fences.flatMap(({ name, from }) =>
      name.endsWith('-imports') ? (from.path?.match(/\w+(?=\/$)/) ?? []) : [],
    ),
  ),
];
const packageNames = [
  ...fences.flatMap(({ to }) =>
    [...(to.path?.matchAll(/(?<=node_modules\/\().*(?=\))/g) ?? [])].flatMap(([names]) => names.split('|')),
  ),
  'left-pad',
];
const nodeModules = ['fs', 'fs/promises', 'child_process', 'http', 'https', 'net', 'process', 'os', 'tls'];

type Import = { readonly written: string; readonly path: string };

const targets: readonly Import[] = [
  ...rooms.map((room) => ({ written: `../${room}/target.ts`, path: `src/${room}/target.ts` })),
  { written: '../index.ts', path: 'src/index.ts' },
  ...packageNames.map((name) => ({ written: name, path: `node_modules/${name}/index.js` })),
  ...nodeModules.map((name) => ({ written: `node:${name}`, path: name })),
];

const matches = (
  text: string,
  { path: pattern = '', pathNot = [] }: { path?: string; pathNot?: string | readonly string[] },
) => new RegExp(pattern).test(text) && ![pathNot].flat().some((not) => new RegExp(not).test(text));

/** What breaks a fence: every import it forbids, from every room it stands around. */
function breaches(fence: Fence): readonly { readonly from: string; readonly to: Import }[] {
  if (special.includes(fence.name)) return [];
  const files = rooms.map((room) => `src/${room}/breaks-${fence.name.replace(/\W+/g, '-')}.ts`);
  return files
    .filter((file) => matches(file, fence.from))
    .flatMap((from) => targets.filter((to) => matches(to.path, fence.to)).map((to) => ({ from, to })));
}

/** A house in which every fence is broken in every way, and one file of `report` breaks none by importing types. */
function plant(folder: string): void {
  const files = new Map<string, string>([
    ['package.json', JSON.stringify({ dependencies: Object.fromEntries(packageNames.map((n) => [n, '1'])) })],
    ['tsconfig.json', '{ "compilerOptions": { "module": "NodeNext", "allowImportingTsExtensions": true } }'],
    ['src/index.ts', 'export const target = 1;'],
    ['src/model/circle-one.ts', "import './circle-two.ts';"],
    ['src/model/circle-two.ts', "import './circle-one.ts';"],
    ['src/model/lonely.ts', 'export const lonely = 1;'],
    ['src/model/lost.ts', "import './nowhere.ts';"],
    ['src/render/impure.ts', "import 'node:path';\nimport 'yaml';"],
    [
      'src/report/types-only.ts',
      "import type { target } from '../evals/target.ts';\nexport type T = typeof target;",
    ],
  ]);
  for (const room of rooms) files.set(`src/${room}/target.ts`, 'export const target = 1;');
  for (const name of packageNames) {
    files.set(
      `node_modules/${name}/package.json`,
      JSON.stringify({ name, version: '1.0.0', main: 'index.js' }),
    );
    files.set(`node_modules/${name}/index.js`, 'module.exports = {};');
  }
  for (const { from, to } of fences.flatMap(breaches)) {
    files.set(from, `${files.get(from) ?? ''}import '${to.written}';\n`);
  }
  for (const [file, text] of files) {
    mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
}

it('stand around every room', () => {
  const folders = readdirSync(path.join(repositoryFolder, 'src'), { withFileTypes: true });
  const names = folders.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  expect(names.filter((name) => !rooms.includes(name))).toEqual([]);
});

describe('the fences between rooms', () => {
  const folder = createFolder();
  let broken: ReadonlySet<string>;

  beforeAll(async () => {
    plant(folder);
    const { output } = await cruise(['src'], {
      ...config.options,
      baseDir: folder,
      ruleSet: { forbidden: config.forbidden as IForbiddenRuleType[] },
      validate: true,
    });
    const { summary } = output as ICruiseResult;
    broken = new Set(summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`));
  });
  afterAll(() => removeFolder(folder));

  it.each(fences.filter(({ name }) => !special.includes(name)))('$name: $comment', (fence) => {
    const planted = breaches(fence).map(({ from, to }) => `${fence.name}: ${from} → ${to.path}`);
    expect(planted.length).toBeGreaterThan(0);
    expect(planted.filter((breach) => !broken.has(breach))).toEqual([]);
  });

  it.each([
    'no-circles: src/model/circle-one.ts → src/model/circle-two.ts',
    'no-orphans: src/model/lonely.ts → src/model/lonely.ts',
    'no-unresolvable: src/model/lost.ts → ./nowhere.ts',
    'render-is-pure: src/render/impure.ts → path',
    'render-is-pure: src/render/impure.ts → node_modules/yaml/index.js',
  ])('%s', (breach) => {
    expect(broken).toContain(breach);
  });

  it('let types through where types alone may come', () => {
    expect([...broken].filter((breach) => breach.includes('types-only.ts'))).toEqual([]);
  });
});
