import { verifyChain, type StoreProblem } from '../../core/index.js';
import { OPEN, PENDING, type Connection } from './connection.js';
import { embeddingProblems } from './embeddings.js';
import { joinProblems } from './joins.js';
import { purgeProblems } from './purges.js';
import { incompleteGenerations, strayRows } from './retention.js';
import { decisionEvent, type DecisionRow } from './rows.js';

/** Our own invariants, each a query that counts what breaks it: SQLite's check says "ok" to half-applied work. */
const INVARIANTS: readonly { code: string; says: string; sql: string }[] = [
  { code: 'document-twice', says: 'documents are in the corpus twice at once', sql: `SELECT count(*) AS n FROM (SELECT doc_no FROM membership WHERE to_gen = ${OPEN} GROUP BY doc_no HAVING count(*) > 1)` },
  { code: 'interval-inverted', says: 'intervals end before they begin', sql: `SELECT (SELECT count(*) FROM membership WHERE to_gen <= from_gen AND from_gen <> ${PENDING}) + (SELECT count(*) FROM verdict WHERE to_gen <= from_gen) + (SELECT count(*) FROM edge WHERE to_gen <= from_gen AND from_gen <> ${PENDING}) AS n` },
  { code: 'version-without-text', says: 'document versions have no text', sql: 'SELECT count(*) AS n FROM version v WHERE NOT EXISTS (SELECT 1 FROM version_text t WHERE t.version_no = v.version_no)' },
  { code: 'version-chunks', says: 'document versions have not the chunks they should', sql: 'SELECT count(*) AS n FROM version v WHERE v.chunks <> (SELECT count(*) FROM placement p WHERE p.version_no = v.version_no)' },
  {
    code: 'chunk-without-verdict', says: 'published chunks have no verdict',
    sql: `SELECT count(*) AS n FROM membership m JOIN placement p USING (version_no), (SELECT max(number) AS g FROM generation)
      WHERE m.from_gen <= g AND m.to_gen > g AND NOT EXISTS (SELECT 1 FROM verdict x WHERE x.chunk_no = p.chunk_no AND x.from_gen <= g AND x.to_gen > g)`,
  },
  {
    code: 'verdict-without-chunk', says: 'verdicts are on chunks that are not in the corpus',
    sql: `SELECT count(*) AS n FROM verdict x, (SELECT max(number) AS g FROM generation) WHERE x.from_gen <= g AND x.to_gen > g
      AND NOT EXISTS (SELECT 1 FROM placement p JOIN membership m USING (version_no) WHERE p.chunk_no = x.chunk_no AND m.from_gen <= g AND m.to_gen > g)`,
  },
  { code: 'verdict-twice', says: 'chunks have two verdicts at once', sql: `SELECT count(*) AS n FROM (SELECT chunk_no FROM verdict WHERE to_gen = ${OPEN} GROUP BY chunk_no HAVING count(*) > 1)` },
  { code: 'generation-gap', says: 'generations are missing', sql: 'SELECT coalesce(max(number), 0) - count(*) AS n FROM generation' },
];

/** The decisions' hash chain from the first event on. */
async function chainProblems(db: Connection): Promise<StoreProblem[]> {
  const report = await verifyChain(db.all<DecisionRow>('SELECT * FROM decision ORDER BY seq').map(decisionEvent));
  return report.ok ? [] : [{ code: 'decision-chain-broken', message: `the decision log was changed at entry ${report.brokenAt}: ${report.why}` }];
}

/** Broken books: looked at before a generation is published, in the same transaction. */
export function brokenInvariants(db: Connection): StoreProblem[] {
  return INVARIANTS.flatMap(({ code, says, sql }) => {
    const count = db.get<{ n: number | null }>(sql)?.n ?? 0;
    return count === 0 ? [] : [{ code, message: `${count} ${says}` }];
  });
}

export async function storeProblems(db: Connection): Promise<StoreProblem[]> {
  const integrity = String(db.pragma('integrity_check(10)'));
  const file = integrity === 'ok' ? [] : [{ code: 'file-damaged', message: integrity }];
  return [...file, ...brokenInvariants(db), ...(await chainProblems(db)), ...joinProblems(db), ...embeddingProblems(db), ...retentionProblems(db), ...purgeProblems(db)];
}

function retentionProblems(db: Connection): StoreProblem[] {
  const [incomplete, stray] = [incompleteGenerations(db), strayRows(db)];
  return [
    ...(incomplete > 0 ? [{ code: 'generation-incomplete', message: `${incomplete} generations that are kept have not the verdicts they were published with` }] : []),
    ...(stray > 0 ? [{ code: 'row-stray', message: `${stray} rows belong to document versions or chunks that are not there` }] : []),
  ];
}
