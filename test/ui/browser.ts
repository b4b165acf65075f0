import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];

/** The system's own browser: none is downloaded. Without one the screens are not tested, which is a failure. */
export async function openBrowser(): Promise<Browser> {
  const given = process.env['CHROMIUM_PATH'];
  const path = given ?? PLACES.find((place) => existsSync(place));
  if (path === undefined || !existsSync(path)) {
    throw new Error(`No browser for the tests of the review screens${given === undefined ? '' : ` at CHROMIUM_PATH=${given}`}: install one (\`apt-get install chromium\`, or Chrome), or set CHROMIUM_PATH to one.`);
  }
  return chromium.launch({ executablePath: path, args: ['--disable-lcd-text', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])] });
}

export interface Watched { readonly page: Page; readonly context: BrowserContext; /** Dialogs, errors and messages of the CSP, and requests to anywhere else. */ readonly wrong: string[] }

/** A page that notes whatever must not happen. */
export async function openPage(browser: Browser, url: string, options: { readonly dark?: boolean; readonly width?: number; readonly height?: number; readonly expect?: RegExp } = {}): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width: options.width ?? 1280, height: options.height ?? 800 }, colorScheme: options.dark === true ? 'dark' : 'light', reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const wrong: string[] = [];
  page.on('dialog', (dialog) => { wrong.push(`dialog: ${dialog.message()}`); void dialog.dismiss(); });
  page.on('pageerror', (error) => { wrong.push(`error: ${error.message}`); });
  page.on('console', (message) => { if (message.type() === 'error' && !/status of (?:400|401|404|409|500)/u.test(message.text())) wrong.push(`console: ${message.text()}`); });
  page.on('request', (request) => { if (!request.url().startsWith(new URL(url).origin)) wrong.push(`request: ${request.url()}`); });
  await page.goto(url);
  return { page, context, wrong };
}

/** What is so after a while, asked again and again: the page answers in its own time. */
export async function until(holds: () => Promise<boolean> | boolean, what: string, ms = 25_000): Promise<void> {
  for (const end = Date.now() + ms; Date.now() < end;) {
    if (await holds()) return;
    await new Promise((resolve) => { setTimeout(resolve, 25); });
  }
  throw new Error(`It never came to this: ${what}`);
}

export async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

/** Goes on with Tab until what is meant has the focus, as somebody without a mouse does. */
export async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 400; presses += 1) {
    if (await page.evaluate<boolean>(`document.activeElement.matches(${JSON.stringify(selector)})`)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never comes to ${selector}`);
}

export const textOf = async (page: Page, selector: string): Promise<string> => (await page.locator(selector).first().textContent()) ?? '';

/** The group and item that are shown, with their story loaded and ready to be decided on. */
export async function ready(page: Page): Promise<string> {
  await page.waitForSelector('.actions .button:not(:disabled)');
  return textOf(page, '.item-title');
}
