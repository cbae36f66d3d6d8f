// Draws docs/images/comment.png: what `promptops comment` says of a change to the starter project, whose sample answers
// no model gave. Needs a build and Chromium: npm run images
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { chromium } from 'playwright-core';

const repository = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), 'promptops-comment-'));

const git = (...args) =>
  execFileSync('git', ['-c', 'user.name=sample', '-c', 'user.email=sample@example.com', ...args], {
    cwd: folder,
    stdio: 'ignore',
  });

/** What promptops prints; a change that does not pass (exit 1) is what is to be shown. */
function promptops(...args) {
  try {
    return execFileSync(process.execPath, [path.join(repository, 'bin/promptops.js'), ...args], {
      cwd: folder,
      encoding: 'utf8',
    });
  } catch (error) {
    if (error.status === 1) return error.stdout;
    throw error;
  }
}

/** What stands in a comment, as GitHub draws it: its dialect of markdown, and a style like its own. */
const pageOf = (markdown) => `<!doctype html><meta charset="utf-8"><style>
body { margin: 0; padding: 16px; width: 830px; font: 14px/1.5 system-ui, "Segoe UI", Helvetica, Arial, sans-serif; color: #1f2328; background: #fff }
article { border: 1px solid #d1d9e0; border-radius: 6px; padding: 16px }
h2 { font-size: 21px; margin: 0 0 16px; padding-bottom: 6px; border-bottom: 1px solid #d1d9e0 }
h3 { font-size: 17.5px; margin: 24px 0 12px } h4 { font-size: 14px; margin: 20px 0 12px }
p, ul, pre, table, details { margin: 0 0 16px } ul { padding-left: 2em }
table { border-collapse: collapse } th, td { border: 1px solid #d1d9e0; padding: 6px 13px } th { font-weight: 600 }
code { font: 12px/1.45 ui-monospace, "DejaVu Sans Mono", monospace; background: #818b981f; border-radius: 6px; padding: .2em .4em }
pre { background: #f6f8fa; border-radius: 6px; padding: 16px; overflow: hidden } pre code { background: none; padding: 0 }
hr { border: 0; border-top: 3px solid #d1d9e0; margin: 24px 0 }
</style><article>${micromark(markdown, { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] })}</article>`;

git('init', '-b', 'main');
promptops('init');
git('add', '.');
git('commit', '-m', 'Start');
git('switch', '-c', 'change');
edit('prompts/support/reply.prompt.yaml', 'maxLength: 4000', 'maxLength: 2000');
edit(
  'prompts/support/reply.test.yaml',
  'value: we will refund }',
  'value: we will refund }\n      - { type: icontains, value: store credit }',
);
git('commit', '-am', 'Offer store credit');
promptops('ci', '--output', 'json=report.json');
const [, ...lines] = promptops('comment', 'report.json', '--dry-run').split('\n');

const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: root,
});
const page = await browser.newPage({ viewport: { width: 862, height: 600 } });
await page.setContent(pageOf(lines.join('\n')));
await page.screenshot({ path: path.join(repository, 'docs/images/comment.png'), fullPage: true });
await browser.close();
rmSync(folder, { recursive: true });

function edit(file, before, after) {
  const place = path.join(folder, file);
  const text = readFileSync(place, 'utf8');
  if (!text.includes(before)) throw new Error(`"${file}" no longer has "${before}".`);
  writeFileSync(place, text.replace(before, after));
}
