import { transform } from 'esbuild';

/**
 * A chunk of a split bundle, which esbuild writes as an ES module, as CommonJS: Node 20 keeps compiled code for scripts
 * alone, and such scripts have no `import()`. Chunks that are loaded when needed are required then, and so is the one ES
 * module among them, for which the loader answers with a promise.
 */
export async function toCommonJs(text) {
  const required = text
    .replace(/\bimport\("(\.\/[^"]+\.cjs)"\)/g, 'Promise.resolve().then(()=>require("$1"))')
    .replace(/\bimport\("(\.\/[^"]+\.js)"\)/g, 'require("$1")');
  const { code } = await transform(required, {
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    supported: { 'dynamic-import': false },
    define: { 'import.meta.url': '__moduleUrl' },
    ...(required.includes('import.meta.url') && {
      banner: 'const __moduleUrl=require("node:url").pathToFileURL(__filename).href;',
    }),
  });
  return code;
}
