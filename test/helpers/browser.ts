import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const names = ['chromium', 'google-chrome', 'chromium-browser'];

/** Where Chromium stands on this machine; null when it does not. `CHROMIUM` names it elsewhere. */
export const chromiumPath: string | null = findChromium();

function findChromium(): string | null {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  const places = names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return (
    [process.env['CHROMIUM'] ?? '', ...places].find((place) => place !== '' && existsSync(place)) ?? null
  );
}

/** In CI a machine without a browser must fail, elsewhere its tests are left out: `describe.runIf(canBrowse)`. */
export const canBrowse: boolean = chromiumPath !== null || Boolean(process.env['CI']);

/** A real browser, which the caller closes. */
export function launchBrowser(): Promise<Browser> {
  if (chromiumPath === null)
    throw new Error('No Chromium: install it (Debian: apt-get install chromium), or name it in CHROMIUM.');
  // A container's root has no user namespace to be confined in.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath: chromiumPath, args });
}

export type OpenedPage = {
  readonly page: Page;
  /** What went wrong since it was opened: exceptions, failed requests, violations of its policy. */
  readonly troubles: readonly string[];
  /** Every address it asked for, its own first. */
  readonly requests: readonly string[];
};

/** Opens an address in a profile of its own and keeps what it asks for and what goes wrong; the browser closes it. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<OpenedPage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const [troubles, requests]: [string[], string[]] = [[], []];
  page.on('pageerror', (error) => troubles.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(message.text());
  });
  page.on('requestfailed', (request) => troubles.push(`failed: ${request.url()}`));
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(url);
  return { page, troubles, requests };
}
