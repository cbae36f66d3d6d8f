import { readFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromBundle } from '../../src/runtime.ts';
import { bundleOf, everything, promptsOf } from '../bundle/bundle-of.ts';
import { canBrowse, launchBrowser, openPage } from '../helpers/browser.ts';
import { startHttpServer } from '../helpers/http-server.ts';
import { repositoryFolder } from '../helpers/promptops.ts';
import { jsonOf } from '../runtime/json-of.ts';

const json = jsonOf(bundleOf(await promptsOf(everything)));
const vars = { name: '</who> & <b>Ada</b>', articles: [{ title: '{{x}}' }], plan: 'pro' };

/** An application as a front end has it: the runtime and the bundle in one script. */
async function application(source: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: repositoryFolder },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    write: false,
    plugins: [
      {
        name: 'bundle',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^bundle$/ }, () => ({ path: 'bundle', namespace: 'bundle' }));
          onLoad({ filter: /.*/, namespace: 'bundle' }, () => ({
            contents: JSON.stringify(json),
            loader: 'json',
          }));
        },
      },
    ],
  });
  return outputFiles[0]?.text ?? '';
}

describe('the runtime without Node', () => {
  it('asks for nothing but itself, and is small', async () => {
    const runtime = path.join(repositoryFolder, 'dist/runtime.js');
    expect(readFileSync(runtime, 'utf8')).not.toMatch(/node:|require\(/);
    const script = await application(
      `import { fromBundle } from 'promptops/runtime'; import bundle from 'bundle';
       console.log(fromBundle(bundle).prompt('support/triage').render());`,
    );
    expect(script).not.toMatch(/node:|\brequire\(|new Function|\beval\(/);
    // Converters nobody asked for are shaken off.
    expect(script).not.toContain('generationConfig');
    expect(script.length - JSON.stringify(json).length).toBeLessThan(32_000);
  });
});

describe.runIf(canBrowse)('in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());

  it('renders what it renders here, under a policy that compiles no text', async () => {
    const script = await application(
      `import { fromBundle, toAnthropic } from 'promptops/runtime';
       import { loadMatches } from 'promptops/runtime/patterns';
       import json from 'bundle';
       const prompt = fromBundle(json, { matches: await loadMatches() }).prompt('support/reply');
       const vars = ${JSON.stringify({ ...vars, code: 'ABC' })};
       let refused = null;
       try { prompt.render({ ...vars, code: 'abc' }); } catch (error) { refused = error.message; }
       globalThis.results = { rendered: prompt.render(vars, { locale: 'fr' }), body: toAnthropic(prompt.render(vars)), refused };`,
    );
    const policy = { 'content-security-policy': "default-src 'none'; script-src 'self'; img-src data:" };
    const html =
      '<!doctype html><link rel="icon" href="data:,"><script type="module" src="/app.js"></script>';
    const server = await startHttpServer(({ path }) =>
      path === '/'
        ? { text: html, headers: { ...policy, 'content-type': 'text/html' } }
        : { text: script, headers: { 'content-type': 'text/javascript' } },
    );
    const { page, troubles } = await openPage(browser, `${server.url}/`);
    await page.waitForFunction('globalThis.results !== undefined');
    const results = (await page.evaluate('globalThis.results')) as Record<string, unknown>;
    const here = fromBundle(json, { matches: () => true }).prompt('support/reply');
    expect(results['rendered']).toEqual(
      JSON.parse(JSON.stringify(here.render({ ...vars, code: 'ABC' }, { locale: 'fr' }))),
    );
    expect(results['refused']).toBe(
      'Prompt "support/reply" cannot be rendered: "code" must match the pattern ^[A-Z]{3}$.',
    );
    expect(results['body']).toMatchObject({
      model: 'gpt-4.1-mini',
      tool_choice: { type: 'tool', name: 'get_order' },
    });
    expect(troubles).toEqual([]);
    await server.close();
  });
});
