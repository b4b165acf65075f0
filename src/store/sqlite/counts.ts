import type { CorpusCounts, Status } from '../../core/index.js';
import type { Connection } from './connection.js';

const STATUSES: readonly Status[] = ['accepted', 'quarantined', 'rejected'];

/** Counts a generation as it stands in the intervals. `failed` documents are items that never gave one. */
export function corpusCounts(db: Connection, at: number): CorpusCounts {
  const chunks = { total: 0, accepted: 0, quarantined: 0, rejected: 0 };
  for (const row of db.all<{ status: Status; n: number }>('SELECT status, count(*) AS n FROM verdict WHERE from_gen <= ?1 AND to_gen > ?1 GROUP BY status', at)) {
    chunks[row.status] = row.n;
    chunks.total += row.n;
  }
  return { documents: documentCounts(db, at), chunks, findings: findingCounts(db, at) };
}

function documentCounts(db: Connection, at: number): CorpusCounts['documents'] {
  const documents = { total: 0, accepted: 0, partial: 0, quarantined: 0, rejected: 0, failed: 0 };
  const kinds = db.all<{ accepted: number; quarantined: number; rejected: number; n: number }>(
    `SELECT accepted > 0 AS accepted, quarantined > 0 AS quarantined, rejected > 0 AS rejected, count(*) AS n FROM (
       SELECT m.doc_no, ${STATUSES.map((status) => `count(*) FILTER (WHERE v.status = '${status}') AS ${status}`).join(', ')}
       FROM membership m
       LEFT JOIN placement p ON p.version_no = m.version_no
       LEFT JOIN verdict v ON v.chunk_no = p.chunk_no AND v.from_gen <= ?1 AND v.to_gen > ?1
       WHERE m.from_gen <= ?1 AND m.to_gen > ?1 GROUP BY m.doc_no)
     GROUP BY 1, 2, 3`,
    at,
  );
  for (const row of kinds) {
    const heldBack = row.quarantined + row.rejected > 0;
    if (row.accepted === 1) documents[heldBack ? 'partial' : 'accepted'] += row.n;
    else documents[row.rejected === 1 && row.quarantined === 0 ? 'rejected' : 'quarantined'] += row.n;
    documents.total += row.n;
  }
  const failed = db.get<{ n: number }>(
    `SELECT count(*) AS n FROM item i WHERE i.code IS NOT NULL AND i.gone = 0 AND i.path <> '' AND i.path NOT LIKE '%/'
       AND NOT EXISTS (SELECT 1 FROM document d JOIN membership m ON m.doc_no = d.doc_no AND m.from_gen <= ?1 AND m.to_gen > ?1 WHERE d.item_no = i.item_no)`,
    at,
  );
  documents.failed = failed?.n ?? 0;
  documents.total += documents.failed;
  return documents;
}

/** Findings of the generation by rule: those of documents, of scorers and of verdicts. */
function findingCounts(db: Connection, at: number): Record<string, number> {
  const rows = db.all<{ rule: string; n: number }>(
    `WITH live AS (SELECT doc_no, version_no FROM membership WHERE from_gen <= ?1 AND to_gen > ?1),
     found AS (
       SELECT e.value ->> 'rule' AS rule FROM live JOIN version v USING (version_no), json_each(v.findings) e
       UNION ALL SELECT e.value ->> 'rule' FROM live JOIN assessment a USING (version_no), json_each(a.body, '$.findings') e
       UNION ALL SELECT e.value ->> 'rule' FROM live JOIN placement p USING (version_no) JOIN measurement s USING (row_no), json_each(s.findings) e WHERE s.findings <> '[]'
       UNION ALL SELECT e.value ->> 'rule' FROM verdict v, json_each(v.body, '$.findings') e WHERE v.from_gen <= ?1 AND v.to_gen > ?1)
     SELECT rule, count(*) AS n FROM found GROUP BY rule ORDER BY rule`,
    at,
  );
  return Object.fromEntries(rows.map((row) => [row.rule, row.n]));
}
