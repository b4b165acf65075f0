import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { pdfFile } from '../ingest/parsers/samples.js';
import { violations } from './axe.js';
import { openBrowser, openPage, press, ready, textOf, until } from './browser.js';
import { PAYLOADS } from './fake-texts.js';
import { serveFolder } from './real-corpus.js';

const OLD = '<meta name="date" content="2016-03-01">';
const html = (body: string): string => `<!doctype html><html><head><title>Lifts</title>${OLD}</head><body><main>${body}</main></body></html>`;
const LIFT = 'The lift in the north wing is inspected every spring by the two engineers of the house, who write down what they find.';

let browser: Browser;
beforeAll(async () => { browser = await openBrowser(); });
afterAll(async () => { await browser.close(); });

/** The frame of the item that is shown, when it has its page. */
async function frameOf(page: Page, title: string): Promise<Frame> {
  const handle = await page.waitForSelector(`iframe[title="${title}"]`);
  const frame = await handle.contentFrame();
  if (frame === null) throw new Error('No frame');
  await frame.waitForSelector('main', { timeout: 20_000 });
  return frame;
}

async function show(page: Page, text: string, path: string): Promise<void> {
  await page.evaluate(`location.hash = '#/queue?text=${text}'`);
  await until(async () => (await textOf(page, '.item-path')).includes(path), path);
  await ready(page);
}

describe('the source file beside its text', () => {
  it('is drawn without anything of its own, remembered, and compared with what has become of it', async () => {
    const { login, cwd, stop } = await serveFolder({
      'real.yaml': 'version: 1\nname: real\nread: [{ name: docs, use: files, with: { root: docs, git: false } }]\npolicy: { quarantine: ["true"] }\n',
      'docs/lifts.html': html(`<h1>Lifts</h1><p>${LIFT}</p><p>marker-lifts</p>`),
      'docs/hostile.html': html(`<h1>Loom</h1><p>The loom of the workshop is oiled by whoever has used it last, says marker-hostile.</p><script>alert(1)</script><img src="https://evil.example/x.png" onerror="alert(2)"><style>body { background: url(https://evil.example/y) }</style><iframe src="https://evil.example"></iframe><svg onload="alert(3)">${PAYLOADS.join('\n').replaceAll('\0', '')}`),
      'docs/travel.pdf': Buffer.from(await pdfFile()),
    }, onTestFinished);
    const { page, context, wrong } = await openPage(browser, login, { width: 1500 });
    await page.waitForSelector('.row-current');
    await show(page, 'marker-lifts', 'lifts.html');
    expect(await page.locator('iframe').count()).toBe(0);
    await press(page, 's');
    let frame = await frameOf(page, 'The file');
    expect(await frame.locator('header').textContent()).toContain('docs:lifts.html, text/html, the source file without its styles, scripts and pictures');
    expect(await frame.locator('#chunk').textContent()).toContain('Lifts');
    expect(await frame.locator('p.chunk').first().textContent()).toBe(LIFT);
    // Beside the text, not below it.
    const [left, right] = [await page.locator('.in-document').boundingBox(), await page.locator('.source').boundingBox()];
    expect(right!.x).toBeGreaterThan(left!.x + left!.width - 1);
    expect(Math.abs(right!.y - left!.y)).toBeLessThan(5);
    const checked = await violations(page);

    await page.getByRole('button', { name: 'All of its text' }).click();
    frame = await frameOf(page, 'All of its text');
    expect(await frame.locator('header').textContent()).toContain('the text as it was extracted');

    // On the next item it is open again; a page of a PDF is a picture of it.
    await show(page, 'journey', 'travel.pdf');
    frame = await frameOf(page, 'The file');
    await until(async () => (await frame.locator('header').textContent())?.includes('of 3, as drawn from the source file') === true, 'the pages');
    expect(await frame.evaluate('document.images.length > 0 && [...document.images].every((image) => image.complete && image.naturalWidth === 1000)')).toBe(true);

    // What a hostile page says is text, and nothing of it is asked for.
    await show(page, 'marker-hostile', 'hostile.html');
    frame = await frameOf(page, 'The file');
    expect(await frame.locator('body *:is(script, iframe, object, embed, form, a, svg, style, link, meta, base, input)').count()).toBe(0);
    expect(await frame.evaluate('document.images.length')).toBe(0);
    expect(await frame.locator('main').textContent()).toContain('[image: ] (https://evil.example/x.png)');

    writeFileSync(join(cwd, 'docs/lifts.html'), html('<h1>Lifts</h1><p>Something else.</p>'));
    await show(page, 'marker-lifts', 'lifts.html');
    frame = await frameOf(page, 'The file');
    expect(await frame.locator('header').textContent()).toContain('the source file has changed since it was read');
    expect(await frame.locator('main').textContent()).toContain(LIFT);

    await page.reload();
    await ready(page);
    await frameOf(page, 'The file');
    await press(page, 's');
    await until(async () => (await page.locator('iframe').count()) === 0, 'the frame is closed');

    expect(checked).toEqual([]);
    expect(wrong).toEqual([]);
    await context.close();
    await stop();
  });
});
