import {
  uuidOf, type ChunkLineage, type ChunkRow, type DocumentVersion, type FailureInfo, type FailureRecord, type ItemFailure, type ItemKey, type ItemResult, type ItemState, type ItemsPut,
  type Predecessor, type RunFence, type StoreIngest,
} from '../../core/index.js';
import { OPEN, PENDING, list, type Connection } from './connection.js';
import { ITEMS_OF_KEYS, WITH_KEYS, inGroups } from './item-keys.js';
import { putHeirs } from './lineage.js';
import { closeDocument, putVersion } from './membership.js';
import { chunkRow, type PlacementRow } from './rows.js';
import { isTextOf } from './text-hash.js';

interface ItemRow {
  item_no: number; source: string; path: string; record: string; fingerprint: string | null; source_hash: string | null; stage_key: string | null;
  stage: FailureInfo['stage'] | null; code: string | null; message: string | null; attempts: number; failed_fingerprint: string | null; retry: number; documents: number;
}

const DOCUMENTS = `(SELECT count(*) FROM document d JOIN membership m ON m.doc_no = d.doc_no AND m.to_gen = ${OPEN} WHERE d.item_no = i.item_no) AS documents`;
const ITEM_COLUMNS = `i.item_no, s.name AS source, i.path, i.record, i.fingerprint, i.source_hash, i.stage_key, i.stage, i.code, i.message, i.attempts,
  i.failed_fingerprint, i.retry, ${DOCUMENTS}`;

/** What is asked of every item every night: what its key and a failure would tell is left out, as each column takes time. */
const SOUND_COLUMNS = `k.at, i.fingerprint, i.source_hash, i.stage_key, i.code IS NOT NULL AS failed, ${DOCUMENTS}`;

interface SoundRow extends Pick<ItemRow, 'fingerprint' | 'source_hash' | 'stage_key' | 'documents'> { at: number; failed: number }

const soundState = ({ source, path, record }: ItemKey, row: SoundRow): ItemState => (
  { source, path, record: record === '' ? null : record, fingerprint: row.fingerprint, sourceHash: row.source_hash, stageKey: row.stage_key, documents: row.documents, failure: null });

function failureInfo(row: ItemRow): FailureInfo | null {
  if (row.code === null || row.stage === null) return null;
  return { stage: row.stage, code: row.code, message: row.message ?? '', attempts: row.attempts, fingerprint: row.failed_fingerprint, retry: row.retry === 1 };
}

function itemState(row: ItemRow): ItemState {
  return {
    source: row.source, path: row.path, record: row.record === '' ? null : row.record, fingerprint: row.fingerprint,
    sourceHash: row.source_hash, stageKey: row.stage_key, documents: row.documents, failure: failureInfo(row),
  };
}

function sourceNo(db: Connection, name: string): number {
  const row = db.get<{ source_no: number }>('SELECT source_no FROM source WHERE name = ?', name);
  if (row === undefined) throw new RangeError(`source ${name} was not declared`);
  return row.source_no;
}

/** The item's row, made when it is not there. */
function itemNo(db: Connection, key: ItemKey, runId: string): number {
  const values = [sourceNo(db, key.source), key.path, key.record ?? ''];
  db.run('INSERT OR IGNORE INTO item (source_no, path, record, met_run) VALUES (?, ?, ?, ?)', ...values, runId);
  return db.get<{ item_no: number }>('SELECT item_no FROM item WHERE source_no = ? AND path = ? AND record = ?', ...values)?.item_no ?? 0;
}

function putItem(db: Connection, fence: RunFence, item: ItemResult): ItemsPut {
  const itemNumber = itemNo(db, item, fence.runId);
  db.run(
    `UPDATE item SET fingerprint = ?, source_hash = ?, stage_key = ?, met_run = ?, gone = 0,
       stage = NULL, code = NULL, message = NULL, attempts = 0, failed_fingerprint = NULL, retry = 0 WHERE item_no = ?`,
    item.fingerprint, item.sourceHash, item.stageKey, fence.runId, itemNumber,
  );
  const source = sourceNo(db, item.source);
  const kept = new Set(item.documents.map((document) => document.documentId));
  const before = db.all<{ doc_no: number; id: string }>(
    `SELECT d.doc_no, d.id FROM document d JOIN membership m ON m.doc_no = d.doc_no AND m.to_gen = ${OPEN} WHERE d.item_no = ?`, itemNumber,
  );
  const left = before.filter((document) => !kept.has(document.id));
  for (const document of left) closeDocument(db, document.doc_no);
  const changed = item.documents.filter((document) => putDocument(db, document, { item, itemNumber, source })).length;
  return { changed, same: item.documents.length - changed, removed: left.length };
}

function putDocument(db: Connection, document: DocumentVersion, of: { item: ItemResult; itemNumber: number; source: number }): boolean {
  db.run(
    `INSERT INTO document (id, uri, source_no, item_no, path, record) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET item_no = excluded.item_no, uri = excluded.uri, path = excluded.path, record = excluded.record`,
    document.documentId, document.uri, of.source, of.itemNumber, of.item.path, document.record,
  );
  const docNo = db.get<{ doc_no: number }>('SELECT doc_no FROM document WHERE id = ?', document.documentId)?.doc_no ?? 0;
  return putVersion(db, docNo, document);
}

/** Removes an item's documents from the pending state; the row stays, so that a rollback finds it. Returns the documents that left. */
function removeItem(db: Connection, itemNumber: number): number {
  const documents = db.all<{ doc_no: number }>(
    `SELECT d.doc_no FROM document d JOIN membership m ON m.doc_no = d.doc_no AND m.to_gen = ${OPEN} WHERE d.item_no = ?`, itemNumber,
  );
  for (const document of documents) closeDocument(db, document.doc_no);
  db.run(
    `UPDATE item SET gone = 1, fingerprint = NULL, source_hash = NULL, stage_key = NULL,
       stage = NULL, code = NULL, message = NULL, attempts = 0, failed_fingerprint = NULL, retry = 0 WHERE item_no = ?`, itemNumber,
  );
  return documents.length;
}

function putFailure(db: Connection, fence: RunFence, failure: ItemFailure): void {
  const itemNumber = itemNo(db, failure, fence.runId);
  db.run(
    `UPDATE item SET met_run = ?, gone = 0, stage = ?, code = ?, message = ?, attempts = attempts + 1, failed_fingerprint = ?, retry = 0 WHERE item_no = ?`,
    fence.runId, failure.stage, failure.code, failure.message, failure.fingerprint, itemNumber,
  );
  // '' stands for the whole source and 'folder/' for all below it: what cannot be seen is not gone.
  if (failure.path === '') db.run('UPDATE item SET met_run = ? WHERE source_no = ? AND gone = 0', fence.runId, sourceNo(db, failure.source));
  else if (failure.path.endsWith('/')) {
    db.run('UPDATE item SET met_run = ? WHERE source_no = ? AND gone = 0 AND substr(path, 1, ?) = ?', fence.runId, sourceNo(db, failure.source), failure.path.length, failure.path);
  }
}

function putPredecessors(db: Connection, links: readonly Predecessor[]): void {
  for (const link of links) {
    db.run(
      `INSERT OR REPLACE INTO predecessor SELECT a.chunk_no, b.chunk_no, ? FROM chunk a, chunk b WHERE a.id = ? AND b.id = ? AND a.id <> b.id`,
      link.share, link.chunkId, link.predecessorId,
    );
  }
}

function putLineage(db: Connection, { predecessors, heirs }: ChunkLineage): void {
  putPredecessors(db, predecessors);
  putHeirs(db, heirs);
}

export function ingestMethods(db: Connection): StoreIngest {
  return {
    async putSources(fence, sources) {
      return db.fenced(fence, () => {
        const names = list(sources.map((source) => source.name));
        for (const source of sources) {
          const changed = db.get(
            'SELECT 1 FROM source WHERE name = ? AND (authority <> ? OR owner IS NOT ? OR access IS NOT ?)', source.name, source.authority, source.owner, source.access,
          );
          db.run(
            `INSERT INTO source (name, authority, owner, access, active) VALUES (?, ?, ?, ?, 1)
             ON CONFLICT (name) DO UPDATE SET authority = excluded.authority, owner = excluded.owner, access = excluded.access, active = 1`,
            source.name, source.authority, source.owner, source.access,
          );
          if (changed !== undefined) {
            db.run('INSERT OR IGNORE INTO undecided SELECT c.chunk_no FROM chunk c JOIN document d USING (doc_no) JOIN source s USING (source_no) WHERE s.name = ?', source.name);
          }
        }
        db.run('UPDATE source SET active = 0 WHERE name NOT IN (SELECT value FROM json_each(?))', names);
        const gone = db.all<{ item_no: number }>('SELECT item_no FROM item JOIN source USING (source_no) WHERE active = 0 AND gone = 0');
        return gone.reduce((sum, item) => sum + removeItem(db, item.item_no), 0);
      });
    },
    async itemStates(keys) {
      return db.read(() => {
        const states = keys.map((): ItemState | null => null);
        const { groups, rest, restFrom } = inGroups(keys);
        const one = (key: ItemKey): ItemState | null => {
          const row = db.get<ItemRow>(
            `SELECT ${ITEM_COLUMNS} FROM item i JOIN source s USING (source_no) WHERE s.name = ? AND i.path = ? AND i.record = ? AND i.gone = 0`, key.source, key.path, key.record ?? '',
          );
          return row === undefined ? null : itemState(row);
        };
        for (const { from, values } of groups) {
          for (const row of db.all<SoundRow>(`${WITH_KEYS} SELECT ${SOUND_COLUMNS} FROM ${ITEMS_OF_KEYS} WHERE i.gone = 0`, ...values)) {
            const key = keys[from + row.at];
            if (key !== undefined) states[from + row.at] = row.failed === 1 ? one(key) : soundState(key, row);
          }
        }
        for (const [at, key] of rest.entries()) states[restFrom + at] = one(key);
        return states;
      });
    },
    async touchItems(fence, items) {
      db.fenced(fence, () => {
        const { groups, rest } = inGroups(items.filter(({ fingerprint }) => fingerprint === undefined));
        for (const { values } of groups) db.run(`${WITH_KEYS} UPDATE item SET met_run = ? WHERE item_no IN (SELECT i.item_no FROM ${ITEMS_OF_KEYS})`, ...values, fence.runId);
        const of = 'source_no = (SELECT source_no FROM source WHERE name = ?) AND path = ? AND record = ?';
        for (const { source, path, record } of rest) db.run(`UPDATE item SET met_run = ? WHERE ${of}`, fence.runId, source, path, record ?? '');
        for (const { source, path, record, fingerprint } of items) {
          if (fingerprint !== undefined) db.run(`UPDATE item SET met_run = ?, fingerprint = ? WHERE ${of}`, fence.runId, fingerprint, source, path, record ?? '');
        }
      });
    },
    async putItems(fence, items, lineage) {
      return db.fenced(fence, () => {
        const puts = items.map((item) => putItem(db, fence, item));
        if (lineage !== undefined) putLineage(db, lineage);
        return puts.reduce((sum, put) => ({ changed: sum.changed + put.changed, same: sum.same + put.same, removed: sum.removed + put.removed }), { changed: 0, same: 0, removed: 0 });
      });
    },
    async putFailures(fence, failures) {
      db.fenced(fence, () => { for (const failure of failures) putFailure(db, fence, failure); });
    },
    async unmetItems(fence, source, page) {
      const after = page.after;
      // A root failure of an earlier run has the path '' and so comes first: no key is below it, hence `>=` for the first page.
      return db.all<ItemRow>(
        `SELECT ${ITEM_COLUMNS} FROM item i JOIN source s USING (source_no)
         WHERE s.name = ? AND i.gone = 0 AND i.met_run <> ? AND (i.path, i.record) ${after === undefined ? '>=' : '>'} (?, ?) ORDER BY i.path, i.record LIMIT ?`,
        source, fence.runId, after?.path ?? '', after?.record ?? '', page.limit,
      ).map(itemState);
    },
    async removeItems(fence, items) {
      return db.fenced(fence, () => items.reduce((sum, item) => {
        const row = db.get<{ item_no: number }>(
          'SELECT item_no FROM item JOIN source USING (source_no) WHERE name = ? AND path = ? AND record = ?', item.source, item.path, item.record ?? '',
        );
        return sum + (row === undefined ? 0 : removeItem(db, row.item_no));
      }, 0));
    },
    async putPredecessors(fence, links) {
      db.fenced(fence, () => { putPredecessors(db, links); });
    },
    async departedByTextHash(textHashes) {
      return db.all<{ textHash: string; chunkId: string; documentId: string }>(
        `SELECT DISTINCT p.text_hash AS textHash, c.id AS chunkId, d.id AS documentId
         FROM placement p JOIN membership m ON m.version_no = p.version_no AND m.to_gen = ${PENDING}
         JOIN chunk c USING (chunk_no) JOIN document d ON d.doc_no = m.doc_no
         WHERE ${isTextOf('p.text_hash', '?1')} ORDER BY c.id`,
        list(textHashes),
      );
    },
    async arrivedDocuments(page) {
      return db.read(() => db.all<{ doc_no: number; id: string; version_no: number }>(
        `SELECT d.doc_no, d.id, m.version_no FROM membership m JOIN document d USING (doc_no)
         WHERE m.from_gen = ${PENDING} AND m.to_gen = ${OPEN} AND d.id > ?
           AND NOT EXISTS (SELECT 1 FROM membership o WHERE o.doc_no = m.doc_no AND o.to_gen = ${PENDING}) ORDER BY d.id LIMIT ?`,
        page.after ?? '', page.limit,
      ).map((row) => ({ documentId: row.id, chunks: chunksOfVersion(db, row.version_no) })));
    },
    async listFailures(page) {
      return db.all<ItemRow>(
        `SELECT ${ITEM_COLUMNS} FROM item i JOIN source s USING (source_no) WHERE i.code IS NOT NULL AND i.gone = 0 ORDER BY s.name, i.path, i.record`,
      ).map(failureRecord).filter(afterId(page.after)).slice(0, page.limit);
    },
    async markForRetry(ids) {
      return db.write(() => {
        const rows = db.all<ItemRow>(`SELECT ${ITEM_COLUMNS} FROM item i JOIN source s USING (source_no) WHERE i.code IS NOT NULL AND i.gone = 0`)
          .filter((row) => ids.length === 0 || ids.includes(failureRecord(row).id));
        for (const row of rows) db.run('UPDATE item SET retry = 1 WHERE item_no = ?', row.item_no);
        return rows.length;
      });
    },
  };
}

function failureRecord(row: ItemRow): FailureRecord {
  const { source, path, record, documents, failure } = itemState(row);
  if (failure === null) throw new RangeError('not a failure');
  return { id: uuidOf('failure', source, path, record ?? ''), source, path, record, ...failure, carried: documents > 0 };
}

/** Failures are few and listed whole in source order; a page starts behind the failure with this id. */
function afterId(after: string | undefined): (failure: FailureRecord) => boolean {
  let passed = after === undefined;
  return (failure) => {
    if (passed) return true;
    passed = failure.id === after;
    return false;
  };
}

function chunksOfVersion(db: Connection, versionNo: number): ChunkRow[] {
  return db.all<PlacementRow>('SELECT p.*, c.id FROM placement p JOIN chunk c USING (chunk_no) WHERE p.version_no = ? ORDER BY p.seq', versionNo).map(chunkRow);
}
