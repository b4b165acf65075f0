import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareVersions, folderVersion, versionOf } from '../../../src/core/editions.js';
import { supersessionJoin } from '../../../src/join/supersession/index.js';
import { body, supersede, type Page } from './helpers.js';

const OTHER = 'A text about quite another thing, which shares neither its words nor its order with any of the pages in here, and goes on for a while so that it can be compared.';
const PAGES: Page[] = [{ path: 'docs/v1/install.md' }, { path: 'docs/v2/install.md', text: body(45) }, { path: 'docs/v10/install.md', text: OTHER }];
const ALL = ['docs/v10/install.md > docs/v1/install.md', 'docs/v10/install.md > docs/v2/install.md', 'docs/v2/install.md > docs/v1/install.md'];

describe('versions of a product', () => {
  test('are a family that lives side by side, whatever their dates and their texts', () => {
    const { edges, survivors, drafts } = supersede(PAGES.map((page, at) => ({ ...page, date: `202${6 - at}-01-01` })));
    expect(edges).toEqual(ALL);
    expect(survivors).toEqual([]);
    expect(drafts.every(({ aside }) => aside === true)).toBe(true);
    expect(drafts.find(({ differs }) => differs?.[0] === '2')).toMatchObject({ cue: 'version', differs: ['2', '1'], because: 'its version (`2` after `1`)', method: 'versions of one page by its folders, keep-all' });
  });

  test.each<[string, Page, Page]>([
    ['the current docs and those of a version', { path: 'docs/install.md' }, { path: 'docs/1.4/install.md', date: '2026-01-01' }],
    ['versioned_docs beside docs', { path: 'docs/install.md' }, { path: 'versioned_docs/version-0.60/install.md' }],
    ['pages of a name that says nothing', { path: 'docs/v2/index.md', text: OTHER }, { path: 'docs/v1/index.md' }],
    ['two numbers', { path: 'docs/1.10/install.md' }, { path: 'docs/1.9/install.md' }],
    ['names of files', { path: 'docs/api-v2.md' }, { path: 'docs/api-v1.md' }],
    ['declared versions', { path: 'd/install-2026.md', declared: { version: '2.0' } }, { path: 'd/install-2023.md', declared: { version: '1.0' } }],
    ['a page that was moved', { path: 'docs/v2/start/setup.md', text: `${body(30)}\n${body(30, 'leave')}` }, { path: 'docs/v1/install.md', text: `${body(31)}\n${body(30, 'leave')}` }],
  ])('%s', (_, newer, older) => {
    for (const pages of [[newer, older], [older, newer]]) {
      const beside = supersede(pages);
      expect(beside.edges).toEqual([`${newer.path} > ${older.path}`]);
      expect(beside.survivors).toEqual([]);
      expect(supersede(pages, { versions: 'keep-latest' }).survivors).toEqual([`${older.path} -> ${newer.path}`]);
    }
  });

  test.each<[string, Page, Page]>([
    ['other pages of a version', { path: 'docs/v2/install.md', text: OTHER }, { path: 'docs/v1/upgrade.md' }],
    ['two names of files that share no text', { path: 'docs/api-v2.md', text: OTHER }, { path: 'docs/api-v1.md' }],
    ['upgrades to two versions', { path: 'docs/upgrade_3_2.md', title: 'Upgrade to 3.2' }, { path: 'docs/upgrade_3_1.md', title: 'Upgrade to 3.1' }],
    ['two sources', { path: 'v2/install.md', source: 'one', text: OTHER }, { path: 'v1/install.md', source: 'two' }],
    ['two languages', { path: 'v2/install.md', language: 'de' }, { path: 'v1/install.md', language: 'en' }],
  ])('not: %s', (_, a, b) => {
    expect(supersede([a, b]).edges).toEqual([]);
  });

  test('keep-latest: the newest supersedes the others, and says by what', () => {
    const { survivors, run } = supersede(PAGES, { versions: 'keep-latest' });
    expect(survivors).toEqual(['docs/v1/install.md -> docs/v10/install.md', 'docs/v2/install.md -> docs/v10/install.md']);
    expect([...run.outcomes.values()].flatMap(({ findings }) => findings.map(({ message }) => message))[0]).toContain('Superseded by `docs/v10/install.md`, told by its version (`10` after `');
  });

  test('keep: those listed live side by side, the others give way to the newest of them', () => {
    expect(supersede(PAGES, { versions: { keep: ['v1', '2'] } }).survivors).toEqual(['docs/v10/install.md -> docs/v2/install.md']);
    expect(supersede(PAGES, { versions: { keep: ['2', '10'] } }).survivors).toEqual(['docs/v1/install.md -> docs/v10/install.md']);
    expect(supersede(PAGES, { versions: { keep: ['3'] } }).survivors).toEqual(['docs/v1/install.md -> docs/v10/install.md', 'docs/v2/install.md -> docs/v10/install.md']);
    expect(supersede([{ path: 'docs/install.md' }, ...PAGES], { versions: { keep: ['2'] } }).survivors).toEqual(['docs/v1/install.md -> docs/install.md', 'docs/v10/install.md -> docs/install.md']);
  });

  test('a folder that is a date is none', () => {
    const { survivors } = supersede([{ path: 'docs/2024.05/leave.md' }, { path: 'docs/2023.05/leave.md' }]);
    expect(survivors).toEqual(['docs/2023.05/leave.md -> docs/2024.05/leave.md']);
  });

  test('a version that is held back takes nobody\'s place', () => {
    expect(supersede(PAGES, { versions: 'keep-latest' }, ['docs/v10/install.md']).survivors).toEqual(['docs/v1/install.md -> docs/v2/install.md']);
  });

  test('versions are texts: YAML reads 3.10 as 3.1', () => {
    const error = supersessionJoin.options.safeParse({ versions: { keep: [3.1] } }).error;
    expect(JSON.stringify(error?.issues)).toContain('in quotes');
    expect(supersessionJoin.options.safeParse({ versions: { keep: [] } }).success).toBe(false);
    expect(supersessionJoin.options.safeParse({ versions: 'keep-none' }).success).toBe(false);
  });
});

describe('the order of versions', () => {
  test.each([['1.10', '1.9'], ['2', '1.9'], ['1.x', '1.9'], ['1.0', '1'], ['v2', 'version-1'], [null, '99']])('%s is newer than %s', (newer, older) => {
    expect(compareVersions(newer, older)).toBeGreaterThan(0);
    expect(compareVersions(older, newer)).toBeLessThan(0);
  });

  test('is one order of all', () => {
    const version = fc.option(fc.array(fc.oneof(fc.nat(12).map(String), fc.constant('x')), { minLength: 1, maxLength: 4 }).map((parts) => parts.join('.')));
    fc.assert(fc.property(version, version, version, (a, b, c) => {
      expect(Math.sign(compareVersions(a, b))).toBe(-Math.sign(compareVersions(b, a)) + 0);
      if (compareVersions(a, b) >= 0 && compareVersions(b, c) >= 0) expect(compareVersions(a, c)).toBeGreaterThanOrEqual(0);
    }));
  });

  test('what a document declares goes before its folder', () => {
    expect(folderVersion('website/versioned_docs/version-0.60/faq.md')).toBe('0.60');
    expect(folderVersion('docs/faq.md')).toBeNull();
    expect(versionOf({ path: 'docs/v3.4/faq.md', declared: {} })).toBe('3.4');
    expect(versionOf({ path: 'docs/v3.4/faq.md', declared: { version: 7 } })).toBe('7');
    expect(versionOf({ path: 'faq.md', declared: Object.create({ version: '1' }) as Record<string, string> })).toBeNull();
  });
});
