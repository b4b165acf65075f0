import { WinnowError, sha256, type Dropping, type StoreRetention } from '../../core/index.js';
import { OPEN, PENDING, list, type Connection } from './connection.js';
import { bareChunk } from './former-chunks.js';
import { holder } from './runs.js';
import { isText } from './text-hash.js';
import { textOf } from './texts.js';

/** `dropped` in `generation`. Those that are SWEPT have nothing left but their row. */
const KEPT = 0;
const DROPPED = 1;
const SWEPT = 2;

/** Document versions in one transaction: each has a text and tens of rows. */
const VERSIONS = 20;

/** Fails with `generation-dropped` for a generation that is no longer kept: half of it may be there still. */
export function refuseDropped(db: Connection, at: number): void {
  const row = db.get<{ dropped: number }>('SELECT dropped FROM generation WHERE number = ?', at);
  if (row !== undefined && row.dropped !== KEPT) throw new WinnowError('generation-dropped', `generation ${at} is no longer kept`);
}

export function retentionMethods(db: Connection): StoreRetention {
  const write = <Result>(by: Dropping, work: () => Result): Result => {
    if (by !== 'by-hand') return db.fenced(by, work);
    return db.write(() => {
      refuseDuringRun(db);
      return work();
    });
  };
  return {
    async dropGenerations(by, { generations, joins }) {
      return write(by, () => {
        const fresh = db.all<{ number: number }>(
          'SELECT number FROM generation WHERE number IN (SELECT value FROM json_each(?)) AND dropped = ? AND number < (SELECT max(number) FROM generation) ORDER BY number', list(generations), KEPT,
        ).map(({ number }) => number);
        db.run('UPDATE generation SET dropped = ? WHERE number IN (SELECT value FROM json_each(?))', DROPPED, list(fresh));
        // A join that comes back later looks at everything once more.
        if (fresh.length > 0) db.run('UPDATE join_epoch SET seen = NULL WHERE name NOT IN (SELECT value FROM json_each(?))', JSON.stringify(joins));
        db.run('DELETE FROM membership_change WHERE NOT EXISTS (SELECT 1 FROM join_epoch WHERE seen IS NOT NULL)');
        return fresh;
      });
    },
    async sweepDropped(by, limit) {
      return write(by, () => sweep(db, limit));
    },
    async size() {
      const [page, pages, free] = ['page_size', 'page_count', 'freelist_count'].map((name) => Number(db.pragma(name)));
      return { bytes: (page ?? 0) * (pages ?? 0), free: (page ?? 0) * (free ?? 0) };
    },
    async compact() {
      refuseDuringRun(db);
      db.exec('VACUUM');
      db.pragma('wal_checkpoint(TRUNCATE)');
    },
  };
}

function refuseDuringRun(db: Connection): void {
  const held = holder(db);
  if (held !== null) throw new WinnowError('store-busy', `run ${held.runId} (process ${held.pid}) is under way since ${held.since}`);
}

/** Generations between two that are kept: `after` < dropped ones < `before`. What began after the one and ended by the other, none that is kept has. */
interface Gap { readonly after: number; readonly before: number }

function gaps(db: Connection): Gap[] {
  return db.all<Gap>(
    `SELECT DISTINCT (SELECT coalesce(max(k.number), 0) FROM generation k WHERE k.number < g.number AND k.dropped = ${KEPT}) AS after,
       (SELECT min(k.number) FROM generation k WHERE k.number > g.number AND k.dropped = ${KEPT}) AS before
     FROM generation g WHERE g.dropped = ${DROPPED} ORDER BY 1`,
  );
}

const WITHIN = (alias: string): string => `${alias}.to_gen > @after AND ${alias}.to_gen <= @before AND ${alias}.to_gen < ${PENDING} AND ${alias}.from_gen > @after`;

function sweep(db: Connection, limit: number): number {
  const open = gaps(db);
  for (const gap of open) {
    const deleted = sweepEdges(db, gap, limit) || sweepVerdicts(db, gap, limit) || sweepVersions(db, gap);
    if (deleted > 0) return deleted;
  }
  // Those with versions that stay for now are looked through again.
  for (const gap of open) {
    if (closedVersions(db, gap, 'all').length === 0) db.run(`UPDATE generation SET dropped = ${SWEPT} WHERE number > @after AND number < @before AND dropped = ${DROPPED}`, gap);
  }
  return 0;
}

function sweepEdges(db: Connection, gap: Gap, limit: number): number {
  return db.run(`DELETE FROM edge WHERE edge_no IN (SELECT e.edge_no FROM edge e WHERE ${WITHIN('e')} LIMIT @limit)`, { ...gap, limit }).changes;
}

/** The last verdict of a chunk tells what it was to the chunks that came from it; those on chunks that a person decided on tell what they decided on. */
function sweepVerdicts(db: Connection, gap: Gap, limit: number): number {
  return db.run(
    `DELETE FROM verdict WHERE (chunk_no, from_gen) IN (SELECT v.chunk_no, v.from_gen FROM verdict v WHERE ${WITHIN('v')}
       AND EXISTS (SELECT 1 FROM verdict l WHERE l.chunk_no = v.chunk_no AND l.from_gen > v.from_gen)
       AND NOT EXISTS (SELECT 1 FROM chunk c CROSS JOIN decision d ON d.subject_id = c.id WHERE c.chunk_no = v.chunk_no) LIMIT @limit)`, { ...gap, limit },
  ).changes;
}

interface Closed { readonly row: number; readonly version_no: number }

/**
 * Versions that stay for now. A join that has not seen one leave finds out by it which chunks left. Numbers are never given twice, of versions and of placements, or what a process
 * holds in memory by them would be another's.
 */
const WAITING = `SELECT c.version_no FROM membership_change c WHERE c.change_no > (SELECT min(seen) FROM join_epoch)
  UNION SELECT max(version_no) FROM version UNION SELECT version_no FROM (SELECT version_no FROM placement ORDER BY row_no DESC LIMIT 1)`;

/** Memberships within a gap: all, or those whose versions may go. */
function closedVersions(db: Connection, gap: Gap, which: 'all' | 'may go'): Closed[] {
  return db.all<Closed>(
    `SELECT m.rowid AS row, m.version_no FROM membership m WHERE ${WITHIN('m')} ${which === 'all' ? '' : `AND m.version_no NOT IN (${WAITING})`} LIMIT @limit`, { ...gap, limit: VERSIONS },
  );
}

function sweepVersions(db: Connection, gap: Gap): number {
  const closed = closedVersions(db, gap, 'may go');
  for (const { row, version_no: version } of closed) {
    db.run('DELETE FROM membership WHERE rowid = ?', row);
    if (db.get('SELECT 1 FROM membership WHERE version_no = ? LIMIT 1', version) === undefined) dropVersion(db, version);
  }
  return closed.length;
}

function dropVersion(db: Connection, version: number): void {
  dropVectors(db, version);
  const chunks = db.all<{ chunk_no: number; text_hash: string }>('SELECT DISTINCT chunk_no, text_hash FROM placement WHERE version_no = ?', version);
  db.run('DELETE FROM measurement WHERE row_no IN (SELECT row_no FROM placement WHERE version_no = ?)', version);
  db.run('DELETE FROM placement WHERE version_no = ?', version);
  db.run('DELETE FROM assessment WHERE version_no = ?', version);
  db.run('DELETE FROM version_text_rest WHERE version_no = ?', version);
  db.run('DELETE FROM version_text WHERE version_no = ?', version);
  db.run('DELETE FROM version WHERE version_no = ?', version);
  for (const { chunk_no: chunk, text_hash: textHash } of chunks) {
    if (db.get('SELECT 1 FROM placement WHERE chunk_no = ? LIMIT 1', chunk) === undefined) bareChunk(db, chunk, textHash);
  }
}

/** Vectors of exported texts that no other version has. */
function dropVectors(db: Connection, version: number): void {
  if (db.get('SELECT 1 FROM export_vector LIMIT 1') === undefined) return;
  const alone = db.all<{ start: number; end: number; context: string }>(
    `SELECT p.start, p."end", p.context FROM placement p WHERE p.version_no = ?1 AND NOT EXISTS (
       SELECT 1 FROM placement o WHERE ${isText('o.text_hash', 'p.text_hash')} AND o.version_no <> ?1 AND o.content_hash = p.content_hash AND o.context = p.context)`, version,
  );
  const text = alone.length === 0 ? '' : textOf(db, version);
  const hashes = alone.map(({ start, end, context }) => sha256(context + text.slice(start, end)));
  db.run('DELETE FROM export_vector WHERE model_no IN (SELECT model_no FROM export_model) AND text_hash IN (SELECT value FROM json_each(?))', list(hashes));
}

/** How many generations that are kept have another number of verdicts than when they were published, for `Store.check`. */
export function incompleteGenerations(db: Connection): number {
  const moves = new Map<number, number>();
  const move = (at: number, by: number): void => { moves.set(at, (moves.get(at) ?? 0) + by); };
  for (const { from_gen, to_gen, n } of db.all<{ from_gen: number; to_gen: number; n: number }>('SELECT from_gen, to_gen, count(*) AS n FROM verdict GROUP BY 1, 2')) {
    move(from_gen, n);
    move(to_gen, -n);
  }
  let [held, incomplete] = [0, 0];
  for (const { number, dropped, total } of db.all<{ number: number; dropped: number; total: number }>("SELECT number, dropped, json_extract(counts, '$.chunks.total') AS total FROM generation ORDER BY number")) {
    held += moves.get(number) ?? 0;
    if (dropped === KEPT && held !== total) incomplete += 1;
  }
  return incomplete;
}

/** Rows of document versions that are not there. */
export function strayRows(db: Connection): number {
  const stray = (table: string): string => `(SELECT count(*) FROM ${table} t WHERE NOT EXISTS (SELECT 1 FROM version v WHERE v.version_no = t.version_no))`;
  return db.get<{ n: number }>(
    `SELECT ${['version_text', 'version_text_rest', 'placement', 'assessment', 'membership'].map(stray).join(' + ')}
       + (SELECT count(*) FROM measurement s WHERE NOT EXISTS (SELECT 1 FROM placement p WHERE p.row_no = s.row_no))
       + (SELECT count(*) FROM verdict v WHERE v.to_gen = ${OPEN} AND NOT EXISTS (SELECT 1 FROM chunk c WHERE c.chunk_no = v.chunk_no)) AS n`,
  )?.n ?? 0;
}
