/**
 * Two editions of a documentation set side by side, the newer one without a third of its pages and without a section of some others. What of
 * the older edition nothing newer stands for is known then, as far as no other page says the same.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { data, filesIn } from './places.js';

export interface Editions { readonly name: string; readonly older: string; readonly newer: string }

/** Far apart, so that most pages were revised in between. */
export const EDITIONS: readonly Editions[] = [
  { name: 'etcd', older: 'etcd-docs/content/en/docs/v3.1', newer: 'etcd-docs/content/en/docs/v3.8' },
  { name: 'react-native', older: 'react-native-docs/website/versioned_docs/version-0.77', newer: 'react-native-docs/website/versioned_docs/version-0.86' },
];

/** What became of the place of an older chunk: the newer edition has it, has it no more, or cannot be compared. */
export type Fate = 'stands' | 'gone' | 'unknown';
export interface OlderPage { readonly slug: string; fateOf(span: { readonly start: number; readonly end: number }): Fate }

/** Words of a section that is cut out, at least: less is a heading and a phrase. */
const SECTION_WORDS = 20;
/** Sections that both pages have, from which on one is cut out of every other page. */
const SECTIONS = 3;

const byteOf = (...parts: readonly string[]): number => createHash('sha256').update(parts.join(' ')).digest()[0]!;

/** The half that thresholds may be chosen by; the other is only reported. */
export const isLookedAt = (slug: string): boolean => byteOf('half', slug) % 2 === 0;

/** Writes the older edition to `older/`, the newer one to `newer/` and returns the older pages by their path in `older/`. */
export function plantGaps(folder: string, { older, newer }: Editions): Map<string, OlderPage> {
  const [olderRoot, newerRoot] = [join(data('doc-versions'), older), join(data('doc-versions'), newer)];
  const later = new Set(filesIn(newerRoot, ['.md', '.mdx']));
  const pages = new Map<string, OlderPage>();
  for (const slug of filesIn(olderRoot, ['.md', '.mdx'])) {
    // Whether a page that one edition alone has was dropped, moved or renamed is not known.
    if (!later.has(slug)) continue;
    const before = page(readFileSync(join(olderRoot, slug), 'utf8'), 'updated: 2019-05-01\nvalid_until: 2020-01-01');
    const after = page(readFileSync(join(newerRoot, slug), 'utf8'), NEWER);
    write(join(folder, 'older', slug), before);
    later.delete(slug);
    if (byteOf('page', slug) % 3 === 0) {
      pages.set(slug, { slug, fateOf: () => 'gone' });
      continue;
    }
    const cut = cutOf(slug, before, after);
    write(join(folder, 'newer', slug), cut === null ? after : after.slice(0, cut.start) + after.slice(cut.end));
    const standing = new Set(sectionsOf(after).map(({ heading }) => heading));
    const sections = sectionsOf(before);
    pages.set(slug, { slug, fateOf: (span) => fateAt(sections, span, (heading) => (heading === cut?.heading ? 'gone' : standing.has(heading) ? 'stands' : 'unknown')) });
  }
  for (const slug of later) write(join(folder, 'newer', slug), page(readFileSync(join(newerRoot, slug), 'utf8'), NEWER));
  return pages;
}

const NEWER = 'updated: 2026-10-01';

/** A page with its title and our dates for all front matter. */
function page(text: string, dates: string): string {
  const front = /^---\r?\n[\s\S]*?\n---\r?\n/u.exec(text)?.[0] ?? '';
  const title = /^title:.*$/mu.exec(front)?.[0];
  return `---\n${title === undefined ? '' : `${title}\n`}${dates}\n---\n${text.slice(front.length)}`;
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

interface Section { readonly heading: string; readonly start: number; readonly end: number }

/** Sections by their headings of the second level; what stands before the first has the heading ''. */
function sectionsOf(text: string): Section[] {
  const starts = [{ heading: '', start: 0 }, ...[...text.matchAll(/^## .*$/gmu)].map((match) => ({ heading: match[0].trim(), start: match.index }))];
  return starts.map((section, at) => ({ ...section, end: starts[at + 1]?.start ?? text.length }));
}

/** A section that both have, of every other page: where it stands in the newer one. */
function cutOf(slug: string, before: string, after: string): Section | null {
  const known = new Set(sectionsOf(before).map(({ heading }) => heading));
  const shared = sectionsOf(after).filter(({ heading, start, end }) => heading !== '' && known.has(heading) && after.slice(start, end).split(/\s+/u).length >= SECTION_WORDS);
  return shared.length < SECTIONS || byteOf('cut', slug) % 2 === 0 ? null : (shared[byteOf('section', slug) % shared.length] ?? null);
}

/** The fate of the section that most of the span is in; of one that lies across two that differ nothing is known. */
function fateAt(sections: readonly Section[], span: { readonly start: number; readonly end: number }, of: (heading: string) => Fate): Fate {
  const fates = new Set(sections.filter(({ start, end }) => start < span.end && span.start < end).map(({ heading }) => of(heading)));
  return fates.size === 1 ? ([...fates][0] ?? 'unknown') : 'unknown';
}
