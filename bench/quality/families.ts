/**
 * Families of versions, by the edges of the supersession join. With paths: two documentation sets as they are, the folders of
 * their versions beside each other; the labels come from the paths. Without: the same pages in one folder under names that tell nothing, so that only what
 * they say can tell which of two is newer. What the join looks for in texts was chosen by one half of the pages, which is told apart.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChunkLine, DocumentLine, EdgeLine } from '../../src/index.js';
import { table, type Bench, type Figure } from '../lib/figures.js';
import { linesOf, winnow } from '../lib/measure.js';
import { folderSource, writePipeline } from '../lib/pipeline.js';
import { TRIED } from '../lib/order-signs.js';
import { NOW, data, inFolder } from '../lib/places.js';

interface Labelled { readonly corpus: string; readonly slug: string; readonly older: string; readonly newer: string; readonly revised: boolean }
/** A `supersedes` edge by the paths of its documents. */
interface Found { readonly newer: string; readonly older: string; readonly because: string; readonly method: string }
interface Tally { right: number; wrong: number; silent: number }

const MARKDOWN = ['**/*.{md,mdx}'];
const FOLDERS: Readonly<Record<string, string>> = { etcd: 'etcd-docs', 'react-native': 'react-native-docs' };
/** Any day will do: all files have the same. */
const FILE_TIME = new Date('2026-01-01T00:00:00Z');

function labelsOf(): Labelled[] {
  return readFileSync(join(data('doc-versions'), 'version_pairs.tsv'), 'utf8').trim().split('\n').slice(1).map((line) => {
    const [corpus = '', slug = '', older = '', newer = '', label] = line.split('\t');
    return { corpus, slug, older, newer, revised: label !== 'identical' };
  });
}

/** The half that was looked at when the join was made; the other is only reported. */
const isLookedAt = (slug: string): boolean => createHash('sha256').update(slug).digest()[0]! % 2 === 0;

async function edgesIn(folder: string, root: string): Promise<Found[]> {
  const pipeline = writePipeline(folder, { name: 'families', read: [folderSource('docs', root, MARKDOWN)], join: [{ use: 'supersession' }] });
  const store = join(folder, 'store.db');
  await winnow(['run', pipeline, '--store', store, '--now', NOW, '--json'], { expect: [0, 3] });
  const documents = linesOf<DocumentLine>(await winnow(['list', 'documents', '--json', '--store', store]));
  const paths = new Map(documents.map(({ id, path }) => [id, path]));
  return linesOf<EdgeLine>(await winnow(['list', 'edges', '--json', '--store', store])).flatMap(({ kind, a, b, because, method }) => {
    const [newer, older] = [paths.get(a.documentId ?? ''), paths.get(b.documentId ?? '')];
    return kind !== 'supersedes' || newer === undefined || older === undefined ? [] : [{ newer, older, because: because ?? '', method }];
  });
}

// ---- with paths ---------------------------------------------------------------------------------------------

/** What the labels say of an edge. `farther`: the same page, of versions that are not adjacent. `moved`: two names, and neither version has both. */
type Verdict = 'right' | 'order' | 'other page' | 'farther' | 'moved' | 'no label';

class Labels {
  readonly #pairs = new Map<string, Labelled>();
  readonly #slugs = new Map<string, string>();
  /** Pages by their place in the order of versions: labels go from each to the next. */
  readonly #after = new Map<string, string>();

  constructor(labels: readonly Labelled[]) {
    for (const label of labels) {
      this.#pairs.set(`${label.older} ${label.newer}`, label);
      this.#after.set(label.older, label.newer);
      for (const path of [label.older, label.newer]) this.#slugs.set(path, label.slug);
    }
  }

  verdict({ newer, older }: Found): Verdict {
    if (this.#pairs.has(`${older} ${newer}`)) return 'right';
    if (this.#pairs.has(`${newer} ${older}`)) return 'order';
    const [one, two] = [this.#slugs.get(newer), this.#slugs.get(older)];
    if (one === undefined || two === undefined) return 'no label';
    if (one !== two) return this.#rootHas(newer, two) || this.#rootHas(older, one) ? 'other page' : 'moved';
    return this.#leads(newer, older) ? 'order' : 'farther';
  }

  /** Whether the version that a page is of has a page of that name, too. */
  #rootHas(path: string, slug: string): boolean {
    return this.#slugs.get(path.slice(0, path.length - (this.#slugs.get(path)?.length ?? 0)) + slug) === slug;
  }

  #leads(from: string, to: string): boolean {
    for (let path = this.#after.get(from); path !== undefined; path = this.#after.get(path)) if (path === to) return true;
    return false;
  }
}

async function withPaths(corpus: string, labels: readonly Labelled[]): Promise<{ row: string[]; f1: number }> {
  const root = FOLDERS[corpus]!;
  const found = await inFolder((folder) => edgesIn(folder, join(data('doc-versions'), root)));
  const known = new Labels(labels);
  const count = (verdict: Verdict): number => verdicts.filter((one) => one === verdict).length;
  const verdicts = found.map(({ newer, older, ...rest }) => known.verdict({ newer: `${root}/${newer}`, older: `${root}/${older}`, ...rest }));
  const [right, wrong] = [count('right'), count('order') + count('other page')];
  const [precision, recall] = [right / Math.max(1, right + wrong), right / labels.length];
  const f1 = (2 * precision * recall) / Math.max(Number.MIN_VALUE, precision + recall);
  return { f1, row: [corpus, ...[labels.length, found.length, right, count('order'), count('other page'), count('farther'), count('moved'), count('no label')].map(String), precision.toFixed(3), recall.toFixed(3), f1.toFixed(3)] };
}

// ---- without paths ------------------------------------------------------------------------------------------

const nameOf = (path: string): string => `${createHash('sha256').update(path).digest('hex').slice(0, 16)}.md`;

/** A page as it is, without the lines of its front matter that name the version of its folder. */
function withoutVersion(path: string, text: string): string {
  const version = /\/(?:v|version-)(\d+\.\d+)\//u.exec(path)?.[1];
  const front = /^---\r?\n[\s\S]*?\n---\r?\n/u.exec(text)?.[0];
  if (front === undefined || version === undefined) return text;
  return front.split('\n').filter((line) => !line.includes(version) && !/^\s*[\w-]*version/iu.test(line)).join('\n') + text.slice(front.length);
}

function writePages(folder: string, labels: readonly Labelled[]): Map<string, string> {
  const pages = join(folder, 'pages');
  mkdirSync(pages);
  const paths = new Map<string, string>();
  for (const path of new Set(labels.flatMap(({ older, newer }) => [older, newer]))) {
    const file = join(pages, nameOf(path));
    writeFileSync(file, withoutVersion(path, readFileSync(join(data('doc-versions'), path), 'utf8')));
    utimesSync(file, FILE_TIME, FILE_TIME);
    paths.set(nameOf(path), path);
  }
  return paths;
}

/** What a decision came from: the words before what was seen. */
const kindOf = ({ because }: Found): string => because.replace(/ \(.*$/su, '');

interface Blind { readonly halves: Readonly<Record<'looked at' | 'reported', Tally>>; readonly kinds: ReadonlyMap<string, Tally>; readonly strangers: number; readonly unchanged: number }

async function withoutPaths(labels: readonly Labelled[]): Promise<Blind> {
  return inFolder(async (folder) => {
    const paths = writePages(folder, labels);
    const edges = (await edgesIn(folder, join(folder, 'pages'))).map((edge) => ({ ...edge, newer: paths.get(edge.newer) ?? '', older: paths.get(edge.older) ?? '' }));
    const slugs = new Map(labels.flatMap(({ older, newer, slug }) => [[older, slug], [newer, slug]]));
    const bySides = new Map(edges.map((edge) => [`${edge.older} ${edge.newer}`, edge]));
    const halves = { 'looked at': { right: 0, wrong: 0, silent: 0 }, reported: { right: 0, wrong: 0, silent: 0 } };
    const kinds = new Map<string, Tally>();
    for (const { older, newer, slug } of labels.filter(({ revised }) => revised)) {
      const [right, wrong] = [bySides.get(`${older} ${newer}`), bySides.get(`${newer} ${older}`)];
      const outcome = right !== undefined ? 'right' : wrong !== undefined ? 'wrong' : 'silent';
      halves[isLookedAt(slug) ? 'looked at' : 'reported'][outcome] += 1;
      const edge = right ?? wrong;
      // What the other half was told by is not looked at.
      if (edge === undefined || !isLookedAt(slug)) continue;
      const kind = kinds.get(kindOf(edge)) ?? { right: 0, wrong: 0, silent: 0 };
      kind[outcome] += 1;
      kinds.set(kindOf(edge), kind);
      if (process.env['WINNOW_BENCH_WRONG'] !== undefined && outcome === 'wrong') console.log(`wrong: ${older} ${newer}: ${edge.because}`);
    }
    const unchanged = labels.filter(({ revised, older, newer }) => !revised && (bySides.has(`${older} ${newer}`) || bySides.has(`${newer} ${older}`))).length;
    return { halves, kinds, strangers: edges.filter(({ older, newer }) => slugs.get(older) !== slugs.get(newer)).length, unchanged };
  });
}

/** Signs that were tried on the half that is looked at. Most of those of one kind between the same two versions: what one event did to many pages tells as much as one page. */
function tried(labels: readonly Labelled[]): string[][] {
  const pairs = labels.filter(({ revised, slug }) => revised && isLookedAt(slug)).map((label) => {
    const [older, newer] = [label.older, label.newer].map((path) => withoutVersion(path, readFileSync(join(data('doc-versions'), path), 'utf8')));
    return { older: older!, newer: newer!, versions: label.newer.slice(0, -label.slug.length) };
  });
  return Object.entries(TRIED).map(([name, sign]) => {
    const told = pairs.map(({ older, newer, versions }) => ({ way: sign(older, newer), versions })).filter(({ way }) => way !== 0);
    const right = told.filter(({ way }) => way > 0).length;
    const most = Math.max(0, ...[...new Set(told.map(({ versions }) => versions))].map((one) => told.filter(({ versions }) => versions === one).length));
    return [name, String(right), String(told.length - right), (right / Math.max(1, told.length)).toFixed(3), String(most)];
  });
}

const precisionOf = ({ right, wrong }: Tally): number | null => (right + wrong === 0 ? null : right / (right + wrong));
const coverageOf = ({ right, wrong, silent }: Tally): number => (right + wrong) / Math.max(1, right + wrong + silent);
const added = (tallies: readonly Tally[]): Tally => tallies.reduce((a, b) => ({ right: a.right + b.right, wrong: a.wrong + b.wrong, silent: a.silent + b.silent }), { right: 0, wrong: 0, silent: 0 });
const rowOf = (name: string, tally: Tally): string[] => [name, String(tally.right), String(tally.wrong), String(tally.silent), precisionOf(tally)?.toFixed(3) ?? '-', coverageOf(tally).toFixed(3)];

// ---- what only the older one has --------------------------------------------------------------------------------

/** Words of a section that is cut out, at least: less is a heading and a phrase. */
const SECTION_WORDS = 20;
interface Cut { readonly file: string; readonly start: number; readonly end: number; readonly slug: string; readonly revised: boolean }

/** Sections by their headings of the second level: where they begin and end. */
function sectionsOf(text: string): { heading: string; start: number; end: number }[] {
  const starts = [...text.matchAll(/^## .*$/gmu)].map((match) => ({ heading: match[0], start: match.index }));
  return starts.map(({ heading, start }, at) => ({ heading, start, end: starts[at + 1]?.start ?? text.length }));
}

/** Writes both pages of a pair as editions of two years, the newer one without a section that the two have in common. */
function writeCut(pages: string, { older, newer, slug, revised }: Labelled): Cut | null {
  const [before, after] = [older, newer].map((path) => readFileSync(join(data('doc-versions'), path), 'utf8')) as [string, string];
  const later = new Map(sectionsOf(after).map((section) => [section.heading, section]));
  const words = ({ start, end }: { start: number; end: number }): number => before.slice(start, end).split(/\s+/u).length;
  const shared = sectionsOf(before).filter((section) => later.has(section.heading) && words(section) >= SECTION_WORDS);
  // Pages of one section have nothing left to be editions of each other by.
  const chosen = shared.length < 3 ? undefined : shared[createHash('sha256').update(`${older} ${newer}`).digest()[1]! % shared.length];
  const gone = chosen === undefined ? undefined : later.get(chosen.heading);
  if (chosen === undefined || gone === undefined) return null;
  const name = createHash('sha256').update(`${older} ${newer}`).digest('hex').slice(0, 16);
  writeFileSync(join(pages, `${name}-2023.md`), before);
  writeFileSync(join(pages, `${name}-2026.md`), after.slice(0, gone.start) + after.slice(gone.end));
  return { file: `${name}-2023.md`, start: chosen.start, end: chosen.end, slug, revised };
}

interface Planted { readonly found: number; readonly of: number; readonly flagged: number; readonly others: number }

/** Chunks of the section that was cut out that are told to be unique, and of pages that are otherwise the same the others that are. */
async function cutOut(labels: readonly Labelled[]): Promise<Readonly<Record<'looked at' | 'reported', Planted>>> {
  return inFolder(async (folder) => {
    const pages = join(folder, 'pages');
    mkdirSync(pages);
    const cuts = labels.flatMap((label) => writeCut(pages, label) ?? []);
    const pipeline = writePipeline(folder, { name: 'unique', read: [folderSource('docs', pages, MARKDOWN)], join: [{ use: 'supersession' }] });
    const store = join(folder, 'store.db');
    await winnow(['run', pipeline, '--store', store, '--now', NOW, '--json'], { expect: [0, 3] });
    const chunks = linesOf<ChunkLine>(await winnow(['list', 'chunks', '--json', '--store', store]));
    const byFile = new Map(cuts.map((cut) => [cut.file, cut]));
    const tallies = { 'looked at': { found: 0, of: 0, flagged: 0, others: 0 }, reported: { found: 0, of: 0, flagged: 0, others: 0 } };
    for (const { path, span, reasons } of chunks) {
      const cut = byFile.get(path);
      if (cut === undefined) continue;
      const tally = tallies[isLookedAt(cut.slug) ? 'looked at' : 'reported'];
      const unique = reasons.some(({ rule }) => rule === 'freshness/superseded-unique');
      const inside = Math.min(span.end, cut.end) - Math.max(span.start, cut.start);
      // A chunk that holds a part of the section and of others is neither.
      if (inside > (span.end - span.start) / 2) {
        tally.of += 1;
        tally.found += unique ? 1 : 0;
      } else if (inside <= 0 && !cut.revised) {
        tally.others += 1;
        tally.flagged += unique ? 1 : 0;
      }
    }
    return tallies;
  });
}

export const families: Bench = {
  name: 'families', group: 'quality', needs: ['doc-versions'],
  async run() {
    const labels = labelsOf();
    const figures: Figure[] = [];
    const rows: string[][] = [];
    const blind: [string, Blind][] = [];
    for (const corpus of Object.keys(FOLDERS)) {
      const own = labels.filter((label) => label.corpus === corpus);
      const { row, f1 } = await withPaths(corpus, own);
      rows.push(row);
      figures.push({ key: `families.${corpus === 'etcd' ? 'etcd' : 'reactNative'}PairF1`, label: `families, ${corpus}: F1 of ordered page pairs, with paths`, value: f1, unit: '' });
      blind.push([corpus, await withoutPaths(own)]);
    }
    console.log('With paths: pairs that are one family with the newer page named, against the labelled pairs of adjacent versions. Not counted: the same page of versions that are not adjacent, a page under two names of which neither version has both, and pages that no label names.\n');
    console.log(table(['corpus', 'labelled', 'found', 'right', 'wrong order', 'two pages', 'same page, farther apart', 'moved', 'no label', 'precision', 'recall', 'F1'], rows));
    console.log('\nWithout: which of two revised pages of adjacent versions is newer, all pages of all versions in one folder under names that tell nothing.\n');
    const halves = (['looked at', 'reported'] as const).map((half) => [half, added(blind.map(([, one]) => one.halves[half]))] as const);
    console.log(table(['pages', 'right', 'wrong', 'null', 'precision', 'coverage'], [
      ...blind.flatMap(([corpus, one]) => (['looked at', 'reported'] as const).map((half) => rowOf(`${corpus}, half ${half}`, one.halves[half]))), ...halves.map(([half, tally]) => rowOf(`both, half ${half}`, tally)),
      rowOf('all', added(halves.map(([, tally]) => tally)))]));
    const kinds = [...new Set(blind.flatMap(([, one]) => [...one.kinds.keys()]))].sort();
    console.log(`\n${table(['told by (half looked at)', 'right', 'wrong', 'precision'], kinds.map((kind) => rowOf(kind, added(blind.flatMap(([, one]) => one.kinds.get(kind) ?? []))).filter((_, at) => at !== 3).slice(0, 4)))}`);
    console.log(`\n${table(['tried and not used (half looked at)', 'right', 'wrong', 'precision', 'most of them between two versions'], tried(labels))}`);
    for (const [corpus, one] of blind) console.log(`${corpus}: ${one.strangers} edges between two pages; ${one.unchanged} of pairs whose text is the same`);
    // One pair a page: another version of the page that is newer, too, may have the section.
    const planted = await cutOut([...new Map(labels.map((label) => [`${label.corpus} ${label.slug}`, label])).values()]);
    console.log('\nA section cut out of the newer page, of the newest labelled pair of each page that has three in common: chunks of it in the older page that are told to be unique to it, and other chunks that are though the pages are the same but for it.\n');
    console.log(table(['pages', 'chunks of the section', 'told', 'share', 'other chunks', 'told', 'share'], (['looked at', 'reported'] as const).map((half) => {
      const { found, of, flagged, others } = planted[half];
      return [`half ${half}`, String(of), String(found), (found / Math.max(1, of)).toFixed(3), String(others), String(flagged), (flagged / Math.max(1, others)).toFixed(3)];
    })));
    const { found, of, flagged, others } = planted.reported;
    figures.push({ key: 'families.uniqueRecall', label: 'families, a section cut out: share of its chunks told, half reported', value: found / Math.max(1, of), unit: '' });
    figures.push({ key: 'families.uniqueFalseShare', label: 'families, a section cut out: share of other chunks told, half reported', value: flagged / Math.max(1, others), unit: '' });
    for (const [half, tally] of halves) {
      const name = half === 'reported' ? 'reported' : 'lookedAt';
      figures.push({ key: `families.${name}Precision`, label: `families, without paths, half ${half}: precision of which is newer`, value: precisionOf(tally), unit: '' });
      figures.push({ key: `families.${name}Coverage`, label: `families, without paths, half ${half}: share of pairs decided`, value: coverageOf(tally), unit: '' });
    }
    figures.push({ key: 'families.strangers', label: 'families, without paths: edges between two pages', value: blind.reduce((sum, [, one]) => sum + one.strangers, 0), unit: '' });
    return figures;
  },
};
