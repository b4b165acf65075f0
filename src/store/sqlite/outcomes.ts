import type { DocumentOutcome, RuleId, Status } from '../../core/index.js';
import { OPEN, type Connection } from './connection.js';
import type { TextCache } from './texts.js';

/** Rules found on a version and on its chunks in the pending state: by the parser, the scorers, and with the verdicts, where what is staged comes first. */
const RULES = `WITH held AS (
    SELECT p.row_no, coalesce(g.body, x.body) AS body FROM placement p LEFT JOIN staged_verdict g ON g.chunk_no = p.chunk_no
      LEFT JOIN verdict x ON g.chunk_no IS NULL AND x.chunk_no = p.chunk_no AND x.to_gen = ${OPEN} WHERE p.version_no = ?1)
  SELECT e.value ->> 'rule' AS rule FROM version v, json_each(v.findings) e WHERE v.version_no = ?1
  UNION SELECT e.value ->> 'rule' FROM assessment a, json_each(a.body, '$.findings') e WHERE a.version_no = ?1
  UNION SELECT e.value ->> 'rule' FROM held JOIN measurement s USING (row_no), json_each(s.findings) e
  UNION SELECT e.value ->> 'rule' FROM held, json_each(held.body, '$.findings') e
  UNION SELECT e.value ->> 'rule' FROM held, json_each(held.body, '$.reasons') e ORDER BY rule`;

export function outcomeOf(db: Connection, texts: TextCache, uri: string): DocumentOutcome {
  const document = db.get<{ version_no: number; failed: number }>(
    `SELECT m.version_no, i.code IS NOT NULL AS failed FROM document d JOIN membership m ON m.doc_no = d.doc_no AND m.to_gen = ${OPEN} LEFT JOIN item i ON i.item_no = d.item_no WHERE d.uri = ?`, uri,
  );
  if (document === undefined) return { status: hasFailed(db, uri) ? 'failed' : 'absent', rules: [], text: null };
  const { version_no: versionNo, failed } = document;
  const statuses = db.all<{ status: Status | null }>(
    `SELECT DISTINCT coalesce(g.status, x.status) AS status FROM placement p LEFT JOIN staged_verdict g ON g.chunk_no = p.chunk_no
       LEFT JOIN verdict x ON g.chunk_no IS NULL AND x.chunk_no = p.chunk_no AND x.to_gen = ${OPEN} WHERE p.version_no = ?`, versionNo,
  ).map(({ status }) => status);
  return {
    status: failed === 1 ? 'failed' : statusOf(statuses),
    rules: db.all<{ rule: RuleId }>(RULES, versionNo).map(({ rule }) => rule), text: texts.of(versionNo),
  };
}

/** An item that never gave a document is known by its path alone. */
const hasFailed = (db: Connection, uri: string): boolean => db.get(
  "SELECT 1 FROM item i JOIN source s USING (source_no) WHERE i.code IS NOT NULL AND i.gone = 0 AND ?1 IN (s.name || ':' || i.path, s.name || ':' || i.path || '#' || i.record)", uri) !== undefined;

function statusOf(statuses: readonly (Status | null)[]): DocumentOutcome['status'] {
  const accepted = statuses.includes('accepted');
  if (accepted) return statuses.length > 1 ? 'partial' : 'accepted';
  return statuses.length === 1 && statuses[0] === 'rejected' ? 'rejected' : 'quarantined';
}
