import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../../src/core/index.js';
import { freshnessScorer } from '../../../src/score/freshness/index.js';
import { matchesGlob } from '../../../src/score/freshness/glob.js';
import { assess, document, options, rulesOf } from './helpers.js';
import { cpuMs } from '../../cpu-time.js';

describe('options', () => {
  test.each([
    [{ halfLifeDays: 0 }, 'halfLifeDays'], [{ halfLifeDays: -1 }, 'halfLifeDays'], [{ halfLifeDays: Number.NaN }, 'halfLifeDays'],
    [{ halfLifeDays: Infinity }, 'halfLifeDays'], [{ halfLifeDaysByType: { policy: 0 } }, 'halfLifeDaysByType.policy'], [{ graceDays: -1 }, 'graceDays'],
    [{ halfLifeDaysBySource: { wiki: 0 } }, 'halfLifeDaysBySource.wiki'], [{ graceDaysByType: { policy: -1 } }, 'graceDaysByType.policy'], [{ staleScore: 0 }, 'staleScore'], [{ types: [{ type: 'policy' }] }, 'types.0'], [{ types: [{ type: 'Not A Slug', path: '**' }] }, 'types.0.type'],
    [{ halfLivesDays: 30 }, ''],
  ])('%j is refused at `%s`', (part, path) => {
    const result = freshnessScorer.options.safeParse(part);
    expect(result.error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
  });
});

describe('type', () => {
  test.each([
    ['releases/2-3.md', 'release-notes'], ['CHANGELOG.md', 'release-notes'], ['docs/whats-new.html', 'release-notes'], ['policies/travel.pdf', 'policy'],
    ['handbook/leave.md', 'policy'], ['handbook/glossary.md', 'evergreen'], ['guides/setup.md', 'how-to'], ['docs/how-to-archive-mail.md', 'how-to'],
    ['meetings/2024-05-04.md', 'meeting-notes'], ['legal/terms-of-service.html', 'legal'], ['docs/api/users.md', 'reference'], ['docs/page.md', null],
    ['docs/deploy-in-5-minutes.md', null], ['news/press-release.md', null],
  ])('%s is %s', (path, type) => {
    expect(assess({ path }).type).toBe(type);
  });

  test('rules of the pipeline beat front matter, which beats names', () => {
    const part = { path: 'policies/a.md', title: 'A release note', declared: { type: 'How To' }, source: 'wiki' };
    expect(assess(part).type).toBe('how-to');
    expect(assess({ ...part, declared: { type: 'changelog' } }).type).toBe('release-notes');
    expect(assess(part, { types: [{ type: 'legal', path: 'contracts/**' }, { type: 'wiki-page', source: 'wiki', path: ['x', 'policies/*.md'] }] }).type).toBe('wiki-page');
    expect(assess({ title: 'Travel policy' }).type).toBe('policy');
    expect(assess({ declared: { type: 3 } }).type).toBeNull();
  });

  test('rules of the pipeline may ask for words and for fields', () => {
    const types = [{ type: 'spec', text: 'status of this memo' }, { type: 'draft', metadata: { stage: 'Draft', tags: 'rfc' } }, { type: 'numbered', metadata: { level: 3 } }];
    expect(assess({ text: '# A\n\nStatus of this Memo: open' }, { types }).type).toBe('spec');
    expect(assess({ text: `${'x '.repeat(3000)}Status of this memo` }, { types }).type).toBeNull();
    expect(assess({ declared: { stage: 'draft', tags: ['net', 'RFC'] } }, { types }).type).toBe('draft');
    expect(assess({ declared: { stage: 'draft' } }, { types }).type).toBeNull();
    expect(assess({ declared: { level: 3 } }, { types }).type).toBe('numbered');
  });

  const headed = (...headings: string[]) => headings.map((heading, at) => ({ start: at, end: at + 1, headingPath: ['Page', heading] }));
  test.each([
    ['release-notes', headed('v2.3.1', '2.3.0 (2024-05-04)', '[2.2.9] - 2023-01-12'), ''],
    ['meeting-notes', [], '# Board\n\nPresent: Ada, Ben\nApologies: Cleo\n\nAll went well.'],
    ['legal', [], 'This contract is governed by the laws of France.\nLimitation of liability: none.'],
    ['how-to', headed('Can I pay by card?', 'Who gives refunds?', 'Where is the desk?'), ''],
    ['how-to', headed('Before you begin', 'Step 1: Drain the node', 'Step 2: Stop it'), ''],
    ['reference', headed('Parameters', 'Returns', 'Notes'), ''],
    ['policy', headed('1. Purpose', '2. Scope', '3. Rules', '4. Responsibilities'), ''],
    [null, headed('Parameters', 'Drawings'), ''],
    [null, headed('What is it?', 'Setup', 'Use', 'Limits', 'More'), ''],
    [null, headed('1.1 Aims', '1.2 Means', '1.3 Ends'), ''],
    [null, [], 'Those present were asked.'],
  ])('by its form: %s', (type, parts, text) => {
    expect(assess({ parts, text }).type).toBe(type);
    expect(assess({ parts, text, title: 'Glossary' }).type).toBe('evergreen');
  });

  test.each([
    ['a/b/c.md', '**/*.md', true], ['c.md', '**/*.md', true], ['a/c.md', '*.md', false], ['a/b.md', 'a/?.md', true], ['a/b/c', 'a/**', true],
    ['a/b/c/d.md', 'a/**/d.md', true], ['a/d.md', 'a/**/d.md', true], ['a/xd.md', 'a/**/d.md', false], ['[x].md', '[x].md', true],
  ])('glob: %s by %s', (path, glob, expected) => {
    expect(matchesGlob(path, glob)).toBe(expected);
  });

  test('hostile globs and paths stay cheap', () => {
    const started = cpuMs();
    matchesGlob('a'.repeat(4000), '*a'.repeat(2000));
    matchesGlob('a/'.repeat(2000), '**/a/'.repeat(800));
    expect(cpuMs() - started).toBeLessThan(2000);
  });
});

describe('marks of a document that is out of use', () => {
  const deprecated = (part: Parameters<typeof assess>[0]): string | undefined => assess(part).findings.find(({ rule }) => rule === 'freshness/deprecated')?.message;

  test.each([
    ['This page is deprecated.'], ['# Setup\n\nThis guide has been superseded by the new one.'], ['> **Archived**'], ['⚠️ DEPRECATED: use the other page'],
    ['Status: Archived'], ['Superseded by [Travel 2026](travel.md)'], ['This document is no longer maintained.'], ['> Warning: Deprecated.'],
  ])('%s', (text) => {
    expect(deprecated({ text })).toMatch(/^Unexpected `.+`, expected a document that is in use$/u);
  });

  test('front matter, title and folder', () => {
    expect(deprecated({ declared: { deprecated: true } })).toBe('Unexpected `deprecated: true` in its metadata, expected a document that is in use');
    expect(deprecated({ declared: { status: 'Archived' } })).toContain('status: Archived');
    expect(deprecated({ declared: { superseded_by: 'b.md' } })).toContain('b.md');
    expect(deprecated({ title: '[DEPRECATED] Setup' })).toBeDefined();
    expect(deprecated({ title: 'Setup (archived)' })).toBeDefined();
    expect(deprecated({ path: 'docs/deprecated/a.md' })).toBeDefined();
  });

  test.each([
    'The /v1/users endpoint is deprecated.', 'This page lists deprecated features.', '# Changelog\n\n### Deprecated\n- the old flag', 'This page is not deprecated.',
    'Flux 1 and its operator are by now\narchived. Use Flux 2.', 'The old exporter was\nsuperseded by the new one.', 'This option is deprecated and will go.', 'Archived mails stay searchable.', 'How archived projects work', 'This policy supersedes the one of 2019.',
  ])('not in: %s', (text) => {
    expect(deprecated({ text })).toBeUndefined();
  });

  test('not in titles and folders about archives', () => {
    expect(deprecated({ title: 'Deprecated features', path: 'docs/archive/restore.md', declared: { deprecated: false, status: 'active' } })).toBeUndefined();
  });

  test('the span slices back to the line', () => {
    const text = '---\na: 1\n---\n# Setup\n\n> This page is deprecated.\n';
    const span = assess({ text }).findings[0]?.span;
    expect(text.slice(span?.start, span?.end)).toBe('> This page is deprecated.');
  });
});

test('run is pure, gives plain JSON and never throws', () => {
  const declared = fc.dictionary(fc.constantFrom('type', 'status', 'deprecated', 'superseded_by', '__proto__', 'toString'), fc.oneof(fc.string(), fc.boolean(), fc.integer(), fc.constant(null)));
  const words = fc.constantFrom('Last updated', 'Effective', ':', ' ', '\n', '2024', '05', '-', '/', 'May', 'Q3', '|', '#', '`', '[', '](', 'valid until', 'status', 'deprecated', '\u202E', '\uD800');
  fc.assert(fc.property(fc.array(words, { maxLength: 60 }), fc.string({ unit: 'binary' }), declared, fc.option(fc.string()), (parts, path, meta, language) => {
    const input = document({ text: parts.join(''), path, title: parts.join(' '), declared: meta, language });
    const first = freshnessScorer.run(input, options());
    expect(JSON.parse(JSON.stringify(first))).toEqual(first);
    expect(canonicalJson(freshnessScorer.run(input, options()))).toBe(canonicalJson(first));
    for (const rule of rulesOf(first.findings)) expect(freshnessScorer.rules).toContain(rule);
  }));
});
