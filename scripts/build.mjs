// Makes dist/: the CLI and the library bundled with code splitting, types, and the notices of what is bundled.
// What an earlier build left is swept last, so that a program running from dist/ meanwhile, or another build, keeps
// its files.
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { renderNotices } from './notices.mjs';
import { writeTypes } from './types.mjs';

/** Parts of bundled packages that nothing here can reach, and what stands in their place. */
const leftOut = [
  { what: /\/ink\/build\/devtools\.js$/, instead: '' },
  { what: /\/zod\/v4\/locales\/index\.js$/, instead: "export { default as en } from './en.js';" },
];

const leaveOut = {
  name: 'leave-out',
  setup({ onLoad, onEnd }) {
    const met = new Set();
    for (const { what, instead } of leftOut) {
      onLoad({ filter: what }, () => {
        met.add(what);
        return { contents: instead };
      });
    }
    onEnd(() => {
      const moved = leftOut.filter(({ what }) => !met.has(what));
      return {
        errors: moved.map(({ what }) => ({ text: `Nothing to leave out is called ${what} any more.` })),
      };
    });
  },
};

/** Data of this size is read faster as JSON than as a program. */
const dataAsJson = {
  name: 'data-as-json',
  setup({ onLoad }) {
    onLoad({ filter: /\.generated\.json$/ }, ({ path: file }) => {
      const text = JSON.stringify(JSON.parse(readFileSync(file, 'utf8')));
      return { contents: `export default JSON.parse(${JSON.stringify(text)});` };
    });
  },
};

const started = Date.now();
const { metafile } = await build({
  entryPoints: { cli: 'src/cli/run.ts', index: 'src/index.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  metafile: true,
  // Names stay: a stack trace in a bug report must be readable.
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  chunkNames: '[name]-[hash]',
  define: { 'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"' },
  // Its ES modules: 27 kB less of it is bundled, and a parse takes a twentieth less without CommonJS between its files.
  alias: { yaml: path.resolve('node_modules/yaml/browser/dist/index.js') },
  plugins: [leaveOut, dataAsJson],
  // Bundled CommonJS packages ask for Node's own modules through `require`.
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
});

writeFileSync('dist/meta.json', JSON.stringify(metafile));
writeFileSync('dist/THIRD-PARTY-NOTICES.md', renderNotices(metafile));
const types = writeTypes('dist/types');

const written = new Set([
  ...Object.keys(metafile.outputs),
  'dist/meta.json',
  'dist/THIRD-PARTY-NOTICES.md',
  ...types,
]);
for (const entry of readdirSync('dist', { recursive: true, withFileTypes: true })) {
  const file = path.posix.join(entry.parentPath, entry.name);
  if (!entry.isFile() || written.has(file)) continue;
  if ((statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? started) < started)
    rmSync(file, { force: true });
}
