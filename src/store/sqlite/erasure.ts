import { sha256, type FindingDraft, type JsonObject } from '../../core/index.js';
import { OPEN, PENDING, list, type Connection } from './connection.js';
import { currentGeneration, insertGeneration } from './runs.js';
import { isText } from './text-hash.js';
import { PURGED, textOf } from './texts.js';
import { readVerdictBody, verdictBody } from './verdict-body.js';

/** The documents, versions and chunks that go, for the statements of one erasure. */
const ERASED = 'temp.erased_doc';
const VERSIONS = `(SELECT version_no FROM version WHERE doc_no IN (SELECT doc_no FROM ${ERASED}))`;
const CHUNKS = `(SELECT chunk_no FROM chunk WHERE doc_no IN (SELECT doc_no FROM ${ERASED}))`;

export interface Erased {
  /** Published without them; `null` = none held them any more. */
  readonly generation: number | null;
  readonly chunks: number;
  readonly neighbours: number;
}

/** Erases documents and what was made of them. Hashes, lengths and statuses stay, so that the books of every generation balance as they did. To be called within a write. */
export function erase(db: Connection, documents: readonly number[]): Erased {
  db.exec('CREATE TEMP TABLE IF NOT EXISTS erased_doc (doc_no INTEGER PRIMARY KEY)');
  db.run(`DELETE FROM ${ERASED}`);
  db.run(`INSERT INTO ${ERASED} SELECT value FROM json_each(?)`, list(documents));
  const names = new ErasedNames(db);
  const chunks = db.get<{ n: number }>(`SELECT count(*) AS n FROM ${CHUNKS}`)?.n ?? 0;
  eraseVectors(db);
  const generation = leave(db);
  const neighbours = eraseEdges(db) + redactVerdicts(db, names);
  redactRuns(db, names);
  blankVersions(db);
  blankDocuments(db);
  return { generation, chunks, neighbours };
}

/** Takes the documents out of the current and the pending state, and publishes what is left. */
function leave(db: Connection): number | null {
  db.run(`DELETE FROM membership WHERE from_gen = ${PENDING} AND doc_no IN (SELECT doc_no FROM ${ERASED})`);
  db.run(`DELETE FROM staged_verdict WHERE chunk_no IN ${CHUNKS}`);
  db.run(`DELETE FROM undecided WHERE chunk_no IN ${CHUNKS}`);
  const current = currentGeneration(db);
  if (current === null) return null;
  const number = current.number + 1;
  const left = db.run(`UPDATE membership SET to_gen = ? WHERE to_gen IN (${OPEN}, ${PENDING}) AND doc_no IN (SELECT doc_no FROM ${ERASED})`, number).changes;
  if (left === 0) return null;
  db.run(`UPDATE verdict SET to_gen = ? WHERE to_gen = ${OPEN} AND chunk_no IN ${CHUNKS}`, number);
  return insertGeneration(db, { number, by: 'purge', runId: null, pinned: current.pinned, decidedAt: Date.parse(current.decidedAt) }).number;
}

/** Vectors that no other document's text has. */
function eraseVectors(db: Connection): void {
  const alone = `NOT EXISTS (SELECT 1 FROM placement o WHERE ${isText('o.text_hash', 'p.text_hash')} AND o.version_no NOT IN`;
  db.run(`DELETE FROM embedding WHERE text_hash IN (SELECT p.text_hash FROM placement p WHERE p.version_no IN ${VERSIONS} AND ${alone} ${VERSIONS}))`);
  if (db.get('SELECT 1 FROM export_vector LIMIT 1') === undefined) return;
  const rows = db.all<{ version_no: number; start: number; end: number; context: string }>(
    `SELECT p.version_no, p.start, p."end", p.context FROM placement p WHERE p.version_no IN ${VERSIONS} AND ${alone} ${VERSIONS} AND o.content_hash = p.content_hash AND o.context = p.context) ORDER BY p.version_no`,
  );
  let [version, text] = [-1, ''];
  for (const row of rows) {
    if (row.version_no !== version) [version, text] = [row.version_no, textOf(db, row.version_no)];
    db.run('DELETE FROM export_vector WHERE model_no IN (SELECT model_no FROM export_model) AND text_hash = ?', sha256(row.context + text.slice(row.start, row.end)));
  }
}

/** Edges to what is erased hold quotes of it. Those at their other ends are decided anew; returns how many there are. */
function eraseEdges(db: Connection): number {
  const ofChunks = `SELECT CASE WHEN e.a_no IN ${CHUNKS} THEN e.b_no ELSE e.a_no END FROM edge e WHERE e.of = 'chunks' AND (e.a_no IN ${CHUNKS} OR e.b_no IN ${CHUNKS})`;
  const ofDocuments = `SELECT CASE WHEN e.a_no IN (SELECT doc_no FROM ${ERASED}) THEN e.b_no ELSE e.a_no END FROM edge e WHERE e.of = 'documents' AND (e.a_no IN (SELECT doc_no FROM ${ERASED}) OR e.b_no IN (SELECT doc_no FROM ${ERASED}))`;
  const live = `SELECT p.chunk_no FROM placement p JOIN membership m USING (version_no) WHERE m.to_gen = ${OPEN}`;
  const marked = db.run(
    `INSERT OR IGNORE INTO undecided ${live} AND (p.chunk_no IN (${ofChunks}) OR m.doc_no IN (${ofDocuments}))`,
  ).changes;
  // A judge's own words may be those of the documents.
  const said = db.all<{ because: string }>(
    `SELECT DISTINCT json_extract(e.body, '$.judged.because') AS because FROM edge e WHERE json_extract(e.body, '$.judged.because') IS NOT NULL AND e.of = 'chunks' AND (e.a_no IN ${CHUNKS} OR e.b_no IN ${CHUNKS})`,
  ).map(({ because }) => because);
  db.run('DELETE FROM judge_answer WHERE because IN (SELECT value FROM json_each(?))', list(said));
  db.run(`DELETE FROM edge WHERE of = 'chunks' AND (a_no IN ${CHUNKS} OR b_no IN ${CHUNKS})`);
  db.run(`DELETE FROM edge WHERE of = 'documents' AND (a_no IN (SELECT doc_no FROM ${ERASED}) OR b_no IN (SELECT doc_no FROM ${ERASED}))`);
  return marked;
}

/** What the documents and their chunks are called. */
class ErasedNames {
  readonly #ids: ReadonlySet<string>;
  readonly #paths: readonly string[];

  constructor(db: Connection) {
    const documents = db.all<{ id: string; path: string }>(`SELECT id, path FROM document WHERE doc_no IN (SELECT doc_no FROM ${ERASED})`);
    this.#ids = new Set([...documents.map(({ id }) => id), ...db.all<{ id: string }>(`SELECT id FROM chunk WHERE chunk_no IN ${CHUNKS}`).map(({ id }) => id)]);
    this.#paths = [...new Set(documents.map(({ path }) => path))];
  }

  related({ related }: FindingDraft): boolean {
    return related !== undefined && related !== null && (this.#ids.has(related.documentId ?? '') || this.#ids.has(related.chunkId ?? ''));
  }

  has(id: string | null): boolean {
    return id !== null && this.#ids.has(id);
  }

  within(text: string): boolean {
    return this.#paths.some((path) => text.includes(path));
  }
}

/** What is left of a finding that quoted an erased text. */
const redacted = ({ rule, severity }: FindingDraft): FindingDraft => ({ rule, severity, message: 'The other side was purged' });

/** Verdicts on the chunks themselves keep their status alone; those on others lose what they quote. Returns how many chunks of others are decided anew for it. */
function redactVerdicts(db: Connection, names: ErasedNames): number {
  const gone = new Set(db.all<{ chunk_no: number }>(`SELECT chunk_no FROM ${CHUNKS}`).map(({ chunk_no }) => chunk_no));
  let marked = 0;
  for (const table of ['verdict', 'staged_verdict'] as const) {
    const key = table === 'verdict' ? 'from_gen' : 'NULL';
    const rows = db.all<{ chunk_no: number; from_gen: number | null; open: number; body: string }>(
      `SELECT chunk_no, ${key} AS from_gen, ${table === 'verdict' ? `to_gen = ${OPEN}` : '1'} AS open, body FROM ${table} WHERE body IS NOT NULL AND (instr(body, '"related"') > 0 OR instr(body, '"survivor":"') > 0 OR chunk_no IN ${CHUNKS})`,
    );
    for (const row of rows) {
      const body = readVerdictBody(row.body);
      const own = gone.has(row.chunk_no);
      if (!own && !names.has(body.survivor) && ![...body.reasons, ...body.findings].some((finding) => names.related(finding))) continue;
      const clean = <Finding extends FindingDraft>(findings: readonly Finding[]): FindingDraft[] =>
        findings.map((finding) => (own ? { rule: finding.rule, severity: finding.severity, message: 'Purged' } : names.related(finding) ? redacted(finding) : finding));
      const kept = verdictBody({ ...body, reasons: clean(body.reasons), findings: own ? [] : clean(body.findings), survivor: names.has(body.survivor) ? null : body.survivor });
      if (table === 'verdict') db.run('UPDATE verdict SET body = ? WHERE chunk_no = ? AND from_gen = ?', kept, row.chunk_no, row.from_gen);
      else db.run('UPDATE staged_verdict SET body = ? WHERE chunk_no = ?', kept, row.chunk_no);
      if (!own && row.open === 1) marked += db.run('INSERT OR IGNORE INTO undecided VALUES (?)', row.chunk_no).changes;
    }
  }
  return marked;
}

/** Warnings of past runs and notices name files. */
function redactRuns(db: Connection, names: ErasedNames): void {
  for (const { run_no: run, summary } of db.all<{ run_no: number; summary: string }>("SELECT run_no, summary FROM run WHERE summary IS NOT NULL AND json_array_length(summary, '$.ledger.warnings') > 0")) {
    const parsed = JSON.parse(summary) as JsonObject & { ledger: JsonObject & { warnings: string[] } };
    const kept = parsed.ledger.warnings.map((warning) => (names.within(warning) ? 'purged' : warning));
    db.run('UPDATE run SET summary = ? WHERE run_no = ?', JSON.stringify({ ...parsed, ledger: { ...parsed.ledger, warnings: kept } }), run);
  }
  for (const { notice_no: notice, said } of db.all<{ notice_no: number; said: string }>('SELECT notice_no, body || subjects AS said FROM notice')) if (names.within(said)) db.run('DELETE FROM notice WHERE notice_no = ?', notice);
}

function blankVersions(db: Connection): void {
  db.run(`DELETE FROM version_text_rest WHERE version_no IN ${VERSIONS}`);
  db.run(`UPDATE version_text SET text = '' WHERE version_no IN ${VERSIONS}`);
  db.run(`UPDATE placement SET heading_path = '[]', parent_item = NULL, context = '' WHERE version_no IN ${VERSIONS}`);
  // Scores are numbers, and the sums that guards compare with are worked out from them.
  db.run(`UPDATE measurement SET signals = '[]', findings = '[]' WHERE row_no IN (SELECT row_no FROM placement WHERE version_no IN ${VERSIONS})`);
  db.run(`DELETE FROM assessment WHERE version_no IN ${VERSIONS}`);
  db.run(
    `UPDATE version SET title = NULL, declared = '{}', dates = '[]', findings = '[]', parser_key = '${PURGED}', version_key = '${PURGED}:' || version_no WHERE version_no IN ${VERSIONS}`,
  );
}

function blankDocuments(db: Connection): void {
  for (const { join_no: join } of db.all<{ join_no: number }>('SELECT join_no FROM join_epoch')) db.run(`DELETE FROM join_mark WHERE join_no = ? AND subject_no IN ${joinsChunks(db, join) ? CHUNKS : `(SELECT doc_no FROM ${ERASED})`}`, join);
  const items = db.all<{ item_no: number }>(`SELECT DISTINCT item_no FROM document WHERE item_no IS NOT NULL AND doc_no IN (SELECT doc_no FROM ${ERASED})`);
  db.run(`UPDATE document SET uri = '${PURGED}:' || id, path = '${PURGED}/' || id, record = NULL, item_no = NULL WHERE doc_no IN (SELECT doc_no FROM ${ERASED})`);
  // An item that holds other documents too stays, and is read as ever.
  for (const { item_no: item } of items) db.run('DELETE FROM item WHERE item_no = ?1 AND NOT EXISTS (SELECT 1 FROM document WHERE item_no = ?1)', item);
}

/** Whether the subjects of a join are chunks: then the row of each is a placement of it. */
function joinsChunks(db: Connection, join: number): boolean {
  return db.get('SELECT 1 FROM join_member j WHERE j.join_no = ? AND NOT EXISTS (SELECT 1 FROM placement p WHERE p.row_no = j.row_no AND p.chunk_no = j.subject_no) LIMIT 1', join) === undefined;
}
