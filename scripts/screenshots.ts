/** Takes the pictures of the review screens that the documentation shows, of a corpus made for it. `npm run build` first. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { openBrowser, openPage } from '../test/ui/browser.js';
import { startFakeServer } from '../test/ui/fake-server.js';

const IMAGES = fileURLToPath(new URL('../docs/images/', import.meta.url));

async function picture(name: string, dark: boolean, show: (page: Page, url: string) => Promise<void>): Promise<void> {
  const server = await startFakeServer({ groups: 310 });
  const { page, context, wrong } = await openPage(browser, `${server.url}#code=${server.code}`, { dark });
  await page.waitForSelector('.row-current');
  await show(page, server.url);
  await page.waitForTimeout(600);
  await page.screenshot({ path: join(IMAGES, name) });
  await context.close();
  await server.close();
  if (wrong.length > 0) throw new Error(`${name}: ${wrong.join('; ')}`);
}

mkdirSync(IMAGES, { recursive: true });
const browser = await openBrowser();
const press = async (page: Page, keys: string): Promise<void> => { for (const key of keys.split(' ')) await page.keyboard.press(key); };
await picture('ui-queue.png', false, async (page) => { await press(page, 'j j j j j'); });
await picture('ui-queue-dark.png', true, async (page) => { await press(page, 'j j'); });
await picture('ui-overview.png', false, async (page) => { await press(page, 'g o'); await page.waitForSelector('canvas'); });
await picture('ui-item-contradiction.png', false, async (page) => { await press(page, 'e'); await page.waitForSelector('.sides'); });
await browser.close();
