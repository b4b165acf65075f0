import { describe, expect, it } from 'vitest';
import { violations } from './axe.js';
import { press, ready, textOf, until } from './browser.js';
import type { FakeDesk } from './fake-desk.js';
import { screens, toast } from './harness.js';

const open = screens();

describe.each([['light', false], ['dark', true]])('every screen in %s', (_name, dark) => {
  it('has no serious violation of what axe-core checks', async () => {
    const { page, server } = await open(310, { dark });
    await press(page, 'a');
    await ready(page);
    const checked: Record<string, string[]> = { queue: await violations(page) };
    await press(page, 'x');
    checked['selection'] = await violations(page);
    await press(page, 'r');
    await until(async () => (await page.locator('dialog .counts').count()) > 0, 'a preview');
    checked['preview'] = await violations(page);
    await press(page, 'Escape', 'Escape', '?');
    await page.waitForSelector('dialog[open]');
    checked['help'] = await violations(page);
    await press(page, 'Escape');
    await page.evaluate("location.hash = '#/queue?kind=contradiction&owner=support'");
    await until(async () => (await textOf(page, '.row-current')).includes('Contradiction'), 'a contradiction');
    await ready(page);
    checked['contradiction'] = await violations(page);
    await press(page, 'e');
    await page.waitForSelector('.item-screen .sides');
    checked['item'] = await violations(page);
    await press(page, 'g', 'o');
    await page.waitForSelector('.trend canvas');
    await page.locator('summary').click();
    checked['overview'] = await violations(page);
    await press(page, 'g', 'l');
    await page.waitForSelector('.log');
    checked['log'] = await violations(page);
    server.desk.generation += 1;
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
    await page.waitForSelector('.newer');
    checked['newer'] = await violations(page);
    await page.locator('button', { hasText: 'Log out' }).click();
    await page.waitForSelector('#token');
    checked['login'] = await violations(page);
    expect(Object.fromEntries(Object.entries(checked).filter(([, found]) => found.length > 0))).toEqual({});
  });
});

describe('the history of an item', () => {
  it('says who decided what, when, until when, whose it is by it, and what has become of it', async () => {
    const { page } = await open(12, { hash: '#/queue?kind=lapsed' });
    await until(async () => (await page.locator('[aria-label=History] ol').count()) > 1, 'the decisions');
    const lines = await page.locator('[aria-label=History] ol').last().locator('li').allTextContents();
    expect(lines.map((line) => line.replaceAll(/\s+/gu, ' ').trim())).toEqual([
      '2026-05-03 09:12 UTC ada approved it lapsed checked with the office the text has changed since',
      '2026-01-03 09:12 UTC grace waived it until 2026-04-01, then hopper <b>’s ended',
      '2026-01-02 09:12 UTC grace assigned it to nobody in force',
    ]);
    expect(await violations(page)).toEqual([]);
  });
});

describe('the log', () => {
  const act = (desk: FakeDesk, from: number, to: number, actor: string): void => {
    const items = [...desk.corpus.items.values()].filter(({ side }) => !side).slice(from, to).map(({ item: { id, evidence } }) => ({ id, evidence }));
    desk.decide({ verdict: 'reject', items, reason: 'old' }, { actor, preview: false });
  };
  const fates = (desk: FakeDesk): string => desk.log.map(({ fate }) => fate).join();

  it('takes back whatever can still be, after it has asked: one decision, or all that were made at once', async () => {
    const { page, server: { desk } } = await open(12);
    act(desk, 0, 1, 'grace');
    act(desk, 1, 4, 'grace');
    await press(page, 'g', 'l');
    await until(async () => (await page.locator('.log tbody tr').count()) === 4, 'the decisions');
    await page.getByLabel('Undo decision 1').focus();
    await press(page, 'Enter');
    await until(async () => (await textOf(page, 'dialog h2')) === 'Take back decision 1', 'a question');
    expect(await page.locator('dialog .dialog-foot button').count()).toBe(1);
    expect(await violations(page)).toEqual([]);
    await page.keyboard.type('a slip');
    await press(page, 'Enter');
    await toast(page, 'Taken back: decision 1, reject ');
    expect(fates(desk)).toBe('withdrawn,stands,stands,stands');
    await until(async () => (await page.getByLabel('Undo decision 1').count()) === 0, 'no way to take it back again');
    await page.getByLabel('Undo decision 3').focus();
    await press(page, 'Enter', 'Enter');
    await toast(page, 'Taken back: decision 3');
    expect(fates(desk)).toBe('withdrawn,stands,withdrawn,stands');
    await page.getByLabel('Undo decision 4').focus();
    await press(page, 'Enter');
    await page.locator('dialog button', { hasText: 'Take back all 3 decisions made at once' }).focus();
    await press(page, 'Enter');
    await toast(page, 'Taken back: decisions 2 to 4');
    expect(fates(desk)).toBe('withdrawn,withdrawn,withdrawn,withdrawn');
  });

  it('says why where it cannot be any more', async () => {
    const { page, server: { desk } } = await open(12);
    act(desk, 0, 1, 'grace');
    await press(page, 'g', 'l');
    await until(async () => (await page.locator('.log tbody tr').count()) === 1, 'the decision');
    desk.undo({ first: 1, last: 1 });
    await page.getByLabel('Undo decision 1').focus();
    await press(page, 'Enter', 'Enter');
    await until(async () => (await textOf(page, 'dialog')).includes('decision 1 has been taken back already'), 'the reason');
  });

  it('offers a viewer nothing', async () => {
    const { page, server: { desk } } = await open(12, { as: 'viewer' });
    act(desk, 0, 1, 'grace');
    await press(page, 'g', 'l');
    await until(async () => (await page.locator('.log tbody tr').count()) === 1, 'the decision');
    expect(await page.locator('.log button').count()).toBe(0);
  });
});

describe('from screen to screen', () => {
  it('walks through all of them by keyboard, and comes back to where it was', async () => {
    const { page, server: { desk } } = await open(40);
    await press(page, 'j', 'j');
    const title = await ready(page);
    await press(page, 'Enter');
    await page.waitForSelector('.item-screen .item-title');
    expect(await textOf(page, '.item-title')).toBe(title);
    expect(await textOf(page, '.cards')).toContain('Where it comes from');
    await ready(page);
    const path = await textOf(page, '.item-path');
    await press(page, 'r');
    await until(() => desk.log.length === 1, 'a decision on the item screen');
    await until(async () => (await textOf(page, '.item-path')) !== path, 'the next item');
    await press(page, 'Escape');
    await page.waitForSelector('.row-current');
    await press(page, 'g', 'l');
    await page.waitForSelector('.log');
    expect(await textOf(page, '.log tbody tr')).toContain('reject');
    await page.locator('.log button', { hasText: 'Undo' }).focus();
    await press(page, 'Enter');
    await toast(page, 'Taken back');
    await until(async () => (await textOf(page, '.log tbody tr')).includes('withdrawn'), 'the fate of what was taken back');
    await press(page, 'g', 'o');
    await page.waitForSelector('.trend canvas');
    expect(await textOf(page, '.numbers')).toContain('Waiting for review');
    await page.locator('.bars a').first().focus();
    await press(page, 'Enter');
    await page.waitForSelector('.row-current');
    expect(page.url()).toMatch(/#\/queue\?rule=/u);
    await press(page, 'g', 'o');
    await page.locator('.panel a', { hasText: 'people-ops' }).first().click();
    await page.waitForSelector('.row-current');
    expect(page.url()).toContain('owner=people-ops');
  });

  it('shows the page of a rule, and keeps the theme', async () => {
    const { page } = await open(12, { hash: '#/queue?rule=freshness%2Fstale' });
    await page.locator('.reason .link').first().click();
    await until(async () => (await textOf(page, 'dialog .page')).includes('A retriever ranks by likeness'), 'the page of the rule');
    await press(page, 'Escape');
    const ground = (): Promise<string> => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const light = await ground();
    await page.locator('.theme select').selectOption('dark');
    expect(await ground()).not.toBe(light);
    await page.reload();
    await page.waitForSelector('.row-current');
    expect(await ground()).not.toBe(light);
  });

  it('fits 1024 pixels without scrolling sideways, and reflows at 320', async () => {
    const { page } = await open(40, { hash: '#/queue?kind=contradiction', width: 1024, height: 700 });
    for (const [width, hash] of [[1024, '#/queue'], [1024, '#/overview'], [1024, '#/log'], [320, '#/queue'], [320, '#/overview'], [320, '#/log'], [320, '#/item/c0-0']] as const) {
      await page.setViewportSize({ width, height: 700 });
      await page.evaluate(`location.hash = '${hash}'`);
      await page.waitForTimeout(200);
      expect([hash, await page.evaluate('document.documentElement.scrollWidth <= innerWidth')]).toEqual([hash, true]);
    }
  });
});

describe('logging in', () => {
  it('by a code of the address, which leaves it at once and works once', async () => {
    const { page, server } = await open(12);
    expect(page.url()).not.toContain('code');
    expect(await page.evaluate('history.length')).toBeLessThanOrEqual(2);
    await page.context().clearCookies();
    await page.goto('about:blank');
    await page.goto(`${server.url}#code=${server.code}`);
    await page.waitForSelector('#token');
    expect(page.url()).not.toContain('code');
    expect(await textOf(page, '.problem')).toContain('opens nothing');
  });

  it('by a token, which is kept nowhere', async () => {
    const { page, server } = await open(12, { as: 'none' });
    await page.locator('#token').fill('wrong');
    await press(page, 'Enter');
    await page.waitForSelector('.problem');
    await page.locator('#token').fill(server.tokens.reviewer);
    await press(page, 'Enter');
    await page.waitForSelector('.row-current');
    expect(page.url()).not.toContain(server.tokens.reviewer);
    expect(await page.evaluate('JSON.stringify([localStorage, sessionStorage])')).not.toContain(server.tokens.reviewer);
    expect(server.asked.join('\n')).not.toContain(server.tokens.reviewer);
    await page.reload();
    await page.waitForSelector('.row-current');
  });

  it('as a viewer, who sees everything and decides nothing', async () => {
    const { page, server } = await open(12, { as: 'viewer' });
    await page.waitForSelector('.in-document');
    expect(await textOf(page, '.actions')).toContain('logged in as a viewer');
    expect(await page.locator('.actions button').count()).toBe(0);
    await press(page, 'a', 'r', 'Shift+A', 'x', 'a');
    await page.waitForTimeout(300);
    expect(server.asked.filter((line) => line === 'POST decisions')).toEqual([]);
  });

  it('again when the session is over, without losing the place', async () => {
    const { page, server } = await open(12, { hash: '#/queue?kind=rule' });
    await page.context().clearCookies();
    await press(page, 'j');
    await page.waitForSelector('#token');
    expect(await textOf(page, 'form')).toContain('Your session is over');
    await page.locator('#token').fill(server.tokens.admin);
    await press(page, 'Enter');
    await page.waitForSelector('.row-current');
    expect(page.url()).toContain('kind=rule');
  });
});
