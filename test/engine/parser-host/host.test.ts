import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createParserHost, type ParseResult, type ParserHost, type ParserHostOptions } from '../../../src/engine/parser-host/index.js';
import { permissionArguments } from '../../../src/engine/parser-host/command.js';
import { markdownParser } from '../../../src/ingest/parsers/markdown/index.js';
import { SCAN, SCAN_PARAGRAPHS } from '../../ingest/parsers/scan-picture.js';
import { officeFile, relations } from '../../ingest/parsers/office-of.js';
import { pdfOf } from '../../ingest/parsers/pdf-files.js';
import { docxFile, pdfFile } from '../../ingest/parsers/samples.js';
import { zipOf } from '../../ingest/parsers/zip-of.js';

// Other tests share processes: see test/built/children.ts.
vi.unmock('../../../src/engine/parser-host/index.js');

const PLUGIN = fileURLToPath(new URL('./plugins/misbehaving.mjs', import.meta.url));
const BROKEN = fileURLToPath(new URL('./plugins/broken.mjs', import.meta.url));

const hosts: ParserHost[] = [];
function host(options: Partial<ParserHostOptions> = {}): ParserHost {
  const made = createParserHost({ size: 1, plugins: [PLUGIN], ...options });
  hosts.push(made);
  return made;
}
afterEach(async () => {
  await Promise.all(hosts.splice(0).map((one) => one.close()));
});

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const ask = (on: ParserHost, deed: string, more: { signal?: AbortSignal } = {}): Promise<ParseResult> => on.parse({ parserId: null, content: bytesOf(deed), path: 'a.bad', ...more });
const textOf = (result: ParseResult): string | undefined => result.documents[0]?.text;

describe('parser host', () => {
  it('starts no process before something is parsed, and uses one for many', async () => {
    const one = host();
    expect(one.started).toBe(0);
    for (const path of ['a.md', 'b.md', 'c.md']) {
      expect(await one.parse({ parserId: null, content: bytesOf('# Hi'), path })).toMatchObject({ parserId: 'markdown', parserVersion: markdownParser.version, mediaType: 'text/markdown' });
    }
    expect(one.started).toBe(1);
  });

  it('takes a time without a zone as UTC, wherever it runs', async () => {
    expect(textOf(await ask(host(), 'zone'))).toBe('UTC 2024-02-29T23:30:00.000Z');
  });

  it('parses PDF and DOCX in a process without rights', async () => {
    const one = host();
    expect(textOf(await one.parse({ parserId: null, content: await pdfFile(), path: 'a.pdf' }))).toContain('Section 2 says');
    expect(textOf(await one.parse({ parserId: null, content: await docxFile(), path: 'a.docx' }))).toContain('28 days');
    expect(one.started).toBe(1);
  });

  it('parses presentations, workbooks and books in a process without rights', async () => {
    const one = host();
    const slide = '<p:sld><p:cSld><p:spTree><p:sp><p:txBody><a:p><a:r><a:t>A slide.</a:t></a:r></a:p></p:txBody></p:sp></p:spTree></p:cSld></p:sld>';
    const deck = officeFile('ppt/presentation.xml', {
      'ppt/presentation.xml': '<p:presentation><p:sldIdLst><p:sldId id="256" r:id="s1"/></p:sldIdLst></p:presentation>',
      'ppt/_rels/presentation.xml.rels': relations(['s1', 'slide', 'slide1.xml']), 'ppt/slide1.xml': slide,
    });
    const book = officeFile('xl/workbook.xml', {
      'xl/workbook.xml': '<workbook><sheets><sheet name="Numbers" r:id="s1"/></sheets></workbook>', 'xl/_rels/workbook.xml.rels': relations(['s1', 'worksheet', 'sheet1.xml']),
      'xl/sheet1.xml': '<worksheet><sheetData><row><c><v>42</v></c></row></sheetData></worksheet>',
    });
    const epub = zipOf({
      'META-INF/container.xml': '<container/>', 'a.xhtml': '<html><body><p>A page.</p></body></html>',
      'a.opf': '<package><manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/></spine></package>',
    });
    expect(textOf(await one.parse({ parserId: null, content: deck, path: 'a.pptx' }))).toBe('Slide 1\n\nA slide.');
    expect(textOf(await one.parse({ parserId: null, content: book, path: 'a.xlsx' }))).toBe('Numbers\n\n42');
    expect(textOf(await one.parse({ parserId: null, content: epub, path: 'a.epub' }))).toBe('A page.');
    expect(one.started).toBe(1);
  });

  it('recognises scanned pages in a process without rights', async () => {
    const file = await pdfOf((pdf) => pdf.image(SCAN, 0, 0, { width: 595.28, height: 841.89 }));
    const one = host();
    expect(textOf(await one.parse({ parserId: null, parserOptions: { pdf: { ocr: {} } }, content: file, path: 'scan.pdf' }))).toContain(SCAN_PARAGRAPHS[0]);
    await expect(one.parse({ parserId: null, parserOptions: { pdf: { ocr: { languages: ['xyz'] } } }, content: file, path: 'scan.pdf' })).rejects.toMatchObject({ code: 'package-missing' });
    expect(one.started).toBe(1);
  });

  it('finds the parser, or takes the one named, with its options', async () => {
    const one = host();
    const mismatch = await one.parse({ parserId: null, content: bytesOf('<!doctype html><p>Text</p>'), path: 'a.md' });
    expect(mismatch.parserId).toBe('html');
    expect(mismatch.documents[0]?.findings.map((finding) => finding.rule)).toEqual(['structure/type-mismatch']);
    expect((await one.parse({ parserId: 'text', content: bytesOf('# x'), path: 'a.md' })).parserId).toBe('text');
    expect((await one.parse({ parserId: null, content: bytesOf('{"text":"x"}'), path: 'a', mediaType: 'application/x-winnow-record+json' })).parserId).toBe('json-record');
    await expect(one.parse({ parserId: null, parserOptions: { csv: { maxRows: 1 } }, content: bytesOf('id\na\nb'), path: 'a.csv' })).rejects.toMatchObject({ code: 'item-too-large' });
    await expect(one.parse({ parserId: null, parserOptions: { csv: { rows: 1 } }, content: bytesOf('id\na\nb'), path: 'a.csv' })).rejects.toMatchObject({ code: 'pipeline-invalid' });
    await expect(one.parse({ parserId: 'none', content: bytesOf('x'), path: 'a' })).rejects.toMatchObject({ code: 'block-unknown' });
  });

  it.each([
    ['file-empty', 'a.md', ''], ['format-unknown', 'a.md', '\0\0\0\0'], ['parse-failed', 'a.bad', 'throws'], ['file-broken', 'a.pdf', '%PDF-1.7 and nothing'],
  ])('brings %s back as it was', async (code, path, content) => {
    await expect(host().parse({ parserId: null, content: bytesOf(content), path })).rejects.toMatchObject({ name: 'WinnowError', code });
  });

  it('ends a parser that never does, and goes on', async () => {
    const one = host({ timeoutMs: 500 });
    await expect(ask(one, 'loop')).rejects.toMatchObject({ code: 'parse-timeout' });
    expect(textOf(await ask(one, 'ok after'))).toBe('after');
    expect(one.started).toBe(2);
  });

  it.each(['buffers', 'heap'])('ends a parser that takes all memory (%s)', async (deed) => {
    const one = host({ memoryMb: 256, timeoutMs: 60_000 });
    const before = process.memoryUsage().rss;
    await expect(ask(one, deed)).rejects.toMatchObject({ code: 'parse-memory' });
    expect(process.memoryUsage().rss - before).toBeLessThan(200e6);
    expect(textOf(await ask(one, 'ok after'))).toBe('after');
  });

  it.each(['exit', 'abort'])('tries a file twice whose process ends (%s)', async (deed) => {
    const one = host();
    await expect(ask(one, deed)).rejects.toMatchObject({ code: 'parser-crashed' });
    expect(one.started).toBe(2);
    expect(textOf(await ask(one, 'ok after'))).toBe('after');
  });

  it.each(['throwsLater', 'rejectsLater'])('does not hold a late error against the next document (%s)', async (deed) => {
    const one = host();
    expect(textOf(await ask(one, `${deed} first`))).toBe('first');
    expect(textOf(await ask(one, 'sleep 200'))).toBe('slept');
    expect(one.started).toBe(2);
  });

  it('tries again in a process that no other document has been in', async () => {
    const one = host({ size: 2 });
    await Promise.all([ask(one, 'throwsAfter 1200 0'), ask(one, 'throwsAfter 100 400')]);
    expect(textOf(await ask(one, 'sleep 1500'))).toBe('slept');
    expect(one.started).toBe(3);
  });

  it('leaves the others in flight unharmed', async () => {
    const one = host({ size: 3, timeoutMs: 8000, memoryMb: 256 });
    const deeds = ['sleep 600', 'loop', 'ok a', 'exit', 'sleep 300', 'buffers', 'throwsLater b', 'ok c', 'rejectsLater d', 'sleep 100', 'ok e'];
    const settled = await Promise.allSettled(deeds.map((deed) => ask(one, deed)));
    expect(settled.map((each) => (each.status === 'fulfilled' ? textOf(each.value) : (each.reason as { code: string }).code))).toEqual([
      'slept', 'parse-timeout', 'a', 'parser-crashed', 'slept', 'parse-memory', 'b', 'c', 'd', 'slept', 'e',
    ]);
  });

  it('caps what comes back', async () => {
    const one = host({ maxTextChars: 1000 });
    expect(textOf(await ask(one, 'flood 1000'))).toHaveLength(1000);
    await expect(ask(one, 'flood 1001')).rejects.toMatchObject({ code: 'parse-output' });
    await expect(ask(one, 'bigFields')).rejects.toMatchObject({ code: 'parse-output' });
  });

  it('brings large results back whole, one after the other', async () => {
    const many = host({ size: 3 });
    const results = await Promise.all(['3000000', '1500000', '2000000', '5'].map((length) => ask(many, `flood ${length}`)));
    expect(results.map((result) => textOf(result)?.length)).toEqual([3_000_000, 1_500_000, 2_000_000, 5]);
  });

  it('does not wait for a process that announces a large result and sends none', async () => {
    const two = host({ size: 2, timeoutMs: 1_000 });
    const stuck = ask(two, 'announces 1');
    await expect(stuck).rejects.toMatchObject({ code: 'parse-timeout' });
    const again = ask(two, 'announces 2');
    const other = ask(two, 'flood 2000000');
    await expect(again).rejects.toMatchObject({ code: 'parse-timeout' });
    expect(textOf(await other)).toHaveLength(2_000_000);
  });

  it.each(['overlap', 'outside', 'twice'])('refuses a result that breaks a promise (%s)', async (deed) => {
    await expect(ask(host(), deed)).rejects.toMatchObject({ code: 'parse-failed', message: expect.stringContaining('broke its promise') as string });
  });

  it('takes no reply for another document', async () => {
    const one = host();
    expect(textOf(await ask(one, 'forged 1'))).toBe('mine');
    expect(textOf(await ask(one, 'sleep 50'))).toBe('slept');
  });

  it.each([
    ['no pieces', 'null', 'parse-output'],
    ['a piece that is none', '[null]', 'parse-output'],
    ['a text that is none', '[{"of":"json","text":{}}]', 'parse-output'],
    ['a text of no document', '[{"of":1.5,"text":"a"}]', 'parse-output'],
    ['a text before the last one', '[{"of":1,"text":"a"},{"of":0,"text":"b"}]', 'parse-output'],
    ['more texts than documents', '[{"of":"json","text":"{\\"parserId\\":\\"bad\\",\\"documents\\":[]}"},{"of":0,"text":"b"}]', 'parse-failed'],
    ['no result', '[{"of":"json","text":"{}"}]', 'parse-failed'],
  ])('believes no result that is %s', async (_what, pieces, code) => {
    const one = host();
    await expect(ask(one, `lies [1,${pieces}]`)).rejects.toMatchObject({ code });
    expect(textOf(await ask(one, 'ok fine'))).toBe('fine');
  });

  it('brings a long text over whole, whatever it is made of', async () => {
    const { documents } = await ask(host(), 'long 100001');
    expect(documents[0]?.text).toBe(`a${'😀'.repeat(100_001)}`);
    expect(documents[1]?.text).toBe('');
    expect(documents[2]?.text).toBe('ü'.repeat(100_001));
  });

  it('brings every text over as it is, with half a character too', async () => {
    expect((await ask(host(), 'surrogate')).documents.map(({ text }) => text)).toEqual(['a \ud83d b', 'zwei ü']);
  });

  it('gives its processes no secrets and no rights', async () => {
    process.env['WINNOW_TEST_SECRET'] = 'secret';
    const one = host();
    expect(textOf(await ask(one, 'env'))).not.toMatch(/SECRET|HOME|TOKEN|KEY/u);
    const file = join(tmpdir(), `winnow-parser-host-${process.pid}`);
    expect(JSON.parse(textOf(await ask(one, `rights ${file}`)) ?? '')).toEqual({ write: 'ERR_ACCESS_DENIED', process: 'ERR_ACCESS_DENIED', thread: 'ERR_ACCESS_DENIED' });
    expect(existsSync(file)).toBe(false);
  });

  it('replaces a process after so many documents', async () => {
    const one = host({ recycleAfter: 2 });
    for (let at = 0; at < 5; at += 1) await ask(one, 'ok x');
    expect(one.started).toBe(3);
  });

  it('stops on a signal, running or waiting, and leaves no process behind', async () => {
    const one = host();
    const stop = new AbortController();
    const running = ask(one, 'loop', { signal: stop.signal });
    const waiting = ask(one, 'ok x', { signal: stop.signal });
    const after = ask(one, 'ok after');
    setTimeout(() => {
      stop.abort();
    }, 500);
    await expect(running).rejects.toMatchObject({ code: 'interrupted' });
    await expect(waiting).rejects.toMatchObject({ code: 'interrupted' });
    expect(textOf(await after)).toBe('after');
    await expect(ask(one, 'ok x', { signal: stop.signal })).rejects.toMatchObject({ code: 'interrupted' });
  });

  it('ends what is in flight when it is closed', async () => {
    const one = host();
    const running = ask(one, 'loop');
    const waiting = ask(one, 'ok x');
    running.catch(() => undefined);
    waiting.catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 700));
    await one.close();
    await expect(running).rejects.toMatchObject({ code: 'interrupted' });
    await expect(waiting).rejects.toMatchObject({ code: 'interrupted' });
    await expect.poll(childrenOfThisProcess).toEqual([]);
  });

  it('says that a plugin does not load', async () => {
    await expect(ask(host({ plugins: [BROKEN] }), 'ok x')).rejects.toMatchObject({ code: 'plugin-failed', message: expect.stringContaining('does not load') as string });
  });
});

describe('rights of a parser process', () => {
  it.each([['20.20.0', '--experimental-permission'], ['22.12.0', '--experimental-permission'], ['22.13.0', '--permission'], ['23.4.0', '--experimental-permission'], ['24.0.0', '--permission']])('Node %s', (version, flag) => {
    expect(permissionArguments(version)).toEqual([flag, '--allow-fs-read=*']);
    expect(permissionArguments(version, true)).toEqual([flag, '--allow-fs-read=*', '--allow-addons']);
  });
});

function childrenOfThisProcess(): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/u.test(pid) && new RegExp(`^PPid:\\s+${process.pid}$`, 'mu').test(readFileSync(`/proc/${pid}/status`, 'utf8')) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('parser-host');
    } catch {
      return false;
    }
  });
}
