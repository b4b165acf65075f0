import { WinnowError, type GenerationRecord } from '../../core/index.js';
import type { Corpus } from '../corpus.js';
import { generationNamed } from '../generations.js';
import { ruleMatcher, take } from '../views/pages.js';
import { Known } from './known.js';
import { linesOf, type Comparison } from './lines.js';
import type { ChangeCounts, DiffGeneration, DiffLine, DiffQuery, DiffSummary } from './types.js';

export type * from './types.js';

/** Documents whose differences are read at a time. */
const PAGE = 100;
/** Rules that a summary tells. */
const MOST_RULES = 50;

/** Two generations to be compared. `lines` reads anew each time it is called. */
export interface Diff {
  readonly from: GenerationRecord;
  readonly to: GenerationRecord;
  readonly lines: (limit?: number) => AsyncGenerator<DiffLine>;
  readonly summary: () => Promise<DiffSummary>;
}

/** What came, left and changed from one generation to a later one, and what is behind it. Fails with `generation-unknown`, `generation-dropped`, `usage`, `nothing-to-export`. */
export async function diffOn(corpus: Corpus, query: DiffQuery = {}): Promise<Diff> {
  const to = await generationNamed(corpus, query.to ?? 'current');
  const from = await generationNamed(corpus, query.from ?? 'previous');
  if (from.number > to.number) throw new WinnowError('usage', `generation ${from.number} is later than ${to.number}`, { next: `Name the earlier one first: winnow diff ${to.number} ${from.number}.` });
  const known = new Known(corpus.store);
  const comparison = { store: corpus.store, from, to, samePipeline: await known.samePipeline(from.number, to.number), known };
  const lines = (limit?: number): AsyncGenerator<DiffLine> => take(matching(comparison, query), limit);
  return { from, to, lines, summary: () => summaryOf(comparison, lines()) };
}

async function* matching(comparison: Comparison, { only, status, source, rule }: DiffQuery): AsyncGenerator<DiffLine> {
  const matches = ruleMatcher(rule);
  for await (const line of allLines(comparison)) {
    if (only !== undefined && `${line.type}s` !== only) continue;
    if (status !== undefined && (line.status.to ?? line.status.from) !== status) continue;
    if (source !== undefined && line.source !== source) continue;
    if (rule === undefined || [...line.cause.rules.came, ...line.cause.rules.went].some((reason) => matches(reason.rule))) yield line;
  }
}

async function* allLines(comparison: Comparison): AsyncGenerator<DiffLine> {
  const { store } = comparison;
  const between = { from: comparison.from.number, to: comparison.to.number };
  const ids = await store.documentsChanged(between);
  for (let start = 0; start < ids.length; start += PAGE) {
    for (const difference of await store.documentDifferences(ids.slice(start, start + PAGE), between)) yield* await linesOf(comparison, difference);
  }
}

const generationLine = ({ number, publishedAt, decidedAt, by }: GenerationRecord): DiffGeneration => ({ number, publishedAt, decidedAt, by });

type Counts = { -readonly [Of in keyof ChangeCounts]: { -readonly [What in keyof ChangeCounts[Of]]: number } };

async function summaryOf({ from, to, known }: Comparison, lines: AsyncIterable<DiffLine>): Promise<DiffSummary> {
  const counts: Counts = { documents: { added: 0, removed: 0, changed: 0, status: 0 }, chunks: { added: 0, removed: 0, status: 0 } };
  const causes = new Map<string, { kind: DiffLine['cause']['kind']; documents: number; chunks: number }>();
  const statuses = new Map<string, { readonly from: DiffSummary['statuses'][number]['from']; readonly to: DiffSummary['statuses'][number]['to']; chunks: number }>();
  const rules = new Map<string, { rule: string; came: number; went: number }>();
  for await (const line of lines) {
    const cause = causes.get(line.cause.kind) ?? { kind: line.cause.kind, documents: 0, chunks: 0 };
    causes.set(cause.kind, cause);
    if (line.type === 'document') {
      counts.documents[line.change] += 1;
      cause.documents += 1;
      continue;
    }
    counts.chunks[line.change] += 1;
    cause.chunks += 1;
    const key = `${line.status.from ?? ''} ${line.status.to ?? ''}`;
    const moved = statuses.get(key) ?? { ...line.status, chunks: 0 };
    moved.chunks += 1;
    statuses.set(key, moved);
    if (line.change !== 'status') continue;
    for (const which of ['came', 'went'] as const) {
      for (const { rule } of line.cause.rules[which]) {
        const entry = rules.get(rule) ?? { rule, came: 0, went: 0 };
        entry[which] += 1;
        rules.set(rule, entry);
      }
    }
  }
  const byCount = <Row>(rows: Iterable<Row>, count: (row: Row) => number): Row[] => [...rows].sort((a, b) => count(b) - count(a));
  return {
    from: generationLine(from), to: generationLine(to), ...(await between(known, from.number, to.number)), ...counts,
    causes: byCount(causes.values(), ({ documents, chunks }) => documents + chunks), statuses: byCount(statuses.values(), ({ chunks }) => chunks),
    rules: byCount(rules.values(), ({ came, went }) => came + went).slice(0, MOST_RULES),
  };
}

async function between(known: Known, from: number, to: number): Promise<Pick<DiffSummary, 'generations' | 'rollbacks'>> {
  const generations = { run: 0, review: 0, rollback: 0, purge: 0 };
  const rollbacks: DiffSummary['rollbacks'][number][] = [];
  for (let number = from + 1; number <= to; number += 1) {
    const generation = await known.generation(number);
    if (generation === null) continue;
    generations[generation.by] += 1;
    if (generation.by === 'rollback') rollbacks.push({ generation: number, restores: generation.restores, note: generation.note });
  }
  return { generations, rollbacks };
}
