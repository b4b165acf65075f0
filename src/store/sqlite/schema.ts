import { renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { WinnowError } from '../../core/index.js';
import { OPEN, PENDING, named, type Connection } from './connection.js';
import { SINCE_2, SINCE_3, SINCE_4, SINCE_5, SINCE_6, SINCE_7, SINCE_8, SINCE_9, SINCE_10, SINCE_11, SINCE_12, SINCE_13, SINCE_14, SINCE_15 } from './schema-steps.js';
import { syncFile, syncFolder } from './sync.js';

export const SCHEMA_VERSION = 15;
/** "Winw" in the file's header: tells a store from any other SQLite file. */
const APPLICATION_ID = 0x57696e77;

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
${SINCE_14}
${SINCE_15}
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
  13: SINCE_14,
  14: SINCE_15,
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
