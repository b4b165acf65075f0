/** Takes the pictures of the review screens that the documentation shows, of a corpus made for it. `npm run build` first. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { openBrowser, openPage } from '../test/ui/browser.js';
import { smallPng } from './screenshots/small-png.js';
import { startFakeServer, type FakeServer } from '../test/ui/fake-server.js';

const IMAGES = fileURLToPath(new URL('../docs/images/', import.meta.url));

async function picture(name: string, dark: boolean, show: (page: Page, server: FakeServer) => Promise<void>): Promise<void> {
  const server = await startFakeServer({ groups: 310 });
  const { page, context, wrong } = await openPage(browser, `${server.url}#code=${server.code}`, { dark });
  await page.waitForSelector('.row-current');
  await show(page, server);
  await page.waitForTimeout(600);
  writeFileSync(join(IMAGES, name), smallPng(await page.screenshot()));
  await context.close();
  await server.close();
  if (wrong.length > 0) throw new Error(`${name}: ${wrong.join('; ')}`);
}

mkdirSync(IMAGES, { recursive: true });
const browser = await openBrowser();
const press = async (page: Page, keys: string): Promise<void> => { for (const key of keys.split(' ')) await page.keyboard.press(key); };
await picture('ui-queue.png', false, async (page) => { await press(page, 'j j j'); });
await picture('ui-queue-dark.png', true, async (page) => { await press(page, 'k'); });
await picture('ui-overview.png', false, async (page) => { await press(page, 'g o'); await page.waitForSelector('canvas'); });
await picture('ui-item-contradiction.png', false, async (page) => { await page.goto(`${page.url().split('#', 1)[0] ?? ''}#/item/c0-0`); await page.waitForSelector('.sides'); });
await picture('ui-policy.png', false, async (page, { desk }) => {
  desk.policy.sample = 400;
  await press(page, 'g p');
  await page.locator('input[type=range][aria-label="freshness.score <, slider"]').focus();
  for (let at = 0; at < 55; at += 1) await page.keyboard.press('ArrowRight');
  await page.waitForSelector('.counts-table');
});
await browser.close();
