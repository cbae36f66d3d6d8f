import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CaseResult, TestReport } from '../../src/evals/report.ts';
import { formatReport } from '../../src/report/formats/registry.ts';
import { canBrowse, launchBrowser, type OpenedPage, openPage } from '../helpers/browser.ts';
import { promptops, repositoryFolder, starterFolder } from '../helpers/promptops.ts';
import { removeFolder, runGit } from '../helpers/repository.ts';
import { pageReport } from '../report/page-report.ts';

describe.runIf(canBrowse)('the page of a report', () => {
  let browser: Browser;
  let folder: string;
  let opened: OpenedPage | null = null;
  beforeAll(async () => {
    browser = await launchBrowser();
    folder = mkdtempSync(path.join(tmpdir(), 'promptops-page-'));
  });
  afterAll(async () => {
    await browser?.close();
    removeFolder(folder);
  });
  /** Whatever a test does, nothing may go wrong on the page and nothing may be asked for but itself. */
  afterEach(async () => {
    expect(opened?.troubles).toEqual([]);
    expect(opened?.requests).toHaveLength(1);
    await opened?.page.context().close();
    opened = null;
  });

  async function show(report: TestReport, options: BrowserContextOptions = {}): Promise<Page> {
    const file = path.join(folder, 'report.html');
    const template = async () => readFileSync(path.join(repositoryFolder, 'dist/page.html'), 'utf8');
    writeFileSync(file, await formatReport(report, 'html', { color: false, columns: 80, page: template }));
    return open(file, options);
  }

  async function open(file: string, options: BrowserContextOptions = {}): Promise<Page> {
    opened = await openPage(browser, pathToFileURL(file).href, {
      viewport: { width: 1280, height: 800 },
      ...options,
    });
    await opened.page.locator('html[data-ready]').waitFor();
    return opened.page;
  }

  const options = (page: Page) => page.getByRole('listbox').getByRole('option');
  const counted = (page: Page) => page.getByRole('status').textContent();
  const chosen = (page: Page) => page.locator('[role=option][aria-selected=true] .row-name').textContent();
  const heading = (page: Page) => page.locator('.case[aria-busy=false] h3').textContent();

  it('says the verdict, each prompt on each model with its interval and base, scores and cost', async () => {
    const page = await show(pageReport(200));
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(
      'Failed: 200 cases, 19 failed, 5 without a verdict',
    );
    const row = page.getByRole('row').filter({ hasText: 'content/summary' }).first();
    expect(await row.textContent()).toMatch(/87\.5 %28 of 32, 1 no verdict.*regressed−8\.5 points/);
    expect(await row.getByRole('img').first().getAttribute('aria-label')).toMatch(
      /^87\.5 %, surely between \d+ % and \d+ %; base 96\.0 %$/,
    );
    expect(await row.getByRole('img').nth(1).getAttribute('aria-label')).toMatch(/^Scores: .*0\.9/);
    expect(await row.textContent()).toMatch(/\$0\.00\d+−\$0\.00\d+$/);
    expect(await page.locator('.sample').textContent()).toContain('No model gave them');
    expect(await page.locator('.tile').filter({ hasText: 'Flaky' }).textContent()).toContain('1');
  });

  it('shows a change as a whole: why, each prompt it reaches, what was found', async () => {
    const cwd = starterFolder();
    runGit(cwd, ['init', '--quiet', '--initial-branch=main']);
    runGit(cwd, ['add', '--all']);
    runGit(cwd, ['commit', '--quiet', '--message', 'Start']);
    runGit(cwd, ['checkout', '--quiet', '-b', 'work']);
    const file = path.join(cwd, 'prompts/support/triage.prompt.yaml');
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replace(/^inputs:$/m, 'inputs:\n  "<b>": { type: string }'),
    );
    const { stderr } = await promptops(['ci', '--base', 'main', '--output', 'html=ci.html'], { cwd });
    expect(stderr).not.toContain('promptops:');
    const page = await open(path.join(cwd, 'ci.html'));
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toMatch(
      /^\w[\w ]*: 1 prompt reached$/,
    );
    expect(await page.getByRole('row').nth(1).textContent()).toContain('support/triage');
    const findings = page.getByRole('region', { name: 'Findings' });
    expect(await findings.textContent()).toContain('"<b>"');
    expect(await findings.textContent()).toContain('prompts/support/triage.prompt.yaml:');
  });

  it('lists what broke first, and filters by outcome, prompt, model and what is special of a case', async () => {
    const page = await show(pageReport(200));
    expect(await options(page).first().textContent()).toContain('brokecritical');
    await page.getByRole('button', { name: /^no verdict 5$/ }).click();
    expect(await counted(page)).toBe('5 of 200 cases');
    expect(await options(page).count()).toBe(5);
    await page.getByRole('button', { name: /^all 200$/ }).click();
    await page.getByRole('button', { name: /^fixed 7$/ }).click();
    expect(await counted(page)).toBe('7 of 200 cases');
    await page.getByRole('button', { name: /^fixed 7$/ }).click();
    await page.getByLabel('Prompt', { exact: true }).selectOption('support/reply');
    await page.getByLabel('Model').selectOption('openai/gpt-4.1-mini');
    expect(await counted(page)).toBe('34 of 200 cases');
    await page.getByLabel('Order').selectOption('Lowest score first');
    expect(await options(page).first().textContent()).toContain('0.00');
    // From the table of prompts to its cases.
    await page.getByRole('button', { name: 'content/summary' }).first().click();
    expect(await counted(page)).toBe('33 of 200 cases');
  });

  it('finds what stands in answers, and says so where nothing does', async () => {
    const page = await show(pageReport(600));
    const search = page.getByLabel('Search the cases');
    await search.fill('colleague 71 order 4071');
    await page.getByText('1 of 600 cases').waitFor();
    expect(await heading(page)).toContain('case-00071');
    await search.fill('no such words');
    await page.getByText('No case is like that.').waitFor();
    await page.getByRole('button', { name: 'Show all' }).click();
    expect(await counted(page)).toBe('600 cases');
  });

  it('is worked by keys alone: / searches, arrows choose, Enter opens, Esc goes back', async () => {
    const page = await show(pageReport(200));
    const focused = () => page.evaluate('document.activeElement.id || document.activeElement.tagName');
    await page.keyboard.press('/');
    await page.keyboard.type('case-0000');
    await page.getByText('10 of 200 cases').waitFor();
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toBe('cases');
    const first = await chosen(page);
    await page.keyboard.press('ArrowDown');
    expect(await chosen(page)).not.toBe(first);
    const id = await page.getByRole('listbox').getAttribute('aria-activedescendant');
    expect(await page.locator(`#${id}`).getAttribute('aria-selected')).toBe('true');
    expect(await page.locator(`#${id}`).getAttribute('aria-posinset')).toBe('2');
    await page.keyboard.press('End');
    const last = await chosen(page);
    await page.keyboard.press('Enter');
    expect(await focused()).toBe('H3');
    expect(await heading(page)).toContain(last);
    await page.keyboard.press('Escape');
    expect(await focused()).toBe('cases');
    await page.keyboard.press('/');
    await page.keyboard.press('Escape');
    expect(await counted(page)).toBe('200 cases');
    // Where somebody types, a slash is a slash.
    await page.keyboard.type('support/reply');
    expect(await page.getByLabel('Search the cases').inputValue()).toBe('support/reply');
  });

  it('shows expected, baseline and new side by side, with the words marked that differ', async () => {
    const page = await show(pageReport(200));
    await page.getByLabel('Search the cases').fill('case-00071');
    const side = (name: string) => page.getByRole('region', { name, exact: true });
    await page.getByText('1 of 200 cases').waitFor();
    expect(await side('Expected').textContent()).toContain('Refunds close after 30 days');
    expect(await side('Baseline').locator('del').allTextContents()).toEqual([
      '30',
      'no',
      'longer',
      'possible',
      'tomorrow',
    ]);
    expect(await side('New').locator('ins').allTextContents()).toEqual(['60', 'on', 'its', 'way', 'today']);
    const boxes = await Promise.all(['Expected', 'Baseline', 'New'].map((name) => side(name).boundingBox()));
    expect(new Set(boxes.map((box) => box?.y)).size).toBe(1);
  });

  it('compares with what was expected where there is no base', async () => {
    const report = pageReport(20);
    const results = report.results.map(({ base: _, ...result }) => result);
    const page = await show({ ...report, comparison: null, results });
    await page.getByLabel('Search the cases').fill('case-00003');
    await page.getByText('1 of 20 cases').waitFor();
    expect(await page.getByRole('region', { name: 'Expected' }).locator('del').first().textContent()).toBe(
      '30',
    );
    expect(await page.getByRole('region', { name: 'Baseline' }).count()).toBe(0);
  });

  it.each(['light', 'dark'] as const)('follows a %s system, and its button turns it', async (colorScheme) => {
    const page = await show(pageReport(20), { colorScheme });
    const brightness = async (): Promise<number> => {
      const color = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
      return Number(/\d+/.exec(color)?.[0]);
    };
    expect((await brightness()) > 128).toBe(colorScheme === 'light');
    await page.getByRole('button', { name: 'Dark theme' }).click();
    expect((await brightness()) > 128).toBe(colorScheme === 'dark');
  });

  it('is readable 360 pixels wide: nothing is cut off, and a case covers the list until it is left', async () => {
    const page = await show(pageReport(200), { viewport: { width: 360, height: 740 } });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    const view = page.locator('.case');
    expect(await view.isVisible()).toBe(false);
    await options(page).nth(2).click();
    expect(await view.boundingBox()).toMatchObject({ x: 0, width: 360, height: 740 });
    await page.getByRole('button', { name: '← Cases' }).click();
    expect(await view.isVisible()).toBe(false);
  });

  it('draws ten thousand cases a screen at a time, and scrolls to each', async () => {
    const page = await show(pageReport(10_000));
    const nodes = () => page.evaluate<number>('document.querySelectorAll("*").length');
    expect(await nodes()).toBeLessThan(1_000);
    await page.getByRole('listbox').focus();
    await page.keyboard.press('End');
    await page.locator('[aria-posinset="10000"]').waitFor();
    expect(await heading(page)).not.toBe('');
    // No row is missing wherever the list stands.
    for (const share of [0.1, 0.5, 0.77]) {
      await page.evaluate(
        `(() => { const list = document.getElementById('cases'); list.scrollTop = list.scrollHeight * ${share}; })()`,
      );
      const edge = `(() => {
        const { x, bottom } = document.getElementById('cases').getBoundingClientRect();
        return document.elementFromPoint(x + 60, bottom - 20)?.closest('[role=option]') !== null;
      })()`;
      await expect.poll(() => page.evaluate(edge)).toBe(true);
    }
    expect(await nodes()).toBeLessThan(1_000);
  });

  const hostile: readonly (readonly [string, string])[] = [
    ['a script', '<script>document.title = "owned"</script>'],
    ['the end of a script', '</script><script>document.title = "owned"</script><!--'],
    ['an image that runs', '<img src=x onerror="document.title = \'owned\'">'],
    [
      'a frame, a style and a link',
      '<iframe src="https://example.com"></iframe><style>*{display:none}</style><a href="javascript:alert(1)">x</a>',
    ],
    ['a reply that ends what it stands in', '--></style></title></textarea>]]>\'"`+alert(1)+`'],
  ];

  it.each(hostile)('shows %s as the text it is, wherever it stands', async (_, text) => {
    const page = await show(everywhere(text));
    const elements = () =>
      page.evaluate<string>(
        '[...document.querySelectorAll("#page iframe, #page img, #page script, #page style, #page a, #page link, #page object")].map((each) => each.outerHTML).join()',
      );
    expect(await elements()).toBe('');
    expect(await page.title()).toBe('promptops test: failed');
    for (const name of ['Expected', 'New'])
      expect(await page.getByRole('region', { name, exact: true }).textContent()).toContain(text);
    expect(await page.locator('.row-name').first().textContent()).toContain(text);
    await page.getByLabel('Search the cases').fill(text.slice(0, 20));
    await page.getByText('1 case', { exact: true }).waitFor();
    expect(await elements()).toBe('');
  });

  it('writes out what cannot be seen: separators of lines, turned text, bells', async () => {
    const page = await show(everywhere('a\u2028b\u2029c\u202egnirts\u0007\u200b'));
    const text = await page.getByRole('region', { name: 'New', exact: true }).textContent();
    expect(text).toContain('\\u202egnirts\\u0007\\u200b');
    expect(await page.evaluate('document.body.innerText')).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u0007]/);
  });
});

/** A report of one failed case in which a text stands wherever a text can stand. */
function everywhere(text: string): TestReport {
  const more = (): Partial<CaseResult> => ({
    prompt: text,
    case: text,
    model: text,
    description: text,
    outcome: 'fail',
    locale: text,
    variant: text,
    tags: [text],
    output: text,
    warnings: [text],
    toolCalls: [{ id: text, name: text, arguments: { [text]: text }, valid: true }],
    assertions:
      pageReport(4).results[3]?.assertions.map((each) => ({
        ...each,
        type: text,
        metric: text,
        message: text,
        expected: text,
      })) ?? [],
  });
  const report = pageReport(1, { more });
  const gate = {
    gate: text,
    scope: text,
    level: 'block',
    passed: false,
    want: text,
    got: text,
    message: text,
  } as const;
  return {
    ...report,
    source: { ...report.source, repository: text },
    gates: [gate],
    notes: [text],
    untested: [text],
  };
}
