// Makes dist/: the CLI and the library bundled with code splitting, types, and the notices of what is bundled.
// What an earlier build left is swept last, so that a program running from dist/ meanwhile, or another build, keeps
// its files.
import { createHash } from 'node:crypto';
import { copyFileSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { toCommonJs } from './common-js.mjs';
import { renderNotices } from './notices.mjs';
import { buildPage } from './page.mjs';
import { writeTypes } from './types.mjs';

/** Parts of bundled packages that nothing here can reach, and what stands in their place. */
const leftOut = [
  { what: /\/zod\/v4\/locales\/index\.js$/, instead: () => "export { default as en } from './en.js';" },
  { what: /\/js-yaml\/dist\/js-yaml\.mjs$/, instead: parserOnly },
];
const leftOutOfView = [{ what: /\/ink\/build\/devtools\.js$/, instead: () => '' }];

/** Of js-yaml only the parser: the rest is as much again, and builds schemas and patterns whenever it is loaded. */
function parserOnly(text) {
  const left = [];
  const region =
    /^\/\/#region src\/(?:tag|schema|load|ast|dump|parser\/constructor|common\/(?:tagname|object))\b[\s\S]*?^\/\/#endregion$/gm;
  const kept = text
    .replace(region, (part) => {
      left.push(...part.matchAll(/^(?:var|function) ([\w$]+)/gm));
      return '';
    })
    .replace(/^export \{[^}]*\};/m, 'export { getScalarValue, parseEvents, YAMLException };');
  const words = new Set(kept.match(/[\w$]+/g));
  const missed = left.map(([, name]) => name).filter((name) => words.has(name));
  if (left.length === 0 || missed.length > 0) throw new Error(`js-yaml is laid out otherwise: ${missed}`);
  return kept;
}

function leaveOut(parts) {
  return {
    name: 'leave-out',
    setup({ onLoad, onEnd }) {
      const met = new Set();
      for (const { what, instead } of parts) {
        onLoad({ filter: what }, ({ path: file }) => {
          met.add(what);
          return { contents: instead(readFileSync(file, 'utf8')) };
        });
      }
      onEnd(() => {
        const moved = parts.filter(({ what }) => !met.has(what));
        return {
          errors: moved.map(({ what }) => ({ text: `Nothing to leave out is called ${what} any more.` })),
        };
      });
    },
  };
}

/** The live view is a bundle of its own: what draws it waits at its top level, which CommonJS cannot. */
const viewApart = {
  name: 'view-apart',
  setup({ onResolve }) {
    onResolve({ filter: /\/open-live-view\.tsx$/ }, () => ({ path: './live.js', external: true }));
  },
};

/** Of every file that the program is made of, and of the packages it bundles. */
function digestOfSources() {
  const hash = createHash('sha256');
  const sources = readdirSync('src', { recursive: true }).map((name) => path.join('src', name));
  for (const file of [...sources, 'package-lock.json', 'scripts/build.mjs'].sort()) {
    if (statSync(file).isFile()) hash.update(`${file}\0`).update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex').slice(0, 16);
}

const common = {
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20',
  metafile: true,
  // Names stay: a stack trace in a bug report must be readable.
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  define: {
    'process.env.NODE_ENV': '"production"',
    'process.env.DEV': '"false"',
    BUILD: JSON.stringify(digestOfSources()),
  },
  // Its ES modules: 27 kB less of it is bundled, and a parse takes a twentieth less without CommonJS between its files.
  alias: { yaml: path.resolve('node_modules/yaml/browser/dist/index.js') },
};

const started = Date.now();
const [parts, view, start, runtime, page] = await Promise.all([
  build({
    ...common,
    entryPoints: {
      cli: 'src/cli/run.ts',
      index: 'src/index.ts',
      'lint-thread': 'src/commands/lint-thread.ts',
    },
    splitting: true,
    format: 'esm',
    outExtension: { '.js': '.cjs' },
    chunkNames: '[name]-[hash]',
    write: false,
    plugins: [leaveOut(leftOut), viewApart],
  }),
  build({
    ...common,
    entryPoints: { live: 'src/report/live/open-live-view.tsx' },
    format: 'esm',
    plugins: [leaveOut(leftOutOfView)],
    // Bundled CommonJS packages ask for Node's own modules through `require`.
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
  }),
  build({
    ...common,
    entryPoints: { start: 'src/cli/start.ts', worker: 'src/cli/worker.ts' },
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
  }),
  // For applications, which may bundle it for a browser: ES modules, and of each package the form that shakes best.
  build({
    ...common,
    entryPoints: {
      runtime: 'src/runtime.ts',
      'runtime-node': 'src/runtime-node.ts',
      'runtime-patterns': 'src/runtime-patterns.ts',
    },
    splitting: true,
    format: 'esm',
    mainFields: ['module', 'main'],
    chunkNames: 'runtime-[hash]',
  }),
  buildPage(),
]);
for (const { path: file, text } of parts.outputFiles) writeFileSync(file, await toCommonJs(text));
const names = parts.metafile.outputs['dist/index.cjs'].exports;
writeFileSync('dist/index.js', `import all from'./index.cjs';export const{${names.join(',')}}=all;\n`);

writeFileSync('dist/page.html', page.text);

// Each stands beside the file that reads it, in src/ and here.
const dataFiles = readdirSync('src/meter').filter((name) => /\.generated\.(?:bin|json)$/.test(name));
for (const name of dataFiles) copyFileSync(`src/meter/${name}`, `dist/${name}`);

const metafiles = [parts, view, start, runtime, page].map(({ metafile }) => metafile);
const metafile = {
  inputs: Object.assign({}, ...metafiles.map(({ inputs }) => inputs)),
  outputs: Object.assign({}, ...metafiles.map(({ outputs }) => outputs)),
};
writeFileSync('dist/meta.json', JSON.stringify(metafile));
writeFileSync('dist/THIRD-PARTY-NOTICES.md', renderNotices(metafile));
const types = writeTypes('dist/types', ['index', 'runtime', 'runtime-node', 'runtime-patterns']);

const written = new Set([
  ...Object.keys(metafile.outputs),
  'dist/index.js',
  'dist/meta.json',
  'dist/page.html',
  'dist/THIRD-PARTY-NOTICES.md',
  ...types,
  ...dataFiles.map((name) => `dist/${name}`),
]);
for (const entry of readdirSync('dist', { recursive: true, withFileTypes: true })) {
  const file = path.posix.join(entry.parentPath, entry.name);
  if (!entry.isFile() || written.has(file)) continue;
  if ((statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? started) < started)
    rmSync(file, { force: true });
}
