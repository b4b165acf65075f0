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

/** What `corpusCounts` would give for a generation that a review has made, from the counts of the one before: it looks at nothing but the chunks that the review decided. */
export function reviewedCounts(db: Connection, before: CorpusCounts, at: number): CorpusCounts {
  const chunks = { ...before.chunks };
  for (const { was, is, n } of db.all<{ was: Status; is: Status; n: number }>(
    'SELECT o.status AS was, v.status AS "is", count(*) AS n FROM verdict v CROSS JOIN verdict o ON o.chunk_no = v.chunk_no AND o.to_gen = v.from_gen WHERE v.from_gen = ? GROUP BY 1, 2', at,
  )) {
    chunks[was] -= n;
    chunks[is] += n;
  }
  const documents = { ...before.documents };
  for (const { status, n } of statusChanges(db, at)) documents[status] += n;
  const findings = { ...before.findings };
  for (const { rule, n } of db.all<{ rule: string; n: number }>(
    `SELECT rule, total(sign) AS n FROM (
       SELECT e.value ->> 'rule' AS rule, 1 AS sign FROM verdict v, json_each(v.body, '$.findings') e WHERE v.from_gen = ?1
       UNION ALL SELECT e.value ->> 'rule', -1 FROM verdict v CROSS JOIN verdict o ON o.chunk_no = v.chunk_no AND o.to_gen = v.from_gen, json_each(o.body, '$.findings') e WHERE v.from_gen = ?1)
     GROUP BY rule`, at,
  )) findings[rule] = (findings[rule] ?? 0) + n;
  return { documents, chunks, findings: Object.fromEntries(Object.entries(findings).filter(([, n]) => n !== 0).sort(([a], [b]) => (a < b ? -1 : 1))) };
}

type DocumentState = Exclude<keyof CorpusCounts['documents'], 'total' | 'failed'>;

/** How many documents more or fewer of each status a review has made. */
function statusChanges(db: Connection, at: number): { status: DocumentState; n: number }[] {
  const touched = `SELECT DISTINCT m.version_no FROM verdict v CROSS JOIN placement p ON p.chunk_no = v.chunk_no CROSS JOIN membership m ON m.version_no = p.version_no AND m.from_gen <= ?1 AND m.to_gen > ?1
    WHERE v.from_gen = ?1`;
  const states = (view: string): { version_no: number; accepted: number; quarantined: number; rejected: number }[] => db.all(
    `SELECT p.version_no, ${STATUSES.map((status) => `count(*) FILTER (WHERE v.status = '${status}') AS ${status}`).join(', ')}
     FROM (${touched}) t CROSS JOIN placement p ON p.version_no = t.version_no JOIN verdict v ON v.chunk_no = p.chunk_no AND v.from_gen <= ${view} AND v.to_gen > ${view} GROUP BY p.version_no`, at,
  );
  return [...states('?1').map((counts) => ({ status: stateOf(counts), n: 1 })), ...states('?1 - 1').map((counts) => ({ status: stateOf(counts), n: -1 }))];
}

/** As the books count it: see `documentStatus` of curate. */
function stateOf({ accepted, quarantined, rejected }: Readonly<Record<Status, number>>): DocumentState {
  if (accepted > 0) return quarantined + rejected > 0 ? 'partial' : 'accepted';
  return rejected > 0 && quarantined === 0 ? 'rejected' : 'quarantined';
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
    documents[stateOf(row)] += row.n;
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
