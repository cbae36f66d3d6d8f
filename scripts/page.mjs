// Makes the page that reports are shown in: one file with its script and style inside, and a policy that names both by
// digest, so that nothing that a report says can run, load or send anything.
import { createHash } from 'node:crypto';
import { build } from 'esbuild';

/** Returns the page's text and esbuild's account of what stands in it. */
export async function buildPage() {
  const { outputFiles, metafile } = await build({
    entryPoints: { page: 'src/report/page/main.tsx' },
    outdir: 'dist',
    bundle: true,
    minify: true,
    metafile: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: ['chrome110', 'firefox115', 'safari16.4'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    tsconfigRaw: '{}',
    legalComments: 'none',
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  const textOf = (ending) => outputFiles.find(({ path }) => path.endsWith(ending)).text.trim();
  // In a script element these begin and end things; in a string or a pattern the escape means the same.
  const script = textOf('.js').replace(/<(?=\/script|script|!--)/gi, '\\x3C');
  return { text: pageOf(script, textOf('.css')), metafile };
}

function pageOf(script, style) {
  const policy = [
    "default-src 'none'",
    `script-src '${digestOf(script)}'`,
    `style-src '${digestOf(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>promptops report</title>
<style>${style}</style>
</head>
<body>
<div id="page"></div>
<noscript>This page draws its report with a script of its own. Allow it, or read the report with --format markdown.</noscript>
<!--data-->
<script type="module">${script}</script>
</body>
</html>
`;
}

const digestOf = (text) => `sha256-${createHash('sha256').update(text).digest('base64')}`;
