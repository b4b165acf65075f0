import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Rendering } from '../../../src/core/index.js';
import { createParserHost, type ParserHost, type ParserHostOptions } from '../../../src/engine/parser-host/index.js';
import { pdfOf } from '../../ingest/parsers/pdf-files.js';
import { pdfFile } from '../../ingest/parsers/samples.js';

// Other tests share processes: see test/built/children.ts.
vi.unmock('../../../src/engine/parser-host/index.js');

const PLUGIN = fileURLToPath(new URL('./plugins/misbehaving.mjs', import.meta.url));
const hosts: ParserHost[] = [];
afterEach(async () => {
  await Promise.all(hosts.splice(0).map((one) => one.close()));
});

function render(content: string | Uint8Array, path: string, { page = null, ...options }: Partial<ParserHostOptions> & { readonly page?: number | null } = {}): Promise<Rendering | null> {
  const host = createParserHost({ size: 1, plugins: [PLUGIN], nativeCode: true, ...options });
  hosts.push(host);
  return host.render({ parserId: null, content: typeof content === 'string' ? new TextEncoder().encode(content) : content, path, place: { record: null, page } });
}

const sizes = (shown: Rendering | null): (readonly [number, number, number])[] => (shown?.kind === 'pages' ? shown.pages.map(({ page, width, height }) => [page, width, height] as const) : []);

describe('what a file looks like, drawn in a child', () => {
  it('is two pages at most, from the one asked for, within what a screen takes', async () => {
    const pdf = await pdfFile();
    expect(sizes(await render(pdf, 'a.pdf', { page: 2 }))).toEqual([[2, 1000, 1414], [3, 1000, 1414]]);
    expect(sizes(await render(pdf, 'a.pdf', { page: 99 }))).toEqual([[3, 1000, 1414]]);
    const drawn = (size: [number, number]): Promise<Uint8Array> => pdfOf((page) => { page.text('x', 10, 10); }, { size });
    expect(sizes(await render(await drawn([100, 14_000]), 'a.pdf'))).toEqual([[1, 14, 2000]]);
    expect(sizes(await render(await drawn([14_000, 100]), 'a.pdf'))).toEqual([[1, 1000, 7]]);
    expect(sizes(await render(await drawn([50, 50]), 'a.pdf'))).toEqual([[1, 150, 150]]);
  });

  it('is not to be had of an encrypted or broken file, and says why', async () => {
    await expect(render(await pdfFile({ password: 'secret' }), 'a.pdf')).rejects.toMatchObject({ code: 'file-encrypted' });
    await expect(render('%PDF-1.7\n', 'a.pdf')).rejects.toMatchObject({ code: 'file-broken' });
    await expect(render('', 'a.html')).rejects.toMatchObject({ code: 'file-empty' });
  });

  it('takes no native code where it is not allowed', async () => {
    await expect(render(await pdfFile(), 'a.pdf', { nativeCode: false })).rejects.toMatchObject({ code: expect.stringMatching(/^(?:parse-failed|file-broken|internal)$/u) as string });
  });

  it('is nothing where the parser draws nothing, and stops where it does not end or sends anything else', async () => {
    expect(await render('{"cells": [], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}', 'a.ipynb')).toBeNull();
    expect(await render('ok\nhere', 'a.bad')).toEqual({ kind: 'text', text: 'here' });
    await expect(render('loop', 'a.bad', { timeoutMs: 500 })).rejects.toMatchObject({ code: 'parse-timeout' });
    await expect(render('exit', 'a.bad')).rejects.toMatchObject({ code: 'parser-crashed' });
    for (const sent of ['"x"', '7', '{"kind":"markup"}', '{"kind":"markup","html":"x","onload":"y"}', '{"kind":"pages","pageCount":1,"pages":[{"page":1,"width":1,"height":1,"png":"\\"><script>alert(1)</script>"}]}', '{"kind":"pages","pageCount":1,"pages":[{"page":0,"width":1,"height":1,"png":""}]}']) {
      await expect(render(`sends\n${sent}`, 'a.bad'), sent).rejects.toMatchObject({ code: 'parse-failed' });
    }
    await expect(render(`sends\n${JSON.stringify({ kind: 'text', text: 'x'.repeat(100_000) })}`, 'a.bad', { maxTextChars: 1 })).resolves.toMatchObject({ kind: 'text' });
    await expect(render('floods', 'a.bad', { maxTextChars: 1 })).rejects.toMatchObject({ code: 'parse-output' });
  });
});
