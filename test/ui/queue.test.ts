import { describe, expect, it } from 'vitest';
import { press, ready, textOf, until } from './browser.js';
import { screens, statuses, toast } from './harness.js';

const open = screens();

describe('the queue, by keyboard only', () => {
  it('approves, rejects and takes both back', async () => {
    const { server: { desk }, page } = await open(12);
    const total = await textOf(page, '.totals');
    expect(total).toBe('37 items in 12 groups');
    await press(page, 'j', 'j');
    await until(async () => (await page.locator('#groups').getAttribute('aria-activedescendant')) === 'groups-2', 'the third group');
    // A group of one: the contradiction about refunds.
    await press(page, '/');
    await page.keyboard.type('refunds');
    await press(page, 'Escape');
    await until(async () => (await textOf(page, '.totals')) === '1 item in 1 group', 'the filtered queue');
    expect(page.url()).toContain('#/queue?text=refunds');
    await ready(page);
    await press(page, 'a');
    await toast(page, 'Released refunds-faq.md');
    expect(desk.corpus.items.get('c0-0')!.item.status).toBe('accepted');
    await until(async () => (await page.locator('.pane-empty').count()) > 0, 'an empty queue');
    await press(page, 'u');
    await toast(page, 'Taken back: Released refunds-faq.md');
    await until(() => desk.corpus.items.get('c0-0')!.item.status === 'quarantined', 'the item held back again');
    await ready(page);
    await press(page, 'r');
    await toast(page, 'Rejected refunds-faq.md');
    await press(page, 'u');
    await toast(page, 'Taken back: Rejected');
    expect(statuses(desk)).toEqual({ quarantined: 37 });
  });

  it('moves to the next item of the group, and with its last one to the next group', async () => {
    const { page } = await open(12, { hash: '#/queue?rule=safety%2Finvisible-text' });
    expect(await textOf(page, '.row-current .row-count')).toBe('2');
    await press(page, 'n');
    await until(async () => (await textOf(page, '.stepper')).includes('item 2 of 2'), 'the second item');
    await ready(page);
    await press(page, 'p');
    await until(async () => (await textOf(page, '.stepper')).includes('item 1 of 2'), 'the first item');
    await ready(page);
    await press(page, 'a');
    await until(async () => (await textOf(page, '.row-current .row-count')) === '1', 'one item left');
    await ready(page);
    await press(page, 'r');
    await until(async () => (await page.locator('.row').count()) === 0, 'no group left');
    await press(page, 'u', 'u');
    await until(async () => (await textOf(page, '.row-current .row-count')) === '2', 'both back');
  });

  it('decides a contradiction by side, and keeps one of several copies', async () => {
    const { server: { desk }, page } = await open(12, { hash: '#/queue?kind=contradiction' });
    const first = await ready(page);
    expect(await textOf(page, '.sides')).toContain('newer');
    expect(await textOf(page, '.verdict')).toContain('keep the other one');
    await press(page, '2');
    await toast(page, /Released .* \(.* rejected\)/u);
    await until(async () => (await ready(page)) !== first, 'the next contradiction');
    await press(page, '1');
    await until(() => statuses(desk)['accepted'] === 1, 'this side released');
    await press(page, 'u', 'u');
    await until(() => statuses(desk)['quarantined'] === 37, 'both back');
    await page.evaluate("location.hash = '#/queue?kind=cluster'");
    await until(async () => (await textOf(page, '.totals')).includes('2 groups'), 'the copies');
    await ready(page);
    await press(page, 'c');
    await toast(page, /Kept and released .* \(3 others rejected\)/u);
    await ready(page);
    await press(page, 'd');
    await toast(page, 'Not duplicates:');
  });

  it('gives a reason, one given before by its number, and keeps it only where it is pinned', async () => {
    const { server: { desk }, page } = await open(12, { hash: '#/queue?kind=rule' });
    await press(page, 'm');
    await page.waitForSelector('.templates');
    await press(page, '2');
    await until(async () => (await page.locator('#reason').inputValue()) === 'describes the old product', 'the second reason');
    await press(page, 'r');
    await until(() => desk.log.length === 1, 'one decision');
    expect(desk.log[0]).toMatchObject({ verdict: 'reject', reason: 'describes the old product', actor: 'ada' });
    await ready(page);
    await press(page, 'a');
    await until(() => desk.log.length === 2, 'a second decision');
    expect(desk.log[1]!.reason).toBe('');
    await ready(page);
    await press(page, 'm');
    await page.keyboard.type('seen with Ada');
    await page.locator('.reason-box input[type=checkbox]').check();
    await press(page, 'Escape');
    await page.locator('#groups').focus();
    await press(page, 'a');
    await until(() => desk.log.length === 3, 'a third decision');
    await ready(page);
    await press(page, 'a');
    await until(() => desk.log.length === 4, 'a fourth decision');
    expect(desk.log.slice(2).map(({ reason }) => reason)).toEqual(['seen with Ada', 'seen with Ada']);
  });

  it('does not take what is typed for keys', async () => {
    const { server: { desk }, page } = await open(12);
    await press(page, '/');
    await page.keyboard.type('arquxc12d');
    await page.waitForTimeout(400);
    expect(desk.log).toEqual([]);
    expect(page.url()).toContain('text=arquxc12d');
    await until(async () => (await page.locator('.pane-empty').count()) > 0, 'nothing found');
  });

  it('reads filters from the address, and leaves out what is none', async () => {
    const { server: { asked }, page } = await open(100, { hash: '#/queue?source=wiki&kind=contradiction&order=oldest&status=nonsense&evil=1&dimension=freshness&below=0.9' });
    await until(() => asked.some((line) => line.includes('source=wiki') && line.includes('kind=contradiction')), 'a filtered request');
    const line = asked.findLast((request) => request.includes('GET queue?source=wiki'))!;
    expect(line).toContain('order=oldest');
    expect(line).toContain('below=0.9');
    expect(line).not.toMatch(/evil|nonsense/u);
    expect(await page.locator('.filters select').first().inputValue()).toBe('=wiki');
    expect(await page.locator('.row').count()).toBeGreaterThan(1);
  });

  it('lists every key, and closes with Esc', async () => {
    const { page } = await open(12);
    await press(page, '?');
    await page.waitForSelector('dialog[open]');
    expect(await page.locator('.keys dt').count()).toBeGreaterThan(20);
    await press(page, 'a', 'Escape');
    await until(async () => (await page.locator('dialog[open]').count()) === 0, 'no dialog');
  });

  it('says what approving would do, once one stays', async () => {
    const { server: { asked }, page } = await open(12, { hash: '#/queue?kind=cluster' });
    await until(async () => (await textOf(page, '.preview')).includes('releases this one, and holds back 1 other'), 'the preview');
    const before = asked.filter((line) => line === 'POST decisions').length;
    await press(page, 'n', 'n', 'p', 'p');
    await page.waitForTimeout(600);
    expect(asked.filter((line) => line === 'POST decisions').length - before).toBeLessThanOrEqual(1);
  });
});

describe('in a hurry', () => {
  it('decides on thirty items one after the other, with the buttons always at one place, and takes all of them back, also after a reload', async () => {
    const { server: { desk }, page } = await open(60);
    const total = await textOf(page, '.totals');
    const places = new Set<unknown>();
    for (let at = 0; at < 30; at += 1) {
      // Nothing is decided while an item's story is asked for again, which on a slow machine may come between the look and the key.
      for (let tries = 0; tries < 5 && desk.log.length === at; tries += 1) {
        await ready(page);
        places.add(await page.evaluate('document.querySelector(".actions").getBoundingClientRect().top'));
        await press(page, at % 3 === 0 ? 'r' : 'a');
        await until(() => desk.log.length > at, 'one more decision', 2_000).catch(() => undefined);
      }
    }
    await until(() => desk.log.length === 30, 'thirty decisions');
    expect(places.size).toBe(1);
    expect(desk.log.map(({ verdict }) => verdict).slice(0, 4)).toEqual(['reject', 'approve', 'approve', 'reject']);
    for (let at = 0; at < 20; at += 1) await press(page, 'u');
    await until(() => desk.log.filter(({ fate }) => fate === 'stands').length === 10, 'ten that stand');
    await page.waitForTimeout(500); // the page hears of the last one
    await page.reload();
    await page.waitForSelector('.row-current');
    for (let at = 0; at < 10; at += 1) await press(page, 'u');
    await until(() => desk.log.every(({ fate }) => fate !== 'stands'), 'none that stands');
    await until(async () => (await textOf(page, '.totals')) === total, 'the queue as it was');
    await press(page, 'u');
    await toast(page, 'Nothing to undo');
  });
});

describe('when it goes wrong', () => {
  it('tells what has changed, and loses nothing', async () => {
    const { server: { desk }, page } = await open(12, { hash: '#/queue?kind=lapsed' });
    desk.conflictNext = 1;
    await press(page, 'a');
    await page.waitForSelector('dialog[open]');
    expect(await textOf(page, 'dialog')).toContain('grace has decided on it since you looked');
    await press(page, 'Enter');
    await until(async () => (await page.locator('dialog[open]').count()) === 0, 'no dialog');
    expect(await page.locator('.row').count()).toBe(1);
    await ready(page);
    await press(page, 'a');
    await toast(page, 'Released');
    expect(statuses(desk)['accepted']).toBe(1);
  });

  it('says when an act cannot be taken back any more, and goes on to the one before it', async () => {
    const { server: { desk }, page } = await open(12, { hash: '#/queue?rule=safety%2Finvisible-text' });
    await press(page, 'a');
    await toast(page, 'Released');
    await ready(page);
    await press(page, 'r');
    await until(() => desk.log.length === 2, 'two decisions');
    desk.forget(2);
    await press(page, 'u');
    await toast(page, 'No act has the decisions 2 to 2');
    await press(page, 'u');
    await toast(page, 'Taken back: Released');
    await until(async () => (await textOf(page, '.row-current .row-count')) === '1', 'the first item again');
  });

  it('brings back what could not be decided', async () => {
    const { server: { desk }, page } = await open(12, { hash: '#/queue?kind=lapsed' });
    desk.failNext = true;
    await press(page, 'a');
    await toast(page, 'The store is busy. Try again in a moment.');
    await until(async () => (await page.locator('.row').count()) === 1, 'the row again');
    expect(desk.log).toEqual([]);
  });

  it('leaves the list alone when somebody publishes, and says so', async () => {
    const { server: { desk }, page } = await open(12);
    desk.generation += 1;
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
    await page.waitForSelector('.newer');
    expect(await textOf(page, '.newer')).toContain('A run has published generation 12: 14 new items.');
    await page.locator('.newer button').click();
    await until(async () => (await page.locator('.newer').count()) === 0, 'no bar');
    expect(await textOf(page, '.corpus')).toContain('generation 12');
  });
});

describe('a long queue', () => {
  it('scrolls 10,000 rows with a page that stays small', async () => {
    const { server: { asked }, page } = await open(10_000);
    const nodes = (): Promise<number> => page.evaluate('document.querySelectorAll("*").length');
    let most = await nodes();
    const height = await page.evaluate<number>('document.querySelector("#groups").scrollHeight');
    expect(height).toBe(10_000 * 54);
    for (let at = 1; at <= 12; at += 1) {
      await page.evaluate(`document.querySelector("#groups").scrollTop = ${(height / 12) * at}`);
      await until(async () => (await page.locator('.row-blank').count()) === 0, `rows at ${at} of 12`, 15_000);
      most = Math.max(most, await nodes());
    }
    expect(most).toBeLessThan(900);
    expect(await page.evaluate('document.querySelector("#groups").scrollHeight')).toBe(height);
    expect(asked.filter((line) => line.startsWith('GET queue?')).length).toBeLessThan(140);
    await page.locator('.row').last().click();
    await ready(page);
  });
});
