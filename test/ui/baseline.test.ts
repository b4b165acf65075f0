import { describe, expect, it } from 'vitest';
import { violations } from './axe.js';
import { press, ready, textOf, until } from './browser.js';
import { screens, statuses, toast } from './harness.js';

const open = screens();

describe('a baseline', () => {
  it('makes everything that waits known, with a reason, and is taken back', async () => {
    const { server: { desk }, page } = await open(12);
    await press(page, 'g', 'o');
    await page.waitForSelector('.trend canvas');
    const button = page.locator('.page-head button', { hasText: 'Draw a baseline' });
    await button.focus();
    await press(page, 'Enter');
    await page.waitForSelector('dialog');
    expect(await textOf(page, 'dialog p')).toBe('Everything that waits now counts as known: 37 items leave the queue until their text or what is found in them changes. Nothing is released.');
    expect(await violations(page)).toEqual([]);
    await press(page, 'Enter');
    expect(desk.log).toEqual([]);
    await page.keyboard.type('taken over as it is');
    await press(page, 'Enter');
    await toast(page, 'Known from now on: 37 items');
    expect(statuses(desk)).toEqual({ quarantined: 37 });
    expect(desk.log).toHaveLength(37);
    expect(desk.log[0]).toMatchObject({ verdict: 'acknowledge', reason: 'taken over as it is' });
    await until(async () => (await button.count()) === 0, 'nothing left to draw one under');
    await press(page, 'g', 'q');
    await until(async () => (await textOf(page, '.list-out')).includes('37 known'), 'the count of what is known');
    expect(await page.locator('.row').count()).toBe(0);
    await press(page, 'u');
    await toast(page, 'Taken back: Known from now on');
    await until(async () => (await textOf(page, '.totals')) === '37 items in 12 groups', 'the queue as it was');
  });

  it('is for admins', async () => {
    const { page } = await open(12, { as: 'reviewer', hash: '#/overview' });
    await page.waitForSelector('.trend canvas');
    expect(await page.locator('button', { hasText: 'Draw a baseline' }).count()).toBe(0);
  });
});

describe('how right a rule is', () => {
  it('stands beside it on the overview and in the item', async () => {
    const { server: { desk }, page } = await open(40);
    const [first] = desk.precision();
    await press(page, 'g', 'o');
    await page.waitForSelector('.bars .precision');
    expect(await textOf(page, '.bars .precision')).toBe('people kept out 12 of 14: 86%, 60 to 96%');
    expect(await violations(page)).toEqual([]);
    await page.evaluate(`location.hash = '#/queue?rule=${encodeURIComponent(first!.rule)}'`);
    await ready(page);
    await until(async () => (await page.locator('.reason .precision').count()) > 0, 'the same in the item');
    expect(await textOf(page, '.reasons')).toContain('people kept out 12 of 14: 86%, 60 to 96%');
  });
});
