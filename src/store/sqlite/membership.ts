import type { DocumentVersion } from '../../core/index.js';
import { OPEN, PENDING, type Connection } from './connection.js';
import { putText } from './texts.js';

/** Puts the chunks of a version on the list of what must be decided again. */
function markUndecided(db: Connection, versionNo: number): void {
  db.run('INSERT OR IGNORE INTO undecided SELECT chunk_no FROM placement WHERE version_no = ?', versionNo);
}

/** Takes a document out of the pending state. What the run itself had put in goes without a trace. */
export function closeDocument(db: Connection, docNo: number): void {
  const open = db.get<{ version_no: number; from_gen: number }>(`SELECT version_no, from_gen FROM membership WHERE doc_no = ? AND to_gen = ${OPEN}`, docNo);
  if (open === undefined) return;
  if (open.from_gen === PENDING) db.run('DELETE FROM membership WHERE doc_no = ? AND from_gen = ?', docNo, PENDING);
  else db.run(`UPDATE membership SET to_gen = ${PENDING} WHERE doc_no = ? AND to_gen = ${OPEN}`, docNo);
  markUndecided(db, open.version_no);
}

function openVersion(db: Connection, docNo: number, versionNo: number): void {
  const closed = db.run(`UPDATE membership SET to_gen = ${OPEN} WHERE doc_no = ? AND version_no = ? AND to_gen = ${PENDING}`, docNo, versionNo);
  if (closed.changes === 0) db.run(`INSERT INTO membership (doc_no, version_no, from_gen, to_gen) VALUES (?, ?, ${PENDING}, ${OPEN})`, docNo, versionNo);
  markUndecided(db, versionNo);
}

/** Makes a version the document's one in the pending state. False when an equal version was there already. */
export function putVersion(db: Connection, docNo: number, document: DocumentVersion): boolean {
  const known = db.get<{ version_no: number }>('SELECT version_no FROM version WHERE doc_no = ? AND version_key = ?', docNo, document.versionKey);
  const open = db.get<{ version_no: number }>(`SELECT version_no FROM membership WHERE doc_no = ? AND to_gen = ${OPEN}`, docNo);
  if (known !== undefined && known.version_no === open?.version_no) {
    db.run('UPDATE version SET source_hash = ? WHERE version_no = ?', document.sourceHash, known.version_no);
    return false;
  }
  if (open !== undefined) closeDocument(db, docNo);
  openVersion(db, docNo, known?.version_no ?? insertVersion(db, docNo, document));
  return true;
}

function insertVersion(db: Connection, docNo: number, document: DocumentVersion): number {
  const versionNo = Number(db.run(
    `INSERT INTO version (doc_no, version_key, content_hash, source_hash, parser_key, title, language, media_type, declared, dates, findings, chunks)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    docNo, document.versionKey, document.contentHash, document.sourceHash, document.parserKey, document.title, document.language, document.mediaType,
    JSON.stringify(document.declared), JSON.stringify(document.dates), JSON.stringify(document.findings), document.chunks.length,
  ).lastInsertRowid);
  putText(db, versionNo, document.text);
  document.chunks.forEach((chunk, seq) => {
    db.run('INSERT OR IGNORE INTO chunk (id, doc_no) VALUES (?, ?)', chunk.id, docNo);
    db.run(
      `INSERT INTO placement (version_no, chunk_no, seq, start, "end", heading_path, page, parent_item, tokens, kinds, ordinal, content_hash, text_hash, last, context)
       SELECT ?, chunk_no, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM chunk WHERE id = ?`,
      versionNo, seq, chunk.start, chunk.end, JSON.stringify(chunk.headingPath), chunk.page, chunk.parentItem, chunk.tokens,
      JSON.stringify(chunk.kinds), chunk.ordinal, chunk.contentHash, chunk.textHash, chunk.last ? 1 : 0, chunk.context, chunk.id,
    );
  });
  return versionNo;
}
