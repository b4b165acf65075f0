import { describe, expect, it } from 'vitest';
import { pieces, printable } from '../../src/ui/text/hostile.js';
import { diffMarks, segments } from '../../src/ui/text/marks.js';
import { press, ready, until } from './browser.js';
import { PAYLOADS } from './fake-texts.js';
import { screens } from './harness.js';

const open = screens();

describe('what documents and people say', () => {
  it('does nothing on any screen, whatever it is', async () => {
    expect(PAYLOADS.length).toBeGreaterThanOrEqual(25);
    const { page, server } = await open(PAYLOADS.length, { hostile: true });
    for (let at = 0; at < PAYLOADS.length; at += 1) {
      await ready(page);
      await press(page, 'j');
    }
    await press(page, 'e');
    await page.waitForSelector('.item-screen .cards');
    await press(page, 'Escape');
    await ready(page);
    await press(page, 'm');
    await page.waitForSelector('.templates');
    await page.keyboard.type(PAYLOADS[1]!);
    await press(page, 'Enter', 'r');
    await until(() => server.desk.log.length > 0, 'a decision');
    await ready(page);
    await press(page, 'x', 'a');
    await until(async () => (await page.locator('dialog .counts').count()) > 0, 'a preview');
    await press(page, 'Escape', 'Escape');
    server.desk.conflictNext = 1;
    await press(page, 'a');
    await page.waitForSelector('dialog[open]');
    await press(page, 'Enter', 'g', 'l');
    await page.waitForSelector('.log');
    await press(page, 'g', 'o');
    await page.waitForSelector('.trend canvas');
    // The harness fails on any dialog, error of the CSP, or request to anywhere else. Nothing has become an element, either.
    expect(await page.evaluate('document.querySelectorAll("iframe, object, embed, form, base, meta[http-equiv], style, img, video, body script, [onload], [onerror], [onfocus]").length')).toBe(0);
    expect(await page.evaluate('({}).polluted === undefined && document.title')).toBe('Overview · Winnow');
  });

  it('shows an override of the direction, and holds it in', async () => {
    const { page } = await open(12, { hash: '#/queue?rule=safety%2Finvisible-text' });
    const path = page.locator('.item-path .hidden-char').first();
    expect(await path.textContent()).toBe('U+202E');
    expect(await path.getAttribute('title')).toBe('U+202E, right-to-left override');
    expect(await page.locator('.in-document mark .hidden-char').first().textContent()).toBe('7 hidden');
    expect(await page.evaluate('getComputedStyle(document.querySelector(".item-path bdi")).unicodeBidi')).toBe('isolate');
  });
});

describe('pieces', () => {
  it('names what cannot be seen', () => {
    expect(pieces('a\u202Eb', false)).toEqual([{ kind: 'text', text: 'a' }, { kind: 'hidden', label: 'U+202E', title: 'U+202E, right-to-left override' }, { kind: 'text', text: 'b' }]);
    expect(pieces('\u{E0041}'.repeat(40), false)).toMatchObject([{ kind: 'hidden', label: '40 hidden' }]);
    expect(pieces('x\uD800y', false)).toMatchObject([{}, { label: 'U+D800' }, {}]);
    expect(pieces('a\uFE01b', false)).toMatchObject([{}, { label: 'U+FE01' }, {}]);
  });

  it('keeps the lines of a text, and what is no secret', () => {
    expect(pieces('a\n\tb', true)).toEqual([{ kind: 'text', text: 'a\n\tb' }]);
    expect(pieces('a\r\nb', false)).toEqual([{ kind: 'text', text: 'a b' }]);
    expect(pieces('\u2764\uFE0F', true)).toEqual([{ kind: 'text', text: '\u2764\uFE0F' }]);
    expect(pieces('a\n\u200B\nb', true)).toEqual([{ kind: 'text', text: 'a' }, { kind: 'text', text: '\n' }, { kind: 'hidden', label: 'U+200B', title: 'U+200B, zero width space' }, { kind: 'text', text: '\n' }, { kind: 'text', text: 'b' }]);
  });

  it('is quick on a long line', () => {
    const started = performance.now();
    pieces('a'.repeat(1_000_000), true);
    pieces('\u200B'.repeat(1_000_000), true);
    pieces('\uFE0F\u200D'.repeat(300_000), true);
    expect(performance.now() - started).toBeLessThan(3000);
  });

  it('is cut for places that take a string only', () => {
    expect(printable('a\u202Eb\n c')).toBe('a[U+202E]b c');
    expect(printable('x'.repeat(500), 10)).toBe('xxxxxxxxx…');
  });
});

describe('marks', () => {
  const mark = (start: number, end: number, title: string) => ({ start, end, title, tone: 'info' as const });

  it('may overlap, lie in each other and reach beyond the text', () => {
    const found = segments('abcdefgh', [mark(1, 5, 'one'), mark(3, 7, 'two'), mark(4, 99, 'three'), mark(6, 6, 'empty')]);
    expect(found.map(({ text }) => text).join('')).toBe('abcdefgh');
    expect(found.map(({ text, marks }) => [text, marks.map(({ title }) => title)])).toEqual([['a', []], ['bc', ['one']], ['d', ['one', 'two']], ['e', ['one', 'two', 'three']], ['fg', ['two', 'three']], ['h', ['three']]]);
  });

  it('of a long comparison take no square of their number', () => {
    const text = 'word '.repeat(40_000);
    const started = performance.now();
    expect(segments(text, Array.from({ length: 20_000 }, (_, at) => mark(at * 10, at * 10 + 5, 'differs')))).toHaveLength(40_000);
    expect(performance.now() - started).toBeLessThan(1500);
  });

  it('come of a comparison only where it is of these texts', () => {
    const diff = [{ kind: 'same', text: 'within ' }, { kind: 'here', text: '30' }, { kind: 'there', text: '14' }, { kind: 'same', text: ' days' }] as const;
    expect(diffMarks(diff, 'within 30 days', 'within 14 days')).toMatchObject({ here: [{ start: 7, end: 9 }], there: [{ start: 7, end: 9 }] });
    expect(diffMarks(diff, 'within 30 days.', 'within 14 days')).toBeNull();
  });

  it('find what only the other text has, whatever its layout, markup and case', () => {
    const diff = [{ kind: 'same', text: 'Refunds are paid ' }, { kind: 'here', text: 'within 30' }, { kind: 'there', text: ' after 14' }, { kind: 'same', text: ' days.\nAsk us' }, { kind: 'there', text: ' first' }, { kind: 'same', text: '.' }] as const;
    const there = 'REFUNDS are\n  **paid** after 14 days. [Ask](https://example.org/after-14) us   first.';
    const found = diffMarks(diff, 'Refunds are paid within 30 days.\nAsk us.', there)!;
    expect(found.there.map(({ start, end }) => there.slice(start, end))).toEqual(['after 14', 'first']);
    expect(diffMarks([{ kind: 'same', text: 'a' }, { kind: 'there', text: ' b' }], 'a', 'a c')).toBeNull();
  });
});
