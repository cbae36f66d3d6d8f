import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canBrowse, launchBrowser, openPage } from '../helpers/browser.ts';
import { createFolder } from '../helpers/repository.ts';

const policy = (body: string): string =>
  `<meta http-equiv="Content-Security-Policy" content="default-src 'none'">${body}`;

/** What the tests of pages rely on: a trouble that goes unseen would make each of them pass. */
describe.runIf(canBrowse)('a page opened for a test', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());

  const troublesOf = async (html: string): Promise<string> => {
    const file = path.join(createFolder(), 'page.html');
    writeFileSync(file, `<!doctype html>${html}`);
    const { page, troubles } = await openPage(browser, pathToFileURL(file).href);
    await page.waitForTimeout(50);
    return troubles.join('\n');
  };

  it.each([
    ['nothing of a page that is well', '<p>Good</p>', /^$/],
    ['what its policy forbids', policy('<img src="x" onerror="alert(1)">'), /Content Security Policy/],
    ['what its script throws', '<script>throw new Error("gone wrong")</script>', /gone wrong/],
    ['what it asks for in vain', '<img src="missing.png">', /failed: .*missing\.png/],
  ])('reports %s', async (_, html, expected) => {
    expect(await troublesOf(html)).toMatch(expected);
  });
});
