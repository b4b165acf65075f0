/**
 * Pages of adjacent versions of two documentation sets: which are the same page, unchanged or revised, by what the duplication join
 * tells of their chunks. Two versions are two sources of one run of the command; the labels come from the pages' paths.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChunkLine, EdgeLine } from '../../src/index.js';
import { duplication, type Duplication } from '../lib/duplication.js';
import { table, type Bench, type Figure } from '../lib/figures.js';
import { linesOf, winnow } from '../lib/measure.js';
import { folderSource, writePipeline } from '../lib/pipeline.js';
import { NOW, data, inFolder } from '../lib/places.js';

/** Share of the chunks of both pages that must have an edge to the other page. */
const LINKED_SHARE = 0.5;
const RELATED = new Set(['duplicate', 'near-duplicate', 'contained']);

type Label = 'identical' | 'revised';
interface Labelled { readonly corpus: string; readonly slug: string; readonly older: string; readonly newer: string; readonly label: Label; readonly jaccard: number }
/**
 * How many pairs have a label and were called so. `renamed`: of those called so, pairs of two names, which have no label and count as
 * wrong; `moved`: not among those called so, since one of the pages has no page of its name in the other version and no label tells.
 */
interface Count { readonly labelled: number; readonly called: number; readonly right: number; readonly renamed: number; readonly moved: number }
interface Missed { readonly pair: Labelled; readonly called: Label | 'too short' | null }
interface Outcome { readonly corpus: string; readonly counts: Readonly<Record<Label | 'either', Count>>; readonly missed: readonly Missed[] }
interface Page { readonly source: string; readonly path: string; readonly chunks: readonly string[] }

function labelsOf(folder: string): Labelled[] {
  return readFileSync(join(folder, 'version_pairs.tsv'), 'utf8').trim().split('\n').slice(1).map((line) => {
    const [corpus = '', slug = '', before = '', after = '', label, jaccard] = line.split('\t');
    const rootOf = (path: string): string => path.slice(0, -slug.length - 1);
    return { corpus, slug, older: rootOf(before), newer: rootOf(after), label: label === 'identical' ? 'identical' : 'revised', jaccard: Number(jaccard) };
  });
}

function groupBy<Item>(items: readonly Item[], key: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
}

async function listed(older: string, newer: string): Promise<{ chunks: ChunkLine[]; edges: EdgeLine[] }> {
  return inFolder(async (folder) => {
    const include = ['**/*.{md,mdx}'];
    const read = [folderSource('older', join(data('doc-versions'), older), include), folderSource('newer', join(data('doc-versions'), newer), include)];
    const pipeline = writePipeline(folder, { name: 'versions', read, join: [{ use: 'duplication' }] });
    const store = join(folder, 'store.db');
    await winnow(['run', pipeline, '--store', store, '--now', NOW, '--json'], { expect: [0, 3] });
    const list = (what: string): ReturnType<typeof winnow> => winnow(['list', what, '--json', '--store', store]);
    return { chunks: linesOf<ChunkLine>(await list('chunks')), edges: linesOf<EdgeLine>(await list('edges')) };
  });
}

/** Chunks with the same words are one class: the store keeps one edge for all members of a class, not one for every two. */
class Classes {
  readonly #parents = new Map<string, string>();
  readonly #related = new Map<string, Set<string>>();

  constructor(edges: readonly EdgeLine[]) {
    const ends = edges.flatMap(({ kind, a, b }) => (RELATED.has(kind) && a.chunkId !== undefined && b.chunkId !== undefined ? [{ kind, a: a.chunkId, b: b.chunkId }] : []));
    for (const { kind, a, b } of ends) if (kind === 'duplicate' && this.of(a) !== this.of(b)) this.#parents.set(this.of(a), this.of(b));
    for (const { a, b } of ends) for (const [from, to] of [[a, b], [b, a]] as const) this.#related.set(this.of(from), (this.#related.get(this.of(from)) ?? new Set([this.of(from)])).add(this.of(to)));
  }

  of(chunk: string): string {
    let top = chunk;
    for (let parent = this.#parents.get(top); parent !== undefined; parent = this.#parents.get(top)) top = parent;
    return top;
  }

  /** The class of the chunk and those with an edge to it. */
  relatedTo(chunk: string): ReadonlySet<string> {
    return this.#related.get(this.of(chunk)) ?? new Set([this.of(chunk)]);
  }
}

/** Pages with the chunks that take part in the join: "See also" is no copy of "See also". */
function pagesOf(chunks: readonly ChunkLine[], duplicates: Duplication): Page[] {
  const taking = chunks.filter(({ text }) => duplicates.words(text).length >= duplicates.options.minWords);
  return [...groupBy(taking, ({ source, path }) => `${source}/${path}`).values()].map((own) => ({ source: own[0]!.source, path: own[0]!.path, chunks: own.map(({ id }) => id) }));
}

function called(a: Page, b: Page, classes: Classes): Label | null {
  const inA = new Set(a.chunks.map((chunk) => classes.of(chunk)));
  const inB = new Set(b.chunks.map((chunk) => classes.of(chunk)));
  if (inA.size === inB.size && [...inA].every((one) => inB.has(one))) return 'identical';
  const linked = (chunks: readonly string[], other: ReadonlySet<string>): number => chunks.filter((chunk) => [...classes.relatedTo(chunk)].some((one) => other.has(one))).length;
  const share = (linked(a.chunks, inB) + linked(b.chunks, inA)) / (a.chunks.length + b.chunks.length);
  return share >= LINKED_SHARE ? 'revised' : null;
}

/** Every two pages of the two versions that some edge or class joins, and what they are called. What is found unchanged is no revision of a third page. */
function callAll(pages: readonly Page[], classes: Classes): { a: Page; b: Page; label: Label }[] {
  const byClass = new Map<string, Page[]>();
  for (const page of pages.filter(({ source }) => source === 'newer')) {
    for (const one of new Set(page.chunks.map((chunk) => classes.of(chunk)))) byClass.set(one, [...(byClass.get(one) ?? []), page]);
  }
  const all = pages.filter(({ source }) => source === 'older').flatMap((a) => {
    const near = new Set(a.chunks.flatMap((chunk) => [...classes.relatedTo(chunk)].flatMap((one) => byClass.get(one) ?? [])));
    return [...near].flatMap((b) => {
      const label = called(a, b, classes);
      return label === null ? [] : [{ a, b, label }];
    });
  });
  const unchanged = new Set(all.flatMap(({ a, b, label }) => (label === 'identical' ? [a, b] : [])));
  return all.filter(({ a, b, label }) => label === 'identical' || (!unchanged.has(a) && !unchanged.has(b)));
}

async function compare(labels: readonly Labelled[], duplicates: Duplication): Promise<Outcome> {
  const { chunks, edges } = await listed(labels[0]!.older, labels[0]!.newer);
  const paths = (source: string): Set<string> => new Set(chunks.filter((chunk) => chunk.source === source).map(({ path }) => path));
  const [older, newer] = [paths('older'), paths('newer')];
  const pages = pagesOf(chunks, duplicates);
  const found = callAll(pages, new Classes(edges));
  const bySlug = new Map(found.flatMap(({ a, b, label }) => (a.path === b.path ? [[a.path, label]] : [])));
  const calledOf = ({ slug }: Labelled): Label | null => bySlug.get(slug) ?? null;
  const isShort = ({ slug }: Labelled): boolean => pages.filter(({ path }) => path === slug).length < 2;
  const countOf = (is: (label: Label | null) => boolean, right: (pair: Labelled) => boolean): Count => {
    const calls = found.filter(({ label }) => is(label));
    const twoNames = calls.filter(({ a, b }) => a.path !== b.path);
    const moved = twoNames.filter(({ a, b }) => !newer.has(a.path) || !older.has(b.path)).length;
    return { labelled: labels.filter(({ label }) => is(label)).length, called: calls.length - moved, right: labels.filter(right).length, renamed: twoNames.length - moved, moved };
  };
  const one = (wanted: Label): Count => countOf((label) => label === wanted, (pair) => pair.label === wanted && calledOf(pair) === wanted);
  return {
    corpus: labels[0]!.corpus, counts: { identical: one('identical'), revised: one('revised'), either: countOf(() => true, (pair) => calledOf(pair) !== null) },
    missed: labels.flatMap((pair) => (calledOf(pair) === pair.label ? [] : [{ pair, called: isShort(pair) ? 'too short' as const : calledOf(pair) }])),
  };
}

const added = (counts: readonly Count[]): Count => counts.reduce((a, b) => ({ labelled: a.labelled + b.labelled, called: a.called + b.called, right: a.right + b.right, renamed: a.renamed + b.renamed, moved: a.moved + b.moved }));

function scoreOf({ labelled, called: all, right }: Count): { precision: number; recall: number; f1: number } {
  return { precision: right / Math.max(1, all), recall: right / Math.max(1, labelled), f1: (2 * right) / Math.max(1, all + labelled) };
}

/** What the wrong ones have in common: how much of the words two versions of a page share. */
function printMissed(corpus: string, missed: readonly Missed[]): void {
  const bins: readonly (readonly [string, (jaccard: number) => boolean])[] = [['all', (j) => j >= 0.99995], ['.8 and more', (j) => j >= 0.8 && j < 0.99995], ['.5 to .8', (j) => j >= 0.5 && j < 0.8], ['less', (j) => j < 0.5]];
  const of = (label: Label, as: Missed['called'], within: (jaccard: number) => boolean): string => String(missed.filter((one) => one.pair.label === label && one.called === as && within(one.pair.jaccard)).length);
  console.log(`\n${corpus}, labelled pairs called otherwise, by the Jaccard of the two pages' five-word shingles:\n`);
  const kinds = [['revised', 'identical'], ['revised', 'too short'], ['revised', null], ['identical', 'revised'], ['identical', 'too short'], ['identical', null]] as const;
  console.log(table(['labelled, called', ...bins.map(([name]) => name)], kinds.map(([label, as]) => [`${label}, ${as ?? 'nothing'}`, ...bins.map(([, within]) => of(label, as, within))])));
}

export const versions: Bench = {
  name: 'versions', group: 'quality', needs: ['doc-versions'],
  async run() {
    const duplicates = await duplication();
    const outcomes: Outcome[] = [];
    for (const labels of groupBy(labelsOf(data('doc-versions')), ({ older, newer }) => `${older} ${newer}`).values()) outcomes.push(await compare(labels, duplicates));
    const rows: string[][] = [];
    const figures: Figure[] = [];
    const missed = groupBy(outcomes.flatMap((outcome) => outcome.missed), ({ pair }) => pair.corpus);
    for (const [corpus, all] of groupBy(outcomes, (outcome) => outcome.corpus)) {
      for (const label of ['identical', 'revised', 'either'] as const) {
        const count = added(all.map(({ counts }) => counts[label]));
        const { precision, recall, f1 } = scoreOf(count);
        rows.push([corpus, label, ...[count.labelled, count.called, count.right, count.renamed, count.moved].map(String), precision.toFixed(3), recall.toFixed(3), f1.toFixed(3)]);
        const name = `${corpus === 'etcd' ? 'etcd' : 'reactNative'}${label[0]!.toUpperCase()}${label.slice(1)}F1`;
        figures.push({ key: `versions.${name}`, label: `versions, ${corpus}: F1 of page pairs, ${label === 'either' ? 'identical or revised' : label}`, value: f1, unit: '' });
      }
    }
    console.log(`${outcomes.length} pairs of adjacent versions; identical: all chunks of both pages are exact duplicates of one of the other; revised: at least ${LINKED_SHARE} of them have an edge to the other page, and neither page is identical to another\n`);
    console.log(table(['corpus', 'pages', 'labelled', 'called so', 'right', 'of two names', 'moved, no label', 'precision', 'recall', 'F1'], rows));
    for (const [corpus, all] of missed) printMissed(corpus, all);
    return figures;
  },
};
