/**
 * Whether the coverage join tells which chunks of an outdated corpus are the only ones on their subject. Planted gaps: an older edition of a
 * documentation set beside a newer one of which pages and sections were taken out. The same with every pair looked at, so that what the search for
 * candidates loses is seen apart. And pairs of answers to the same question and to different ones, in people's own words.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChunkLine, EdgeLine, FindingLine, PipelineInput } from '../../src/index.js';
import { coverage, type About, type Coverage, type Speaker } from '../lib/coverage.js';
import { table, type Bench, type Figure } from '../lib/figures.js';
import { linesOf, winnow } from '../lib/measure.js';
import { folderSource, writePipeline } from '../lib/pipeline.js';
import { CORPORA, NOW, corpusFolder, data, filesIn, inFolder, root } from '../lib/places.js';
import { sample, seeded } from '../lib/random.js';
import { fill } from '../speed/documentation.js';
import { EDITIONS, isLookedAt, plantGaps, type Editions, type Fate } from '../lib/planted-gaps.js';

type Half = 'looked at' | 'reported';
const HALVES: readonly Half[] = ['looked at', 'reported'];

/** An older chunk that takes part. */
interface Old { readonly chunk: ChunkLine; readonly half: Half; readonly fate: Exclude<Fate, 'unknown'>; readonly flagged: boolean; readonly spoken: boolean; readonly brute: SpokenBy | null }
interface SpokenBy { readonly chunk: ChunkLine; readonly cosine: number }
interface Corpus { readonly name: string; readonly olds: readonly Old[]; readonly chunks: number; readonly edges: number; readonly tooShort: number }

/** What a run with the coverage join alone leaves. */
async function joined(folder: string, read: PipelineInput['read'], join_: Coverage): Promise<{ chunks: ChunkLine[]; abouts: About[]; edges: EdgeLine[]; findings: FindingLine[] }> {
  const pipeline = writePipeline(folder, { name: 'gaps', read, score: [{ use: 'freshness' }], join: [{ use: 'coverage' }] });
  const store = join(folder, 'store.db');
  await winnow(['run', pipeline, '--store', store, '--now', NOW, '--json'], { expect: [0, 3] });
  const listed = async <Line>(...what: string[]): Promise<Line[]> => linesOf<Line>(await winnow(['list', ...what, '--json', '--store', store]));
  const chunks = await listed<ChunkLine>('chunks');
  return {
    chunks, abouts: chunks.map((chunk) => join_.about({ ...chunk, date: chunk.date?.value ?? null })),
    edges: await listed<EdgeLine>('edges', '--kind', 'same-subject'), findings: await listed<FindingLine>('findings', '--rule', 'freshness/sole-source'),
  };
}

async function plantedCorpus(editions: Editions, join_: Coverage): Promise<Corpus> {
  return inFolder(async (folder) => {
    const pages = plantGaps(folder, editions);
    const { chunks, abouts, edges, findings } = await joined(folder, [folderSource('older', 'older'), folderSource('newer', 'newer')], join_);
    const spoken = new Set(edges.map(({ a }) => a.chunkId));
    const flagged = new Set(findings.map(({ chunkId }) => chunkId));
    const all = join_.speakers(abouts, join_.statistics(abouts));
    const speakerOf = (found: Speaker | null): SpokenBy | null => (found === null ? null : { chunk: chunks[found.place]!, cosine: found.cosine });
    const older = chunks.flatMap((chunk, place) => {
      const page = chunk.source === 'older' ? pages.get(chunk.path) : undefined;
      const fate = page?.fateOf(chunk.span) ?? 'unknown';
      return page === undefined || fate === 'unknown' ? [] : [{ chunk, place, page, fate }];
    });
    const olds = older.filter(({ place }) => join_.counts(abouts[place]!)).map(({ chunk, place, page, fate }): Old => ({
      chunk, fate, half: isLookedAt(page.slug) ? 'looked at' : 'reported', flagged: flagged.has(chunk.id), spoken: spoken.has(chunk.id), brute: speakerOf(all[place] ?? null),
    }));
    return { name: editions.name, olds, chunks: chunks.length, edges: edges.length, tooShort: older.length - olds.length };
  });
}

/** Five documentation sets as they are, older and newer versions of some among them: of the chunks that somebody speaks for, those of which the join knows it. */
async function documentation(join_: Coverage): Promise<{ chunks: number; edges: number; spoken: number; known: number }> {
  return inFolder(async (folder) => {
    fill(join(folder, 'docs'));
    const { chunks, abouts, edges } = await joined(folder, CORPORA.map((corpus) => folderSource(corpus, join('docs', corpus))), join_);
    const known = new Set(edges.map(({ a }) => a.chunkId));
    const spoken = join_.speakers(abouts, join_.statistics(abouts)).flatMap((found, place) => (found === null || !join_.counts(abouts[place]!) ? [] : [chunks[place]!]));
    return { chunks: chunks.length, edges: edges.length, spoken: spoken.length, known: spoken.filter(({ id }) => known.has(id)).length };
  });
}

interface Tally { readonly gone: number; readonly found: number; readonly flagged: number; readonly recall: number; readonly precision: number }

function tallyOf(olds: readonly Old[], isFlagged: (old: Old) => boolean): Tally {
  const gone = olds.filter(({ fate }) => fate === 'gone');
  const [found, flagged] = [gone.filter(isFlagged).length, olds.filter(isFlagged).length];
  return { gone: gone.length, found, flagged, recall: found / Math.max(1, gone.length), precision: found / Math.max(1, flagged) };
}

const rowOf = (name: string, olds: readonly Old[], isFlagged: (old: Old) => boolean): string[] => {
  const { gone, found, flagged, recall, precision } = tallyOf(olds, isFlagged);
  return [name, String(olds.length), String(gone), String(flagged), String(found), recall.toFixed(3), precision.toFixed(3)];
};
const byJoin = ({ flagged }: Old): boolean => flagged;
const byAll = ({ brute }: Old): boolean => brute === null;

/** Of the chunks for which all pairs find somebody, those for which the join does. */
const keptShare = (olds: readonly Old[]): number => olds.filter(({ brute, spoken }) => brute !== null && spoken).length / Math.max(1, olds.filter(({ brute }) => brute !== null).length);

// ---- the same subject in other words ----------------------------------------------------------------------------

/** Tasks of the half that thresholds may be chosen by. */
const LOOKED_AT_TASKS: ReadonlySet<string> = new Set(['a', 'b']);
/** Of answers that were written without the source: what was copied is of one subject because it is of one text. */
interface Answer { readonly task: string; readonly about: About }

function answersOf(join_: Coverage): Answer[] {
  const folder = join(data('clough-stevenson'), 'data');
  const rows = readFileSync(join(folder, 'file_information.csv'), 'utf8').trim().split(/\r?\n/u).slice(1).map((line) => line.split(','));
  return rows.filter(([, , kind]) => kind === 'non' || kind === 'heavy').map(([file = '', task = '']) => (
    { task, about: join_.about({ id: file, documentId: file, path: file, title: null, headingPath: [], text: readFileSync(join(folder, file), 'latin1'), date: null }) }));
}

/** Pieces of other documentation, so that words are as rare as they are in a corpus. */
function background(join_: Coverage): About[] {
  return BACKGROUND.flatMap((corpus) => filesIn(corpusFolder(corpus), ['.md']).flatMap((path) => {
    const page = readFileSync(join(corpusFolder(corpus), path), 'utf8');
    const starts = Array.from({ length: Math.min(PIECES, Math.ceil(page.length / PIECE_CHARS)) }, (_, at) => at * PIECE_CHARS);
    return starts.map((start) => join_.about({ id: `${path}#${start}`, documentId: path, path, title: null, headingPath: [], text: page.slice(start, start + PIECE_CHARS), date: null }));
  }));
}

const BACKGROUND = ['h18f', 'flux', 'helmd'] as const;
const PIECE_CHARS = 1500;
/** Of one page, at most. */
const PIECES = 6;

interface Pairs { same: number; sameFound: number; other: number; otherFound: number }

function answerPairs(join_: Coverage): Readonly<Record<Half, Pairs>> {
  const answers = answersOf(join_);
  const statistics = join_.statistics([...answers.map(({ about }) => about), ...background(join_)]);
  const tallies: Record<Half, Pairs> = { 'looked at': { same: 0, sameFound: 0, other: 0, otherFound: 0 }, reported: { same: 0, sameFound: 0, other: 0, otherFound: 0 } };
  for (const [at, a] of answers.entries()) {
    for (const b of answers.slice(at + 1)) {
      const half: Half = LOOKED_AT_TASKS.has(a.task) && LOOKED_AT_TASKS.has(b.task) ? 'looked at' : 'reported';
      const [kind, found] = a.task === b.task ? (['same', 'sameFound'] as const) : (['other', 'otherFound'] as const);
      tallies[half][kind] += 1;
      if (join_.likeness(a.about, b.about, statistics) >= join_.options.subject) tallies[half][found] += 1;
    }
  }
  return tallies;
}

// ---- read by hand ------------------------------------------------------------------------------------------------

const SEED = 20261126;
const SAMPLE = 40;
const EXCERPT_CHARS = 300;
const JUDGED = join(root, 'bench', 'quality', 'judged', 'sole-source-2026-11-26.json');

/** `same`: whoever looks for the one finds what they want in the other, or a newer word on it. `near`: part of it, or the same for another thing. `other`: neither. */
type Verdict = 'same' | 'near' | 'other';
interface Judgement { readonly corpus: string; readonly path: string; readonly heading: string; readonly speaker: string; readonly speakerHeading: string; readonly cosine: number; readonly verdict: Verdict | null }

const headingOf = ({ headingPath, title }: ChunkLine): string => headingPath.at(-1) ?? title ?? '';

/** Chunks of what was taken out for which somebody speaks all the same, drawn at random: printed for people to read with `WINNOW_BENCH_READ=1`. */
function drawn(corpora: readonly Corpus[]): Judgement[] {
  const covered = corpora.flatMap(({ name, olds }) => olds.filter(({ fate, flagged, brute }) => fate === 'gone' && !flagged && brute !== null).map((old) => ({ name, ...old })));
  return sample(covered, SAMPLE, seeded(SEED)).map(({ name, chunk, brute }) => {
    const { chunk: speaker, cosine } = brute!;
    console.log(`\n[${name}] ${chunk.path} > ${chunk.headingPath.join(' > ')}\n${chunk.text.slice(0, EXCERPT_CHARS)}\n--- ${cosine.toFixed(2)} ${speaker.source}/${speaker.path} > ${speaker.headingPath.join(' > ')}\n${speaker.text.slice(0, EXCERPT_CHARS)}`);
    return { corpus: name, path: chunk.path, heading: headingOf(chunk), speaker: `${speaker.source}/${speaker.path}`, speakerHeading: headingOf(speaker), cosine: Math.round(cosine * 100) / 100, verdict: null };
  });
}

function printJudged(): void {
  if (!existsSync(JUDGED)) return;
  const { judgements } = JSON.parse(readFileSync(JUDGED, 'utf8')) as { judgements: readonly Judgement[] };
  const count = (verdict: Verdict, near: (cosine: number) => boolean): string => String(judgements.filter((one) => one.verdict === verdict && near(one.cosine)).length);
  const row = (name: string, near: (cosine: number) => boolean): string[] => [name, count('same', near), count('near', near), count('other', near)];
  console.log(`\nOf what is gone and somebody speaks for, ${judgements.length} drawn at random and read by hand: whether the other text is on its subject.\n`);
  console.log(table(['cosine', 'same subject', 'near it', 'another'], [row('below 0.5', (cosine) => cosine < 0.5), row('0.5 and above', (cosine) => cosine >= 0.5), row('all', () => true)]));
}

const share = (part: number, whole: number): string => (part / Math.max(1, whole)).toFixed(3);

export const soleSource: Bench = {
  name: 'sole-source', group: 'quality', needs: ['doc-versions', 'clough-stevenson', 'contradiction'],
  async run() {
    const built = await coverage();
    const corpora: Corpus[] = [];
    for (const editions of EDITIONS) corpora.push(await plantedCorpus(editions, built));
    const halfOf = (half: Half, olds: readonly Old[]): Old[] => olds.filter((old) => old.half === half);
    const all = corpora.flatMap(({ olds }) => olds);
    console.log('Planted gaps: older chunks whose page or section the newer edition has (they are spoken for) or has no more (sole sources, as far as no other page says the same).\n');
    console.log(table(['corpus, half, by', 'older chunks', 'of what is gone', 'flagged', 'rightly', 'recall', 'precision'], [
      ...corpora.flatMap(({ name, olds }) => HALVES.flatMap((half) => [rowOf(`${name}, ${half}, join`, halfOf(half, olds), byJoin), rowOf(`${name}, ${half}, all pairs`, halfOf(half, olds), byAll)])),
      ...HALVES.flatMap((half) => [rowOf(`both, ${half}, join`, halfOf(half, all), byJoin), rowOf(`both, ${half}, all pairs`, halfOf(half, all), byAll)])]));
    const whole = await documentation(built);
    console.log(`\nFive documentation sets as they are: ${whole.chunks} chunks, ${whole.edges} edges (${(whole.edges / whole.chunks).toFixed(2)} a chunk); somebody speaks for ${whole.spoken}, every pair looked at; the join knows it of ${whole.known}.`);
    console.log(`\n${table(['corpus', 'chunks', 'edges', 'edges a chunk', 'older, too short to take part'], corpora.map(({ name, chunks, edges, tooShort }) => [name, String(chunks), String(edges), (edges / chunks).toFixed(2), String(tooShort)]))}`);
    if (process.env['WINNOW_BENCH_READ'] !== undefined) console.log(JSON.stringify({ seed: SEED, judgements: drawn(corpora) }, null, 2));
    printJudged();

    const pairs = answerPairs(built);
    console.log('\nAnswers to five questions, written without the source or far from it, among pieces of documentation: pairs from the threshold up.\n');
    console.log(table(['half', 'pairs of one question', 'found', 'share', 'pairs of two', 'found', 'share'], HALVES.map((half) => {
      const { same, sameFound, other, otherFound } = pairs[half];
      return [half, String(same), String(sameFound), share(sameFound, same), String(other), String(otherFound), share(otherFound, other)];
    })));
    const kept: Figure = { key: 'soleSource.documentationSpeakersKept', label: 'sole-source, five documentation sets: of chunks that somebody speaks for, those of which the join knows it', value: whole.known / Math.max(1, whole.spoken), unit: '' };
    return [kept, ...HALVES.flatMap((half): Figure[] => {
      const [prefix, olds, { same, sameFound, other, otherFound }] = [half === 'reported' ? 'soleSource.' : 'soleSource.lookedAt', halfOf(half, all), pairs[half]];
      const key = (name: string): string => (half === 'reported' ? prefix + name.charAt(0).toLowerCase() + name.slice(1) : prefix + name);
      const [join_, brute] = [tallyOf(olds, byJoin), tallyOf(olds, byAll)];
      const label = `sole-source, half ${half}:`;
      return [
        { key: key('Recall'), label: `${label} share of what is gone that is flagged`, value: join_.recall, unit: '' },
        { key: key('Precision'), label: `${label} share of what is flagged that is gone`, value: join_.precision, unit: '' },
        { key: key('AllPairsRecall'), label: `${label} recall, every pair looked at`, value: brute.recall, unit: '' },
        { key: key('AllPairsPrecision'), label: `${label} precision, every pair looked at`, value: brute.precision, unit: '' },
        { key: key('SpeakersKept'), label: `${label} of chunks that somebody speaks for, those of which the join knows it`, value: keptShare(olds), unit: '' },
        { key: key('SameShare'), label: `${label} pairs of answers to one question that are of one subject`, value: sameFound / Math.max(1, same), unit: '' },
        { key: key('OtherShare'), label: `${label} pairs of answers to two questions that are`, value: otherFound / Math.max(1, other), unit: '' },
      ];
    })];
  },
};
