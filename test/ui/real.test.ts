import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { violations } from './axe.js';
import { openBrowser, openPage, press, ready, tabTo, textOf, until } from './browser.js';
import { PAYLOADS } from './fake-texts.js';
import { toast } from './harness.js';
import { startRealServer } from './real-corpus.js';

/** What nothing that a document says may have become. */
const ELEMENTS = 'document.querySelectorAll("iframe, object, embed, form, base, meta[http-equiv], style, img, video, body script, [onload], [onerror], [onfocus], [ontoggle]").length';

let browser: Browser;
beforeAll(async () => { browser = await openBrowser(); });
afterAll(async () => { await browser.close(); });

describe('winnow serve on a corpus of its own', () => {
  it('shows and decides, by keyboard, and does nothing that documents or people say', { timeout: 180_000 }, async () => {
    expect(PAYLOADS.length).toBeGreaterThanOrEqual(25);
    const { login, cwd, decided, stop } = await startRealServer(onTestFinished);
    const { page, context, wrong } = await openPage(browser, login);
    await page.waitForSelector('.row-current');
    expect(page.url()).not.toContain('code');
    const checked: Record<string, string[]> = {};

    // Every group, and in it the whole story of its first item.
    const groups = Number((await textOf(page, '.totals')).match(/in ([\d,]+) group/u)![1]);
    expect(groups).toBeGreaterThan(PAYLOADS.length / 2);
    const seen = new Set<string>();
    for (let at = 0; at < groups; at += 1) {
      await ready(page);
      seen.add(await textOf(page, '.item-path'));
      expect(await page.evaluate(ELEMENTS)).toBe(0);
      await press(page, 'j');
    }
    expect(seen.size).toBe(groups);
    checked['queue'] = await violations(page);
    await press(page, 'e');
    await page.waitForSelector('.item-screen .cards');
    await until(async () => (await textOf(page, '.cards')).includes('Where it comes from'), 'the whole story');
    checked['item'] = await violations(page);
    await press(page, 'Escape');

    // A contradiction: approved, and taken back.
    const total = await textOf(page, '.totals');
    await page.evaluate("location.hash = '#/queue?kind=contradiction&text=refunded'");
    await until(async () => (await textOf(page, '.row-current')).includes('30 days'), 'the contradiction about refunds');
    await ready(page);
    expect(await textOf(page, '.verdict')).toContain('against');
    expect(await page.locator('.side mark').count()).toBeGreaterThanOrEqual(2);
    await until(async () => (await textOf(page, '.preview')).startsWith('Approving'), 'what approving would do');
    await press(page, 'a');
    await toast(page, 'Released returns.md');
    await press(page, 'u');
    await toast(page, 'Taken back: Released returns.md');
    await ready(page);

    // Two copies that are none.
    await page.evaluate("location.hash = '#/queue?kind=cluster&text=invoice'");
    await until(async () => (await textOf(page, '.row-current')).includes('archive.md'), 'the copies');
    await until(async () => (await textOf(page, '.comparison')).includes('Copy of'), 'the copy');
    await ready(page);
    await press(page, 'd');
    await toast(page, 'Not duplicates:');
    await press(page, 'u');
    await toast(page, 'Taken back');
    await ready(page);

    // Put off, given to somebody with a name that is none, known, let pass: and each of it taken back.
    await press(page, 'z', '2');
    await toast(page, /Snoozed until \d{4}/u);
    await until(async () => (await textOf(page, '.list-out')).includes('1 snoozed'), 'the count of what is snoozed');
    await press(page, 'u');
    await toast(page, 'Taken back: Snoozed');
    await ready(page);
    await press(page, 't');
    await page.waitForSelector('dialog .choices');
    await page.keyboard.type('<img src=x onerror=alert(99)>');
    await press(page, 'Enter');
    await toast(page, 'Assigned to <img');
    await until(async () => (await page.locator('.row .chip-assignee').count()) === 1, 'whose it is, in its row');
    await ready(page);
    await press(page, 't');
    await until(async () => (await textOf(page, 'dialog .choices')).includes('<img src=x onerror=alert(99)>'), 'the name among those that are offered');
    await press(page, 'Escape', 'y');
    await toast(page, 'Known: ');
    await press(page, 'u');
    await toast(page, 'Taken back: Known');
    await ready(page);
    await press(page, 'w', '1');
    await toast(page, /Released until \d{4}/u);
    await press(page, 'u');
    await toast(page, 'Taken back: Released until');
    await ready(page);
    await press(page, 'u');
    await toast(page, 'Taken back: Assigned');

    await press(page, 'g', 'o');
    await page.waitForSelector('.trend canvas');
    expect(await textOf(page, '.panels')).toContain('<img src=x onerror=alert(2)>');
    checked['overview'] = await violations(page);
    await press(page, 'g', 'l');
    await until(async () => (await page.locator('.log tbody tr').count()) >= decided + 2, 'the decisions');
    expect(await textOf(page, '.log')).toContain('<script>alert(1)</script>');
    checked['log'] = await violations(page);
    expect(await page.evaluate(ELEMENTS)).toBe(0);

    // A rule and how people judged it, where it holds something back and on its page.
    await press(page, 'g', 'q');
    await page.evaluate("location.hash = '#/queue?kind=document'");
    await until(async () => (await page.locator('.reason .precision').count()) > 0, 'how right the rule was');
    await ready(page);
    const judged = await textOf(page, '.reason .precision');
    expect(judged).toMatch(/^people kept out \d+ of \d+: \d+%, \d+ to \d+%$/u);
    await tabTo(page, '.reason:has(.precision) .link');
    await press(page, 'Enter');
    await until(async () => (await page.locator('dialog .page p').count()) > 3, 'the page of the rule');
    expect(await textOf(page, 'dialog .precision')).toBe(judged);
    checked['rule'] = await violations(page);
    await press(page, 'Escape');
    await until(async () => (await page.locator('dialog').count()) === 0, 'no dialog');

    // Another policy: tried on the corpus, and not saved.
    const file = readFileSync(join(cwd, 'real.yaml'), 'utf8');
    await press(page, 'g', 'p');
    await page.waitForSelector('.expression');
    checked['policy'] = await violations(page);
    await tabTo(page, 'input[type=range][aria-label="freshness.score <, slider"]');
    for (let at = 0; at < 70; at += 1) await press(page, 'ArrowRight');
    await until(async () => (await page.locator('.side-of-line').count()) > 0 && (await textOf(page, '.policy-status')).startsWith('Of '), 'what it would change');
    expect(await textOf(page, '.side-of-line')).toContain('Released → Held back');
    expect(await textOf(page, '.example')).toContain('Held back by the policy');
    expect(await page.evaluate(ELEMENTS)).toBe(0);
    checked['policy'].push(...await violations(page));
    await page.locator('h1').click();
    await tabTo(page, '.page-head .button:not(.button-good)');
    await press(page, 'Enter');
    await until(async () => (await textOf(page, '.policy-status')).startsWith('This is the policy'), 'the policy as it is');
    expect(readFileSync(join(cwd, 'real.yaml'), 'utf8')).toBe(file);

    // A baseline, and back.
    await press(page, 'g', 'o');
    await page.waitForSelector('.trend canvas');
    await tabTo(page, '.page-head .button');
    await press(page, 'Enter');
    await page.waitForSelector('dialog form');
    const known = /: ([\d,]+) items leave the queue/u.exec(await textOf(page, 'dialog p'))?.[1] ?? '';
    expect(total).toContain(`${known} items in `);
    checked['baseline'] = await violations(page);
    await page.keyboard.type('<script>alert(98)</script>');
    await press(page, 'Enter');
    await toast(page, `Known from now on: ${known} items`);
    await press(page, 'g', 'l');
    await until(async () => (await textOf(page, '.log tbody tr')).includes('<script>alert(98)</script>'), 'the baseline in the log');
    checked['log'].push(...await violations(page));
    await press(page, 'g', 'q');
    await page.evaluate("location.hash = '#/queue'");
    await until(async () => (await textOf(page, '.list-out')).includes(`${known} known`), 'what is known');
    checked['known'] = await violations(page);
    await press(page, 'u');
    await toast(page, 'Taken back: Known from now on');
    await until(async () => (await textOf(page, '.totals')) === total, 'the queue as it was');

    expect(Object.fromEntries(Object.entries(checked).filter(([, found]) => found.length > 0))).toEqual({});
    expect(wrong).toEqual([]);
    await context.close();
    await stop();
  });
});
