import type { DocumentPart, StoreScores, UnassessedDocument } from '../../core/index.js';
import { OPEN, type Connection } from './connection.js';
import { DOCUMENT_COLUMNS, DOCUMENT_JOINS, STORED_CHUNK_COLUMNS, signalsText, storedChunk, storedDocument, type DocumentRow, type StoredChunkRow } from './rows.js';
import { meta, setMeta } from './runs.js';
import { MAX_HELD_CHARS, textOf, type TextCache } from './texts.js';

/** Number of a scorer key; made when it is new. Outside a transaction of its own: callers hold one. */
function scorerNo(db: Connection, key: string): number {
  db.run('INSERT OR IGNORE INTO scorer (key) VALUES (?)', key);
  return db.get<{ scorer_no: number }>('SELECT scorer_no FROM scorer WHERE key = ?', key)?.scorer_no ?? 0;
}

/** -1 for a key that nothing was measured under. */
export function knownScorerNo(db: Connection, key: string): number {
  return db.get<{ scorer_no: number }>('SELECT scorer_no FROM scorer WHERE key = ?', key)?.scorer_no ?? -1;
}

/** Placements of the pending state; with `unmeasured`, those that lack a measurement. Every chunk is looked at each night: a list of numbers takes half as long as one out of JSON. */
export const UNMEASURED_FROM = `placement p JOIN membership m ON m.version_no = p.version_no AND m.to_gen = ${OPEN}`;
export const unmeasured = (scorerNos: readonly number[]): string => `(SELECT count(*) FROM measurement x WHERE x.row_no = p.row_no AND x.scorer_no IN (${scorerNos.join(', ')})) < ${scorerNos.length}`;
/** Memberships of the pending state without an assessment; parameter: scorer number. */
export const UNASSESSED = `m.to_gen = ${OPEN} AND NOT EXISTS (SELECT 1 FROM assessment a WHERE a.version_no = m.version_no AND a.scorer_no = ?)`;

/** Key in `meta`: what every chunk was last known to be measured under, and after which change of the pending state. */
const MEASURED = 'measured';

/** Versions that come and leave are counted by triggers, whichever code it is that does it (`membership_change`). */
function measuredState(db: Connection, scorerKeys: readonly string[]): string {
  const changes = db.get<{ seq: number }>("SELECT seq FROM sqlite_sequence WHERE name = 'membership_change'")?.seq ?? 0;
  return JSON.stringify([changes, ...[...scorerKeys].sort()]);
}

function partsOf(db: Connection, versionNo: number): DocumentPart[] {
  const rows = db.all<{ start: number; end: number; heading_path: string }>('SELECT start, "end", heading_path FROM placement WHERE version_no = ? ORDER BY seq', versionNo);
  return rows.map(({ start, end, heading_path: path }) => ({ start, end, headingPath: JSON.parse(path) as string[] }));
}

/** Documents with their texts, as many from the first on as do not hold too much text together, and one at least. */
function withTexts(db: Connection, rows: readonly DocumentRow[]): UnassessedDocument[] {
  const documents: UnassessedDocument[] = [];
  let chars = 0;
  for (const row of rows) {
    if (chars > MAX_HELD_CHARS) break;
    const text = textOf(db, row.version_no);
    documents.push({ ...storedDocument(row), text, parts: partsOf(db, row.version_no) });
    chars += text.length;
  }
  return documents;
}

export function scoreMethods(db: Connection, texts: TextCache): StoreScores {
  return {
    async unmeasured(scorerKeys, page) {
      const numbers = new Map(scorerKeys.map((key) => [key, knownScorerNo(db, key)]));
      const known = [...numbers.values()];
      if (page.afterRow === undefined && meta(db, MEASURED) === measuredState(db, scorerKeys)) return [];
      return db.read(() => db.all<StoredChunkRow & { held: string | null }>(
        `SELECT ${STORED_CHUNK_COLUMNS},
           (SELECT group_concat(x.scorer_no) FROM measurement x WHERE x.row_no = p.row_no AND x.scorer_no IN (${known.join(', ')})) AS held
         FROM ${UNMEASURED_FROM} ${DOCUMENT_JOINS} JOIN chunk c ON c.chunk_no = p.chunk_no
         WHERE p.row_no > ? AND ${unmeasured(known)} ORDER BY p.row_no LIMIT ?`,
        page.afterRow ?? 0, page.limit,
      ).map((row) => {
        const held = new Set(row.held?.split(',').map(Number));
        return { ...storedChunk(row, texts), missing: scorerKeys.filter((key) => !held.has(numbers.get(key) ?? -1)) };
      }));
    },
    async putMeasurements(fence, rows) {
      db.fenced(fence, () => {
        const numbers = new Map<string, number>();
        for (const { rowId, measurements } of rows) {
          for (const [key, measurement] of measurements) {
            const number = numbers.get(key) ?? scorerNo(db, key);
            numbers.set(key, number);
            db.run(
              'INSERT OR REPLACE INTO measurement (row_no, scorer_no, score, signals, findings) VALUES (?, ?, ?, ?, ?)',
              rowId, number, measurement.score, signalsText(measurement.signals), JSON.stringify(measurement.findings),
            );
          }
          db.run('INSERT OR IGNORE INTO undecided SELECT chunk_no FROM placement WHERE row_no = ?', rowId);
        }
      });
    },
    async settleMeasurements(fence, scorerKeys) {
      const state = measuredState(db, scorerKeys);
      if (meta(db, MEASURED) !== state) db.fenced(fence, () => { setMeta(db, MEASURED, state); });
    },
    async unassessed(scorerKey, page) {
      return db.read(() => withTexts(db, db.all<DocumentRow>(
        `SELECT ${DOCUMENT_COLUMNS} FROM membership m ${DOCUMENT_JOINS}
         WHERE m.version_no > ? AND ${UNASSESSED} ORDER BY m.version_no LIMIT ?`,
        page.afterVersion ?? 0, knownScorerNo(db, scorerKey), page.limit,
      )));
    },
    async putAssessments(fence, scorerKey, rows) {
      db.fenced(fence, () => {
        const number = scorerNo(db, scorerKey);
        for (const { versionId, assessment } of rows) {
          db.run('INSERT OR REPLACE INTO assessment (version_no, scorer_no, body) VALUES (?, ?, ?)', versionId, number, JSON.stringify(assessment));
          db.run('INSERT OR IGNORE INTO undecided SELECT chunk_no FROM placement WHERE version_no = ?', versionId);
        }
      });
    },
  };
}
