import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import picomatch from 'picomatch';
import { checkRoots, escapedGlob, shownPath } from '../../src/engine/check/roots.js';
import { SourceLines } from '../../src/engine/check/lines.js';
import { sarifOf } from '../../src/engine/check/sarif.js';
import type { CheckResult } from '../../src/engine/check/index.js';

let root = '';
beforeEach(() => { root = mkdtempSync(join(tmpdir(), 'winnow-check-test-')); });
afterEach(() => { rmSync(root, { recursive: true, force: true }); });

describe('what check reads', () => {
  beforeEach(() => {
    mkdirSync(join(root, 'docs', 'deep'), { recursive: true });
    for (const path of ['docs/a.md', 'docs/b.md', 'docs/deep/c.md', 'docs-2.md']) writeFileSync(join(root, path), 'x');
  });

  it('takes folders whole and files of one folder together', () => {
    expect(checkRoots(['docs'], root)).toEqual([{ root: join(root, 'docs'), files: null }]);
    expect(checkRoots(['docs/b.md', 'docs/a.md', 'docs-2.md'], root)).toEqual([
      { root: join(root, 'docs'), files: ['a.md', 'b.md'] }, { root, files: ['docs-2.md'] }]);
  });

  it('reads nothing twice', () => {
    expect(checkRoots(['docs', 'docs/deep', 'docs/a.md', './docs', 'docs-2.md'], root)).toEqual([
      { root: join(root, 'docs'), files: null }, { root, files: ['docs-2.md'] }]);
  });

  it('names what is not there', () => {
    expect(() => checkRoots(['docs', 'nowhere'], root)).toThrow(/cannot check "nowhere"/u);
  });

  it('takes a file name literally, whatever glob it looks like', () => {
    fc.assert(fc.property(fc.stringMatching(/^[a-z[\]{}()*?!+@|\\,.]{1,12}$/u).filter((name) => !/^\.{1,2}$/u.test(name)), (name) => {
      const matches = picomatch(escapedGlob(name), { windows: false, dot: true });
      expect(matches(name)).toBe(true);
      expect(matches(`${name}x`)).toBe(false);
      expect(matches(`x${name}`)).toBe(false);
    }));
  });

  it('shows paths from where one is', () => {
    expect(shownPath(join(root, 'docs'), 'deep/c.md', root)).toBe('docs/deep/c.md');
    expect(shownPath(root, '', root)).toBe('.');
  });
});

describe('lines of findings', () => {
  const at = (content: string, text: string, span: { start: number; end: number }): unknown => {
    const file = join(root, 'page.md');
    writeFileSync(file, content);
    return new SourceLines(file, text).region(span);
  };

  it('counts from the top of the file, past front matter', () => {
    expect(at('---\ntitle: x\n---\nfirst\nsecond TODO\n', 'first\nsecond TODO\n', { start: 13, end: 17 })).toEqual({ startLine: 5, startColumn: 8, endLine: 5, endColumn: 12 });
    expect(at('one\ntwo', 'one\ntwo', { start: 0, end: 7 })).toEqual({ startLine: 1, startColumn: 1, endLine: 2, endColumn: 4 });
  });

  it('says nothing where the text is not in the file as it is', () => {
    expect(at('<p>one</p>', 'one two', { start: 0, end: 3 })).toBeNull();
    expect(new SourceLines(join(root, 'gone.md'), 'x').region({ start: 0, end: 1 })).toBeNull();
  });

  it('agrees with splitting into lines', () => {
    fc.assert(fc.property(fc.array(fc.stringMatching(/^[a-c]{0,5}$/u), { minLength: 1, maxLength: 8 }), fc.nat(), (lines, seed) => {
      const text = `#\n${lines.join('\n')}`;
      const start = seed % text.length;
      const before = text.slice(0, start).split('\n');
      expect(at(text, text, { start, end: text.length })).toMatchObject({ startLine: before.length, startColumn: (before.at(-1) ?? '').length + 1, endLine: lines.length + 1 });
    }), { numRuns: 50 });
  });
});

describe('SARIF', () => {
  const result: CheckResult = {
    health: 50, documents: { total: 2, accepted: 1, partial: 0, quarantined: 1, rejected: 0, failed: 0 }, chunks: { total: 2, accepted: 1, quarantined: 1, rejected: 0 }, read: [],
    findings: [
      { rule: 'structure/placeholder', severity: 'warning', path: 'docs/a b.md', record: null, region: { startLine: 2, startColumn: 1, endLine: 2, endColumn: 5 }, message: 'Unexpected `TODO`' },
      { rule: 'freshness/stale', severity: 'error', path: 'docs/b.pdf', record: 'row-1', region: null, message: 'Dated 2017' },
    ],
    failures: [{ path: 'docs/c.pdf', stage: 'parse', code: 'file-broken', message: 'no PDF' }],
  };

  it('has a rule for every result, regions where they are known, and failures as notifications', () => {
    const sarif = sarifOf(result, { version: '1.2.3' }) as { version: string; runs: { tool: { driver: { rules: { id: string }[] } }; results: { ruleId: string; ruleIndex: number; level: string; locations: { physicalLocation: { artifactLocation: { uri: string }; region?: object } }[] }[]; invocations: object[] }[] };
    const [run] = sarif.runs;
    expect(sarif.version).toBe('2.1.0');
    expect(run?.tool.driver.rules.map(({ id }) => id)).toEqual(['freshness/stale', 'structure/placeholder']);
    for (const { ruleId, ruleIndex } of run?.results ?? []) expect(run?.tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
    expect(run?.results.map(({ level }) => level)).toEqual(['warning', 'error']);
    expect(run?.results[0]?.locations[0]?.physicalLocation).toEqual({ artifactLocation: { uri: 'docs/a%20b.md', uriBaseId: '%SRCROOT%' }, region: { startLine: 2, startColumn: 1, endLine: 2, endColumn: 5 } });
    expect(run?.results[1]?.locations[0]?.physicalLocation.region).toBeUndefined();
    expect(run?.invocations[0]).toMatchObject({ executionSuccessful: false, toolExecutionNotifications: [{ level: 'error', descriptor: { id: 'file-broken' } }] });
  });
});
