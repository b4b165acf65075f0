/**
 * Which near copies the duplication join's candidate search finds, by how near they are: real texts with planted edits, their exact
 * Jaccard by brute force over the shingles as strings, and the keys that the built join gives them. Then all of them together, to
 * see that every pair which the join reports as near-duplicates is one.
 */
import { table, type Bench, type Figure } from '../lib/figures.js';
import { duplication, overlap, shinglesOf, type Duplication, type Side } from '../lib/duplication.js';
import { edited } from '../lib/edits.js';
import { oneOf, seeded } from '../lib/random.js';
import { corpusFiles, realChunks } from '../lib/real-chunks.js';

const SEED = 20261126;
const [FROM, WIDTH_OF_BIN, BINS] = [0.5, 0.05, 10];
/** 0.991 of 2,000 pairs is known to 0.002. */
const PAIRS_A_BIN = 2000;
const MOST_TRIES = 200_000;
/** Pairs of texts that happen to be alike are looked at in buckets up to the join's own cap. */
const BUCKET_CAP = 64;
const [SHOWN, SHOWN_CHARS] = [5, 300];

interface Text { readonly side: Side; readonly shingles: ReadonlySet<string>; readonly bands: readonly number[]; readonly passages: readonly number[] }
interface Pair { readonly a: Text; readonly b: Text; readonly jaccard: number; readonly byBand: boolean; readonly byPassage: boolean }

/** A text as the join and the bench see it; `null` where the two count other words, so that "exact" would mean two things. */
function textOf(join: Duplication, text: string, name: string): Text | null {
  const words = join.words(text);
  const side = join.side(text, name);
  if (words.length < join.options.minWords || words.length !== side.prepared.wordCount) return null;
  return { side, shingles: shinglesOf(words, join.options.shingleWords), ...join.keys(side) };
}

const meet = (a: readonly number[], b: readonly number[]): boolean => a.some((key) => b.includes(key));
/** The last bin takes 1 in: a moved sentence can leave the set as it was. */
const binOf = (jaccard: number): number => Math.min(BINS - 1, Math.floor((jaccard - FROM) / WIDTH_OF_BIN + 1e-9));
const nameOf = (bin: number): string => (FROM + bin * WIDTH_OF_BIN).toFixed(2);

/** Pairs of an original and its edited copy until every bin is full. */
function plant(join: Duplication, originals: readonly Text[]): { bins: Pair[][]; strange: number } {
  const random = seeded(SEED);
  const bins = Array.from({ length: BINS }, (): Pair[] => []);
  let strange = 0;
  for (let made = 0; made < MOST_TRIES && bins.some((bin) => bin.length < PAIRS_A_BIN); made += 1) {
    const a = originals[made % originals.length]!;
    const wanted = bins.findIndex((bin) => bin.length < PAIRS_A_BIN);
    // Whichever bin is emptiest is aimed at; (1 - j) / (1 + j) of the shingles must differ on either side for a Jaccard of j.
    const aim = FROM + (bins.reduce((least, bin, at) => (bin.length < bins[least]!.length ? at : least), wanted) + random()) * WIDTH_OF_BIN;
    const text = edited(a.side.input.text, { share: (1 - aim) / (1 + aim), other: oneOf(originals, random).side.input.text, random });
    const b = textOf(join, text, `copy-${made}`);
    if (b === null) {
      strange += 1;
      continue;
    }
    const { jaccard } = overlap(a.shingles, b.shingles);
    const bin = bins[binOf(jaccard)];
    if (jaccard < FROM || bin === undefined || bin.length >= PAIRS_A_BIN || text === a.side.input.text) continue;
    bin.push({ a, b, jaccard, byBand: meet(a.bands, b.bands), byPassage: meet(a.passages, b.passages) });
  }
  return { bins, strange };
}

const shareOf = <Item>(items: readonly Item[], test: (item: Item) => boolean): number => items.filter(test).length / Math.max(1, items.length);

function chart(join: Duplication, bins: readonly (readonly Pair[])[]): { recalls: number[]; both: number[] } {
  const { bands, rows } = join.banding;
  const recalls = bins.map((bin) => shareOf(bin, ({ byBand }) => byBand));
  const both = bins.map((bin) => shareOf(bin, ({ byBand, byPassage }) => byBand || byPassage));
  const theory = bins.map((bin) => bin.reduce((sum, { jaccard }) => sum + 1 - (1 - jaccard ** rows) ** bands, 0) / Math.max(1, bin.length));
  console.log(table(['Jaccard from', 'pairs', 'by bands', `1-(1-j^${rows})^${bands}`, 'by passages', 'by either', ''], bins.map((bin, at) => [
    nameOf(at), String(bin.length), recalls[at]!.toFixed(4), theory[at]!.toFixed(4), shareOf(bin, ({ byPassage }) => byPassage).toFixed(4), both[at]!.toFixed(4), drawn(recalls[at]!, theory[at]!)])));
  console.log('\n# found by bands, | where theory says; "by passages": winnowing keys, which find excerpts too\n');
  return { recalls, both };
}

const CHART_WIDTH = 50;
function drawn(recall: number, theory: number): string {
  const [end, mark] = [Math.round(recall * CHART_WIDTH), Math.max(0, Math.round(theory * CHART_WIDTH) - 1)];
  return Array.from({ length: CHART_WIDTH }, (_, at) => (at === mark ? '|' : at < end ? '#' : ' ')).join('');
}

/** Everything that meets in some bucket, planted or not, through the join's own verification. */
function verifyAll(join: Duplication, texts: readonly Text[]): { candidates: number; reported: number; right: number; unreported: string[] } {
  const buckets = new Map<number, number[]>();
  for (const [at, { bands, passages }] of texts.entries()) {
    for (const key of new Set([...bands, ...passages])) {
      const bucket = buckets.get(key);
      if (bucket === undefined) buckets.set(key, [at]);
      else if (bucket.length < BUCKET_CAP) bucket.push(at);
    }
  }
  const seen = new Set<number>();
  const sums = { candidates: 0, reported: 0, right: 0, unreported: [] as string[] };
  for (const bucket of buckets.values()) {
    for (const [at, i] of bucket.entries()) {
      for (const j of bucket.slice(at + 1)) {
        const pair = i * texts.length + j;
        if (seen.has(pair)) continue;
        seen.add(pair);
        const [a, b] = [texts[i]!, texts[j]!];
        const edges = join.verify(a.side, b.side);
        const near = edges.some(({ kind }) => kind === 'near-duplicate' || kind === 'duplicate');
        const { jaccard } = overlap(a.shingles, b.shingles);
        const isNear = jaccard >= join.options.jaccard;
        sums.candidates += 1;
        sums.reported += near ? 1 : 0;
        sums.right += near && isNear ? 1 : 0;
        if (isNear && !near) sums.unreported.push(`${jaccard.toFixed(4)} ${JSON.stringify(a.side.input.text.slice(0, SHOWN_CHARS))} and ${JSON.stringify(b.side.input.text.slice(0, SHOWN_CHARS))}`);
      }
    }
  }
  return sums;
}

export const nearDuplicates: Bench = {
  name: 'near-duplicates', group: 'quality', needs: ['contradiction'],
  async run() {
    const join = await duplication();
    const pieces = realChunks(corpusFiles(), Number.POSITIVE_INFINITY);
    const originals = pieces.map((text, at) => textOf(join, text, `original-${at}`)).filter((text) => text !== null);
    const { bins, strange } = plant(join, originals);
    console.log(`${originals.length} pieces of real Markdown; ${pieces.length - originals.length} pieces and ${strange} copies left out, which are short or in which the join counts other words than the exact measure;`
      + ` ${join.banding.bands} bands of ${join.banding.rows}, shingles of ${join.options.shingleWords} words, seed ${SEED}\n`);
    const { recalls, both } = chart(join, bins);
    const pairs = bins.flat();
    const { candidates, reported, right, unreported } = verifyAll(join, [...new Set(pairs.flatMap(({ a, b }) => [a, b]))]);
    console.log(`all texts together: ${candidates} candidate pairs, ${reported} reported as copies or near copies, ${right} of them at Jaccard ${join.options.jaccard} or more; `
      + `${unreported.length} candidates at ${join.options.jaccard} or more were not reported`);
    for (const line of unreported.slice(0, SHOWN)) console.log(`  not reported: ${line}`);
    const first = Math.round((join.options.jaccard - FROM) / WIDTH_OF_BIN);
    const figures = recalls.map((recall, bin): Figure => ({ key: `nearDuplicates.recallFrom${nameOf(bin).slice(2)}`, label: `near copies at Jaccard ${nameOf(bin)} and up: found by bands`, value: recall, unit: '' }));
    return [
      ...figures,
      { key: 'nearDuplicates.leastRecall', label: 'near copies from the threshold up: least recall by bands of a bin', value: Math.min(...recalls.slice(first)), unit: '' },
      { key: 'nearDuplicates.leastRecallOfBoth', label: 'near copies from the threshold up: least recall by bands or passages', value: Math.min(...both.slice(first)), unit: '' },
      { key: 'nearDuplicates.leastPairsInBin', label: 'near copies: pairs in the smallest bin', value: Math.min(...bins.map((bin) => bin.length)), unit: '' },
      { key: 'nearDuplicates.precision', label: 'near copies: reported pairs that are at the threshold or above', value: reported === 0 ? null : right / reported, unit: '' },
      { key: 'nearDuplicates.reportedShare', label: 'near copies: candidates at the threshold or above that are reported', value: right / Math.max(1, right + unreported.length), unit: '' },
    ];
  },
};
