import { canonicalJson, type At, type ItemReading, type Readings, type RunReadings, type SourceReading, type StoreReadings, type Turnover } from '../../core/index.js';
import { OPEN, PENDING, viewOf, type Connection } from './connection.js';
import { outcomeOf } from './outcomes.js';
import type { TextCache } from './texts.js';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
type Tally = Mutable<Omit<SourceReading, 'formats' | 'scores' | 'items'>> & {
  readonly formats: Record<string, { documents: number; empty: number }>;
  readonly scores: Record<string, { chunks: number; sum: number }>;
  readonly items: Record<string, ItemReading>;
};
type Tallies = Record<string, Tally>;

/** Scores are summed in millionths: whole numbers, whose sums are the same in whatever order. */
const MILLIONTHS = 1e6;
/** Longer ones, and those of a folder's name, are no endings. */
const MAX_ENDING = 12;

const emptyTally = (): Tally => ({ documents: 0, chunks: 0, accepted: 0, characters: 0, formats: {}, scores: {}, items: {} });
const tallyOf = (tallies: Tallies, source: string): Tally => (tallies[source] ??= emptyTally());

/** In force at view `?1`. */
const inForce = (table: string): string => `${table}.from_gen <= ?1 AND ${table}.to_gen > ?1`;

interface Scope {
  /** Dimensions by scorer number. */
  readonly dimensions: ReadonlyMap<number, string>;
  /** Only documents and chunks that differ between two views; `false` = all. */
  readonly touchedOnly: boolean;
  readonly view: number;
  /** +1 or -1. */
  readonly sign: number;
}

/** Puts what differs between views `from` and `to` into temporary tables. */
function noteTouched(db: Connection, from: number, to: number): void {
  db.exec('CREATE TEMP TABLE IF NOT EXISTS touched_doc (doc_no INTEGER PRIMARY KEY); CREATE TEMP TABLE IF NOT EXISTS touched_chunk (chunk_no INTEGER PRIMARY KEY)');
  db.run('DELETE FROM temp.touched_doc');
  db.run('DELETE FROM temp.touched_chunk');
  db.run('INSERT OR IGNORE INTO temp.touched_doc SELECT doc_no FROM membership WHERE (from_gen <= ?1 AND to_gen > ?1) <> (from_gen <= ?2 AND to_gen > ?2)', from, to);
  db.run(
    `INSERT OR IGNORE INTO temp.touched_chunk SELECT p.chunk_no FROM temp.touched_doc t CROSS JOIN membership m ON m.doc_no = t.doc_no CROSS JOIN placement p ON p.version_no = m.version_no
       WHERE (m.from_gen <= ?1 AND m.to_gen > ?1) OR (m.from_gen <= ?2 AND m.to_gen > ?2)`, from, to,
  );
  db.run('INSERT OR IGNORE INTO temp.touched_chunk SELECT chunk_no FROM verdict WHERE from_gen > ?1 AND from_gen <= ?2', from, to);
  if (to === PENDING) db.run('INSERT OR IGNORE INTO temp.touched_chunk SELECT chunk_no FROM staged_verdict');
}

function addDocuments(db: Connection, tallies: Tallies, { touchedOnly, view, sign }: Scope): void {
  const rows = db.all<{ source: string; media_type: string; documents: number; empty: number }>(
    `SELECT s.name AS source, v.media_type, count(*) AS documents, total(v.chunks = 0) AS empty
     FROM ${touchedOnly ? 'temp.touched_doc t CROSS JOIN membership m ON m.doc_no = t.doc_no' : 'membership m'} CROSS JOIN document d ON d.doc_no = m.doc_no
     CROSS JOIN version v ON v.version_no = m.version_no CROSS JOIN source s ON s.source_no = d.source_no WHERE ${inForce('m')} GROUP BY 1, 2`, view,
  );
  for (const { source, media_type, documents, empty } of rows) {
    const tally = tallyOf(tallies, source);
    tally.documents += sign * documents;
    const format = (tally.formats[media_type] ??= { documents: 0, empty: 0 });
    format.documents += sign * documents;
    format.empty += sign * empty;
  }
}

/** The verdict at the view: what is staged stands for the one in force. */
const VERDICT = (view: number): string => (view === PENDING
  ? `LEFT JOIN staged_verdict g ON g.chunk_no = p.chunk_no LEFT JOIN verdict x ON g.chunk_no IS NULL AND x.chunk_no = p.chunk_no AND x.to_gen = ${OPEN}`
  : `LEFT JOIN (SELECT NULL AS chunk_no, NULL AS status, NULL AS body) g LEFT JOIN verdict x ON x.chunk_no = p.chunk_no AND ${inForce('x')}`);

function addChunks(db: Connection, tallies: Tallies, { touchedOnly, view, sign, dimensions }: Scope): void {
  const rows = db.all<{ source: string; characters: number; accepted: number; scores: string | null; measured: string }>(
    `SELECT s.name AS source, p."end" - p.start AS characters, coalesce(g.status, x.status) IS 'accepted' AS accepted, coalesce(g.body, x.body) ->> '$.scores' AS scores,
       (SELECT json_group_object(q.scorer_no, q.score) FROM measurement q WHERE q.row_no = p.row_no) AS measured
     FROM ${touchedOnly ? 'temp.touched_chunk t CROSS JOIN placement p ON p.chunk_no = t.chunk_no CROSS JOIN membership m ON m.version_no = p.version_no' : 'membership m CROSS JOIN placement p ON p.version_no = m.version_no'}
     CROSS JOIN document d ON d.doc_no = m.doc_no CROSS JOIN source s ON s.source_no = d.source_no ${VERDICT(view)} WHERE ${inForce('m')}`, view,
  );
  for (const row of rows) {
    const tally = tallyOf(tallies, row.source);
    tally.chunks += sign;
    tally.characters += sign * row.characters;
    tally.accepted += sign * row.accepted;
    if (row.scores !== null) addScores(tally, Object.entries(JSON.parse(row.scores) as Record<string, number | null>), sign);
    addScores(tally, Object.entries(JSON.parse(row.measured) as Record<string, number | null>).flatMap(([scorer, score]) => {
      const dimension = dimensions.get(Number(scorer));
      return dimension === undefined ? [] : [[dimension, score] as const];
    }), sign);
  }
}

function addScores(tally: Tally, scores: readonly (readonly [dimension: string, score: number | null])[], sign: number): void {
  for (const [dimension, score] of scores) {
    if (score === null) continue;
    const sum = (tally.scores[dimension] ??= { chunks: 0, sum: 0 });
    sum.chunks += sign;
    sum.sum += sign * Math.round(score * MILLIONTHS);
  }
}

/** Items as they are now, by the ending of their names; failures of whole sources and folders are none of an item. */
function addItems(db: Connection, tallies: Tallies): void {
  const rows = db.all<{ source: string; ending: string; items: number; failed: number }>(
    `SELECT s.name AS source, lower(replace(i.path, rtrim(i.path, replace(i.path, '.', '')), '')) AS ending, count(*) AS items, total(i.code IS NOT NULL) AS failed
     FROM item i JOIN source s USING (source_no) WHERE i.gone = 0 AND s.active = 1 AND i.path <> '' AND i.path NOT LIKE '%/' GROUP BY 1, 2`,
  );
  for (const { source, ending, items, failed } of rows) {
    const { items: byEnding } = tallyOf(tallies, source);
    const key = ending.length > MAX_ENDING || !/^[\p{L}\p{N}]+$/u.test(ending) ? '' : ending;
    const known = byEnding[key] ?? { items: 0, failed: 0 };
    byEnding[key] = { items: known.items + items, failed: known.failed + failed };
  }
}

/** Without what has come to nothing, in the order of names, so that equal states give equal readings. */
function settled(tallies: Tallies): Readings['sources'] {
  const kept = <Value>(entries: Readonly<Record<string, Value>>, isKept: (value: Value) => boolean): Record<string, Value> =>
    Object.fromEntries(Object.entries(entries).filter(([, value]) => isKept(value)).sort(([a], [b]) => (a < b ? -1 : 1)));
  const parts = Object.fromEntries(Object.entries(tallies).map(([source, tally]): [string, SourceReading] => [source, {
    ...tally, formats: kept(tally.formats, ({ documents }) => documents > 0), scores: kept(tally.scores, ({ chunks }) => chunks > 0), items: kept(tally.items, ({ items }) => items > 0),
  }]));
  return kept(parts, ({ documents, items }) => documents > 0 || Object.keys(items).length > 0);
}

function readingsAt(db: Connection, at: At, scorers: Readings['scorers'], fromScratch: boolean): Readings {
  const view = viewOf(at);
  const dimensions = new Map(db.all<{ scorer_no: number; key: string }>('SELECT scorer_no, key FROM scorer').flatMap(({ scorer_no, key }) => {
    const dimension = scorers[key];
    return dimension === undefined ? [] : [[scorer_no, dimension] as const];
  }));
  const tallies: Tallies = {};
  const add = (scope: Omit<Scope, 'dimensions'>): void => {
    addDocuments(db, tallies, { ...scope, dimensions });
    addChunks(db, tallies, { ...scope, dimensions });
  };
  const base = fromScratch ? undefined : pastReadings(db, 1)[0];
  // What a generation held that is no longer kept cannot be taken away from its sums.
  const isKept = (number: number): boolean => db.get('SELECT 1 FROM generation WHERE number = ? AND dropped = 0', number) !== undefined;
  if (base === undefined || base.generation > view || !isKept(base.generation) || canonicalJson(base.readings.scorers) !== canonicalJson(scorers)) {
    add({ touchedOnly: false, view, sign: 1 });
  } else {
    for (const [source, reading] of Object.entries(base.readings.sources)) tallies[source] = { ...(structuredClone(reading) as Tally), items: {} };
    noteTouched(db, base.generation, view);
    add({ touchedOnly: true, view: base.generation, sign: -1 });
    add({ touchedOnly: true, view, sign: 1 });
  }
  addItems(db, tallies);
  return { scorers, sources: settled(tallies) };
}

function turnoverOf(db: Connection): Turnover {
  const changed = db.all<{ source: string; media_type: string; from_key: string; to_key: string | null; same_bytes: number; n: number }>(
    `SELECT s.name AS source, o.media_type, o.parser_key AS from_key, n.parser_key AS to_key, n.source_hash IS o.source_hash AS same_bytes, count(*) AS n
     FROM membership m CROSS JOIN document d ON d.doc_no = m.doc_no CROSS JOIN source s ON s.source_no = d.source_no CROSS JOIN version o ON o.version_no = m.version_no
     LEFT JOIN membership w ON w.doc_no = m.doc_no AND w.from_gen = ${PENDING} LEFT JOIN version n ON n.version_no = w.version_no
     WHERE m.to_gen = ${PENDING} AND n.content_hash IS NOT o.content_hash GROUP BY 1, 2, 3, 4, 5`,
  );
  const replaced: Record<string, number> = {};
  const reparsed: Turnover['reparsed'][number][] = [];
  for (const { source, media_type, from_key, to_key, same_bytes, n } of changed) {
    if (same_bytes === 0 || to_key === null) replaced[source] = (replaced[source] ?? 0) + n;
    else if (to_key !== from_key) reparsed.push({ source, mediaType: media_type, from: from_key, to: to_key, documents: n });
  }
  return { replaced, reparsed };
}

function pastReadings(db: Connection, limit: number): RunReadings[] {
  return db.all<{ id: string; started_at: string; generation: number; readings: string }>(
    "SELECT id, started_at, generation, readings FROM run WHERE readings IS NOT NULL AND generation IS NOT NULL AND status IN ('succeeded', 'degraded') ORDER BY run_no DESC LIMIT ?", limit,
  ).map((row) => ({ runId: row.id, startedAt: row.started_at, generation: row.generation, readings: JSON.parse(row.readings) as Readings }));
}

export function readingMethods(db: Connection, texts: TextCache): StoreReadings {
  return {
    async readings(at, scorers, { fromScratch = false } = {}) {
      return db.write(() => readingsAt(db, at, scorers, fromScratch));
    },
    async turnover() {
      return db.read(() => turnoverOf(db));
    },
    async outcomeOf(uri) {
      return db.read(() => outcomeOf(db, texts, uri));
    },
    async pastReadings(limit) {
      return pastReadings(db, limit);
    },
  };
}
