import { OPEN, PENDING } from './connection.js';
import { INDEXED } from './text-hash.js';

/** Who took the text of a chunk that left, and what a target acknowledged last. */
export const SINCE_2 = `
CREATE TABLE heir (chunk_no INTEGER PRIMARY KEY, heir_no INTEGER NOT NULL, taken REAL NOT NULL) STRICT;
CREATE TABLE target (target TEXT PRIMARY KEY, generation INTEGER NOT NULL, export_key TEXT NOT NULL, receipt TEXT NOT NULL) STRICT, WITHOUT ROWID;`;

/** What is embedded before a chunk. */
export const SINCE_3 = `
ALTER TABLE placement ADD COLUMN context TEXT NOT NULL DEFAULT '';`;

/** What a long text goes on with after the piece in `version_text`; what a join saw of a subject (until 5). */
export const SINCE_4 = `
CREATE TABLE version_text_rest (version_no INTEGER NOT NULL, piece INTEGER NOT NULL, text TEXT NOT NULL) STRICT;
CREATE UNIQUE INDEX version_text_piece ON version_text_rest (version_no, piece);
ALTER TABLE join_member ADD COLUMN input INTEGER NOT NULL DEFAULT -1;`;

/**
 * Keys of nodes in packed pages instead of rows, and which document versions came or left, so that a join looks at those alone; what a
 * join found in a subject by itself. Joins are made anew.
 */
export const SINCE_5 = `
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
export const SINCE_6 = `
CREATE TABLE embedding_model (model_no INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, dimensions INTEGER NOT NULL) STRICT;
CREATE TABLE embedding (model_no INTEGER NOT NULL, text_hash TEXT NOT NULL, vector BLOB NOT NULL, PRIMARY KEY (model_no, text_hash)) STRICT;`;

/** What a target was about to be told, until it acknowledged. */
export const SINCE_11 = `
CREATE TABLE export_intent (target TEXT NOT NULL, chunk_id TEXT NOT NULL, PRIMARY KEY (target, chunk_id)) STRICT, WITHOUT ROWID;`;

/**
 * What a run saw of each source, for guards. Of generations: whether one is no longer kept, the newest decision it knew, the one that a rollback
 * went back to. Of a chunk whose texts are no longer kept: its last status and, where a decision bears on it, its text hash. What ended, for what falls away with the generations that had it.
 */
export const SINCE_12 = `
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
export const SINCE_13 = `
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
export const SINCE_7 = `
DELETE FROM join_page;
UPDATE join_epoch SET join_key = '';`;

/** What judges of joins answered. */
export const SINCE_8 = `
CREATE TABLE judge (judge_no INTEGER PRIMARY KEY, join_name TEXT NOT NULL, key TEXT NOT NULL, UNIQUE (join_name, key)) STRICT;
CREATE TABLE judge_answer (
  judge_no INTEGER NOT NULL, question TEXT NOT NULL, verdict TEXT NOT NULL, because TEXT, attempts INTEGER NOT NULL, PRIMARY KEY (judge_no, question)
) STRICT, WITHOUT ROWID;`;

/** Decisions on pairs, for a time, to somebody, and those that take another back; what reviewing asks for: what became of a chunk, what a generation changed, what is held back. */
export const SINCE_9 = `
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
export const SINCE_10 = `
CREATE TABLE export_model (model_no INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, dimensions INTEGER NOT NULL) STRICT;
CREATE TABLE export_vector (model_no INTEGER NOT NULL, text_hash TEXT NOT NULL, vector BLOB NOT NULL, PRIMARY KEY (model_no, text_hash)) STRICT;`;

/**
 * Rows of some hundred bytes stand in tables of their own with an index beside them: in the tree of an index, whatever is longer than a quarter of a page takes pages of its
 * own, which was a third of a store. Keys of a node stand in its join's pages alone. Joins are made anew.
 */
export const SINCE_14 = `
${rebuilt('verdict', `chunk_no INTEGER NOT NULL, from_gen INTEGER NOT NULL, to_gen INTEGER NOT NULL, status TEXT NOT NULL, next_change_at INTEGER, body TEXT NOT NULL`, 'chunk_no, from_gen')}
CREATE INDEX verdict_due ON verdict (next_change_at) WHERE to_gen = ${OPEN} AND next_change_at IS NOT NULL;
CREATE INDEX verdict_from ON verdict (from_gen);
CREATE INDEX verdict_held ON verdict (status, chunk_no) WHERE to_gen = ${OPEN} AND status <> 'accepted';
CREATE INDEX verdict_ended ON verdict (to_gen) WHERE to_gen < ${PENDING};
UPDATE edge SET body = json_remove(body, ${['a.span', 'b.span', 'cue', 'differs'].map(withoutNull).join(', ')});
${rebuilt('measurement', 'row_no INTEGER NOT NULL, scorer_no INTEGER NOT NULL, score REAL, signals TEXT NOT NULL, findings TEXT NOT NULL', 'row_no, scorer_no')}
${rebuilt('assessment', 'version_no INTEGER NOT NULL, scorer_no INTEGER NOT NULL, body TEXT NOT NULL', 'version_no, scorer_no')}
DROP TABLE IF EXISTS join_mark;
CREATE TABLE join_mark (join_no INTEGER NOT NULL, subject_no INTEGER NOT NULL, marks TEXT NOT NULL) STRICT;
CREATE UNIQUE INDEX join_mark_key ON join_mark (join_no, subject_no);
DROP TABLE IF EXISTS join_departed;
CREATE TABLE join_departed (join_no INTEGER NOT NULL, node_no INTEGER NOT NULL, order_hash INTEGER NOT NULL, PRIMARY KEY (join_no, node_no)) STRICT, WITHOUT ROWID;
DROP TABLE IF EXISTS join_node;
CREATE TABLE join_node (node_no INTEGER PRIMARY KEY, join_no INTEGER NOT NULL, identity BLOB NOT NULL, order_hash INTEGER NOT NULL, keys INTEGER NOT NULL, weak INTEGER NOT NULL, UNIQUE (join_no, identity)) STRICT;
DELETE FROM join_page;
UPDATE join_epoch SET join_key = '';`;

/** Hashes as long as they need to be: the index of texts, and what was released. */
export const SINCE_15 = `
DROP INDEX placement_text;
CREATE INDEX placement_text ON placement (substr(text_hash, 1, ${INDEXED}));
UPDATE release SET content_hash = substr(content_hash, 1, 32);`;

/** The path of a member where it is null; else one that is never there. */
function withoutNull(path: string): string {
  return `CASE body -> '$.${path}' WHEN 'null' THEN '$.${path}' ELSE '$."no such"' END`;
}

/** Makes a table anew with a unique index, and its rows in the order of that. Other indexes go with the table as it was. */
function rebuilt(table: string, columns: string, key: string): string {
  const names = columns.split(', ').map((column) => column.split(' ')[0]).join(', ');
  return `
ALTER TABLE ${table} RENAME TO ${table}_before;
CREATE TABLE ${table} (${columns}) STRICT;
INSERT INTO ${table} (${names}) SELECT ${names} FROM ${table}_before ORDER BY ${key};
DROP TABLE ${table}_before;
CREATE UNIQUE INDEX ${table}_key ON ${table} (${key});`;
}
