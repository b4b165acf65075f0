import { describe, expect, it } from 'vitest';
import { NO_DATES, type JoinInput } from '../../../src/core/index.js';
import { currencyJoin } from '../../../src/join/currency/index.js';
import { joinContract, joinInput, runJoin } from '../../contract/join.js';

function chunk(path: string, headings: readonly string[], text: string, part: Partial<JoinInput> = {}): JoinInput {
  return joinInput({ id: `c-${path}-${headings.join('-')}`, documentId: `d-${path}`, path, title: headings[0] ?? null, headingPath: headings, text, ...part });
}
const dated = (kind: 'published' | 'modified', date: string): Partial<JoinInput> => ({ dates: { ...NO_DATES, value: date, [kind]: date, source: 'front-matter', confidence: 0.9 } });

const CLAIM = chunk('install.md', ['Installing Acme Sync', 'Download'], 'The current version is 2.1. Download it from the portal.');
const NAMED = chunk('faq.md', ['Questions'], 'Which one is new? The latest version of Acme Sync is 2.1.');
const FIVE = chunk('releases/5.md', ['Acme Sync 5.0'], 'Folders are copied through a relay.');

/** `install.md says 2.1, releases/5.md documents 5.0` for each finding. */
function found(inputs: readonly JoinInput[], options = {}): string[] {
  const { outcomes } = runJoin(currencyJoin, inputs, currencyJoin.options.parse(options));
  const pathOf = new Map(inputs.map(({ id, path }) => [id, path]));
  return [...outcomes.values()].flatMap(({ id, findings }) => findings.map(({ seen, expected, related }) => `${pathOf.get(id) ?? ''} says ${seen}, ${related?.path ?? ''} documents ${expected}`)).sort();
}
const SAID = 'install.md says 2.1, releases/5.md documents 5.0';

describe('a version called current of which a later one is documented', () => {
  it.each([
    ['by the heading of the page', CLAIM, FIVE],
    ['by the name in the sentence', { ...NAMED, path: 'install.md' }, FIVE],
    ['in another spelling', { ...NAMED, path: 'install.md', text: 'The latest version of acme-sync is 2.1.' }, FIVE],
    ['by a section', CLAIM, chunk('releases/5.md', ['News', "What's new in Acme Sync 5.0"], 'A relay.')],
    ['by an entry whose title names the product', CLAIM, chunk('releases/5.md', ['Acme Sync release notes', 'Version 5.0 (2026-05-04)'], 'A relay.')],
    ['by an upgrade from one to another', CLAIM, chunk('releases/5.md', ['Upgrade Acme Sync from 2.1 to 5.0'], 'Stop the service first.')],
  ])('%s', (_, claim, other) => {
    expect(found([claim, other])).toEqual([SAID]);
  });

  it('by a folder of documentation a version, of which a page without a name is part', () => {
    const page = chunk('docs/overview.md', ['Overview'], 'The current version is 2.1.');
    expect(found([page, chunk('docs/v5/relay.md', ['Relay'], 'No port is needed.')])).toEqual(['docs/overview.md says 2.1, docs/v5/relay.md documents 5']);
    expect(found([page, chunk('other/v5/relay.md', ['Relay'], 'No port is needed.')])).toEqual([]);
    expect(found([chunk('docs/schema.md', ['Schema'], 'The current version is 0.1.'), chunk('docs/v5/relay.md', ['Relay'], 'No port is needed.')])).toEqual([]);
    expect(found([CLAIM, chunk('acme-sync/v5/relay.md', ['Relay'], 'No port is needed.')])).toEqual(['install.md says 2.1, acme-sync/v5/relay.md documents 5']);
  });

  it('by a change log above the page', () => {
    const log = chunk('sync/CHANGELOG.md', ['Changelog', '5.0.0 - 2026-05-04'], 'A relay.');
    expect(found([chunk('sync/docs/overview.md', ['Overview'], 'The current version is 2.1.'), log])).toEqual(['sync/docs/overview.md says 2.1, sync/CHANGELOG.md documents 5.0.0']);
    expect(found([chunk('mail/overview.md', ['Overview'], 'The current version is 2.1.'), log])).toEqual([]);
  });

  it('names the latest that is documented, and of that one a text that is not held back', () => {
    const others = [FIVE, chunk('releases/3.md', ['Acme Sync 3.0'], 'Faster.'), chunk('releases/7.md', ['Acme Sync 7.0'], 'Rubbish.')];
    const run = runJoin(currencyJoin, [CLAIM, ...others], undefined, { members: new Map([[others[2]?.id ?? '', { heldBack: true }]]) });
    expect(run.outcomes.get(CLAIM.id)?.findings).toMatchObject([{ expected: '5.0', severity: 'warning', span: { start: 0, end: 27 } }]);
    expect(run.outcomes.get(FIVE.id)?.findings).toEqual([]);
    expect(runJoin(currencyJoin, [CLAIM, FIVE], undefined, { members: new Map([[FIVE.id, { heldBack: true }]]) }).outcomes.get(CLAIM.id)?.findings).toEqual([]);
  });

  it('an upcoming version is outdated by its own documentation, a current one is not', () => {
    const upcoming = chunk('plans.md', ['Acme Sync'], 'The upcoming version 5 will bring a relay.');
    expect(found([upcoming, FIVE])).toEqual(['plans.md says 5, releases/5.md documents 5.0']);
    expect(found([chunk('plans.md', ['Acme Sync'], 'The current version is 5.'), FIVE])).toEqual([]);
  });

  it.each([
    ['of another product', CLAIM, chunk('releases/5.md', ['Acme Mail 5.0'], 'A relay.')],
    ['of the same or an earlier version', CLAIM, chunk('releases/2.md', ['Acme Sync 2.1.4'], 'A relay.')],
    ['of a plan', CLAIM, chunk('roadmap.md', ['Roadmap for Acme Sync 5.0'], 'A relay.')],
    ['of a version before it is out', CLAIM, chunk('releases/5.md', ['Acme Sync 5.0-rc.1'], 'A relay.')],
    ['of a year, where the page counts', CLAIM, chunk('releases/2024.md', ['Acme Sync 2024'], 'A relay.')],
    ['which others may not see', CLAIM, { ...FIVE, access: 'board' }],
    ['in the same document', CLAIM, { ...FIVE, documentId: CLAIM.documentId }],
    ['in notes of their own time', { ...CLAIM, type: 'release-notes' }, FIVE],
    ['in a change log', { ...CLAIM, path: 'CHANGELOG.md' }, FIVE],
    ['of documentation of that very version', { ...CLAIM, path: 'docs/v2/install.md' }, FIVE],
    ['by a text older than the page', { ...CLAIM, ...dated('published', '2026-01-01') }, { ...FIVE, ...dated('modified', '2021-01-01') }],
  ])('not: %s', (_, claim, other) => {
    expect(found([claim, other])).toEqual([]);
  });

  it('a page that was merely changed later than the notes came out still says it', () => {
    expect(found([{ ...CLAIM, ...dated('modified', '2026-01-01') }, { ...FIVE, ...dated('published', '2021-01-01') }])).toEqual([SAID]);
  });

  it('other names of a product, and types that are looked at', () => {
    const other = chunk('releases/5.md', ['Folder Mirror 5.0'], 'A relay.');
    expect(found([CLAIM, other])).toEqual([]);
    expect(found([CLAIM, other], { aliases: { 'Acme Sync': ['folder-mirror'] } })).toEqual([SAID]);
    expect(found([{ ...CLAIM, type: 'release-notes' }, FIVE], { skipTypes: [] })).toEqual([SAID]);
  });

  it('in a corpus that documents a version a hundred times there is a bounded number of edges', () => {
    const pages = Array.from({ length: 100 }, (_, at) => chunk(`acme-sync/v5/page${String(at)}.md`, [`Page ${String(at)}`], 'A relay.'));
    const { edges, outcomes } = runJoin(currencyJoin, [CLAIM, ...pages]);
    expect(edges.length).toBeGreaterThan(0);
    expect(edges.length).toBeLessThanOrEqual(8);
    expect(outcomes.get(CLAIM.id)?.findings).toHaveLength(1);
  });
});

const CONTRACT = [CLAIM, NAMED, FIVE, chunk('releases/2024.md', ['Acme Sync 2024'], 'A relay.'), chunk('releases/3.md', ['Acme Sync 3.2'], 'The latest version of Acme Sync is 3.2.'), chunk('docs/v5/relay.md', ['Relay'], 'No port.'), chunk('docs/overview.md', ['Overview'], 'The current version is 4.')];
joinContract(currencyJoin, CONTRACT, new Map(CONTRACT.map(({ documentId, text }) => [documentId, text])));
