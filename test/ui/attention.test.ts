import { describe, expect, it } from 'vitest';
import { daysFor, leavesList, localDay, startOfDay } from '../../src/ui/state/attention.js';
import { readRoute, queueHash } from '../../src/ui/state/route.js';
import { violations } from './axe.js';
import { press, ready, textOf, until } from './browser.js';
import { screens, statuses, toast } from './harness.js';

const open = screens();
const FAMILY = '#/queue?kind=family';
const none = (checked: Readonly<Record<string, string[]>>): unknown => Object.fromEntries(Object.entries(checked).filter(([, found]) => found.length > 0));

describe('who looks at it, and when', () => {
  it('snoozes until a day, out of the queue and held back, and takes it back', async () => {
    const { server: { desk }, page } = await open(12, { hash: '#/queue?rule=safety%2Finvisible-text' });
    await press(page, 'z');
    await page.waitForSelector('dialog .choices');
    const checked = { snooze: await violations(page) };
    await press(page, '2');
    await toast(page, /Snoozed until \d{4}-\d\d-\d\d: /u);
    await until(async () => (await textOf(page, '.row-current .row-count')) === '1', 'one item left');
    const item = [...desk.corpus.items.values()].find((fake) => fake.item.snoozedUntil !== null)!.item;
    expect(new Date(item.snoozedUntil!).getDay()).toBe(1);
    expect(item.status).toBe('quarantined');
    await until(async () => (await textOf(page, '.list-out')).includes('1 snoozed'), 'the count of what is snoozed');
    await page.locator('.list-out a', { hasText: 'snoozed' }).focus();
    await press(page, 'Enter');
    await until(async () => (await page.locator('.row .chip-snoozed').count()) === 1, 'the snoozed item');
    expect(page.url()).toContain('attention=snoozed');
    expect(await textOf(page, '.row .chip-snoozed')).toContain(localDay(item.snoozedUntil!));
    checked.snooze.push(...await violations(page));
    expect(none(checked)).toEqual({});
    await press(page, 'u');
    await toast(page, 'Taken back: Snoozed until');
    expect(desk.corpus.items.get(item.id)!.item.snoozedUntil).toBeNull();
  });

  it('takes any day that is still to come', async () => {
    const { server: { desk }, page } = await open(12, { hash: '#/queue?kind=lapsed' });
    await press(page, 'z');
    await page.locator('dialog input[type=date]').fill('2020-01-01');
    expect(await page.locator('dialog form button').isDisabled()).toBe(true);
    await page.locator('dialog input[type=date]').fill('2099-03-04');
    await press(page, 'Enter');
    await toast(page, 'Snoozed until 2099-03-04');
    expect(localDay([...desk.corpus.items.values()].find(({ item }) => item.snoozedUntil !== null)!.item.snoozedUntil!)).toBe('2099-03-04');
  });

  it('assigns to a name or to nobody, and filters by it', async () => {
    const { server: { desk }, page } = await open(12, { hash: '#/queue?kind=lapsed' });
    await press(page, 't');
    await page.waitForSelector('dialog .choices');
    const checked = { assign: await violations(page) };
    await page.keyboard.type('grace');
    await press(page, 'Enter');
    await toast(page, 'Assigned to grace: ');
    await until(async () => (await page.locator('.row .chip-assignee').count()) === 1, 'the chip in its row');
    await until(async () => (await page.locator('.item-line .chip-assignee').count()) === 1, 'the chip on the item');
    await ready(page);
    await page.evaluate("location.hash = '#/queue?assignee='");
    await until(async () => (await textOf(page, '.totals')) === '36 items in 11 groups', 'what is nobody’s');
    await page.locator('.filters-more select').nth(1).selectOption('=grace');
    await until(async () => (await textOf(page, '.totals')) === '1 item in 1 group', 'what is hers');
    checked.assign.push(...await violations(page));
    await ready(page);
    await page.locator('#groups').focus();
    await press(page, 't', '1');
    await toast(page, 'Assigned to ada: ');
    await until(async () => (await page.locator('.row').count()) === 0, 'none that is hers');
    await press(page, 'u');
    await toast(page, 'Taken back: Assigned to ada');
    await ready(page);
    await press(page, 't', 'Enter');
    await toast(page, 'Nobody’s now: ');
    expect([...desk.corpus.items.values()].some(({ item }) => item.assignee !== null)).toBe(false);
    expect(none(checked)).toEqual({});
  });

  it('acknowledges, and waives until a day', async () => {
    const { server: { desk, asked }, page } = await open(12, { hash: FAMILY });
    await press(page, 'y');
    await toast(page, 'Known: ');
    await until(async () => (await textOf(page, '.row-current .row-count')) === '7', 'seven left');
    await ready(page);
    await press(page, 'w');
    await page.waitForSelector('dialog .choices');
    expect(await textOf(page, 'dialog')).toContain('held back again by itself');
    await press(page, '1');
    await toast(page, /Released until \d{4}/u);
    expect(statuses(desk)['accepted']).toBe(1);
    expect(desk.log.map(({ verdict }) => verdict)).toEqual(['acknowledge', 'waive']);
    await press(page, 'u', 'u');
    await until(async () => (await textOf(page, '.row-current .row-count')) === '8', 'both back');
    await page.locator('.filters select').nth(4).selectOption('all');
    await until(() => asked.some((line) => line.includes('attention=all')), 'all of them');
  });

  it('waives with an owner, whose it is when it ends: oneself, or another by name or number', async () => {
    const { server: { desk }, page } = await open(12, { hash: FAMILY });
    await press(page, 't');
    await page.keyboard.type('grace');
    await press(page, 'Enter');
    await toast(page, 'Assigned to grace: ');
    await ready(page);
    const waived = async (): Promise<string | undefined> => { await ready(page); return desk.log.findLast(({ verdict }) => verdict === 'waive')?.assignee; };
    await until(async () => (await page.locator('.filters-more option', { hasText: 'grace' }).count()) > 0, 'her name among those that are known');
    await press(page, 'n');
    await ready(page);
    await press(page, 'w', '1');
    await toast(page, /Released until \d{4}-\d\d-\d\d, then ada’s: /u);
    expect(await waived()).toBe('ada');
    await press(page, 'w');
    await page.waitForSelector('dialog .choices');
    const owner = page.getByLabel('Owner', { exact: true });
    expect(await owner.inputValue()).toBe('ada');
    expect(await violations(page)).toEqual([]);
    // From the days back to the owner, emptied: a number is a name there, and a day elsewhere.
    for (let at = 0; at < 9 && !(await page.evaluate('document.activeElement.matches("[aria-describedby=owner-hint]")')); at += 1) await press(page, 'Shift+Tab');
    await press(page, 'Control+a', 'Backspace', '2');
    expect(await owner.inputValue()).toBe('grace');
    await press(page, '2');
    await toast(page, /Released until \d{4}-\d\d-\d\d, then grace’s: /u);
    expect(await waived()).toBe('grace');
    await press(page, 'w');
    await owner.fill('hopper');
    await press(page, 'Enter', 'Enter');
    await toast(page, 'then hopper’s: ');
    expect(await waived()).toBe('hopper');
    await press(page, 'x', 'w');
    await page.waitForSelector('dialog .choices');
    await press(page, '3');
    await until(async () => (await textOf(page, 'dialog h2')).endsWith(', then ada’s'), 'whose they are then');
    await until(async () => (await page.locator('dialog .counts').count()) > 0, 'a preview');
    await press(page, 'Enter');
    await until(() => desk.log.filter(({ verdict, assignee }) => verdict === 'waive' && assignee === 'ada').length > 1, 'all of them');
    await press(page, 'g', 'l');
    await until(async () => (await textOf(page, '.log')).includes(', then hopper’s'), 'the owner in the log');
  });

  it('takes back what it says, beside it: by key, by button, for several at once', async () => {
    const { server: { desk }, page } = await open(12, { hash: FAMILY });
    const count = (holds: (item: { snoozedUntil: string | null; acknowledged: boolean; assignee: string | null }) => boolean): number => [...desk.corpus.items.values()].filter(({ item }) => holds(item)).length;
    await press(page, 'o');
    await toast(page, 'It is neither snoozed nor known.');
    await press(page, 'z', '1');
    await toast(page, 'Snoozed until');
    await ready(page);
    await press(page, 'y');
    await toast(page, 'Known: ');
    await page.evaluate("location.hash = '#/queue?attention=snoozed'");
    await until(async () => (await textOf(page, '.item-line')).includes('Wake'), 'a way to wake it');
    expect(await violations(page)).toEqual([]);
    await ready(page);
    await press(page, 'o');
    await toast(page, 'Back in the queue: ');
    await until(async () => (await page.locator('.row').count()) === 0, 'nothing that is snoozed');
    expect([count(({ snoozedUntil }) => snoozedUntil !== null), count(({ acknowledged }) => acknowledged)]).toEqual([0, 1]);
    await page.evaluate("location.hash = '#/queue?attention=acknowledged'");
    const unknown = page.locator('.item-line button', { hasText: 'Not known' });
    await unknown.waitFor();
    await unknown.focus();
    await press(page, 'Enter');
    await until(() => count(({ acknowledged }) => acknowledged) === 0, 'nothing that is known');
    await page.evaluate("location.hash = '#/queue?kind=family'");
    await until(async () => (await textOf(page, '.row-current .row-count')) === '8', 'all of it in the queue');
    await ready(page);
    await press(page, 't', '1');
    await toast(page, 'Assigned to ada');
    await page.locator('.item-line button', { hasText: 'Unassign' }).click();
    await toast(page, 'Nobody’s now: ');
    expect(count(({ assignee }) => assignee !== null)).toBe(0);
    await ready(page);
    await press(page, 'x', 'y');
    await until(async () => (await page.locator('dialog .counts').count()) > 0, 'a preview');
    await press(page, 'Enter');
    await until(() => count(({ acknowledged }) => acknowledged) === 8, 'all known');
    await page.evaluate("location.hash = '#/queue?attention=all&kind=family'");
    await until(async () => (await page.locator('.row .chip-known').count()) === 1, 'the chip in its row');
    await press(page, 'x', 'o');
    await until(async () => (await page.locator('dialog .counts').count()) > 0, 'a preview');
    expect(await textOf(page, 'dialog h2')).toBe('Bring back 8 items');
    await press(page, 'Enter');
    await toast(page, 'Back in the queue: 8 items');
    expect(count(({ acknowledged }) => acknowledged)).toBe(0);
    await until(async () => (await page.locator('.row .chip-known').count()) === 0, 'no chip in its row');
  });

  it('is not a viewer’s to take back', async () => {
    const { server: { desk }, page } = await open(12, { as: 'viewer' });
    desk.decide({ verdict: 'acknowledge', items: [...desk.corpus.items.values()].filter(({ side }) => !side).slice(0, 1).map(({ item: { id, evidence } }) => ({ id, evidence })) }, { actor: 'grace', preview: false });
    await page.evaluate("location.hash = '#/queue?attention=acknowledged'");
    await until(async () => (await page.locator('.item-line .chip-known').count()) === 1, 'what is known');
    expect(await page.locator('.item-line button', { hasText: 'Not known' }).count()).toBe(0);
    await press(page, 'o');
    await toast(page, 'You are logged in as a viewer');
    expect(desk.log).toHaveLength(1);
  });

  it('does so for a whole selection, with one undo', async () => {
    const { server: { desk }, page } = await open(12, { hash: FAMILY });
    await press(page, 'x', 't');
    await page.waitForSelector('dialog .choices');
    expect(await textOf(page, 'dialog h2')).toBe('Assign 8 items');
    await page.keyboard.type('grace');
    await press(page, 'Enter');
    await until(async () => (await page.locator('dialog .counts').count()) > 0, 'a preview');
    expect(await textOf(page, 'dialog h2')).toBe('Assign 8 items to grace');
    await press(page, 'Enter');
    await toast(page, 'Assigned to grace: 8 items');
    expect([...desk.corpus.items.values()].filter(({ item }) => item.assignee === 'grace')).toHaveLength(8);
    await until(async () => (await page.locator('.row .chip-assignee').count()) === 1, 'the chip in its row');
    await press(page, 'x', 'z');
    await page.waitForSelector('dialog .choices');
    await press(page, '1');
    await until(async () => (await page.locator('dialog .counts').count()) > 0, 'a preview');
    expect(await textOf(page, 'dialog .counts')).toContain('8 stay held back');
    await press(page, 'Enter');
    await until(async () => (await page.locator('.row').count()) === 0, 'none left');
    await press(page, 'u');
    await until(async () => (await textOf(page, '.row-current .row-count')) === '8', 'all of them back');
    await press(page, 'u');
    await until(() => [...desk.corpus.items.values()].every(({ item }) => item.assignee === null && item.snoozedUntil === null), 'all of it taken back');
  });

  it('is the same on the screen of an item', async () => {
    const { server: { desk }, page } = await open(12);
    await press(page, 'e');
    await page.waitForSelector('.item-screen .cards');
    await ready(page);
    await press(page, 't', '1');
    await toast(page, 'Assigned to ada');
    await until(async () => (await page.locator('.item-screen .chip-assignee').count()) === 1, 'the chip');
    expect(desk.log).toHaveLength(1);
  });
});

describe('days', () => {
  it('are those of the clock here', () => {
    const friday = new Date(2027, 0, 29, 15, 30);
    expect(daysFor('snooze', friday).map(({ day }) => localDay(day))).toEqual(['2027-01-30', '2027-02-01', '2027-02-28']);
    expect(daysFor('waive', friday).map(({ day }) => localDay(day))).toEqual(['2027-02-28', '2027-04-29', '2028-01-29']);
    expect(localDay(daysFor('snooze', new Date(2027, 1, 1))[1]!.day)).toBe('2027-02-08');
    expect(localDay(startOfDay(friday))).toBe('2027-01-29');
    expect(localDay('nonsense')).toBe('an unknown day');
  });
});

describe('what leaves the list', () => {
  it('is what no longer belongs in it', () => {
    const act = (verdict: 'snooze' | 'assign' | 'acknowledge' | 'waive', assignee?: string) => ({ verdict, items: [], ...(assignee === undefined ? {} : { assignee }) });
    expect([leavesList(act('snooze'), {}), leavesList(act('snooze'), { attention: 'all' }), leavesList(act('acknowledge'), {}), leavesList(act('waive'), { attention: 'all' })]).toEqual([true, false, true, true]);
    expect([leavesList(act('assign', 'ada'), {}), leavesList(act('assign', 'ada'), { assignee: 'ada' }), leavesList(act('assign', 'ada'), { assignee: '' }), leavesList(act('assign'), { assignee: '' })]).toEqual([false, false, true, false]);
  });

  it('is in the address, also what is nobody’s', () => {
    expect(readRoute('#/queue?assignee=&attention=snoozed').filter).toEqual({ assignee: '', attention: 'snoozed' });
    expect(readRoute('#/queue?attention=open&source=').filter).toEqual({});
    expect(queueHash({ assignee: '', source: '' })).toBe('#/queue?assignee=');
  });
});
