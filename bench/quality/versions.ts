/**
 * Pages of adjacent versions of two documentation sets: which are the same page, unchanged or revised, by the edges of the
 * document-copies join. Two versions are two sources of one run of the command; the labels come from the pages' paths.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChunkLine, DocumentLine, EdgeLine } from '../../src/index.js';
import { duplication, type Duplication } from '../lib/duplication.js';
import { table, type Bench, type Figure } from '../lib/figures.js';
import { linesOf, winnow } from '../lib/measure.js';
import { folderSource, writePipeline } from '../lib/pipeline.js';
import { NOW, data, inFolder } from '../lib/places.js';

/** Least share of the smaller page's shingles that the other must have to be a revision of it: more than half of it is still there. */
const REVISED_SHARE = 0.5;

type Label = 'identical' | 'revised';
interface Labelled { readonly corpus: string; readonly slug: string; readonly older: string; readonly newer: string; readonly label: Label; readonly jaccard: number }
/**
 * How many pairs have a label and were called so. `renamed`: of those called so, pairs of two names, which have no label and count as
 * wrong; `moved`: not among those called so, since one of the pages has no page of its name in the other version and no label tells.
 */
interface Count { readonly labelled: number; readonly called: number; readonly right: number; readonly renamed: number; readonly moved: number }
interface Missed { readonly pair: Labelled; readonly called: Label | 'too short' | null }
interface Outcome { readonly corpus: string; readonly counts: Readonly<Record<Label | 'either', Count>>; readonly missed: readonly Missed[] }
interface Page { readonly source: string; readonly path: string; readonly id: string; readonly words: number }

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

async function listed(older: string, newer: string): Promise<{ documents: DocumentLine[]; chunks: ChunkLine[]; edges: EdgeLine[] }> {
  return inFolder(async (folder) => {
    const include = ['**/*.{md,mdx}'];
    const read = [folderSource('older', join(data('doc-versions'), older), include), folderSource('newer', join(data('doc-versions'), newer), include)];
    const pipeline = writePipeline(folder, { name: 'versions', read, join: [{ use: 'document-copies' }] });
    const store = join(folder, 'store.db');
    await winnow(['run', pipeline, '--store', store, '--now', NOW, '--json'], { expect: [0, 3] });
    const list = (what: string): ReturnType<typeof winnow> => winnow(['list', what, '--json', '--store', store]);
    return { documents: linesOf<DocumentLine>(await list('documents')), chunks: linesOf<ChunkLine>(await list('chunks')), edges: linesOf<EdgeLine>(await list('edges')) };
  });
}

/** Documents with the same words are one class: the store keeps one edge for all members of a class, not one for every two. */
class Classes {
  readonly #parents = new Map<string, string>();
  readonly #related = new Map<string, Map<string, number>>();

  constructor(edges: readonly EdgeLine[]) {
    const ends = edges.flatMap(({ kind, score, a, b }) => (a.documentId !== undefined && b.documentId !== undefined ? [{ kind, score, a: a.documentId, b: b.documentId }] : []));
    for (const { kind, a, b } of ends) if (kind === 'duplicate' && this.of(a) !== this.of(b)) this.#parents.set(this.of(a), this.of(b));
    for (const { kind, score, a, b } of ends) {
      if (kind !== 'near-duplicate' && kind !== 'contained') continue;
      for (const [from, to] of [[a, b], [b, a]] as const) this.#related.set(this.of(from), (this.#related.get(this.of(from)) ?? new Map<string, number>()).set(this.of(to), score));
    }
  }

  of(document: string): string {
    let top = document;
    for (let parent = this.#parents.get(top); parent !== undefined; parent = this.#parents.get(top)) top = parent;
    return top;
  }

  /** The classes with an edge to the document's, and what they share. */
  relatedTo(document: string): ReadonlyMap<string, number> {
    return this.#related.get(this.of(document)) ?? new Map<string, number>();
  }
}

function pagesOf(documents: readonly DocumentLine[], chunks: readonly ChunkLine[], duplicates: Duplication): Page[] {
  const words = new Map<string, number>();
  for (const { documentId, text } of chunks) words.set(documentId, (words.get(documentId) ?? 0) + duplicates.words(text).length);
  return documents.map(({ id, source, path }) => ({ id, source, path, words: words.get(id) ?? 0 }));
}

/** Every two pages of the two versions that are one class or have an edge, and what they are called. What is found unchanged is no revision of a third page. */
function callAll(pages: readonly Page[], classes: Classes): { a: Page; b: Page; label: Label }[] {
  const byClass = groupBy(pages.filter(({ source }) => source === 'newer'), ({ id }) => classes.of(id));
  const all = pages.filter(({ source }) => source === 'older').flatMap((a) => [
    ...(byClass.get(classes.of(a.id)) ?? []).map((b) => ({ a, b, label: 'identical' as const })),
    ...[...classes.relatedTo(a.id)].flatMap(([one, share]) => (share < REVISED_SHARE ? [] : (byClass.get(one) ?? []).map((b) => ({ a, b, label: 'revised' as const })))),
  ]);
  const unchanged = new Set(all.flatMap(({ a, b, label }) => (label === 'identical' ? [a, b] : [])));
  return all.filter(({ a, b, label }) => label === 'identical' || (!unchanged.has(a) && !unchanged.has(b)));
}

async function compare(labels: readonly Labelled[], duplicates: Duplication): Promise<Outcome> {
  const { documents, chunks, edges } = await listed(labels[0]!.older, labels[0]!.newer);
  const paths = (source: string): Set<string> => new Set(documents.filter((document) => document.source === source).map(({ path }) => path));
  const [older, newer] = [paths('older'), paths('newer')];
  const pages = pagesOf(documents, chunks, duplicates);
  const found = callAll(pages, new Classes(edges));
  const bySlug = new Map(found.flatMap(({ a, b, label }) => (a.path === b.path ? [[a.path, label]] : [])));
  const calledOf = ({ slug }: Labelled): Label | null => bySlug.get(slug) ?? null;
  const isShort = ({ slug }: Labelled): boolean => pages.some(({ path, words }) => path === slug && words < duplicates.options.minWords);
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
    console.log(`${outcomes.length} pairs of adjacent versions; identical: the same words and signs; revised: near copies, or at least ${REVISED_SHARE} of the smaller page's shingles are in the other, and neither page is identical to another\n`);
    console.log(table(['corpus', 'pages', 'labelled', 'called so', 'right', 'of two names', 'moved, no label', 'precision', 'recall', 'F1'], rows));
    for (const [corpus, all] of missed) printMissed(corpus, all);
    return figures;
  },
};
