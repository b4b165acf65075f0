import {
  WinnowError, type DecisionEvent, type GenerationRecord, type RunFence, type StagedVerdict, type StoreDecisions,
} from '../../core/index.js';
import { brokenInvariants } from './check.js';
import { componentsOf } from './components.js';
import { OPEN, PENDING, list, viewOf, type Connection } from './connection.js';
import { reviewedCounts } from './counts.js';
import { appendDecision, decisionLogMethods } from './decision-log.js';
import { decideSubjectsOf } from './decide-subjects.js';
import { decisionEvent, type DecisionRow } from './rows.js';
import { currentGeneration, insertGeneration, meta, setMeta } from './runs.js';
import { releasedText } from './text-hash.js';
import { readVerdictBody, verdictBody, type VerdictRow } from './verdict-body.js';

/** Staged verdicts that are published in one statement. */
const STAGED_AT_ONCE = 2000;

function stage(db: Connection, policyKey: string, { chunkId, decided }: StagedVerdict): void {
  const chunk = db.get<{ chunk_no: number }>('SELECT chunk_no FROM chunk WHERE id = ?', chunkId);
  if (chunk === undefined) return;
  db.run('DELETE FROM undecided WHERE chunk_no = ?', chunk.chunk_no);
  const body = decided === null ? null : verdictBody(decided);
  const stands = db.get<VerdictRow>(`SELECT status, next_change_at, body FROM verdict WHERE chunk_no = ? AND to_gen = ${OPEN}`, chunk.chunk_no);
  const same = stands === undefined || decided === null ? stands === undefined && decided === null
    : stands.status === decided.status && stands.next_change_at === decided.nextChangeAt && (stands.body === body || verdictBody(readVerdictBody(stands.body)) === body);
  if (same) db.run('DELETE FROM staged_verdict WHERE chunk_no = ?', chunk.chunk_no);
  else db.run('INSERT OR REPLACE INTO staged_verdict VALUES (?, ?, ?, ?, ?)', chunk.chunk_no, policyKey, decided?.status ?? null, decided?.nextChangeAt ?? null, body);
}

/** Turns what is staged into intervals from generation `number` on. */
function applyStaged(db: Connection, number: number): void {
  db.run(`UPDATE verdict SET to_gen = ? WHERE to_gen = ${OPEN} AND chunk_no IN (SELECT chunk_no FROM staged_verdict)`, number);
  for (let more = true; more;) {
    // Some at a time, so that the room of those that went is taken by those that come: a first run would leave as much free as it has verdicts.
    const last = db.get<{ chunk_no: number }>('SELECT chunk_no FROM staged_verdict ORDER BY chunk_no LIMIT 1 OFFSET ?', STAGED_AT_ONCE - 1)?.chunk_no ?? null;
    db.run(
      `INSERT INTO verdict (chunk_no, from_gen, to_gen, status, next_change_at, body)
         SELECT chunk_no, ?1, ${OPEN}, status, next_change_at, body FROM staged_verdict WHERE status IS NOT NULL AND (?2 IS NULL OR chunk_no <= ?2) ORDER BY chunk_no`, number, last,
    );
    db.run('DELETE FROM staged_verdict WHERE ?1 IS NULL OR chunk_no <= ?1', last);
    more = last !== null;
  }
  db.run(
    `INSERT OR IGNORE INTO release (chunk_no, content_hash, generation)
       SELECT p.chunk_no, ${releasedText('p')}, ?1 FROM membership m JOIN placement p USING (version_no) JOIN verdict v ON v.chunk_no = p.chunk_no AND v.to_gen = ${OPEN}
       WHERE m.to_gen = ${OPEN} AND v.status = 'accepted' AND (m.from_gen = ?1 OR v.from_gen = ?1)`, number,
  );
}

/** Pending intervals become part of generation `number`. */
function applyPending(db: Connection, number: number): void {
  for (const table of ['membership', 'edge']) {
    db.run(`UPDATE ${table} SET from_gen = ? WHERE from_gen = ${PENDING}`, number);
    db.run(`UPDATE ${table} SET to_gen = ? WHERE to_gen = ${PENDING}`, number);
  }
}

const something = (db: Connection, sql: string): boolean => db.get(sql) !== undefined;

function hasPending(db: Connection): boolean {
  return ['membership', 'edge'].some((table) =>
    something(db, `SELECT 1 FROM ${table} WHERE from_gen = ${PENDING} LIMIT 1`) || something(db, `SELECT 1 FROM ${table} WHERE to_gen = ${PENDING} LIMIT 1`))
    || something(db, 'SELECT 1 FROM staged_verdict LIMIT 1');
}

/** 0 = the log is empty. */
const newestSeq = (db: Connection): number => db.get<{ seq: number | null }>('SELECT max(seq) AS seq FROM decision')?.seq ?? 0;

function publishRun(
  db: Connection, fence: RunFence, publish: Parameters<StoreDecisions['publishRun']>[1],
): { generation: GenerationRecord; changed: boolean } | { decisionsAfter: readonly DecisionEvent[] } {
  const newer = db.all<DecisionRow>('SELECT * FROM decision WHERE seq > ? ORDER BY seq', publish.decisionSeq);
  if (newer.length > 0) return { decisionsAfter: newer.map(decisionEvent) };
  const current = currentGeneration(db);
  if (current?.pinned === true) throw new WinnowError('generation-pinned', `generation ${current.number} is pinned since it was rolled back to`);
  setMeta(db, 'decidedPolicyKey', publish.policyKey);
  if (current !== null && !hasPending(db)) return { generation: current, changed: false };
  const number = (current?.number ?? 0) + 1;
  applyPending(db, number);
  applyStaged(db, number);
  const generation = insertGeneration(db, { number, by: 'run', runId: fence.runId, pinned: false, decidedAt: publish.now, ...(publish.note === undefined ? {} : { note: publish.note }) });
  const broken = brokenInvariants(db);
  if (broken.length > 0) throw new WinnowError('books-unbalanced', `the books of generation ${number} do not balance: ${broken.map((problem) => problem.message).join('; ')}`);
  return { generation, changed: true };
}

/** Chunks whose verdict may be out of date; parameters: `now`, policy key. */
export const UNDECIDED = `SELECT chunk_no FROM undecided
  UNION SELECT v.chunk_no FROM verdict v WHERE v.to_gen = ${OPEN} AND v.next_change_at <= ?1 AND v.chunk_no NOT IN (SELECT chunk_no FROM staged_verdict)
  UNION SELECT chunk_no FROM staged_verdict WHERE policy_key <> ?2 OR next_change_at <= ?1`;

export function decisionMethods(db: Connection): StoreDecisions {
  return {
    ...decisionLogMethods(db),
    async undecided(query) {
      return db.all<{ id: string }>(
        `SELECT c.id FROM (${UNDECIDED}) JOIN chunk c USING (chunk_no) ORDER BY c.chunk_no LIMIT ?3`, query.now, query.policyKey, query.limit,
      ).map((row) => row.id);
    },
    async markAllUndecided(fence) {
      db.fenced(fence, () => db.run(
        `INSERT OR IGNORE INTO undecided SELECT p.chunk_no FROM membership m JOIN placement p USING (version_no) WHERE m.to_gen = ${OPEN}`,
      ));
    },
    async decidedPolicyKey() {
      return meta(db, 'decidedPolicyKey');
    },
    async components(join, unit, subjectIds, at) {
      return db.read(() => componentsOf(db, join, unit, subjectIds, at));
    },
    async chunkIdsOf(documentIds, at) {
      return db.all<{ id: string }>(
        `SELECT c.id FROM document d JOIN membership m ON m.doc_no = d.doc_no AND m.from_gen <= ?1 AND m.to_gen > ?1 JOIN placement p ON p.version_no = m.version_no
         JOIN chunk c USING (chunk_no) WHERE d.id IN (SELECT value FROM json_each(?2)) ORDER BY d.uri, p.seq`, viewOf(at), list(documentIds),
      ).map((row) => row.id);
    },
    async decideSubjects(chunkIds, at, options = {}) {
      return db.read(() => decideSubjectsOf(db, chunkIds, at, options.without ?? [], options.edits ?? []));
    },
    async stageVerdicts(fence, policyKey, verdicts) {
      db.fenced(fence, () => { for (const verdict of verdicts) stage(db, policyKey, verdict); });
    },
    async decisionSeq() {
      return newestSeq(db);
    },
    async publishRun(fence, publish) {
      return db.fenced(fence, () => publishRun(db, fence, publish), { durable: true });
    },
    async publishReview(review) {
      return db.write(() => {
        const current = currentGeneration(db);
        if (current === null) throw new WinnowError('nothing-to-export', `${db.location} has no generation to decide on`);
        if (current.number !== review.basis) {
          throw new WinnowError('decision-conflict', `the corpus moved from generation ${review.basis} to ${current.number} while deciding`);
        }
        const seq = newestSeq(db);
        if (review.decisionSeq !== undefined && seq !== review.decisionSeq) {
          throw new WinnowError('decision-conflict', `the log moved from decision ${review.decisionSeq} to ${seq} while deciding`);
        }
        const events = review.events.map((draft) => appendDecision(db, draft, review.now));
        // Who looks at what, and when, is no part of the corpus.
        if (review.verdicts.length === 0) return { generation: current, events };
        const number = current.number + 1;
        publishVerdicts(db, review.verdicts, number);
        // Those that follow from the decision too: in the pending state of a run under way they may hang together otherwise.
        const moved = new Set([...events.map((event) => event.subjectId), ...review.verdicts.map((verdict) => verdict.chunkId)]);
        for (const id of moved) db.run('INSERT OR IGNORE INTO undecided SELECT chunk_no FROM chunk WHERE id = ?', id);
        const generation = insertGeneration(db, {
          number, by: 'review', runId: null, pinned: current.pinned, decidedAt: Date.parse(current.decidedAt), counts: reviewedCounts(db, current.counts, number),
          ...(events.some(({ edit }) => edit !== undefined) ? { note: 'metadata' } : {}),
        });
        return { generation, events };
      }, { durable: true });
    },
  };
}

/** A review's verdicts go straight into intervals: what a run has staged meanwhile stays staged and is looked at again by the run. */
function publishVerdicts(db: Connection, verdicts: readonly StagedVerdict[], number: number): void {
  for (const { chunkId, decided } of verdicts) {
    if (decided === null) continue;
    const chunk = db.get<{ chunk_no: number }>('SELECT chunk_no FROM chunk WHERE id = ?', chunkId);
    // Every chunk of a generation has a verdict: one without has left the corpus.
    const closed = chunk === undefined ? 0 : db.run(`UPDATE verdict SET to_gen = ? WHERE chunk_no = ? AND to_gen = ${OPEN}`, number, chunk.chunk_no).changes;
    if (chunk === undefined || closed === 0) throw new WinnowError('id-unknown', `generation ${number - 1} has no chunk ${chunkId}`);
    db.run(
      `INSERT INTO verdict (chunk_no, from_gen, to_gen, status, next_change_at, body) VALUES (?, ?, ${OPEN}, ?, ?, ?)`,
      chunk.chunk_no, number, decided.status, decided.nextChangeAt, verdictBody(decided),
    );
    if (decided.status !== 'accepted') continue;
    db.run(
      `INSERT OR IGNORE INTO release SELECT p.chunk_no, ${releasedText('p')}, ?1 FROM placement p JOIN membership m ON m.version_no = p.version_no
         AND m.from_gen < ?1 AND m.to_gen > ?1 WHERE p.chunk_no = ?2`, number, chunk.chunk_no,
    );
  }
}
