import type { DecidedChunk, Status } from '../../core/index.js';
import type { Connection } from './connection.js';
import { readVerdictBody } from './verdict-body.js';

/**
 * Keeps of a chunk that no version holds any more what later verdicts rest on: who came from it, its last status, and its last verdict and text hash where a decision bears on it. A decision
 * reaches the chunks that came from it through any number of others, and a text that was released before says so when it comes back.
 */
export function bareChunk(db: Connection, chunkNo: number, textHash: string): void {
  const last = db.get<{ from_gen: number; status: Status; body: string }>('SELECT from_gen, status, body FROM verdict WHERE chunk_no = ? ORDER BY from_gen DESC LIMIT 1', chunkNo);
  const decided = db.get('SELECT 1 FROM chunk c CROSS JOIN decision d ON d.subject_id = c.id WHERE c.chunk_no = ? LIMIT 1', chunkNo) !== undefined;
  const bearing = decided || (last !== undefined && bears(readVerdictBody(last.body)));
  if (last !== undefined && !decided) db.run('DELETE FROM verdict WHERE chunk_no = ? AND from_gen < ?', chunkNo, bearing ? last.from_gen : Number.MAX_SAFE_INTEGER);
  if (!bearing && isUnknown(db, chunkNo)) db.run('DELETE FROM chunk WHERE chunk_no = ?1 AND chunk_no < (SELECT max(chunk_no) FROM chunk)', chunkNo);
  else if (last !== undefined) db.run('UPDATE chunk SET status = ?, text_hash = ? WHERE chunk_no = ?', last.status, bearing ? textHash : null, chunkNo);
}

const bears = ({ decisionSeq, decisions, pin }: Pick<DecidedChunk, 'decisionSeq' | 'decisions' | 'pin'>): boolean => decisionSeq !== null || decisions !== undefined || pin !== undefined;

/** Whether nothing refers to a chunk by its number. */
function isUnknown(db: Connection, chunkNo: number): boolean {
  const references = [
    'release WHERE chunk_no = ?1', 'predecessor WHERE chunk_no = ?1', 'predecessor WHERE predecessor_no = ?1', 'heir WHERE chunk_no = ?1', 'heir WHERE heir_no = ?1', 'undecided WHERE chunk_no = ?1',
    'staged_verdict WHERE chunk_no = ?1', 'join_member WHERE subject_no = ?1 AND join_no IN (SELECT join_no FROM join_epoch)',
  ];
  return references.every((reference) => db.get(`SELECT 1 FROM ${reference} LIMIT 1`, chunkNo) === undefined);
}
