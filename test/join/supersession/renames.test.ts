import { describe, expect, it } from 'vitest';
import { withProvenance } from '../../../src/core/model/provenance.js';
import type { Provenance } from '../../../src/core/index.js';
import { body, supersede, type Page } from './helpers.js';

const NEW = 'guides/installation.md';
const OLD = 'setup/install.md';

/** A page of a checkout; its path in the repository is that in the source unless told otherwise. */
function tracked({ path, ...part }: Page, { formerly = [], repository = 'r1', at = path }: { formerly?: readonly string[]; repository?: string | null; at?: string } = {}): Page {
  const provenance: Provenance = { repository, path: at, formerly };
  return { path, ...part, declared: withProvenance(part.declared ?? {}, provenance) };
}

/** Half of it is new, so that nothing but the rename binds it to the page it was. */
const today = `${body(40)}\n${body(3, 'nothing at all').split(' ').reverse().join(' ')}`;
const renamed = (part: Partial<Page> = {}, more: Parameters<typeof tracked>[1] = {}): Page => tracked({ path: NEW, source: 'main', text: today, title: 'Installing', ...part }, { formerly: ['setup/installing.md', OLD], ...more });
const former = (part: Partial<Page> = {}, more: Parameters<typeof tracked>[1] = {}): Page => tracked({ path: OLD, source: 'release', title: 'Set up', ...part }, more);

describe('renames in git', () => {
  it('bind a page to the one that stands where it stood, in another checkout or in its own source', () => {
    for (const source of ['release', 'main']) {
      const { edges, survivors, drafts } = supersede([renamed(), former({ source })]);
      expect(edges).toEqual([`${NEW} > ${OLD}`]);
      expect(survivors).toEqual([`${OLD} -> ${NEW}`]);
      expect(drafts[0]).toMatchObject({ certainty: 'likely', because: 'its name, renamed in git from `setup/install.md`', method: 'renamed in git, containment word-3 >= 0.2' });
    }
  });

  it('need a part of the text', () => {
    expect(supersede([renamed(), former({ text: 'Something else stands there by now, of which the page that went knows nothing, nor ever knew.' })]).edges).toEqual([]);
    expect(supersede([renamed(), former()], { minShared: 1 }).edges).toEqual([]);
  });

  it('leave equal texts to duplication', () => {
    expect(supersede([renamed(), former({ text: today })]).edges).toEqual([]);
  });

  it('bind nothing of another repository, nor of one that is not known, but for the same source', () => {
    expect(supersede([renamed(), former({}, { repository: 'r2' })]).edges).toEqual([]);
    expect(supersede([renamed({}, { repository: null }), former({}, { repository: null })]).edges).toEqual([]);
    expect(supersede([renamed({}, { repository: null }), former({ source: 'main' }, { repository: null })]).edges).toEqual([`${NEW} > ${OLD}`]);
    expect(supersede([renamed(), { path: OLD, source: 'release', title: 'Set up' }]).edges).toEqual([]);
  });

  it('go by the path in the repository, not by that in the source', () => {
    expect(supersede([renamed({ path: 'installation.md' }, { at: `docs/${NEW}`, formerly: [`docs/${OLD}`] }), former({ path: 'install.md' }, { at: `docs/${OLD}` })]).edges).toEqual(['installation.md > install.md']);
    expect(supersede([renamed(), former({}, { at: `docs/${OLD}` })]).edges).toEqual([]);
  });

  it('tell which is newer unless dates or names say otherwise', () => {
    expect(supersede([renamed({ date: '2024-03-01' }), former({ date: '2024-03-20' })]).edges).toEqual([`${NEW} > ${OLD}`]);
    expect(supersede([renamed({ date: '2024-03-01' }), former({ date: '2023-03-20' })]).drafts[0]).toMatchObject({ cue: 'date', differs: ['2024-03-01', '2023-03-20'] });
    expect(supersede([renamed({ date: '2024-03-01' }), former({ date: '2024-06-20' })]).edges).toEqual([]);
    expect(supersede([renamed({ path: 'archive/installation.md' }, { at: 'archive/installation.md' }), former()]).edges).toEqual([]);
  });

  it('of two that changed places tell nothing', () => {
    expect(supersede([renamed({}, { formerly: [OLD] }), former({}, { formerly: [NEW] })]).edges).toEqual([]);
  });

  it('make a chain of three names', () => {
    const between = tracked({ path: 'setup/installing.md', source: 'release-2', title: 'Install it', text: `${body(35)}\n${today.slice(0, 200)}` }, { formerly: [OLD] });
    expect(supersede([renamed(), between, former()]).edges).toEqual([`${NEW} > ${OLD}`, `${NEW} > setup/installing.md`, `setup/installing.md > ${OLD}`]);
  });

  it('of versions of a product bind pages that live side by side', () => {
    const pages = [renamed({ path: `v2/${NEW}` }, { at: `v2/${NEW}`, formerly: [`v1/${OLD}`] }), former({ path: `v1/${OLD}`, source: 'main' })];
    expect(supersede(pages).survivors).toEqual([]);
    expect(supersede(pages).drafts[0]).toMatchObject({ aside: true, method: 'versions of one document, renamed in git, keep-all' });
    expect(supersede(pages, { versions: 'keep-latest' }).survivors).toEqual([`v1/${OLD} -> v2/${NEW}`]);
  });

  it('bind posts of a series, of which nothing else is looked at', () => {
    const pages = [renamed({ path: 'blog/a-trip.md', title: 'A trip' }, { formerly: ['posts/going-out.md'] }), former({ path: 'posts/going-out.md', title: 'Going out' })];
    expect(supersede(pages).edges).toEqual(['blog/a-trip.md > posts/going-out.md']);
  });

  it('keep to one access label', () => {
    expect(supersede([renamed({ access: 'staff' }), former()]).edges).toEqual([]);
  });

  it('a hostile name is told on one line, in one pair of quotation marks', () => {
    const odd = 'a`\n\u202Eb.md';
    const { drafts } = supersede([renamed({}, { formerly: [odd] }), former({ path: odd })]);
    expect(drafts[0]?.because).toMatch(/^its name, renamed in git from `[^`\n\u202E]+`$/u);
  });
});
