import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { openBrowser, openPage, ready, until, type Watched } from './browser.js';
import { startFakeServer, type FakeServer } from './fake-server.js';

export interface Opening {
  readonly hash?: string; readonly width?: number; readonly height?: number; readonly dark?: boolean; readonly bulk?: number; readonly hostile?: boolean;
  /** How one logs in; `none` = not at all. Default: by the code of the address. */
  readonly as?: 'viewer' | 'reviewer' | 'none';
}
export interface Opened { readonly server: FakeServer; readonly page: Page }

/** Opens the screens on a server of their own, in one browser for all tests of a file; after each test nothing must have gone wrong on the page. */
export function screens(): (groups: number, options?: Opening) => Promise<Opened> {
  let browser: Browser | null = null;
  let server: FakeServer | null = null;
  let watched: Watched | null = null;
  beforeAll(async () => { browser = await openBrowser(); });
  afterAll(async () => { await browser?.close(); });
  afterEach(async () => {
    await watched?.context.close();
    await server?.close();
    const wrong = watched?.wrong ?? [];
    [server, watched] = [null, null];
    expect(wrong).toEqual([]);
  });
  return async (groups, options = {}) => {
    server = await startFakeServer({ groups, hostile: options.hostile === true, ...(options.bulk === undefined ? {} : { bulk: options.bulk }) });
    watched = await openPage(browser!, options.as === undefined ? `${server.url}#code=${server.code}` : server.url, options);
    const { page } = watched;
    if (options.as === 'none') return { server, page };
    if (options.as !== undefined) {
      await page.locator('#token').fill(server.tokens[options.as]);
      await page.keyboard.press('Enter');
    }
    await page.waitForSelector('.row-current');
    if (options.hash !== undefined) {
      await page.evaluate(`location.hash = ${JSON.stringify(options.hash)}`);
      await page.waitForTimeout(200);
    }
    if (options.as !== 'viewer' && (options.hash ?? '#/queue').startsWith('#/queue')) await ready(page);
    return { server, page };
  };
}

/** Items in the queue of the server by what has become of them. */
export function statuses(desk: FakeServer['desk']): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { item, side } of desk.corpus.items.values()) if (!side) counts[item.status] = (counts[item.status] ?? 0) + 1;
  return counts;
}

export const toast = (page: Page, part: string | RegExp): Promise<void> => until(async () => ((await page.locator('.toast').textContent()) ?? '').match(part) !== null, `a message with ${String(part)}`);
