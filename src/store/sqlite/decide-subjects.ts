import {
  PIN_VERDICTS, STATUS_VERDICTS,
  type At, type DecidedChunk, type DecideSubject, type DecisionEvent, type FindingDraft, type JsonObject, type PersonVerdict, type PinVerdict, type PredecessorStanding, type Status, type StatusVerdict,
} from '../../core/index.js';
import { OPEN, list, viewOf, type Connection } from './connection.js';
import { editedAssessments, editedDeclared, editedSource } from '../../core/edits.js';
import { stands } from './decision-log.js';
import { EditReader } from './edits.js';
import { assessmentsOf, decisionEvent, measurementsOf, type DecisionRow } from './rows.js';
import { decidedChunk, type VerdictRow } from './verdict-body.js';

interface SubjectRow {
  chunk_no: number; id: string; row_no: number; start: number; end: number; tokens: number; content_hash: string; text_hash: string; document_id: string; document_hash: string; path: string;
  record: string | null; version_no: number; language: string | null; media_type: string; declared: string; findings: string; source: string;
  authority: number; owner: string | null; access: string | null;
}

const NOT_AMONG = 'seq NOT IN (SELECT value FROM json_each(?))';

/** The newest decision on a chunk that says one of these and stands without those of `without`, a JSON list. */
function newestDecision<Said extends PersonVerdict>(db: Connection, id: string, verdicts: readonly Said[], without: string): DecisionEvent<Said> | null {
  const row = db.get<DecisionRow>(
    `SELECT * FROM decision d WHERE subject_kind = 'chunk' AND subject_id = ? AND verdict IN (SELECT value FROM json_each(?)) AND ${stands('d')} AND ${NOT_AMONG} ORDER BY seq DESC LIMIT 1`, id, JSON.stringify(verdicts), without,
  );
  return row === undefined ? null : decisionEvent(row) as DecisionEvent<Said>;
}

/** The latest word on a chunk as a canonical: its own, or the one its verdict carries or says has lapsed. */
function bearingPin(db: Connection, chunkId: string, decided: DecidedChunk | null, without: string): PredecessorStanding['pin'] {
  const own = newestDecision(db, chunkId, PIN_VERDICTS, without);
  const carried = decided?.pin;
  if (own !== null) return { event: own, stands: carried?.seq === own.seq && carried.stands };
  const row = carried === undefined ? undefined : db.get<DecisionRow>(`SELECT * FROM decision d WHERE seq = ? AND ${stands('d')} AND ${NOT_AMONG}`, carried.seq, without);
  return row === undefined || carried === undefined ? null : { event: decisionEvent(row) as DecisionEvent<PinVerdict>, stands: carried.stands };
}

function verdictInForce(db: Connection, chunkNo: number): VerdictRow | undefined {
  return db.get<VerdictRow>(`SELECT status, next_change_at, body FROM verdict WHERE chunk_no = ? AND to_gen = ${OPEN}`, chunkNo);
}

/**
 * The decisions that still bear on a chunk, newest first: its own, or those its verdict carries or says have lapsed. The status
 * beside them says whether they stood.
 */
function bearingDecisions(db: Connection, chunkId: string, decided: DecidedChunk | null, without: string): DecisionEvent<StatusVerdict>[] {
  const own = newestDecision(db, chunkId, STATUS_VERDICTS, without);
  if (own !== null) return [own];
  const seqs = decided?.decisions ?? [decided?.decisionSeq ?? null].filter((seq) => seq !== null);
  return db.all<DecisionRow>(`SELECT * FROM decision d WHERE seq IN (SELECT value FROM json_each(?)) AND ${stands('d')} AND ${NOT_AMONG} ORDER BY seq DESC`, JSON.stringify(seqs), without)
    .map((row) => decisionEvent(row) as DecisionEvent<StatusVerdict>);
}

/** What a chunk came from, each with its last word: its newest verdict, open or closed, or what is kept of one whose generations are not. */
function predecessorsOf(db: Connection, chunkNo: number, without: string): PredecessorStanding[] {
  const rows = db.all<{ chunk_no: number; id: string; share: number; heir: number; status: Status | null; text_hash: string | null }>(
    `SELECT c.chunk_no, c.id, c.status, c.text_hash, p.share, EXISTS (SELECT 1 FROM heir h WHERE h.chunk_no = p.predecessor_no AND h.heir_no = p.chunk_no) AS heir
     FROM predecessor p JOIN chunk c ON c.chunk_no = p.predecessor_no WHERE p.chunk_no = ? ORDER BY p.share DESC, c.id`, chunkNo,
  );
  return rows.map((row) => {
    const last = db.get<VerdictRow>('SELECT status, next_change_at, body FROM verdict WHERE chunk_no = ? ORDER BY from_gen DESC LIMIT 1', row.chunk_no);
    const decided = last === undefined ? null : decidedChunk(last);
    const [decision, ...others] = bearingDecisions(db, row.id, decided, without);
    const placement = db.get<{ text_hash: string }>('SELECT text_hash FROM placement WHERE chunk_no = ? ORDER BY row_no DESC LIMIT 1', row.chunk_no);
    return {
      chunkId: row.id, share: row.share, heir: row.heir === 1, textHash: placement?.text_hash ?? row.text_hash ?? '', status: decided?.status ?? row.status,
      decision: decision ?? null, others, pin: bearingPin(db, row.id, decided, without),
    };
  });
}

/** All that deciding needs of each chunk, as a point of view has it; without the decisions of some numbers. */
export function decideSubjectsOf(db: Connection, chunkIds: readonly string[], at: At, without: readonly number[], incoming: readonly DecisionEvent[]): DecideSubject[] {
  const view = viewOf(at);
  const passedOver = list(without);
  const edits = new EditReader(db, { without, incoming });
  const rows = db.all<SubjectRow>(
    `SELECT c.chunk_no, c.id, p.row_no, p.start, p."end", p.tokens, p.content_hash, p.text_hash, d.id AS document_id, d.path, d.record, v.content_hash AS document_hash, v.version_no, v.language,
       v.media_type, v.declared, v.findings, s.name AS source, s.authority, s.owner, s.access
     FROM chunk c JOIN placement p ON p.chunk_no = c.chunk_no JOIN membership m ON m.version_no = p.version_no AND m.from_gen <= ? AND m.to_gen > ?
     JOIN version v ON v.version_no = m.version_no JOIN document d ON d.doc_no = m.doc_no JOIN source s ON s.source_no = d.source_no
     WHERE c.id IN (SELECT value FROM json_each(?)) ORDER BY d.uri, p.seq`, view, view, list(chunkIds),
  );
  const decisionsExist = db.get('SELECT 1 FROM decision LIMIT 1') !== undefined;
  return rows.map((row) => {
    const verdict = verdictInForce(db, row.chunk_no);
    const decision = decisionsExist ? newestDecision(db, row.id, STATUS_VERDICTS, passedOver) : null;
    const pin = decisionsExist ? newestDecision(db, row.id, PIN_VERDICTS, passedOver) : null;
    const edited = edits.of(row.document_id, row.document_hash);
    return {
      chunkId: row.id, documentId: row.document_id, source: editedSource({ name: row.source, authority: row.authority, owner: row.owner, access: row.access }, edited), path: row.path,
      record: row.record, tokens: row.tokens, contentHash: row.content_hash, textHash: row.text_hash, language: row.language, mediaType: row.media_type,
      declared: editedDeclared(JSON.parse(row.declared) as JsonObject, edited),
      documentFindings: JSON.parse(row.findings) as FindingDraft[], measurements: measurementsOf(db, row.row_no), assessments: editedAssessments(assessmentsOf(db, row.version_no), edited),
      decision, pin, predecessors: (decision === null || pin === null) && decisionsExist ? predecessorsOf(db, row.chunk_no, passedOver) : [],
      verdict: verdict === undefined ? null : decidedChunk(verdict), span: { start: row.start, end: row.end },
    };
  });
}
