import { Parser } from 'htmlparser2';
import MarkdownIt from 'markdown-it';
import { describe, expect, it } from 'vitest';
import { junitOf, sarifOf, summaryOf, type CheckFinding, type CheckResult } from '../../src/engine/check/index.js';

const AT = new Date('2026-11-28T03:00:00Z');
const finding = (path: string, message: string, more: Partial<CheckFinding> = {}): CheckFinding => ({ rule: 'structure/placeholder', severity: 'warning', path, record: null, region: null, message, ...more });
const resultOf = (change: Partial<CheckResult>): CheckResult => ({
  health: 50, documents: { total: 2, accepted: 1, partial: 0, quarantined: 1, rejected: 0, failed: 0 }, chunks: { total: 2, accepted: 1, quarantined: 1, rejected: 0 },
  read: [], findings: [], failures: [], ...change,
});

interface Element { name: string; attributes: Record<string, string>; text: string; within: Element[] }

/** The elements of an XML text, which must be well formed: one root, what opens closes in order, every character allowed. */
function elementsOf(xml: string): Element[] {
  const [open, all]: [Element[], Element[]] = [[], []];
  let roots = 0;
  const parser = new Parser({
    onopentag: (name, attributes) => {
      if (open.length === 0) roots += 1;
      const element = { name, attributes, text: '', within: [...open] };
      open.push(element);
      all.push(element);
    },
    ontext: (text) => { const element = open.at(-1); if (element !== undefined) element.text += text; },
    onclosetag: (name, implied) => { expect([open.pop()?.name, implied && !xml.includes('/>')]).toEqual([name, false]); },
  }, { xmlMode: true, decodeEntities: true });
  parser.write(xml);
  expect(open).toEqual([]);
  parser.end();
  expect(roots).toBe(1);
  expect(xml).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/u);
  // XML 1.0, production 2.
  expect(xml).not.toMatch(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u);
  // No ampersand but of an entity that XML knows, no quote or angle bracket in a value.
  expect(xml.replace(/&(?:amp|lt|gt|quot|#39);/gu, '')).not.toContain('&');
  return all;
}

const HOSTILE = 'a\u0000b\u0001c\u001b[31md\uFFFEe\uFFFFf\uD800g\u202Eh]]>i<script>alert(1)</script>"j\'k&l&#0;m\r\nn\u2028o';

describe('JUnit XML', () => {
  const read = [{ path: 'docs/a.md', record: null }, { path: 'docs/v1.2/b.jsonl', record: 'row-1' }, { path: 'docs/c.md', record: null }];
  const result = resultOf({
    read,
    findings: [
      finding('docs/a.md', 'Unexpected `TODO`', { region: { startLine: 3, startColumn: 1, endLine: 3, endColumn: 5 } }), finding('docs/a.md', 'Dated 2017', { rule: 'freshness/stale', severity: 'error' }),
      finding('docs/v1.2/b.jsonl', 'Unexpected copy', { record: 'row-1', rule: 'duplication/exact' }),
    ],
    failures: [{ path: 'docs/d.pdf', stage: 'parse', code: 'file-broken', message: 'no PDF' }],
  });

  it('has a case for each document, failed where something is held back, and counts that agree', () => {
    const elements = elementsOf(junitOf(result, { failUnder: 90, at: AT }));
    const cases = elements.filter(({ name }) => name === 'testcase');
    expect(cases.map(({ attributes }) => [attributes['classname'], attributes['name']])).toEqual([
      ['winnow', 'health of at least 90 %'], ['winnow.docs', 'docs/d.pdf'], ['winnow.docs', 'docs/a.md'], ['winnow.docs.v1_2', 'docs/v1.2/b.jsonl#row-1'], ['winnow.docs', 'docs/c.md'],
    ]);
    const of = (name: string): Element[] => elements.filter((element) => element.name === name);
    expect(of('failure').map(({ within }) => within.at(-1)?.attributes['name'])).toEqual(['health of at least 90 %', 'docs/a.md', 'docs/v1.2/b.jsonl#row-1']);
    expect(of('error').map(({ attributes }) => attributes)).toEqual([{ type: 'file-broken', message: 'file-broken (parse): no PDF' }]);
    expect(of('failure')[1]).toMatchObject({ attributes: { type: 'structure/placeholder' }, text: '3:1 warning structure/placeholder: Unexpected `TODO`\nerror freshness/stale: Dated 2017' });
    for (const suite of [...of('testsuites'), ...of('testsuite')]) expect(suite.attributes).toMatchObject({ tests: '5', failures: '3', errors: '1', skipped: '0' });
  });

  it('passes at the floor, and has no case for one without it', () => {
    const at = (failUnder: number | null): string[] => elementsOf(junitOf(resultOf({ read: [] }), { failUnder, at: AT })).map(({ name }) => name);
    expect(at(50)).toEqual(['testsuites', 'testsuite', 'properties', 'property', 'testcase']);
    expect(at(null)).not.toContain('testcase');
  });

  it('is well formed whatever documents say', () => {
    const hostile = resultOf({
      read: [{ path: `docs/${HOSTILE}.md`, record: HOSTILE }], findings: [finding(`docs/${HOSTILE}.md`, HOSTILE, { record: HOSTILE })],
      failures: [{ path: HOSTILE, stage: 'parse', code: 'parse-failed', message: HOSTILE }],
    });
    const elements = elementsOf(junitOf(hostile, { failUnder: null, at: AT }));
    expect(elements.map(({ name }) => name)).toEqual(['testsuites', 'testsuite', 'properties', 'property', 'testcase', 'error', 'testcase', 'failure']);
    expect(elements.at(-1)?.attributes['message']).toContain('<script>alert(1)</script>"j\'k&l&#0;m n');
  });

  it('is bounded', () => {
    const many = Array.from({ length: 3000 }, (_, index) => finding('docs/a.md', `${index} ${'x'.repeat(5000)}`));
    const xml = junitOf(resultOf({ read: [{ path: 'docs/a.md', record: null }, ...Array.from({ length: 60_000 }, (_, index) => ({ path: `docs/${index}.md`, record: null }))], findings: many }), { failUnder: null, at: AT });
    expect(Buffer.byteLength(xml)).toBeLessThan(10_000_000);
    expect(xml).toContain('and 2950 more');
    expect(xml).toContain('<property name="accepted documents left out" value="10000"/>');
    expect(xml).toContain('tests="50001"');
  });
});

describe('the job summary', () => {
  const markdown = new MarkdownIt({ html: true, linkify: true });

  it('says the health, the rules and the findings', () => {
    const text = summaryOf(resultOf({ findings: [finding('docs/a.md', 'Unexpected `TODO`', { region: { startLine: 3, startColumn: 1, endLine: 3, endColumn: 5 } })], failures: [{ path: 'docs/d.pdf', stage: 'parse', code: 'file-broken', message: 'no PDF' }] }), { failUnder: 90, maxBytes: 100_000 });
    expect(text).toMatch(/^## Winnow: health 50 %, under the floor of 90 %\n\n1 of 2 chunks in 2 documents accepted/u);
    expect(text).toContain('<tr><td>1</td><td><code>structure/placeholder</code></td></tr>');
    expect(text).toContain('<tr><td><code>docs/a.md:3:1</code></td><td><code>structure/placeholder</code></td><td><code>Unexpected `TODO`</code></td></tr>');
    expect(text).toContain('<code>file-broken</code>');
  });

  it('makes nothing of what documents say: no link, picture, heading, table or tag', () => {
    const attack = `| x | [l](https://e.example) ![p](https://e.example/p.png) https://e.example www.e.example @someone #1 <img src=x onerror=alert(1)> **b** \`c\` \n\n# head\n\n- item\n</code></td></table>\n\n<script>x</script> ${HOSTILE}`;
    const html = markdown.render(summaryOf(resultOf({ findings: [finding(attack, attack, { record: attack })], failures: [{ path: attack, stage: 'parse', code: 'parse-failed', message: attack }] }), { failUnder: null, maxBytes: 100_000 }));
    const tags = new Set([...html.matchAll(/<\/?([a-z]\w*)/giu)].map(([, name]) => name));
    expect([...tags].sort()).toEqual(['code', 'h2', 'h3', 'p', 'table', 'td', 'th', 'tr']);
    expect(html.match(/<h2/gu)).toHaveLength(1);
    expect(html).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u202e\u2028]/u);
    expect([...html.matchAll(/<td>/gu)].length).toBe([...html.matchAll(/<\/td>/gu)].length);
  });

  it.each([0, 50, 400, 2000, 60_000])('stays within %d bytes, with every table closed', (maxBytes) => {
    const text = summaryOf(resultOf({ findings: Array.from({ length: 2000 }, (_, index) => finding(`docs/${index}.md`, 'ü'.repeat(400))) }), { failUnder: null, maxBytes });
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(maxBytes);
    expect(text.match(/<table>/gu)?.length ?? 0).toBe(text.match(/<\/table>/gu)?.length ?? 0);
    if (maxBytes === 60_000) expect(text).toMatch(/\n\d+ more are left out\.\n\n$/u);
  });
});

describe('SARIF for GitHub', () => {
  it('takes at most 25,000 results, the most severe, and says how many it leaves out', () => {
    const findings = Array.from({ length: 25_010 }, (_, index) => finding(`docs/${index}.md`, 'x', { severity: index < 20 ? 'info' : index % 2 === 0 ? 'error' : 'warning' }));
    const { runs: [run] } = sarifOf(resultOf({ findings }), { version: '1.2.3' }) as { runs: { results: { level: string; ruleIndex: number }[]; invocations: { executionSuccessful: boolean; toolExecutionNotifications: { message: { text: string } }[] }[] }[] };
    expect(run?.results).toHaveLength(25_000);
    expect(run?.results.filter(({ level }) => level === 'note')).toHaveLength(10);
    expect(run?.invocations[0]?.toolExecutionNotifications.map(({ message }) => message.text)).toEqual(['10 findings are left out: at most 25000 are taken.']);
    expect(run?.invocations[0]?.executionSuccessful).toBe(true);
  });

  it('cuts long messages between characters', () => {
    const { runs: [run] } = sarifOf(resultOf({ findings: [finding('a.md', `${'x'.repeat(1998)}😀${'y'.repeat(10)}`)] }), { version: '1.2.3' }) as { runs: { results: { message: { text: string } }[] }[] };
    expect(run?.results[0]?.message.text).toBe(`${'x'.repeat(1998)}…`);
  });
});
