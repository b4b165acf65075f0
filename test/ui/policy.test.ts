import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { blamedRow, choiceOf, nameOf, rowsOf, thresholdsIn, withNumber } from '../../src/ui/state/policy.js';
import { violations } from './axe.js';
import { press, textOf, until } from './browser.js';
import { screens, toast } from './harness.js';

const open = screens();
const slider = (page: Page) => page.locator('input[type=range][aria-label="freshness.score <, slider"]');
const changed = (page: Page, what: string): Promise<void> => until(async () => (await page.locator('.counts-table').count()) > 0 && (await textOf(page, '.policy-status')).startsWith('Of '), what);

describe('the policy', () => {
  it('is moved by keyboard, shows both sides of the line, and is saved by an admin', async () => {
    const { server: { desk, asked }, page } = await open(40);
    desk.policy.sample = 30;
    await press(page, 'g', 'p');
    await page.waitForSelector('.expression');
    const checked = { policy: await violations(page) };
    expect(asked.some((line) => line.includes('policy/preview'))).toBe(false);
    await slider(page).focus();
    for (let at = 0; at < 60; at += 1) await press(page, 'ArrowRight');
    await changed(page, 'what more would be held back');
    expect(asked.filter((line) => line.includes('policy/preview')).length).toBeLessThan(20);
    expect(await page.locator('.expression .code').nth(1).inputValue()).toBe('freshness.score < 0.85');
    expect(await textOf(page, '.policy-status')).toBe(`Of a sample of 30 chunks; the corpus has ${desk.corpus.items.size}.`);
    expect(await textOf(page, '.side-of-line')).toContain('Released → Held back');
    expect(await textOf(page, '.example')).toContain('Held back by the policy');
    await page.locator('button', { hasText: 'Look at all' }).focus();
    await press(page, 'Enter');
    await until(async () => (await textOf(page, '.policy-status')) === `Of all ${desk.corpus.items.size} chunks.`, 'all of them');
    checked.policy.push(...await violations(page));
    await slider(page).focus();
    for (let at = 0; at < 75; at += 1) await press(page, 'ArrowLeft');
    await until(async () => (await page.locator('.side-of-line').count()) > 0 && (await textOf(page, '.side-of-line')).includes('Held back → Released'), 'what would be released');
    expect(await textOf(page, '.policy-status')).toContain('Of a sample');
    await page.locator('.page-head .button-good').focus();
    await press(page, 'Enter');
    await page.waitForSelector('dialog');
    expect(await textOf(page, 'dialog')).toContain('The next run decides by it');
    expect(await textOf(page, 'dialog .paths')).toContain('− hold back freshness.score < 0.25+ hold back freshness.score < 0.1');
    checked.policy.push(...await violations(page));
    await press(page, 'Enter');
    await toast(page, 'The next run decides by it.');
    expect(desk.policy.quarantine[0]).toBe('freshness.score < 0.1');
    expect(await page.locator('.page-head .button-good').isDisabled()).toBe(true);
    expect(checked.policy).toEqual([]);
  });

  it('takes expressions away and adds them, and says which one is wrong', async () => {
    const { page } = await open(12, { hash: '#/policy' });
    await page.waitForSelector('.expression');
    expect(await page.locator('.expression').count()).toBe(5);
    await page.locator('button', { hasText: 'Add an expression' }).last().focus();
    await press(page, 'Enter');
    await page.keyboard.type('frehsness.score < 0.2');
    await page.waitForSelector('.expression-wrong');
    expect(await page.locator('.expression-wrong .code').inputValue()).toBe('frehsness.score < 0.2');
    expect(await textOf(page, '.problem')).toContain('unknown variable');
    expect(await page.locator('.page-head .button-good').isDisabled()).toBe(true);
    await page.locator('.expression-wrong .code').fill('structure.score < 0.5');
    await changed(page, 'what it would change');
    expect(await page.locator('.expression-wrong').count()).toBe(0);
    await page.locator('.threshold input[type=number]').last().fill('0.4');
    await press(page, 'Tab');
    expect(await page.locator('.expression .code').last().inputValue()).toBe('structure.score < 0.4');
    // Another screen, and back: nothing that was begun is lost.
    await page.locator('h1').click();
    await press(page, 'g', 'q', 'g', 'p');
    await page.waitForSelector('.expression');
    expect(await page.locator('.expression').count()).toBe(6);
    await page.locator('button[aria-label^="Remove: Held back where, expression 5"]').focus();
    await press(page, 'Enter');
    await until(async () => (await textOf(page, '.policy-status')).startsWith('This is the policy'), 'the policy as it was');
  });

  it('is not saved over one that somebody else has saved', async () => {
    const { server: { desk }, page } = await open(12, { hash: '#/policy' });
    await slider(page).focus();
    await press(page, 'ArrowRight');
    await changed(page, 'what it would change');
    desk.policy.replace();
    await page.locator('.page-head .button-good').focus();
    await press(page, 'Enter');
    await page.waitForSelector('dialog');
    await press(page, 'Enter');
    await until(async () => (await textOf(page, 'dialog')).includes('Somebody has saved another policy since'), 'the refusal');
    await page.locator('dialog button', { hasText: 'as it is now' }).click();
    await until(async () => (await page.locator('.expression').count()) === 6, 'what the other one saved');
  });

  it('is shown to a reviewer, who saves nothing', async () => {
    const { page } = await open(12, { as: 'reviewer', hash: '#/policy' });
    await page.waitForSelector('.expression');
    expect(await textOf(page, '.page-head')).toContain('An admin can save it.');
    expect(await page.locator('.page-head .button-good').count()).toBe(0);
    await page.setViewportSize({ width: 320, height: 700 });
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  });
});

describe('numbers of an expression', () => {
  const view = { key: 'policy@1', reject: [], quarantine: ['freshness.score < 0.25 && structure.score < 1.0', 'freshness.ageDays > 365'], file: null, thresholds: [{ list: 'quarantine' as const, index: 0, at: 18, length: 4, value: 0.25 }, { list: 'quarantine' as const, index: 0, at: 44, length: 3, value: 1 }, { list: 'quarantine' as const, index: 1, at: 20, length: 3, value: 365 }] };

  it('are moved where they stand, each by itself', () => {
    const [first, second] = rowsOf(view);
    const moved = withNumber(withNumber(first!, 0, 0.5), 1, 0);
    expect(moved.text).toBe('freshness.score < 0.5 && structure.score < 0.0');
    expect(withNumber(moved, 1, 0.75).text).toBe('freshness.score < 0.5 && structure.score < 0.75');
    expect([nameOf(moved, 0), nameOf(moved, 1), nameOf(second!, 0)]).toEqual(['freshness.score <', 'structure.score <', 'freshness.ageDays >']);
    expect(withNumber(second!, 0, 730).text).toBe('freshness.ageDays > 730');
    expect([second!.thresholds[0]!.max, first!.thresholds[0]!.max]).toEqual([1000, 1]);
    expect(withNumber(second!, 0, Number.NaN)).toBe(second);
    expect(choiceOf([moved, second!, { id: 9, list: 'reject', text: '  ', thresholds: [] }])).toEqual({ reject: [], quarantine: [moved.text, second!.text] });
    expect(blamedRow('policy.quarantine[1] `x` at 3', [moved, second!])).toBe(second);
    expect(blamedRow('the store is busy', [moved])).toBeNull();
  });

  it('are found where something is compared with them', () => {
    const text = "freshness.score<0.2 && metadata.year >= 2020 && path != 'v2' && fired('a/b') && size(path) > 10";
    expect(thresholdsIn(text).map(({ at, length }) => text.slice(at, at + length))).toEqual(['0.2', '2020', '10']);
  });
});
