import { describe, expect, it } from 'vitest';
import type { DateEvidence } from '../../../src/core/index.js';
import { htmlParser } from '../../../src/ingest/parsers/html/index.js';
import { cpuMs } from '../../cpu-time.js';

async function datesOf(html: string): Promise<readonly DateEvidence[]> {
  const [document] = await htmlParser.run({ bytes: new TextEncoder().encode(html), path: 'a.html', mediaType: 'text/html', declared: {} }, { content: 'main' });
  if (document === undefined) throw new Error('no document');
  return document.dates;
}

const PROSE = '<p>Refunds are paid within fourteen days of the day on which the goods reach us, by the way in which they were paid.</p>'.repeat(4);
const page = (before: string, after = '', head = '', lang = 'en'): string => `<!doctype html><html lang="${lang}"><head><title>Refunds</title>${head}</head><body><article>${before}<h1>Refunds</h1>${after}${PROSE}</article></body></html>`;

/** Of what is believed, the first of a kind by confidence: what the parser itself puts first. */
const best = (dates: readonly DateEvidence[], kind: DateEvidence['kind']): string | null =>
  dates.filter((one) => one.kind === kind && one.confidence >= 0.35).toSorted((a, b) => b.confidence - a.confidence)[0]?.value ?? null;

describe('publication dates in the body of a page', () => {
  it.each([
    ['a class', '<div class="date">4 May 2024</div>'], ['a class in camel case', '<div class="articlePubDate">4 May 2024</div>'], ['an id', '<span id="lblPostDate">4 May 2024</span>'], ['a byline', '<p class="byline">By <a href="/jane">Jane Doe</a> | 4 May 2024 | Prices</p>'],
    ['a line under the heading', '<p>4 May 2024</p>'], ['a line with the place', '<div><span>Lübeck, 4 May 2024</span></div>'], ['a dateline', '<p><strong>(04.05.2024) Refunds</strong> are paid sooner, as the bank has said after long talks that nobody had expected to end so well for all who wait.</p>'],
    ['a time element', '<time datetime="2024-05-04T10:00:00+02:00">yesterday</time>'], ['an icon', `${PROSE}<p><i class="fa fa-calendar"></i> 4 May 2024 • Jane Doe • Prices, refunds and all that customers ask about them</p>`], ['abbr of hAtom', '<abbr class="published" title="2024-05-04T08:00:00-07:00">08:00</abbr>'],
    ['a data attribute', '<span class="posted" data-utime="1714816800">long ago</span>'], ['an attribute of a custom element', '<lit-timestamp publishdate="2024-05-04T11:15:56Z"></lit-timestamp>'], ['schema.org', '<span itemprop="datePublished" content="2024-05-04">May</span>'], ['schema.org in meta', '<meta itemprop="datePublished" content="2024-05-04T10:00:00+02:00">'],
    ['Dublin Core', '<span property="dc:date dc:created" content="2024-05-04T10:00:00+02:00">Submitted by admin</span>'], ['parts of a date', '<div class="date"><b>4</b> <i>May</i> <u>2024</u></div>'], ['a label in a block of its own', '<dl><dt>Published</dt><dd>4 May 2024</dd></dl>'],
    ['a cue and an author', '<p>Published by Jane Doe at 10:15 on 4 May 2024</p>'], ['a year of two digits', '<span class="date">04.05.24</span>'],
    ['the class of a card that was opened', '<div class="teaser-small__metadata"><p class="byline__author">Jane Doe on 4 May 2024</p></div>'], ['a column beside the text', '<div class="sidebar"><p class="time"><time datetime="2024-05-04">4 May</time></p></div>'],
  ])('%s', async (_how, html) => {
    expect(best(await datesOf(page('', html)), 'published')).toBe('2024-05-04');
  });

  it('before the heading, and in a head that was never closed', async () => {
    expect(best(await datesOf(page('<small>04.05.2024</small>')), 'published')).toBe('2024-05-04');
    expect(best(await datesOf(`<html><head><title>Refunds</title><div><h1>Refunds</h1><span class="date">4 May 2024</span>${PROSE}</div>`), 'published')).toBe('2024-05-04');
  });

  it.each([
    ['a comment', '<div class="comments"><div class="comment"><span class="date">4 May 2024</span> Nice.</div></div>'], ['related pages', '<section class="related"><h2><a href="/x">Other</a></h2><span class="date">4 May 2024</span></section>'],
    ['an event', '<div itemscope itemtype="https://schema.org/Event"><time datetime="2024-05-04">4 May</time></div>'], ['navigation', '<nav><span class="date">4 May 2024</span></nav>'], ['a copyright', '<footer>© 4 May 2024 Acme</footer>'],
    ['a sentence', `${PROSE}<p>The merger of 4 May 2024 changed how refunds are paid to customers.</p>`], ['the end of an offer', '<p>Sale ends 4 May 2024</p>'], ['membership', '<p>Member since 4 May 2024</p>'], ['a card that leads elsewhere', '<a href="/other"><span class="date">4 May 2024</span> A long title of another page about prices</a>'],
    ['a caption', '<figure><figcaption>Our shop on 4 May 2024</figcaption></figure>'], ['a reference', `${PROSE}${PROSE}<li>Smith J. Refunds in trade. J Trade. Published online May 4, 2024. A study of many shops and their customers, who wait for what is theirs, and of the banks that make them wait, with tables.</li>`],
  ])('not of %s', async (_what, html) => {
    expect(best(await datesOf(page('', html)), 'published')).toBeNull();
  });

  it('not of the page\'s footer', async () => {
    expect(await datesOf(`${page('')}<div class="footer"><p class="date">4 May 2024</p></div>`)).toEqual([]);
  });

  it('not the banner\'s day of today', async () => {
    const html = `<html><head><title>Refunds</title></head><body><header><span>Monday, 4 May 2026</span></header><main><h1>Refunds</h1><p class="byline">3 March 2024</p>${PROSE}</main></body></html>`;
    expect((await datesOf(html)).map(({ value }) => value)).toEqual(['2024-03-03']);
  });

  it('cards of a list are nobody\'s, the date at the heading is the page\'s', async () => {
    const cards = ['2024-01-01', '2024-02-02', '2024-03-03'].map((day) => `<div class="card"><h3><a href="/${day}">Other</a></h3><time class="date" datetime="${day}">${day}</time></div>`).join('');
    expect(best(await datesOf(page('', `<time class="date" datetime="2023-05-04">4 May</time>${PROSE}${PROSE}${cards}`)), 'published')).toBe('2023-05-04');
  });

  it('three days of one make are a list\'s', async () => {
    const times = (...days: string[]): string => page('', `${PROSE}${PROSE}${days.map((day) => `<p class="row"><time datetime="${day}">${day}</time></p>`).join('')}`);
    expect(best(await datesOf(times('2024-05-04', '2024-05-03')), 'published')).toBe('2024-05-04');
    expect(best(await datesOf(times('2024-05-04', '2024-05-03', '2024-05-02')), 'published')).toBeNull();
  });

  it('a `time` far below is believed only where it is the only day', async () => {
    const far = (times: string): string => page('', `${PROSE}${PROSE}<h2><a href="/x">More</a></h2><ul><li>${times}</li></ul>`);
    expect(best(await datesOf(far('<time datetime="2024-05-04">then</time>')), 'published')).toBe('2024-05-04');
    expect(best(await datesOf(far('<time datetime="2024-05-04">then</time></li><li><time datetime="2023-01-01">once</time>')), 'published')).toBeNull();
  });
});

describe('kinds stay apart', () => {
  it.each([
    ['Last updated: 4 May 2024', 'modified'], ['Updated on 4 May 2024', 'modified'], ['Updated 10:15 AM GMT, Sat 4 May 2024', 'modified'], ['Stand: 04.05.2024', 'modified'], ['Mis à jour le 4 mai 2024', 'modified'], ['Last reviewed 4 May 2024', 'reviewed'], ['Effective date: 4 May 2024', 'effective'], ['Valid until 4 May 2024', 'expires'],
    ['Veröffentlicht am 4. Mai 2024', 'published'], ['更新时间：2024年05月04日', 'modified'], ['发布时间：2024-05-04 10:00', 'published'], ['公開日時：2024年5月4日', 'published'], ['기사입력 2024.05.04', 'published'], ['Опубликовано: 4 мая 2024', 'published'], ['Yayınlanma Tarihi: 4 Mayıs 2024', 'published'],
  ] as const)('%s', async (text, kind) => {
    const dates = await datesOf(page('', `<p class="meta">${text}</p>`));
    expect(dates.filter(({ source }) => source === 'visible-text').map((one) => `${one.kind} ${one.value}`)).toEqual([`${kind} 2024-05-04`]);
  });

  it('WordPress gives an entry that was never changed both names', async () => {
    const dates = await datesOf(page('', '<time class="entry-date published updated" datetime="2024-05-04">May</time>'));
    expect(dates.map(({ kind, value }) => `${kind} ${value}`)).toEqual(['published 2024-05-04']);
  });

  it('two in a line', async () => {
    const dates = await datesOf(page('', '<p class="meta">Published 3 May 2024 · Updated 4 May 2024</p>'));
    expect([best(dates, 'published'), best(dates, 'modified')]).toEqual(['2024-05-03', '2024-05-04']);
  });

  it('the foot of a documentation page', async () => {
    const dates = await datesOf(`<html><head><title>Refunds</title></head><body><h1>Refunds</h1>${PROSE}<div class="footer">© Copyright Acme. Last updated on May 04, 2024. Created using a tool.</div></body></html>`);
    expect(dates.map(({ kind, value }) => `${kind} ${value}`)).toEqual(['modified 2024-05-04']);
  });

  it('`updated` of hAtom is the day of publication where nothing else is, and weaker', async () => {
    const dates = await datesOf(page('', '<span class="entry-meta-date updated">4 May 2024</span>'));
    expect(dates.map(({ kind, value, confidence }) => `${kind} ${value} ${confidence}`)).toEqual(['modified 2024-05-04 0.65', 'published 2024-05-04 0.5']);
    expect(best(await datesOf(page('', '<p>Last updated 4 May 2024</p>')), 'published')).toBeNull();
  });
});

describe('what a page states by markup', () => {
  const meta = (name: string, content: string): string => `<meta name="${name}" content="${content}">`;
  it.each([
    ['article:published_time', '2024-05-04T10:00'], ['og:article:published_time', '2024-05-04'], ['parsely-pub-date', '2024-05-04'], ['sailthru.date', '2024-05-04'], ['DC.date.issued', '2024-05-04'], ['dcterms.created', '2024-05-04'], ['citation_publication_date', '2024/05/04'], ['pubdate', '20240504'],
    ['publishdate', '202405041015'], ['date', 'Sat, 04 May 2024 10:00:00 +0200'], ['post_date', '4. Mai 2024'], ['article:published', '4 мая 2024'], ['rbpubdate', '2024-05-04'], ['news_first_published_at', '2024-05-04'], ['dc.date.publication', '2024-05-04'],
  ])('meta %s %s', async (name, content) => {
    expect((await datesOf(page('', '', meta(name, content), 'de'))).map(({ kind, value }) => `${kind} ${value}`)).toEqual(['published 2024-05-04']);
  });

  it.each(['article:modified_time', 'last-modified', 'bt:moddate', 'page_updated_at', 'revision_date'])('meta %s', async (name) => {
    expect((await datesOf(page('', '', meta(name, '2024-05-04')))).map(({ kind, value }) => `${kind} ${value}`)).toEqual(['modified 2024-05-04']);
  });

  it('JSON-LD that is no JSON, or stands in comments', async () => {
    const script = (json: string): string => `<script type="application/ld+json">${json}</script>`;
    expect(best(await datesOf(page('', '', script('{"@type":"Article","headline":"a "b" c","datePublished":"2024-05-04T10:00:00+02:00",}'))), 'published')).toBe('2024-05-04');
    expect(best(await datesOf(page('', '', script('//<![CDATA[\n{"@type":"Article","datePublished":["2024-05-04"]}\n//]]>'))), 'published')).toBe('2024-05-04');
    expect(best(await datesOf(page('', '', script('{"@type":"MusicEvent","datePublished":"2024-05-04"}'))), 'published')).toBeNull();
  });

  it('the first of several of one source', async () => {
    const script = (day: string): string => `<script type="application/ld+json">{"@type":"Article","datePublished":"${day}"}</script>`;
    expect((await datesOf(page('', '', `${script('2023-05-04')}${script('2024-06-01')}`))).map(({ value, confidence }) => [value, confidence.toFixed(2)])).toEqual([['2023-05-04', '0.90'], ['2024-06-01', '0.85']]);
  });

  it('a field that says only `date` gives way to what readers are shown', async () => {
    const dates = await datesOf(page('', '<span class="date">4 May 2024</span>', meta('date', '2024-05-12')));
    expect([best(dates, 'published'), dates.find(({ source }) => source === 'meta')?.confidence]).toEqual(['2024-05-04', 0.45]);
  });

  it('a time in UTC gives way to the day where the page was written', async () => {
    const dates = await datesOf(page('', '<time class="date" datetime="2024-05-05T00:04:00+02:00">5 May</time>', '<script type="application/ld+json">{"@type":"Article","datePublished":"2024-05-04T22:04:00Z"}</script>'));
    expect(best(dates, 'published')).toBe('2024-05-05');
  });

  it('a day that one source alone tells gives way where two agree on another', async () => {
    const head = '<script type="application/ld+json">{"@type":"Article","datePublished":"2019-01-01"}</script>';
    expect(best(await datesOf(page('', '<p class="date">4 May 2024</p>', `${head}${meta('article:published_time', '2024-05-04')}`)), 'published')).toBe('2024-05-04');
    expect(best(await datesOf(page('', '', `${head}${meta('article:published_time', '2024-05-04')}`)), 'published')).toBe('2019-01-01');
  });

  const SITE = (foot: string, head = ''): string => `<html><head><title>Refunds</title>${head}</head><body><main><h1>Refunds</h1>${PROSE}</main><div class="footer">${foot}</div></body></html>`;
  it.each([
    ['Sphinx', SITE('Last updated on May 04, 2024. Created using <a href="https://www.sphinx-doc.org/">Sphinx</a> 7.2'), 'modified'],
    ['Sphinx, by its generator', SITE('Last updated on May 04, 2024.', '<meta name="generator" content="Docutils 0.19: https://docutils.sourceforge.io/">'), 'modified'],
    ['Asciidoctor', SITE('Last updated 2024-05-04 10:00:00 UTC', '<meta name="generator" content="Asciidoctor 2.0.18">'), 'modified'],
    ['Javadoc', SITE('', '<!-- Generated by javadoc (17) on Sat May 04 10:00:00 UTC 2024 --><meta name="dc.created" content="2024-05-04">'), 'published'],
  ])('the day on which %s made a page is kept and not believed', async (_program, html, kind) => {
    const dates = await datesOf(html);
    expect(dates.map((one) => [one.kind, one.value, one.confidence < 0.35])).toEqual([[kind, '2024-05-04', true]]);
  });

  it('what others write in the same places is believed, and so is a page about Sphinx', async () => {
    expect(best(await datesOf(SITE('Last updated on May 04, 2024')), 'modified')).toBe('2024-05-04');
    expect(best(await datesOf(SITE('', '<meta name="dc.created" content="2024-05-04">')), 'published')).toBe('2024-05-04');
    const about = `<p>Manuals are made with <a href="https://www.sphinx-doc.org/">Sphinx</a>.</p>${'<p>More <b>on</b> that.</p>'.repeat(80)}`;
    expect(best(await datesOf(`<html><head><title>Refunds</title></head><body><main><h1>Refunds</h1>${about}</main><div class="footer">Last updated on May 04, 2024</div></body></html>`), 'modified')).toBe('2024-05-04');
  });

  it('a change on the day on which a cache or a mirror made the copy is no change', async () => {
    const dates = await datesOf(`${page('', '', meta('article:modified_time', '2024-05-04'))}<!-- Served from: example.org @ 2024-05-04 10:33:55 by W3 Total Cache -->`);
    expect(dates).toMatchObject([{ kind: 'modified', value: '2024-05-04', confidence: 0.3 }]);
  });

  it('data of scripts and lines of news are hints, and only where nothing else tells', async () => {
    const script = '<script>window.data = {"product":{"published_at":"2024-05-04T06:22:28+01:00"}}</script>';
    expect(await datesOf(page('', '', script))).toMatchObject([{ kind: 'published', value: '2024-05-04', confidence: 0.4, where: 'script published_at' }]);
    expect((await datesOf(page('', '<p class="date">3 May 2023</p>', script))).map(({ value }) => value)).toEqual(['2023-05-03']);
    const many = Array.from({ length: 9 }, (_, day) => `{"published_at":"2024-05-0${day + 1}"}`).join();
    expect(await datesOf(page('', '', `<script>[${many}]</script>`))).toEqual([]);
    expect(await datesOf(page('', '', meta('og:image', 'https://example.org/uploads/2024/05/04/lead.jpg')))).toMatchObject([{ value: '2024-05-04', confidence: 0.35 }]);
    expect(await datesOf(page('', '', meta('og:image', 'https://example.org/uploads/2024/05/lead.jpg')))).toEqual([]);
    expect(await datesOf(page('', '', meta('description', 'A year of records (news of 4 May 2024)')))).toMatchObject([{ value: '2024-05-04', confidence: 0.4 }]);
    expect(await datesOf(page('', '', meta('description', 'Meet us on 4 May 2024 in our shop')))).toEqual([]);
  });

  it('05/06/2023 by the language, by og:locale, by other dates of the page, or not at all', async () => {
    const slashed = '<p class="date">05/06/2023</p>';
    expect((await datesOf(page('', slashed, '', 'fr')))[0]?.value).toBe('2023-06-05');
    expect((await datesOf(page('', slashed, '<meta property="og:locale" content="en_US">')))[0]?.value).toBe('2023-05-06');
    expect((await datesOf(page('', `${slashed}${PROSE}<p>Or by post until 25/12/2023 at the latest.</p>`)))[0]?.value).toBe('2023-06-05');
    expect((await datesOf(page('', slashed)))[0]).toMatchObject({ value: '2023', precision: 'year' });
  });
});

it('hostile pages cost no more than their length', async () => {
  const started = cpuMs();
  const forms = ['<time datetime="2024-05-04">x</time>', '<div class="date">', '<h2><a href="x">4 May 2024</a></h2>', '<p>4 May 2024 ', '<!-- cache 2024-05-04 -->', '<span class="meta"><b>4</b>', '<script type="application/ld+json">{"datePublished":"', '1/1/20'];
  for (const form of forms) await datesOf(form.repeat(20_000));
  expect(cpuMs() - started).toBeLessThan(40_000);
});
