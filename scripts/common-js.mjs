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
  return inAscii(code);
}

/**
 * What esbuild leaves as it is, in regular expressions: a program all of ASCII is read at once and kept at a byte a
 * character.
 */
function inAscii(code) {
  const afterBackslash = /\\[^\0-\x7f]/.exec(code);
  if (afterBackslash)
    throw new Error(`"${afterBackslash[0]}" cannot be written in ASCII: leave the backslash out.`);
  return code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
