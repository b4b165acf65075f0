import { TELLING_CHARS, WinnowError, brokenPurgeAt, linkPurge, type PurgeCandidate, type PurgeDraft, type PurgeEntry, type PurgeRecord, type PurgeRequest, type Purged, type PurgedDocument, type StoreProblem, type StorePurges } from '../../core/index.js';
import { PENDING, list, type Connection } from './connection.js';
import { erase } from './erasure.js';
import { holder } from './runs.js';
import { PURGED, textOf, type TextCache } from './texts.js';

export interface PurgeRow { seq: number; at: string; actor: string; reason: string; entry: string; generation: number | null; proven_at: string | null; previous_hash: string; hash: string }

export function purgeRecord(row: PurgeRow): PurgeRecord {
  const { act, selection, documents, sources } = JSON.parse(row.entry) as Omit<PurgeDraft, 'actor' | 'reason'>;
  return {
    seq: row.seq, act, at: row.at, actor: row.actor, reason: row.reason, selection, documents, sources, previousHash: row.previous_hash, hash: row.hash, generation: row.generation, provenAt: row.proven_at,
  };
}

const records = (db: Connection): PurgeRecord[] => db.all<PurgeRow>('SELECT * FROM purge ORDER BY seq').map(purgeRecord);

export function purgeMethods(db: Connection, texts: TextCache): StorePurges {
  return {
    async purgeCandidates({ limit, after }) {
      return db.read(() => candidates(db, limit, after ?? ''));
    },
    async versionTexts(versionIds) {
      return db.read(() => versionIds.map((version) => textOf(db, version)));
    },
    async purge(request, { now, entry }) {
      // What is overwritten must not be read in the pages that it leaves.
      db.pragma('secure_delete = ON');
      try {
        return db.write(() => {
          const held = holder(db);
          if (held !== null) throw new WinnowError('store-busy', `run ${held.runId} (process ${held.pid}) is under way since ${held.since}`);
          return purge(db, request, { now, entry });
        }, { durable: true });
      } finally {
        db.pragma('secure_delete = OFF');
        texts.clear();
      }
    },
    async purges() {
      return records(db);
    },
    async provePurges(seqs, now) {
      db.write(() => db.run('UPDATE purge SET proven_at = ? WHERE seq IN (SELECT value FROM json_each(?)) AND proven_at IS NULL', new Date(now).toISOString(), list(seqs)));
    },
    async tombstones() {
      return db.read(() => ({
        documents: new Set(db.all<{ id: string }>('SELECT document_id AS id FROM purged_document WHERE lifted = 0').map(({ id }) => id)),
        contents: new Set(db.all<{ content: string }>('SELECT DISTINCT content FROM purged_content JOIN purged_document USING (document_id) WHERE lifted = 0').map(({ content }) => content)),
      }));
    },
  };
}

interface CandidateRow { doc_no: number; id: string; uri: string; source: string; owner: string | null; access: string | null; path: string; record: string | null; current: number }

function candidates(db: Connection, limit: number, after: string): PurgeCandidate[] {
  const kept = `version v WHERE v.doc_no = d.doc_no AND v.parser_key <> '${PURGED}'`;
  return db.all<CandidateRow>(
    `SELECT d.doc_no, d.id, d.uri, s.name AS source, s.owner, s.access, d.path, d.record, EXISTS (SELECT 1 FROM membership m WHERE m.doc_no = d.doc_no AND m.to_gen >= ${PENDING}) AS current
     FROM document d JOIN source s USING (source_no) WHERE d.id > ? AND EXISTS (SELECT 1 FROM ${kept}) ORDER BY d.id LIMIT ?`, after, limit,
  ).map((row) => {
    const versions = db.all<{ version_no: number; content_hash: string; title: string | null; language: string | null; media_type: string; chunks: number }>(
      `SELECT version_no, content_hash, title, language, media_type, chunks FROM version v WHERE doc_no = ? AND parser_key <> '${PURGED}' ORDER BY version_no`, row.doc_no,
    );
    const newest = versions.at(-1);
    return {
      documentId: row.id, uri: row.uri, source: row.source, owner: row.owner, access: row.access, path: row.path, record: row.record, title: newest?.title ?? null,
      language: newest?.language ?? null, mediaType: newest?.media_type ?? '', current: row.current === 1, chunks: newest?.chunks ?? 0,
      versions: versions.map(({ version_no, content_hash }) => ({ versionId: version_no, contentHash: content_hash })),
    };
  });
}

interface DocumentRow { doc_no: number; id: string; source: string; record: string | null }

function purge(db: Connection, { documents: ids, ...said }: PurgeRequest, { now, entry: given }: { readonly now: number; readonly entry: PurgeEntry | undefined }): Purged {
  const rows = db.all<DocumentRow>(
    'SELECT d.doc_no, d.id, s.name AS source, d.record FROM document d JOIN source s USING (source_no) WHERE d.id IN (SELECT value FROM json_each(?)) ORDER BY d.id', list(ids),
  );
  const sources: Record<string, number> = {};
  for (const { source } of rows) sources[source] = (sources[source] ?? 0) + 1;
  const lifts = said.act === 'lift';
  const documents = lifts ? [...ids].sort().map((id): PurgedDocument => ({ id, contents: [] })) : rows.map((row): PurgedDocument => ({ id: row.id, contents: contentsOf(db, row) }));
  const { generation, chunks, neighbours } = lifts ? { generation: null, chunks: 0, neighbours: 0 } : erase(db, rows.map((row) => row.doc_no));
  const last = db.get<{ seq: number; hash: string }>('SELECT seq, hash FROM purge ORDER BY seq DESC LIMIT 1') ?? null;
  const entry = given ?? linkPurge(last, { ...said, documents, sources: lifts ? {} : sources, at: new Date(now).toISOString() });
  keep(db, entry, generation);
  return { entry, generation, documents: lifts ? ids.length : rows.length, chunks, neighbours };
}

function keep(db: Connection, entry: PurgeEntry, generation: number | null): void {
  const { seq, at, actor, reason, previousHash, hash, act, selection, documents, sources } = entry;
  db.run(
    'INSERT INTO purge (seq, at, actor, reason, entry, generation, previous_hash, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    seq, at, actor, reason, JSON.stringify({ act, selection, documents, sources }), generation, previousHash, hash,
  );
  for (const { id, contents } of documents) {
    if (act === 'lift') db.run('UPDATE purged_document SET lifted = 1 WHERE document_id = ?', id);
    else db.run('INSERT INTO purged_document (document_id, seq) VALUES (?, ?) ON CONFLICT (document_id) DO UPDATE SET seq = excluded.seq, lifted = 0', id, seq);
    for (const content of contents) db.run('INSERT OR IGNORE INTO purged_content VALUES (?, ?)', content, id);
  }
}

/** Of an item that holds many documents, the bytes are those of all of them. */
function contentsOf(db: Connection, { doc_no, record }: DocumentRow): string[] {
  const versions = db.all<{ content_hash: string; source_hash: string }>(
    `SELECT v.content_hash, v.source_hash FROM version v JOIN placement p USING (version_no) WHERE v.doc_no = ? AND v.parser_key <> '${PURGED}' GROUP BY v.version_no HAVING max(p."end") >= ${TELLING_CHARS}`, doc_no,
  );
  return [...new Set(versions.flatMap(({ content_hash, source_hash }) => (record === null ? [content_hash, source_hash] : [content_hash])))].sort();
}

/** Faults in the log of purges, for `Store.check`. */
export function purgeProblems(db: Connection): StoreProblem[] {
  const broken = brokenPurgeAt(records(db));
  return broken === null ? [] : [{ code: 'purge-chain-broken', message: `the log of purges was changed at entry ${broken}` }];
}
