import Database from 'better-sqlite3';

/** Of each schema, what takes the next one back. */
const TAKEN_BACK: readonly string[] = ['DROP TABLE target; DROP TABLE heir', 'ALTER TABLE placement DROP COLUMN context', 'DROP TABLE version_text_rest; ALTER TABLE join_member DROP COLUMN input',
    `DROP TABLE membership_change; DROP TRIGGER membership_opens; DROP TRIGGER membership_turns; DROP TRIGGER membership_goes; DROP TABLE join_page; DROP TABLE join_departed; DROP TABLE join_mark;
     ALTER TABLE join_member ADD COLUMN input INTEGER NOT NULL DEFAULT -1;
     ${['last_node', 'settled', 'dead_entries', 'seen'].map((column) => `ALTER TABLE join_epoch DROP COLUMN ${column};`).join(' ')}
     CREATE TABLE join_bucket (join_no INTEGER NOT NULL, key INTEGER NOT NULL, order_hash INTEGER NOT NULL, node_no INTEGER NOT NULL, PRIMARY KEY (join_no, key, order_hash, node_no)) STRICT, WITHOUT ROWID`, 'DROP TABLE embedding; DROP TABLE embedding_model', 'SELECT 1', 'DROP TABLE judge; DROP TABLE judge_answer',
    `DROP TABLE pair_decision; DROP INDEX decision_withdrawn; DROP INDEX decision_attention; DROP INDEX decision_edit; DROP INDEX predecessor_of; DROP INDEX verdict_from; DROP INDEX verdict_held;
     ${['other', 'withdraws', 'until', 'assignee', 'edit'].map((column) => `ALTER TABLE decision DROP COLUMN ${column};`).join(' ')}`, 'DROP TABLE export_vector; DROP TABLE export_model', 'DROP TABLE export_intent',
    `DROP INDEX edge_ended; DROP INDEX verdict_ended; ALTER TABLE chunk DROP COLUMN text_hash; ALTER TABLE chunk DROP COLUMN status; ALTER TABLE run DROP COLUMN readings;
     ${['dropped', 'decision_seq', 'restores'].map((column) => `ALTER TABLE generation DROP COLUMN ${column};`).join(' ')}`,
    'DROP TABLE notice; DROP TABLE purge; DROP TABLE purged_document; DROP TABLE purged_content; DROP TABLE join_frequency; CREATE TABLE join_frequency (join_no INTEGER NOT NULL, term TEXT NOT NULL, nodes INTEGER NOT NULL, PRIMARY KEY (join_no, term)) STRICT, WITHOUT ROWID',
    `ALTER TABLE verdict RENAME TO verdict_since; CREATE TABLE verdict (chunk_no INTEGER NOT NULL, from_gen INTEGER NOT NULL, to_gen INTEGER NOT NULL, status TEXT NOT NULL, next_change_at INTEGER, body TEXT NOT NULL, PRIMARY KEY (chunk_no, from_gen)) STRICT, WITHOUT ROWID;
     INSERT INTO verdict SELECT chunk_no, from_gen, to_gen, status, next_change_at, body FROM verdict_since; DROP TABLE verdict_since; CREATE INDEX verdict_from ON verdict (from_gen);
     CREATE INDEX verdict_due ON verdict (next_change_at); CREATE INDEX verdict_held ON verdict (status, chunk_no); CREATE INDEX verdict_ended ON verdict (to_gen);
     ALTER TABLE measurement RENAME TO measurement_since; CREATE TABLE measurement (row_no INTEGER NOT NULL, scorer_no INTEGER NOT NULL, score REAL, signals TEXT NOT NULL, findings TEXT NOT NULL, PRIMARY KEY (row_no, scorer_no)) STRICT, WITHOUT ROWID;
     INSERT INTO measurement SELECT * FROM measurement_since; DROP TABLE measurement_since;
     ALTER TABLE assessment RENAME TO assessment_since; CREATE TABLE assessment (version_no INTEGER NOT NULL, scorer_no INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (version_no, scorer_no)) STRICT, WITHOUT ROWID;
     INSERT INTO assessment SELECT * FROM assessment_since; DROP TABLE assessment_since`,
    'DROP INDEX placement_text; CREATE INDEX placement_text ON placement (text_hash)'];

/** Makes a store that of an older schema, as far as it can be told from one. */
export function makeOlder(file: string, schema: number): void {
  const raw = new Database(file);
  for (const step of TAKEN_BACK.slice(schema - 1).reverse()) raw.exec(step);
  raw.pragma(`user_version = ${schema}`);
  raw.close();
}
