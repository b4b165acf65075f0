import { describe, expect, it } from 'vitest';
import { press, textOf, until } from './browser.js';
import { screens, statuses, toast } from './harness.js';

const open = screens();
/** One group of eight. */
const FAMILY = '#/queue?kind=family';

describe('several at once', () => {
  it('selects a range, previews it, decides on it and takes it back with one key', async () => {
    const { server: { desk, asked }, page } = await open(40);
    await press(page, 'x', 'j', 'j', 'j', 'Shift+X');
    const selected = Number((await textOf(page, '.selection strong')).replace(' selected', ''));
    expect(await page.locator('[role=option][aria-selected=true]').count()).toBe(4);
    const before = statuses(desk)['quarantined']!;
    await press(page, 'a');
    await until(async () => (await page.locator('dialog .counts').count()) > 0, 'a preview');
    expect(await textOf(page, 'dialog h2')).toBe(`Approve ${selected} items`);
    expect(await textOf(page, 'dialog .counts')).toContain(`${selected} held back → released`);
    expect(desk.log).toEqual([]);
    await press(page, 'Enter');
    await toast(page, `Released ${selected} items`);
    expect(statuses(desk)).toEqual({ quarantined: before - selected, accepted: selected });
    expect(await page.locator('.selection').count()).toBe(0);
    expect(asked.filter((line) => line === 'POST decisions').length).toBeGreaterThanOrEqual(2);
    await press(page, 'u');
    await toast(page, 'Taken back');
    expect(statuses(desk)).toEqual({ quarantined: before });
  });

  it('decides on a whole group, and on nothing when the dialog is closed', async () => {
    const { server: { desk }, page } = await open(12, { hash: FAMILY });
    const number = Number(await textOf(page, '.row-current .row-count'));
    expect(number).toBeGreaterThan(1);
    await press(page, 'Shift+A');
    await until(async () => (await page.locator('dialog .counts').count()) > 0, 'a preview');
    await press(page, 'Escape');
    await until(async () => (await page.locator('dialog').count()) === 0, 'no dialog');
    expect(desk.log).toEqual([]);
    await press(page, 'Shift+R');
    await until(async () => (await page.locator('dialog .counts').count()) > 0, 'a preview');
    await press(page, 'Enter');
    await toast(page, `Rejected ${number} items`);
    expect(statuses(desk)['rejected']).toBe(number);
    expect(await page.locator('.row').count()).toBe(0);
  });

  it('cuts more than 1,000 items into several acts, and takes all of them back at once', async () => {
    const { server: { desk, asked }, page } = await open(12, { bulk: 2300 });
    expect(await textOf(page, '.row-current .row-count')).toBe('2,300');
    await press(page, 'x', 'r');
    await until(async () => (await page.locator('dialog .counts').count()) > 0, 'a preview', 20_000);
    expect(await textOf(page, 'dialog')).toContain('in 3 parts');
    expect(await page.locator('dialog .paths li').count()).toBe(20);
    await press(page, 'Enter');
    await toast(page, 'Rejected 2,300 items');
    expect(desk.biggest).toBe(1000);
    expect(statuses(desk)['rejected']).toBe(2300);
    await press(page, 'u');
    await toast(page, 'Taken back');
    expect(statuses(desk)['rejected']).toBeUndefined();
    expect(asked.filter((line) => line === 'POST decisions/undo').length).toBe(3);
  });

  it('goes on without what has changed since', async () => {
    const { server: { desk }, page } = await open(12, { hash: FAMILY });
    await press(page, 'Shift+A');
    await until(async () => (await page.locator('dialog .counts').count()) > 0, 'a preview');
    const number = Number((await textOf(page, 'dialog h2')).match(/\d+/u)![0]);
    desk.conflictNext = 2;
    await press(page, 'Enter');
    await until(async () => (await textOf(page, 'dialog h2')) === 'This has changed since you looked', 'the conflict');
    expect(await page.locator('dialog .paths li').count()).toBe(2);
    expect(statuses(desk)['accepted']).toBeUndefined();
    await page.locator('dialog button', { hasText: 'Decide on the other' }).click();
    await toast(page, `Released ${number - 2} items`);
    expect(statuses(desk)['accepted']).toBe(number - 2);
    expect(await textOf(page, '.row-current .row-count')).toBe('2');
  });

  it('selects everything that the filters leave, also what is not loaded yet', async () => {
    const { server: { desk }, page } = await open(600, { hash: '#/queue?source=wiki' });
    const [items, groups] = (await textOf(page, '.totals')).match(/\d+/gu)!;
    expect(Number(groups)).toBeGreaterThan(100);
    await press(page, '*');
    await until(async () => (await page.locator('.selection strong').count()) > 0, 'a selection');
    expect(await textOf(page, '.selection .preview')).toContain(`${items} selected in ${groups} groups`);
    await press(page, 'q');
    await until(async () => (await page.locator('dialog .counts').count()) > 0, 'a preview');
    expect(await textOf(page, 'dialog .counts')).toContain(`${items} stay held back`);
    await press(page, 'Enter');
    await toast(page, `Put back in the queue: ${items} items`);
    expect(desk.log).toHaveLength(Number(items));
  });

  it('selects single items of a group', async () => {
    const { server: { desk }, page } = await open(12, { hash: FAMILY });
    await press(page, 'i', 'n', 'n', 'i');
    expect(await textOf(page, '.selection strong')).toBe('2 selected');
    await press(page, 'a');
    await until(async () => (await page.locator('dialog .counts').count()) > 0, 'a preview');
    await press(page, 'Enter');
    await toast(page, 'Released');
    expect(statuses(desk)['accepted']).toBe(2);
    await press(page, 'x', 'Escape');
    expect(await page.locator('.selection').count()).toBe(0);
  });
});
