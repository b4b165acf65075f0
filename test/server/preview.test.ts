import { Parser } from 'htmlparser2';
import { describe, expect, it } from 'vitest';
import type { DocumentPreview } from '../../src/engine/review/types.js';
import { previewPage } from '../../src/server/preview/page.js';
import { WinnowError } from '../../src/core/index.js';
import { ReviewedCorpus } from '../engine/review/support.js';
import { stubDesk } from './desk.js';
import { errorOf, inside, start } from './support.js';

const document = (text: string, more: Partial<DocumentPreview> = {}): DocumentPreview => ({ generation: 1, id: 'd1', source: 'docs', path: 'a.md', record: null, title: 'A page', mediaType: 'text/markdown', text, chunk: null, look: null, ...more });
const spanOf = (text: string, part: string): { start: number; end: number } => ({ start: text.indexOf(part), end: text.indexOf(part) + part.length });

/** What a browser would make of a page: each element with its attributes, and the text. */
function elements(html: string): { tags: { name: string; attributes: Record<string, string> }[]; text: string; comments: number } {
  const found: ReturnType<typeof elements> = { tags: [], text: '', comments: 0 };
  new Parser({
    onopentag: (name, attributes) => { found.tags.push({ name, attributes }); }, ontext: (text) => { found.text += text; }, oncomment: () => { found.comments += 1; },
  }, { decodeEntities: true }).end(html);
  return found;
}

const PAGE = ['html', 'head', 'meta', 'meta', 'title', 'style', 'body', 'header', 'bdi', 'main'];
/** The same as the source file of a document, which is drawn as markup. */
const asMarkup = (html: string, more: Partial<DocumentPreview> = {}): DocumentPreview => document('', { mediaType: 'text/html', look: { rendering: { kind: 'markup', html } }, ...more });
const mainOf = (html: string): string => (/<main[^>]*>\s*([\s\S]*?)\s*<\/main>/u.exec(html)?.[1] ?? '');
const TAGS = new Set([...PAGE, 'p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'li', 'blockquote', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'em', 'strong', 's', 'pre', 'code', 'hr', 'br', 'span', 'div', 'section', 'article', 'aside', 'figure', 'figcaption', 'address', 'dl', 'dt', 'dd', 'caption', 'tfoot', 'b', 'i', 'u', 'del', 'ins', 'kbd', 'samp', 'sub', 'sup', 'small', 'mark', 'q', 'cite']);
const ATTRIBUTES: Readonly<Record<string, RegExp>> = { class: /^(?:chunk|target|image|unseen|cut|plain)$/u, id: /^chunk$/u, start: /^\d{1,9}$/u, colspan: /^\d{1,4}$/u, rowspan: /^\d{1,4}$/u, lang: /^en$/u, charset: /^utf-8$/u, name: /^viewport$/u, content: /^width=device-width$/u, dir: /^auto$/u };

const HOSTILE: readonly string[] = [
  '<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '<svg><script>alert(1)</script></svg>', '<svg/onload=alert(1)>', '<style>body{background:url(https://evil.example)}</style>', '<base href="https://evil.example/">',
  '<meta http-equiv="refresh" content="0;url=https://evil.example">', '<iframe srcdoc="<script>alert(1)</script>"></iframe>', '<a href="javascript:alert(1)" onclick="alert(1)">x</a>', '<form action="https://evil.example"><input name=a></form>', '<link rel=stylesheet href=//evil.example>',
  '[x](javascript:alert(1))', '[x](https://evil.example "a\\" onmouseover=alert(1)")', '[x](data:text/html;base64,PHNjcmlwdD4=)', '![x"onerror=alert(1)](https://evil.example/p.png "t")', '![<script>](x)', '<https://evil.example/?"onload=alert(1)>', '[a]: javascript:alert(1)\n\n[a]',
  '```"><script>alert(1)</script>\n</pre><script>alert(1)</script>\n```', '`</code><script>alert(1)</script>`', '    </pre><script>alert(1)</script>', '# <b onclick=alert(1)>x</b> {#chunk}', '| a | b |\n|:-:|---|\n| <td onclick=alert(1)> | x |', '-->\n<!-- <script>alert(1)</script> -->', ']]><script>', '</main></body></html><script>alert(1)</script>',
  '&lt;script&gt;alert(1)&lt;/script&gt;', '<SCRIPT\u0000>alert(1)</SCRIPT>', '99999999999999. x', '7) x', '<div style="position:fixed">x</div>', '---\ntitle: "</pre><script>alert(1)</script>"\n---\n\n# x', '<?php echo 1 ?>', '<![CDATA[ <script> ]]>', '<plaintext>', '<noscript><p title="</noscript><img src=x onerror=alert(1)>">', '<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>',
];
const TYPES = ['text/markdown', 'text/plain', 'text/html', 'application/pdf', 'text/mdx'];

/** A page has the elements that we write, and of what it shows nothing but text and what reads like a page. */
function onlyText(html: string): void {
  const { tags, comments, text: shown } = elements(html);
  expect(tags.map(({ name }) => name).filter((name, at) => at < PAGE.length - 1 || name === 'main')).toEqual(PAGE);
  expect(tags.filter(({ name }) => !TAGS.has(name))).toEqual([]);
  for (const name of ['style', 'meta', 'title', 'head']) expect(tags.filter((tag) => tag.name === name)).toHaveLength(PAGE.filter((one) => one === name).length);
  for (const { attributes } of tags) for (const [name, value] of Object.entries(attributes)) expect(`${name}=${value}`).toMatch(new RegExp(`^${name}=(?:${ATTRIBUTES[name]?.source.slice(1, -1) ?? '(?!)'})$`, 'u'));
  expect(comments).toBe(0);
  expect(shown).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u202a-\u202e\u200b]/u);
}

describe('the page of a document', () => {
  it.each(HOSTILE)('has nothing of %j but its text', async (text) => {
    for (const mediaType of TYPES) {
      for (const chunk of [null, { start: 0, end: text.length }, { start: 3, end: 9 }]) {
        const named = { mediaType, chunk, title: text, path: text, source: text, record: text };
        const looks = [null, { rendering: { kind: 'markup', html: text } }, { rendering: { kind: 'text', text } }, { rendering: null, why: 'failed', message: text }] as const;
        for (const look of looks) onlyText(await previewPage(document(text, { ...named, look })));
      }
    }
  });

  it.each(TYPES)('names what nobody would see, in %s', async (mediaType) => {
    const text = 'pay \u202eevil\u202c now\u200b, \ufeff\u2066x\u2069 \u001b[2J \u{e0041}';
    const { text: shown } = elements(await previewPage(document(text, { mediaType, title: text, path: text })));
    expect(shown).toMatch(/U\+202EevilU\+202C nowU\+200B, U\+FEFFU\+2066xU\+2069 U\+001B\[2J U\+E0041/u);
    expect(shown).not.toMatch(/[\p{Cf}\u0000-\u0008\u000e-\u001f]/u);
    expect(elements(await previewPage(document('fine ❤️ text', { mediaType }))).text).toContain('fine ❤️ text');
  });

  it('shows links and images as text with their addresses, and loads none', async () => {
    const html = await previewPage(document('See [the *rules*](https://example.com/a?b=1&c=2), <https://example.com> and ![a chart](img/chart.png) or [x](javascript:alert(1)). www.example.com'));
    expect(html).toContain('See the <em>rules</em> <span class="target">(https://example.com/a?b=1&amp;c=2)</span>, https://example.com and <span class="image">[image: a chart] (img/chart.png)</span> or [x](javascript:alert(1)). www.example.com');
    expect(html).not.toMatch(/<(?:a|img)\b|href=|src=/u);
  });

  const TEXT = '---\ntitle: A\n---\n\n# One\n\nFirst words.\n\n- item a\n- item b\n  - inner c\n- item d\n\n| k | v |\n|---|---|\n| a | 1 |\n| b | 2 |\n\n```js\nx < 1\n```\n\nLast words.\n';
  const marks = async (part: string): Promise<string> => (/<main[^>]*>\s*([\s\S]*)\s*<\/main>/u.exec(await previewPage(document(TEXT, { chunk: spanOf(TEXT, part) })))?.[1] ?? '').replace(/\n/gu, '');

  it('renders what is Markdown, front matter apart', async () => {
    const html = (await previewPage(document(TEXT))).replace(/\n/gu, '');
    expect(html).toContain('<pre>---title: A---</pre><h1>One</h1><p>First words.</p><ul><li>item a</li><li>item b<ul><li>inner c</li></ul></li><li>item d</li></ul><table><thead><tr><th>k</th><th>v</th></tr></thead><tbody><tr><td>a</td><td>1</td></tr><tr><td>b</td><td>2</td></tr></tbody></table><pre>jsx &lt; 1</pre><p>Last words.</p>');
    expect(html).not.toContain('id="chunk"');
  });

  it('marks the blocks that the chunk reaches into, the first with the id that addresses name', async () => {
    expect(await marks('# One\n\nFirst words.')).toContain('<h1 id="chunk" class="chunk">One</h1><p class="chunk">First words.</p><ul><li>');
    expect(await marks('irst word')).toContain('<p id="chunk" class="chunk">First words.</p>');
    expect(await marks('- item b')).toContain('<li>item a</li><li><span id="chunk" class="chunk">item b</span><ul><li>inner c');
    expect(await marks('- item b\n  - inner c\n')).toContain('<li id="chunk" class="chunk">item b<ul><li>inner c</li></ul></li><li>item d');
    expect(await marks('| b | 2 |')).toContain('<tr id="chunk" class="chunk"><td>b</td><td>2</td></tr>');
    expect(await marks('x < 1')).toContain('<pre id="chunk" class="chunk">js');
    expect((await marks(TEXT.slice(TEXT.indexOf('# One')))).match(/id="chunk"/gu)).toHaveLength(1);
  });

  it('marks the very characters of other texts, and cuts long ones around them', async () => {
    const text = `${'a'.repeat(600_000)}<b>here</b>${'z'.repeat(600_000)}`;
    const html = await previewPage(document(text, { mediaType: 'text/html', chunk: spanOf(text, '<b>here</b>') }));
    expect(html).toContain('a<span id="chunk" class="chunk">&lt;b&gt;here&lt;/b&gt;</span>z');
    expect(html.match(/… 350000 more characters …/gu)).toHaveLength(2);
    expect((await previewPage(document('short', { mediaType: 'text/plain' })))).toContain('<div class="plain">short</div>');
  });

  it('draws the markup of a source file anew: structure and text, and nothing that is loaded, run or followed', async () => {
    const html = await previewPage(asMarkup('<html><head><title>t</title><link rel=stylesheet href=https://evil.example></head><body onload=x><nav>Menu</nav><h1 id=chunk class=chunk style="color:red">Lifts</h1><p>See <a href="https://example.com/a?b=1&c=2">the <em>rules</em></a>, <a href="https://example.com">https://example.com</a> and <a href="javascript:alert(1)">x</a>.<br>Then <img src="https://evil.example/p.png" alt="a chart"><img src="data:image/png;base64,AAAA"></p><ol start=3><li>one</ol><table><tr><th colspan=2 onclick=x>k<tr><td>a<td>1</table><script>alert(1)</script><svg><text>drawn</text></svg><p hidden>ignore all rules</p><div style="display: none">and pay</div><form><input value=x><button>Send</button></form>'));
    expect(mainOf(html)).toBe('Menu<h1>Lifts</h1><p>See the <em>rules</em> <span class="target">(https://example.com/a?b=1&amp;c=2)</span>, https://example.com and x <span class="target">(javascript:alert(1))</span>.<br>Then <span class="image">[image: a chart] (https://evil.example/p.png)</span><span class="image">[image: ] (in the file)</span></p><ol start="3"><li>one</li></ol><table><tbody><tr><th colspan="2">k</th></tr><tr><td>a</td><td>1</td></tr></tbody></table>drawn<p><span class="unseen">hidden on the page:</span> ignore all rules</p><div><span class="unseen">hidden on the page:</span> and pay</div>Send'.replace('<tbody>', '').replace('</tbody>', ''));
    onlyText(html);
  });

  it('marks what of the source file the chunk says', async () => {
    const page = '<nav><li>Home</li></nav><h1>The lift of the house</h1><p>The lift in the <b>north</b> wing is inspected every spring.</p><p>Nobody knows why that is so in here.</p><table><tr><td>Lift north</td><td>spring 2026</td></tr><tr><td>Lift south</td><td>autumn 2026</td></tr></table>';
    const marked = async (chunk: string): Promise<string[]> => [...(await previewPage(asMarkup(page, { text: chunk, chunk: { start: 0, end: chunk.length } }))).matchAll(/<(\w+)( id="chunk")? class="chunk">(.*?)<\/\1>/gu)].map(([, tag, id, text]) => `${tag}${id ?? ''}: ${text?.replace(/<[^>]*>/gu, '')}`);
    expect(await marked('The lift of the house\n\nThe lift in the north wing is inspected every spring.')).toEqual(['h1 id="chunk": The lift of the house', 'p: The lift in the north wing is inspected every spring.']);
    expect(await marked('| Lift south | autumn 2026 |')).toEqual(['tr id="chunk": Lift southautumn 2026']);
    expect(await marked('inspected every')).toEqual(['p id="chunk": The lift in the north wing is inspected every spring.']);
    expect(await marked('Home')).toEqual(['li id="chunk": Home']);
    expect(await marked('Nothing of the kind')).toEqual([]);
  });

  it('shows pages as pictures, and says which they are', async () => {
    const pages = [4, 5].map((page) => ({ page, width: 1000, height: 1414, png: 'iVBORw0KGgo=' }));
    const html = await previewPage(document('x', { mediaType: 'application/pdf', look: { rendering: { kind: 'pages', pages, pageCount: 12 } } }));
    expect(html).toContain('pages 4 and 5 of 12, as drawn from the source file');
    expect(html).toContain('<img alt="Page 4" width="1000" height="1414" src="data:image/png;base64,iVBORw0KGgo=">');
  });

  it.each([['gone', 'not there any more'], ['changed', 'has changed since it was read'], ['remote', 'not read one document at a time'], ['format', 'are not drawn']] as const)('shows the text where the source file is %s, and says so', async (why, said) => {
    const html = await previewPage(document('The lift.', { mediaType: 'text/html', look: { rendering: null, why } }));
    expect(html).toContain('<div class="plain">The lift.</div>');
    expect(html).toContain(said);
  });

  it('finds the chunk in a source file that is text', async () => {
    const file = 'id,name\n1,The yard of the house\n';
    const html = await previewPage(document('The yard of the house', { mediaType: 'text/csv', chunk: { start: 0, end: 21 }, look: { rendering: { kind: 'text', text: file } } }));
    expect(html).toContain('1,<span id="chunk" class="chunk">The yard of the house</span>');
  });

  it('is quick with markup that is made to be slow', async () => {
    for (const html of ['<b>'.repeat(300_000), '<a href=x>'.repeat(100_000) + ' '.repeat(100_000), '<p>'.repeat(300_000), '<table><tr><td>'.repeat(60_000), `<div style="${' '.repeat(900_000)}">x`, '<'.repeat(900_000), '<p>twelve letters</p>'.repeat(45_000), '<svg>'.repeat(200_000), '\u202e'.repeat(900_000)]) {
      const started = performance.now();
      await previewPage(asMarkup(html, { text: 'twelve letters and then some '.repeat(4000), chunk: { start: 0, end: 110_000 } }));
      expect(performance.now() - started, html.slice(0, 8)).toBeLessThan(5000);
    }
  });

  it('is quick with texts that are made to be slow', async () => {
    for (const text of ['*a_ '.repeat(100_000), '[' .repeat(200_000), '> '.repeat(5000) + 'x', '- '.repeat(5000), '<'.repeat(400_000), '\u202e'.repeat(300_000)]) {
      const started = performance.now();
      await previewPage(document(text, { chunk: { start: 0, end: text.length } }));
      expect(performance.now() - started, text.slice(0, 8)).toBeLessThan(5000);
    }
  });
});

describe('GET /documents/{id}/preview', () => {
  it('answers with a page that may do nothing, and that our own page may frame', async () => {
    const { get, desk } = await inside();
    const answer = await get('/documents/d1/preview?chunk=c1');
    expect([answer.status, answer.headers.get('Content-Type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(answer.headers.get('Content-Security-Policy')).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/]{43}='; img-src data:; sandbox; base-uri 'none'; form-action 'none'; frame-ancestors 'self'$/u);
    expect(Object.fromEntries(['X-Frame-Options', 'X-Content-Type-Options', 'Cross-Origin-Opener-Policy', 'Cross-Origin-Resource-Policy', 'Referrer-Policy', 'Cache-Control'].map((name) => [name, answer.headers.get(name)]))).toEqual({
      'X-Frame-Options': 'SAMEORIGIN', 'X-Content-Type-Options': 'nosniff', 'Cross-Origin-Opener-Policy': 'unsafe-none', 'Cross-Origin-Resource-Policy': 'same-origin', 'Referrer-Policy': 'no-referrer', 'Cache-Control': 'no-store',
    });
    expect(await answer.text()).toContain('<h1>Leave</h1>');
    expect(desk.calls).toEqual([['preview', 'd1', { chunk: 'c1', source: false }]]);
    expect((await get('/items/c1')).headers.get('X-Frame-Options')).toBe('DENY');
  });

  it('lets nobody in who is not logged in, and refuses what is no id', async () => {
    const { api } = await start();
    const outside = await fetch(`${api}/documents/d1/preview`);
    expect([outside.status, outside.headers.get('X-Frame-Options')]).toEqual([401, 'DENY']);
    const { get } = await inside();
    for (const path of ['/documents/d1/preview?chunk=%3Cscript%3E', '/documents/d1/preview?other=1', '/documents/%3Cb%3E/preview']) expect((await get(path)).status).toBe(400);
  });

  it('says so where there is no such document', async () => {
    const { get } = await inside({ desk: stubDesk({ preview: async () => { throw new WinnowError('id-unknown', 'there is none'); } }) });
    const answer = await get('/documents/d1/preview');
    expect([answer.status, answer.headers.get('X-Frame-Options'), (await errorOf(answer)).code]).toEqual([404, 'DENY', 'id-unknown']);
  });
});

describe('the desk', () => {
  it('gives the text of a document and where a chunk of it stands', async () => {
    const corpus = new ReviewedCorpus();
    try {
      corpus.put({ 'a.md': '---\nupdated: 2016-01-01\n---\n\n# Lifts\n\nThe lift in the north wing is inspected every spring by the two engineers.\n', 'b.md': '# Roofs\n\nThe roof of the south wing is swept every autumn by the caretaker.\n' });
      await corpus.night();
      const [desk, chunks] = [await corpus.desk(), await corpus.chunks()];
      const [lifts, roofs] = [chunks.find(({ path }) => path === 'a.md'), chunks.find(({ path }) => path === 'b.md')];
      const preview = await desk.preview(lifts?.documentId ?? '', { chunk: lifts?.id });
      expect(preview).toMatchObject({ generation: 1, id: lifts?.documentId, source: 'docs', path: 'a.md', record: null, title: 'Lifts', mediaType: 'text/markdown' });
      expect(preview.text.slice(preview.chunk?.start, preview.chunk?.end)).toBe(lifts?.text);
      expect((await desk.preview(lifts?.documentId ?? '')).chunk).toBeNull();
      await expect(desk.preview(lifts?.documentId ?? '', { chunk: roofs?.id })).rejects.toMatchObject({ code: 'id-unknown' });
      await expect(desk.preview('nothing')).rejects.toMatchObject({ code: 'id-unknown' });
    } finally {
      await corpus.close();
    }
  });
});
