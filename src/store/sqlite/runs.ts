import { WinnowError, type JsonObject, type CorpusCounts, type GenerationRecord, type LeaseHolder, type RunFence, type RunRecord, type RunStatus, type StoreRuns, type WorkCounts, uuidOf } from '../../core/index.js';
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { corpusCounts } from './counts.js';
import { revertTo } from './rollback.js';
import type { Connection } from './connection.js';

/** A lease whose holder has not been heard of for this long is taken over, even where its process id is in use. */
const LEASE_SILENCE_MS = 300_000;

interface LeaseRow { run_id: string; attempt: number; pid: number; host: string; since: string; heartbeat: number }
interface RunRow { id: string; pipeline: string; pipeline_hash: string; status: RunStatus; generation: number | null; started_at: string; finished_at: string | null; work: string | null; summary: string | null }
export interface GenerationRow {
  number: number; published_at: string; decided_at: string; made_by: GenerationRecord['by']; run_id: string | null; pinned: number; counts: string;
  note: string | null; dropped: number; decision_seq: number | null; restores: number | null;
}

export function generationRecord(row: GenerationRow): GenerationRecord {
  return {
    number: row.number, publishedAt: row.published_at, decidedAt: row.decided_at, by: row.made_by, runId: row.run_id,
    pinned: row.pinned === 1, dropped: row.dropped !== 0, decisionSeq: row.decision_seq, restores: row.restores, note: row.made_by === 'rollback' ? row.note : null, counts: JSON.parse(row.counts) as CorpusCounts,
  };
}

export function currentGeneration(db: Connection): GenerationRecord | null {
  const row = db.get<GenerationRow>('SELECT * FROM generation ORDER BY number DESC LIMIT 1');
  return row === undefined ? null : generationRecord(row);
}

/** Writes the generation's row and counts what it holds, where that is not given. Must be called after its intervals are in place. */
export function insertGeneration(
  db: Connection,
  generation: { number: number; by: GenerationRecord['by']; runId: string | null; pinned: boolean; decidedAt: number; note?: string; restores?: number; counts?: CorpusCounts },
): GenerationRecord {
  db.run(
    `INSERT INTO generation (number, published_at, decided_at, made_by, run_id, pinned, counts, note, restores, decision_seq)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT coalesce(max(seq), 0) FROM decision))`,
    generation.number, new Date().toISOString(), new Date(generation.decidedAt).toISOString(), generation.by, generation.runId,
    generation.pinned ? 1 : 0, JSON.stringify(generation.counts ?? corpusCounts(db, generation.number)), generation.note ?? null, generation.restores ?? null,
  );
  const row = db.get<GenerationRow>('SELECT * FROM generation WHERE number = ?', generation.number);
  if (row === undefined) throw new WinnowError('internal', `generation ${generation.number} was not written`);
  return generationRecord(row);
}

export function meta(db: Connection, key: string): string | null {
  return db.get<{ value: string }>('SELECT value FROM meta WHERE key = ?', key)?.value ?? null;
}

export function setMeta(db: Connection, key: string, value: string): void {
  db.run('INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value', key, value);
}

/** Runs of this process that are over although the store could not be told: a full disk, say. */
const abandoned = new Set<string>();

/** Whether a lease in this process's name is another's: of one that is gone and had the same number, as it is in containers. */
const isFormer = (lease: LeaseRow): boolean => lease.heartbeat < Date.now() - process.uptime() * 1000;

function alive(lease: LeaseRow): boolean {
  if (Date.now() - lease.heartbeat > LEASE_SILENCE_MS) return false;
  if (lease.host !== hostname()) return true;
  if (lease.pid === process.pid) return !abandoned.has(lease.run_id) && !isFormer(lease);
  try {
    process.kill(lease.pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Who holds the lease and is alive. */
export function holder(db: Connection): LeaseHolder | null {
  const row = db.get<LeaseRow>('SELECT * FROM lease');
  return row === undefined || !alive(row) ? null : { runId: row.run_id, pid: row.pid, host: row.host, since: row.since };
}

function takeLease(db: Connection, run: { pid: number; host: string; runId: string; at: string }): number {
  const held = holder(db);
  if (held !== null) {
    throw new WinnowError('store-busy', `${db.location} is held by run ${held.runId} (process ${held.pid} on ${held.host}) since ${held.since}`);
  }
  const attempt = Number(meta(db, 'attempt') ?? '0') + 1;
  setMeta(db, 'attempt', String(attempt));
  db.run("UPDATE run SET status = 'interrupted', finished_at = ? WHERE status = 'running'", run.at);
  db.run('DELETE FROM lease');
  db.run('INSERT INTO lease VALUES (1, ?, ?, ?, ?, ?, ?)', run.runId, attempt, run.pid, run.host, run.at, Date.now());
  return attempt;
}

function runRecord(row: RunRow): RunRecord {
  return {
    id: row.id, pipeline: row.pipeline, pipelineHash: row.pipeline_hash, status: row.status, generation: row.generation,
    startedAt: row.started_at, finishedAt: row.finished_at,
    durationMs: row.finished_at === null ? null : Date.parse(row.finished_at) - Date.parse(row.started_at),
    work: row.work === null ? null : (JSON.parse(row.work) as WorkCounts),
    summary: row.summary === null ? null : (JSON.parse(row.summary) as JsonObject),
  };
}

export function runMethods(db: Connection): StoreRuns {
  return {
    async pipeline() {
      const bound = meta(db, 'pipeline');
      return bound === null ? null : (JSON.parse(bound) as { name: string; file: string | null; definition: JsonObject; hash: string });
    },
    async beginRun(run) {
      return db.write(() => {
        const bound = meta(db, 'pipeline');
        const name = bound === null ? null : (JSON.parse(bound) as { name: string }).name;
        if (name !== null && name !== run.pipeline) {
          throw new WinnowError('pipeline-mismatch', `${db.location} holds the corpus of pipeline "${name}", not of "${run.pipeline}"`);
        }
        const at = new Date().toISOString();
        const runId = uuidOf('run', randomUUID());
        const attempt = takeLease(db, { pid: run.pid, host: run.host, runId, at });
        setMeta(db, 'pipeline', JSON.stringify({ name: run.pipeline, file: run.pipelineFile, definition: run.definition, hash: run.pipelineHash }));
        db.run('INSERT INTO run (id, pipeline, pipeline_hash, status, started_at) VALUES (?, ?, ?, ?, ?)', runId, run.pipeline, run.pipelineHash, 'running', at);
        return { runId, attempt } satisfies RunFence;
      });
    },
    async heartbeat(fence) {
      db.fenced(fence, () => db.run('UPDATE lease SET heartbeat = ?', Date.now()));
    },
    async endRun(fence, end) {
      abandoned.add(fence.runId);
      db.fenced(fence, () => {
        db.run(
          'UPDATE run SET status = ?, generation = ?, finished_at = ?, work = ?, summary = ?, readings = ? WHERE id = ?', end.status, end.generation, end.finishedAt,
          ...[end.work, end.summary, end.readings ?? null].map((value) => (value === null ? null : JSON.stringify(value))), fence.runId,
        );
        db.run('DELETE FROM lease');
      });
      abandoned.delete(fence.runId);
    },
    async leaseHolder() {
      return holder(db);
    },
    async run(id) {
      const row = db.get<RunRow>('SELECT * FROM run WHERE id = ?', id);
      return row === undefined ? null : runRecord(row);
    },
    async listRuns(page) {
      const before = page.before === undefined ? null : (db.get<{ run_no: number }>('SELECT run_no FROM run WHERE id = ?', page.before)?.run_no ?? null);
      return db.all<RunRow>('SELECT * FROM run WHERE run_no < ? ORDER BY run_no DESC LIMIT ?', before ?? Number.MAX_SAFE_INTEGER, page.limit).map(runRecord);
    },
    async currentGeneration() {
      return currentGeneration(db);
    },
    async generation(number) {
      const row = db.get<GenerationRow>('SELECT * FROM generation WHERE number = ?', number);
      return row === undefined ? null : generationRecord(row);
    },
    async generationAsOf(time) {
      const row = db.get<GenerationRow>('SELECT * FROM generation WHERE published_at <= ? ORDER BY number DESC LIMIT 1', time);
      return row === undefined ? null : generationRecord(row);
    },
    async rollback(to, by) {
      return db.write(() => {
        const target = db.get<GenerationRow>('SELECT * FROM generation WHERE number = ?', to);
        const current = currentGeneration(db);
        if (target === undefined || current === null) throw new WinnowError('generation-unknown', `there is no generation ${to}`);
        if (target.dropped !== 0) throw new WinnowError('generation-dropped', `generation ${to} is no longer kept`);
        const held = holder(db);
        if (held !== null) throw new WinnowError('store-busy', `run ${held.runId} (process ${held.pid}) is under way since ${held.since}`);
        const number = current.number + 1;
        revertTo(db, to, number);
        return insertGeneration(db, {
          number, by: 'rollback', runId: null, pinned: true, decidedAt: Date.parse(target.decided_at), note: `${by.actor}: ${by.reason}`, restores: to,
        });
      }, { durable: true });
    },
    async unpin() {
      db.write(() => db.run('UPDATE generation SET pinned = 0'));
    },
  };
}
