import { renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { WinnowError } from '../../core/index.js';
import { OPEN, PENDING, named, type Connection } from './connection.js';
import { syncFile, syncFolder } from './sync.js';

export const SCHEMA_VERSION = 13;
/** "Winw" in the file's header: tells a store from any other SQLite file. */
const APPLICATION_ID = 0x57696e77;

/** Who took the text of a chunk that left, and what a target acknowledged last. */
const SINCE_2 = `
CREATE TABLE heir (chunk_no INTEGER PRIMARY KEY, heir_no INTEGER NOT NULL, taken REAL NOT NULL) STRICT;
CREATE TABLE target (target TEXT PRIMARY KEY, generation INTEGER NOT NULL, export_key TEXT NOT NULL, receipt TEXT NOT NULL) STRICT, WITHOUT ROWID;`;

/** What is embedded before a chunk. */
const SINCE_3 = `
ALTER TABLE placement ADD COLUMN context TEXT NOT NULL DEFAULT '';`;

/** What a long text goes on with after the piece in `version_text`; what a join saw of a subject (until 5). */
const SINCE_4 = `
CREATE TABLE version_text_rest (version_no INTEGER NOT NULL, piece INTEGER NOT NULL, text TEXT NOT NULL) STRICT;
CREATE UNIQUE INDEX version_text_piece ON version_text_rest (version_no, piece);
ALTER TABLE join_member ADD COLUMN input INTEGER NOT NULL DEFAULT -1;`;

/**
 * Keys of nodes in packed pages instead of rows, and which document versions came or left, so that a join looks at those alone; what a
 * join found in a subject by itself. Joins are made anew.
 */
const SINCE_5 = `
DROP TABLE IF EXISTS join_bucket;
CREATE TABLE join_page (
  page_no INTEGER PRIMARY KEY, join_no INTEGER NOT NULL, segment INTEGER NOT NULL, first_key INTEGER NOT NULL, last_key INTEGER NOT NULL, size INTEGER NOT NULL, entries BLOB NOT NULL
) STRICT;
CREATE INDEX join_page_order ON join_page (join_no, segment, first_key, last_key, size);
CREATE TABLE join_mark (join_no INTEGER NOT NULL, subject_no INTEGER NOT NULL, marks TEXT NOT NULL, PRIMARY KEY (join_no, subject_no)) STRICT, WITHOUT ROWID;
CREATE TABLE join_departed (
  join_no INTEGER NOT NULL, node_no INTEGER NOT NULL, order_hash INTEGER NOT NULL, keys BLOB NOT NULL, PRIMARY KEY (join_no, node_no)
) STRICT, WITHOUT ROWID;
ALTER TABLE join_member DROP COLUMN input;
DROP TABLE IF EXISTS join_node;
CREATE TABLE join_node (
  node_no INTEGER PRIMARY KEY, join_no INTEGER NOT NULL, identity BLOB NOT NULL, order_hash INTEGER NOT NULL, keys BLOB NOT NULL, UNIQUE (join_no, identity)
) STRICT;
ALTER TABLE join_epoch ADD COLUMN last_node INTEGER NOT NULL DEFAULT 0;
ALTER TABLE join_epoch ADD COLUMN settled INTEGER NOT NULL DEFAULT 0;
ALTER TABLE join_epoch ADD COLUMN dead_entries INTEGER NOT NULL DEFAULT 0;
ALTER TABLE join_epoch ADD COLUMN seen INTEGER;
CREATE TABLE membership_change (change_no INTEGER PRIMARY KEY AUTOINCREMENT, version_no INTEGER NOT NULL) STRICT;
CREATE TRIGGER membership_opens AFTER INSERT ON membership WHEN new.to_gen = ${OPEN} BEGIN INSERT INTO membership_change (version_no) VALUES (new.version_no); END;
CREATE TRIGGER membership_turns AFTER UPDATE OF to_gen ON membership WHEN (old.to_gen = ${OPEN}) <> (new.to_gen = ${OPEN}) BEGIN INSERT INTO membership_change (version_no) VALUES (new.version_no); END;
CREATE TRIGGER membership_goes AFTER DELETE ON membership WHEN old.to_gen = ${OPEN} BEGIN INSERT INTO membership_change (version_no) VALUES (old.version_no); END;
UPDATE join_epoch SET join_key = '';`;

/** Vectors of texts. Rows of some kilobytes each: an index beside them is quicker than a tree that holds them. */
const SINCE_6 = `
CREATE TABLE embedding_model (model_no INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, dimensions INTEGER NOT NULL) STRICT;
CREATE TABLE embedding (model_no INTEGER NOT NULL, text_hash TEXT NOT NULL, vector BLOB NOT NULL, PRIMARY KEY (model_no, text_hash)) STRICT;`;

/** What a target was about to be told, until it acknowledged. */
const SINCE_11 = `
CREATE TABLE export_intent (target TEXT NOT NULL, chunk_id TEXT NOT NULL, PRIMARY KEY (target, chunk_id)) STRICT, WITHOUT ROWID;`;

/**
 * What a run saw of each source, for guards. Of generations: whether one is no longer kept, the newest decision it knew, the one that a rollback
 * went back to. Of a chunk whose texts are no longer kept: its last status and, where a decision bears on it, its text hash. What ended, for what falls away with the generations that had it.
 */
const SINCE_12 = `
ALTER TABLE run ADD COLUMN readings TEXT;
ALTER TABLE generation ADD COLUMN dropped INTEGER NOT NULL DEFAULT 0;
ALTER TABLE generation ADD COLUMN decision_seq INTEGER;
ALTER TABLE generation ADD COLUMN restores INTEGER;
ALTER TABLE chunk ADD COLUMN status TEXT;
ALTER TABLE chunk ADD COLUMN text_hash TEXT;
CREATE INDEX edge_ended ON edge (to_gen) WHERE to_gen < ${PENDING};
CREATE INDEX verdict_ended ON verdict (to_gen) WHERE to_gen < ${PENDING};`;

/**
 * Notices to people, until they are delivered and for as long as what they told of holds. What was purged, as hashes; the entries of that log are linked like those of decisions. Words of an epoch
 * are kept as hashes. Joins are made anew.
 */
const SINCE_13 = `
CREATE TABLE notice (
  notice_no INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, channel TEXT NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL, subjects TEXT NOT NULL, state TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0, claimed_until INTEGER NOT NULL DEFAULT 0, created_at TEXT NOT NULL, settled_at TEXT, remark TEXT
) STRICT;
CREATE TABLE purge (
  seq INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, reason TEXT NOT NULL, entry TEXT NOT NULL, generation INTEGER, proven_at TEXT, previous_hash TEXT NOT NULL, hash TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE purged_document (document_id TEXT PRIMARY KEY, seq INTEGER NOT NULL, lifted INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;
CREATE TABLE purged_content (content TEXT NOT NULL, document_id TEXT NOT NULL, PRIMARY KEY (content, document_id)) STRICT, WITHOUT ROWID;
DROP TABLE IF EXISTS join_frequency;
CREATE TABLE join_frequency (join_no INTEGER NOT NULL, term INTEGER NOT NULL, nodes INTEGER NOT NULL, PRIMARY KEY (join_no, term)) STRICT, WITHOUT ROWID;
UPDATE join_epoch SET join_key = '';`;

/** Entries of key pages tell where their nodes stand in the order of buckets. Joins are made anew. */
const SINCE_7 = `
DELETE FROM join_page;
UPDATE join_epoch SET join_key = '';`;

/** What judges of joins answered. */
const SINCE_8 = `
CREATE TABLE judge (judge_no INTEGER PRIMARY KEY, join_name TEXT NOT NULL, key TEXT NOT NULL, UNIQUE (join_name, key)) STRICT;
CREATE TABLE judge_answer (
  judge_no INTEGER NOT NULL, question TEXT NOT NULL, verdict TEXT NOT NULL, because TEXT, attempts INTEGER NOT NULL, PRIMARY KEY (judge_no, question)
) STRICT, WITHOUT ROWID;`;

/** Decisions on pairs, for a time, to somebody, and those that take another back; what reviewing asks for: what became of a chunk, what a generation changed, what is held back. */
const SINCE_9 = `
ALTER TABLE decision ADD COLUMN other TEXT;
ALTER TABLE decision ADD COLUMN withdraws INTEGER;
ALTER TABLE decision ADD COLUMN until TEXT;
ALTER TABLE decision ADD COLUMN assignee TEXT;
ALTER TABLE decision ADD COLUMN edit TEXT;
CREATE INDEX decision_edit ON decision (subject_id, seq) WHERE verdict = 'edit';
CREATE INDEX decision_withdrawn ON decision (withdraws) WHERE withdraws IS NOT NULL;
CREATE INDEX decision_attention ON decision (verdict, subject_id, seq) WHERE verdict IN ('acknowledge', 'snooze', 'assign', 'waive');
CREATE TABLE pair_decision (seq INTEGER PRIMARY KEY, first_text TEXT NOT NULL, second_text TEXT NOT NULL, other_id TEXT NOT NULL) STRICT;
CREATE INDEX pair_decision_texts ON pair_decision (first_text, second_text);
CREATE INDEX pair_decision_other ON pair_decision (other_id);
CREATE INDEX predecessor_of ON predecessor (predecessor_no);
CREATE INDEX verdict_from ON verdict (from_gen);
CREATE INDEX verdict_held ON verdict (status, chunk_no) WHERE to_gen = ${OPEN} AND status <> 'accepted';`;

/** Vectors of exported texts. */
const SINCE_10 = `
CREATE TABLE export_model (model_no INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, dimensions INTEGER NOT NULL) STRICT;
CREATE TABLE export_vector (model_no INTEGER NOT NULL, text_hash TEXT NOT NULL, vector BLOB NOT NULL, PRIMARY KEY (model_no, text_hash)) STRICT;`;

/**
 * Integer keys throughout, text in a table of its own (a random TEXT primary key was measured 11x slower).
 * `from_gen`/`to_gen` is a half-open interval of generations; see OPEN and PENDING.
 */
const TABLES = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE lease (
  one INTEGER PRIMARY KEY CHECK (one = 1), run_id TEXT NOT NULL, attempt INTEGER NOT NULL,
  pid INTEGER NOT NULL, host TEXT NOT NULL, since TEXT NOT NULL, heartbeat INTEGER NOT NULL
) STRICT;
CREATE TABLE run (
  run_no INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, pipeline TEXT NOT NULL, pipeline_hash TEXT NOT NULL,
  status TEXT NOT NULL, generation INTEGER, started_at TEXT NOT NULL, finished_at TEXT, work TEXT, summary TEXT
) STRICT;
CREATE TABLE generation (
  number INTEGER PRIMARY KEY, published_at TEXT NOT NULL, decided_at TEXT NOT NULL, made_by TEXT NOT NULL,
  run_id TEXT, pinned INTEGER NOT NULL, counts TEXT NOT NULL, note TEXT
) STRICT;

CREATE TABLE source (
  source_no INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, authority REAL NOT NULL, owner TEXT, access TEXT, active INTEGER NOT NULL
) STRICT;
CREATE TABLE item (
  item_no INTEGER PRIMARY KEY, source_no INTEGER NOT NULL, path TEXT NOT NULL, record TEXT NOT NULL,
  fingerprint TEXT, source_hash TEXT, stage_key TEXT, met_run TEXT NOT NULL, gone INTEGER NOT NULL DEFAULT 0,
  stage TEXT, code TEXT, message TEXT, attempts INTEGER NOT NULL DEFAULT 0, failed_fingerprint TEXT, retry INTEGER NOT NULL DEFAULT 0,
  UNIQUE (source_no, path, record)
) STRICT;
CREATE TABLE document (
  doc_no INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, uri TEXT NOT NULL UNIQUE,
  source_no INTEGER NOT NULL, item_no INTEGER, path TEXT NOT NULL, record TEXT
) STRICT;
CREATE INDEX document_item ON document (item_no);
CREATE TABLE version (
  version_no INTEGER PRIMARY KEY, doc_no INTEGER NOT NULL, version_key TEXT NOT NULL, content_hash TEXT NOT NULL,
  source_hash TEXT NOT NULL, parser_key TEXT NOT NULL, title TEXT, language TEXT, media_type TEXT NOT NULL,
  declared TEXT NOT NULL, dates TEXT NOT NULL, findings TEXT NOT NULL, chunks INTEGER NOT NULL, UNIQUE (doc_no, version_key)
) STRICT;
CREATE TABLE version_text (version_no INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
CREATE TABLE chunk (chunk_no INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, doc_no INTEGER NOT NULL) STRICT;
CREATE TABLE placement (
  row_no INTEGER PRIMARY KEY, version_no INTEGER NOT NULL, chunk_no INTEGER NOT NULL, seq INTEGER NOT NULL,
  start INTEGER NOT NULL, "end" INTEGER NOT NULL, heading_path TEXT NOT NULL, page INTEGER, parent_item TEXT, tokens INTEGER NOT NULL,
  kinds TEXT NOT NULL, ordinal INTEGER NOT NULL, content_hash TEXT NOT NULL, text_hash TEXT NOT NULL, last INTEGER NOT NULL,
  UNIQUE (version_no, seq)
) STRICT;
CREATE INDEX placement_chunk ON placement (chunk_no);
CREATE INDEX placement_text ON placement (text_hash);
CREATE TABLE membership (
  doc_no INTEGER NOT NULL, version_no INTEGER NOT NULL, from_gen INTEGER NOT NULL, to_gen INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX membership_from ON membership (doc_no, from_gen);
CREATE INDEX membership_version ON membership (version_no, to_gen);
CREATE INDEX membership_new ON membership (from_gen) WHERE from_gen = ${PENDING};
CREATE INDEX membership_gone ON membership (to_gen) WHERE to_gen = ${PENDING};
CREATE TABLE predecessor (
  chunk_no INTEGER NOT NULL, predecessor_no INTEGER NOT NULL, share REAL NOT NULL, PRIMARY KEY (chunk_no, predecessor_no)
) STRICT, WITHOUT ROWID;

CREATE TABLE scorer (scorer_no INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE measurement (
  row_no INTEGER NOT NULL, scorer_no INTEGER NOT NULL, score REAL, signals TEXT NOT NULL, findings TEXT NOT NULL,
  PRIMARY KEY (row_no, scorer_no)
) STRICT, WITHOUT ROWID;
CREATE TABLE assessment (
  version_no INTEGER NOT NULL, scorer_no INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (version_no, scorer_no)
) STRICT, WITHOUT ROWID;

CREATE TABLE join_epoch (
  join_no INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, join_key TEXT NOT NULL, number INTEGER NOT NULL,
  nodes INTEGER NOT NULL, changed INTEGER NOT NULL
) STRICT;
CREATE TABLE join_member (
  join_no INTEGER NOT NULL, subject_no INTEGER NOT NULL, row_no INTEGER NOT NULL, node_no INTEGER, PRIMARY KEY (join_no, subject_no)
) STRICT, WITHOUT ROWID;
CREATE INDEX join_member_node ON join_member (node_no);
CREATE TABLE join_touched (join_no INTEGER NOT NULL, node_no INTEGER NOT NULL, PRIMARY KEY (join_no, node_no)) STRICT, WITHOUT ROWID;
CREATE TABLE edge (
  edge_no INTEGER PRIMARY KEY, join_no INTEGER NOT NULL, of TEXT NOT NULL, kind TEXT NOT NULL,
  a_node INTEGER NOT NULL, b_node INTEGER NOT NULL, a_no INTEGER NOT NULL, b_no INTEGER NOT NULL,
  body TEXT NOT NULL, from_gen INTEGER NOT NULL, to_gen INTEGER NOT NULL
) STRICT;
CREATE INDEX edge_a ON edge (join_no, a_node, to_gen);
CREATE INDEX edge_b ON edge (join_no, b_node, to_gen);
CREATE INDEX edge_pair ON edge (join_no, a_no, b_no, to_gen);
CREATE INDEX edge_other ON edge (join_no, b_no, to_gen);
CREATE INDEX edge_new ON edge (from_gen) WHERE from_gen = ${PENDING};
CREATE INDEX edge_gone ON edge (to_gen) WHERE to_gen = ${PENDING};

CREATE TABLE verdict (
  chunk_no INTEGER NOT NULL, from_gen INTEGER NOT NULL, to_gen INTEGER NOT NULL, status TEXT NOT NULL, next_change_at INTEGER,
  body TEXT NOT NULL, PRIMARY KEY (chunk_no, from_gen)
) STRICT, WITHOUT ROWID;
CREATE INDEX verdict_due ON verdict (next_change_at) WHERE to_gen = ${OPEN} AND next_change_at IS NOT NULL;
CREATE TABLE staged_verdict (
  chunk_no INTEGER PRIMARY KEY, policy_key TEXT NOT NULL, status TEXT, next_change_at INTEGER, body TEXT
) STRICT;
CREATE TABLE undecided (chunk_no INTEGER PRIMARY KEY) STRICT;
CREATE TABLE release (
  chunk_no INTEGER NOT NULL, content_hash TEXT NOT NULL, generation INTEGER NOT NULL, PRIMARY KEY (chunk_no, content_hash)
) STRICT, WITHOUT ROWID;
CREATE TABLE decision (
  seq INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, subject_kind TEXT NOT NULL, subject_id TEXT NOT NULL,
  verdict TEXT NOT NULL, reason TEXT NOT NULL, evidence TEXT NOT NULL, previous_hash TEXT NOT NULL, hash TEXT NOT NULL UNIQUE
) STRICT;
CREATE INDEX decision_subject ON decision (subject_id, seq);

${SINCE_2}
${SINCE_3}
${SINCE_4}
${SINCE_5}
${SINCE_6}
${SINCE_8}
${SINCE_9}
${SINCE_10}
${SINCE_11}
${SINCE_12}
${SINCE_13}
CREATE TABLE ledger (target TEXT NOT NULL, chunk_id TEXT NOT NULL, item_hash TEXT NOT NULL, generation INTEGER NOT NULL, present INTEGER NOT NULL,
  PRIMARY KEY (target, chunk_id)) STRICT, WITHOUT ROWID;
`;

/** From the version that is the key to the next one. Joins that lose their working state are joined anew by the next run. */
const MIGRATIONS: Readonly<Record<number, string>> = {
  1: SINCE_2,
  2: SINCE_3,
  3: SINCE_4,
  4: SINCE_5,
  5: SINCE_6,
  6: SINCE_7,
  7: SINCE_8,
  8: SINCE_9,
  9: SINCE_10,
  10: SINCE_11,
  11: SINCE_12,
  12: SINCE_13,
};

/**
 * Creates the tables in a new file, brings those of an older one up to date, or checks that it is ours and of a version we know. A foreign file is left as it is. An
 * older Winnow refuses what was brought up to date: a copy of it as it was stays beside it, unless that is a copy itself.
 */
export function prepareSchema(db: Connection, options: { readonly keepFormer?: boolean } = {}): void {
  const before = versionOf(db);
  if (before !== SCHEMA_VERSION) {
    if (before !== null && options.keepFormer !== false) keepFormer(db, before);
    db.write(() => {
      const version = versionOf(db); // another process may have been first
      if (version === null) db.exec(`${TABLES} PRAGMA application_id = ${APPLICATION_ID};`);
      else for (let from = version; from < SCHEMA_VERSION; from += 1) db.exec(MIGRATIONS[from] ?? '');
      db.exec(`PRAGMA user_version = ${SCHEMA_VERSION};`);
    });
  }
  db.pragma('journal_mode = WAL');
}

/** Copies the store as `<store>.schema-<version>.bak`. Fails with `store-unwritable` when the disk has no room for it: nothing has changed then. */
function keepFormer(db: Connection, version: number): void {
  const copy = `${db.location}.schema-${version}.bak`;
  const partial = `${copy}.${process.pid}.partial`;
  rmSync(partial, { force: true });
  try {
    db.run('VACUUM INTO ?', partial);
    syncFile(partial);
    renameSync(partial, copy);
    syncFolder(dirname(copy));
  } catch (error) {
    rmSync(partial, { force: true });
    throw named(error, copy);
  }
}

/** The schema's version in the file; `null` = it is empty. */
function versionOf(db: Connection): number | null {
  const version = Number(db.pragma('user_version'));
  if (Number(db.pragma('application_id')) !== APPLICATION_ID) {
    const tables = db.get<{ n: number }>('SELECT count(*) AS n FROM sqlite_schema')?.n ?? 0;
    if (tables > 0 || version > 0) throw new WinnowError('store-damaged', `${db.location} is an SQLite file of another program`);
    return null;
  }
  if (version > SCHEMA_VERSION) throw new WinnowError('store-newer', `${db.location} has schema ${version}; this Winnow knows ${SCHEMA_VERSION}`);
  return version;
}
