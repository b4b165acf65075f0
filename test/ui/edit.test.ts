import { describe, expect, it } from 'vitest';
import { violations } from './axe.js';
import { press, until } from './browser.js';
import { screens, toast } from './harness.js';

const open = screens();

describe('metadata on the screens', () => {
  it('is edited by keyboard: the field, its value, and what counts now to begin with', async () => {
    const { server: { desk }, page } = await open(12, { hash: '#/queue?kind=document' });
    const acts: unknown[] = [];
    page.on('request', (request) => { if (request.method() === 'POST' && request.url().endsWith('/decisions')) acts.push(request.postDataJSON()); });
    await press(page, 'Shift+E');
    await page.waitForSelector('dialog select');
    const found = await violations(page);
    expect(await page.locator('dialog input').inputValue()).toMatch(/^(?:\d{4}-\d\d-\d\d)?$/u);
    await page.locator('dialog select').selectOption('authority');
    await page.locator('dialog input').fill('2');
    expect(await page.locator('dialog button[type=submit]').isDisabled()).toBe(true);
    await page.locator('dialog input').fill('0.4');
    await press(page, 'Enter');
    await toast(page, 'Edited');
    await until(async () => acts.some((act) => (act as { verdict: string }).verdict === 'edit'), 'the edit');
    const act = acts.find((one) => (one as { verdict: string }).verdict === 'edit');
    expect(act).toMatchObject({ verdict: 'edit', field: 'authority', value: '0.4' });
    expect(desk.corpus.items.size).toBeGreaterThan(0);
    expect(found).toEqual([]);
  });
});
