import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Parser } from 'htmlparser2';
import { describe, expect, it } from 'vitest';
import { corpus, json, NOW, put, winnow } from './support.js';

const HOSTILE = '"><script>alert(1)</script><img src=http://evil.example/x onerror=alert(2)> | [x](javascript:alert(3)) \u202e `code` ![i](http://evil.example/y)';

/** Tags of a page, with their attributes. */
function tagsOf(page: string): { name: string; attributes: Record<string, string> }[] {
  const tags: { name: string; attributes: Record<string, string> }[] = [];
  const parser = new Parser({ onopentag: (name, attributes) => { tags.push({ name, attributes }); } });
  parser.end(page);
  return tags;
}

describe('winnow report', () => {
  it('tells how the corpus is as a page, as Markdown and as JSON', async () => {
    const cwd = corpus({ 'docs/broken.pdf': '%PDF-1.7\nthis is no PDF' });
    expect((await winnow(['run', 'small.yaml', ...NOW], { cwd })).code).toBe(3);
    put(cwd, { 'docs/lamps.md': '---\nupdated: 2026-10-01\n---\n\n# Lamps\n\nWhoever leaves last switches the lamps of the cellar off and locks the door behind them.\n' });
    expect((await winnow(['run', 'small.yaml', ...NOW], { cwd })).code).toBe(3);
    const made = await winnow(['report', '--html', 'out/report.html', '--markdown', 'out/report.md', '--json'], { cwd });
    expect([made.code, made.stderr]).toEqual([0, 'wrote out/report.html\nwrote out/report.md\n']);
    const report = json<{ overview: { generation: { number: number }; chunks: Record<string, number>; failures: number }; rules: { rule: string; chunks: number; examples: { message: string }[] }[]; runs: { status: string }[]; ledger: { failures: Record<string, number> }; held: unknown[] }>(made);
    expect(report).toMatchObject({ overview: { generation: { number: 2 }, failures: 1 }, runs: [{ status: 'degraded' }, { status: 'degraded' }], ledger: { failures: { 'file-broken': 1 } }, held: [], changes: { from: { number: 1 }, causes: [{ kind: 'document-added', documents: 1, chunks: 1 }] } });
    expect(report.rules.map(({ rule }) => rule)).toContain('freshness/stale');
    const page = readFileSync(join(cwd, 'out/report.html'), 'utf8');
    for (const part of ['Corpus of small', 'Generation 2', 'What holds chunks back', 'freshness/stale', report.rules.find(({ rule }) => rule === 'freshness/stale')?.examples[0]?.message.slice(0, 20) ?? '?', 'Stages of the last run', 'file-broken 1']) expect(page).toContain(part);
    expect(tagsOf(page).filter(({ name }) => name === 'svg').length).toBeGreaterThan(8);
    expect(page).toMatch(/Since generation 1:[\s\S]*document-added/u);
    const printed = await winnow(['report'], { cwd });
    expect(printed.stdout).toContain('| document-added | 1 | 1 |');
    expect(printed.stdout).toContain('## What holds chunks back');
    expect(readFileSync(join(cwd, 'out/report.md'), 'utf8').split('\n').slice(4)).toEqual(printed.stdout.trimEnd().split('\n').slice(4).concat(''));
  }, 60_000);

  it('says first of all that the last run is held back', async () => {
    const cwd = corpus();
    await winnow(['run', 'small.yaml', ...NOW], { cwd });
    put(cwd, { 'small.yaml': `${readFileSync(join(cwd, 'small.yaml'), 'utf8')}guards: { canaries: [{ document: "docs:no.md", status: accepted }] }\n` });
    expect((await winnow(['run', 'small.yaml', ...NOW], { cwd })).code).toBe(4);
    expect((await winnow(['report'], { cwd })).stdout).toMatch(/## Held back by guards\n\n[\s\S]*guard\/canary/u);
    await winnow(['report', '--html', 'r.html', '--quiet'], { cwd });
    expect(readFileSync(join(cwd, 'r.html'), 'utf8')).toMatch(/role="alert"><h2>The last run is held back by guards<\/h2>/u);
  }, 60_000);

  it('runs nothing, loads nothing and links nowhere, whatever documents say', async () => {
    const cwd = corpus({ [`docs/a<b>'"&.md`]: `---\ntitle: ${JSON.stringify(HOSTILE)}\nupdated: 2017-01-01\n---\n\n# ${HOSTILE}\n\n${HOSTILE} TODO: write this section, lorem ipsum dolor sit amet consectetur.\n` });
    await winnow(['run', 'small.yaml', ...NOW], { cwd });
    await winnow(['report', '--html', 'r.html', '--markdown', 'r.md'], { cwd });
    const page = readFileSync(join(cwd, 'r.html'), 'utf8');
    const tags = tagsOf(page);
    expect(page).toContain('evil.example');
    expect([...new Set(tags.map(({ name }) => name))].filter((name) => ['script', 'img', 'link', 'iframe', 'a', 'form', 'object', 'image', 'use', 'foreignobject'].includes(name))).toEqual([]);
    expect(tags.flatMap(({ attributes }) => Object.keys(attributes)).filter((name) => name.startsWith('on') || ['href', 'src', 'style', 'xlink:href', 'action'].includes(name))).toEqual([]);
    expect(page).not.toMatch(/@import|url\(|\u202e/u);
    const markdown = readFileSync(join(cwd, 'r.md'), 'utf8');
    expect(markdown).not.toMatch(/<script|<img|\]\(javascript|\u202e/u);
    expect(markdown).toContain(`docs:a&lt;b&gt;'"&amp;.md`);
  }, 60_000);

  it('needs something published', async () => {
    const cwd = corpus();
    const ran = await winnow(['report'], { cwd });
    expect([ran.code, ran.stderr]).toEqual([2, expect.stringContaining('error[store-not-found]')]);
    expect((await winnow(['report', '--json', '--markdown', '-'], { cwd })).code).toBe(2);
  });
});
