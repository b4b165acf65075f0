import { linkEvent, type DecisionDraft, type DecisionEvent, type PairVerdict, type StoreDecisions } from '../../core/index.js';
import { list, viewOf, type Connection } from './connection.js';
import { decisionEvent, type DecisionRow } from './rows.js';
import { isTextOf } from './text-hash.js';

/** That the decision of a row `alias` has not been taken back. */
export const stands = (alias: string): string => `NOT EXISTS (SELECT 1 FROM decision w WHERE w.withdraws = ${alias}.seq)`;

/** Adds an event to the log, linked to the one before it. */
export function appendDecision(db: Connection, draft: DecisionDraft, now: number): DecisionEvent {
  const last = db.get<{ seq: number; hash: string }>('SELECT seq, hash FROM decision ORDER BY seq DESC LIMIT 1');
  const event = linkEvent(last ?? null, { ...draft, at: new Date(now).toISOString() });
  insertEvent(db, event);
  return event;
}

/** Writes an event as it is. The caller answers for its place in the chain. */
export function insertEvent(db: Connection, event: DecisionEvent): void {
  db.run(
    `INSERT INTO decision (seq, at, actor, subject_kind, subject_id, verdict, reason, evidence, other, withdraws, until, assignee, edit, previous_hash, hash)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    event.seq, event.at, event.actor, event.subjectKind, event.subjectId, event.verdict, event.reason, JSON.stringify(event.evidence),
    event.other === undefined ? null : JSON.stringify(event.other), event.withdraws ?? null, event.until ?? null, event.assignee ?? null, event.edit === undefined ? null : JSON.stringify(event.edit), event.previousHash, event.hash,
  );
  if (event.other !== undefined && event.verdict !== 'withdraw') {
    const [first = '', second = ''] = [event.evidence.textHash, event.other.textHash].sort();
    db.run('INSERT INTO pair_decision (seq, first_text, second_text, other_id) VALUES (?, ?, ?, ?)', event.seq, first, second, event.other.id);
  }
}

type LogMethods = Pick<StoreDecisions, 'decisionsOf' | 'listDecisions' | 'pairDecisions' | 'chunksOfTexts' | 'withdrawn' | 'descendantsOf'>;

export function decisionLogMethods(db: Connection): LogMethods {
  return {
    async decisionsOf(subjectId) {
      return db.all<DecisionRow>(
        'SELECT * FROM decision WHERE subject_id = ?1 OR seq IN (SELECT seq FROM pair_decision WHERE other_id = ?1) ORDER BY seq', subjectId,
      ).map(decisionEvent);
    },
    async listDecisions(page) {
      return db.all<DecisionRow>('SELECT * FROM decision WHERE seq > ? ORDER BY seq LIMIT ?', page.afterSeq ?? 0, page.limit).map(decisionEvent);
    },
    async pairDecisions(textHashes) {
      // Most stores have none: their runs ask for nothing more.
      if (db.get('SELECT 1 FROM pair_decision LIMIT 1') === undefined) return [];
      return db.all<{ seq: number; verdict: PairVerdict; first_text: string; second_text: string }>(
        `SELECT p.seq, d.verdict, p.first_text, p.second_text FROM pair_decision p JOIN decision d USING (seq)
         WHERE p.first_text IN (SELECT value FROM json_each(?1)) AND p.second_text IN (SELECT value FROM json_each(?1)) AND ${stands('p')} ORDER BY p.seq`, list(textHashes),
      ).map(({ seq, verdict, first_text, second_text }) => ({ seq, verdict, texts: [first_text, second_text] as const }));
    },
    async chunksOfTexts(textHashes, at) {
      return db.all<{ id: string }>(
        `SELECT DISTINCT c.id FROM placement p JOIN membership m ON m.version_no = p.version_no AND m.from_gen <= ?2 AND m.to_gen > ?2 JOIN chunk c ON c.chunk_no = p.chunk_no
         WHERE ${isTextOf('p.text_hash', '?1')} ORDER BY c.id`, list(textHashes), viewOf(at),
      ).map(({ id }) => id);
    },
    async withdrawn(seqs) {
      return db.all<{ seq: number }>('SELECT DISTINCT withdraws AS seq FROM decision WHERE withdraws IN (SELECT value FROM json_each(?)) ORDER BY withdraws', list(seqs)).map(({ seq }) => seq);
    },
    async descendantsOf(chunkIds, at) {
      return db.all<{ id: string }>(
        `WITH RECURSIVE came (chunk_no) AS (
           SELECT p.chunk_no FROM chunk c CROSS JOIN predecessor p ON p.predecessor_no = c.chunk_no WHERE c.id IN (SELECT value FROM json_each(?1))
           UNION SELECT p.chunk_no FROM came CROSS JOIN predecessor p ON p.predecessor_no = came.chunk_no)
         SELECT c.id FROM came CROSS JOIN chunk c ON c.chunk_no = came.chunk_no WHERE EXISTS (
           SELECT 1 FROM placement q JOIN membership m ON m.version_no = q.version_no AND m.from_gen <= ?2 AND m.to_gen > ?2 WHERE q.chunk_no = c.chunk_no) ORDER BY c.id`, list(chunkIds), viewOf(at),
      ).map(({ id }) => id);
    },
  };
}
