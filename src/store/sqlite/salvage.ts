import Database from 'better-sqlite3';
import { GENESIS, brokenPurgeAt, messageOf, verifyChain, type ChainLink, type DecisionEvent, type PurgeRecord } from '../../core/index.js';
import { OPEN, Connection } from './connection.js';
import { insertEvent } from './decision-log.js';
import { purgeRecord, type PurgeRow } from './purges.js';
import { decisionEvent, type DecisionRow } from './rows.js';

/** What could be read of a store, damaged or not. */
export interface Salvage {
  /** The decisions from the first one on, as far as they can be read and their chain holds. */
  readonly decisions: readonly DecisionEvent[];
  /** What kept the rest of the log from being read; `null` = nothing did. */
  readonly cutShort: string | null;
  /** Chunks that targets were last told to hold, as far as they can be read. */
  readonly exported: readonly { readonly target: string; readonly chunkId: string }[];
  /** The newest generation; `null` = none, or not to be read. */
  readonly generation: number | null;
  /** The log of purges from the first one on, as far as it can be read and its chain holds. */
  readonly purges: readonly PurgeRecord[];
}

/** Reads what it can of a file and changes nothing in it. Never throws. */
export async function salvage(location: string): Promise<Salvage> {
  let db: Database.Database;
  try {
    db = new Database(location, { readonly: true, fileMustExist: true });
  } catch (error) {
    return { decisions: [], cutShort: messageOf(error), exported: [], generation: null, purges: [] };
  }
  try {
    const log = await soundPrefix(rowsOf<DecisionRow>(db, 'SELECT * FROM decision NOT INDEXED ORDER BY seq'));
    return {
      ...log, exported: rowsOf<{ target: string; chunkId: string }>(db, 'SELECT target, chunk_id AS chunkId FROM ledger WHERE present = 1 UNION SELECT target, chunk_id FROM export_intent').rows,
      purges: soundPurges(db),
      generation: rowsOf<{ number: number | null }>(db, 'SELECT max(number) AS number FROM generation').rows[0]?.number ?? null,
    };
  } finally {
    db.close();
  }
}

function soundPurges(db: Database.Database): PurgeRecord[] {
  try {
    const entries = rowsOf<PurgeRow>(db, 'SELECT * FROM purge NOT INDEXED ORDER BY seq').rows.map(purgeRecord);
    const broken = brokenPurgeAt(entries);
    return broken === null ? entries : entries.slice(0, broken - 1);
  } catch {
    return [];
  }
}

interface Read<Row> {
  readonly rows: readonly Row[];
  readonly error: string | null;
}

/** Rows up to the first one that cannot be read. */
function rowsOf<Row>(db: Database.Database, sql: string): Read<Row> {
  const rows: Row[] = [];
  try {
    for (const row of db.prepare<[], Row>(sql).iterate()) rows.push(row);
    return { rows, error: null };
  } catch (error) {
    return { rows, error: messageOf(error) };
  }
}

async function soundPrefix({ rows, error }: Read<DecisionRow>): Promise<Pick<Salvage, 'decisions' | 'cutShort'>> {
  const decisions: DecisionEvent[] = [];
  let head: ChainLink = GENESIS;
  for (const row of rows) {
    try {
      const event = decisionEvent(row);
      const report = await verifyChain([event], head);
      if (!report.ok) return { decisions, cutShort: report.why };
      head = report.head;
      decisions.push(event);
    } catch (broken) {
      return { decisions, cutShort: `decision ${head.seq + 1} cannot be read: ${messageOf(broken)}` };
    }
  }
  return { decisions, cutShort: error };
}

/** Takes the lease out of a copy: it is that of a run on the store it was copied from. */
export function giveUpLease(location: string): void {
  const db = new Connection(location, { create: false });
  try {
    db.write(() => {
      db.run('DELETE FROM lease');
      // What targets hold now they were told after the copy was made: they are asked, not believed.
      db.run("UPDATE target SET export_key = ''");
    });
  } finally {
    db.close();
  }
}

/**
 * Carries into a store what was read of another: decisions that follow on its own log, and what targets may hold. The next run decides everything by them. Returns
 * how many decisions came: none where the logs are not one and the same up to the end of the shorter.
 */
export function importSalvage(location: string, { decisions, exported }: Salvage): number {
  const db = new Connection(location, { create: false });
  try {
    return db.write(() => {
      for (const { target, chunkId } of exported) db.run('INSERT OR IGNORE INTO export_intent (target, chunk_id) VALUES (?, ?)', target, chunkId);
      const head = db.get<ChainLink>('SELECT seq, hash FROM decision ORDER BY seq DESC LIMIT 1') ?? GENESIS;
      const joint = head.seq === 0 ? GENESIS.hash : decisions[head.seq - 1]?.hash;
      const newer = joint === head.hash ? decisions.slice(head.seq) : [];
      for (const event of newer) insertEvent(db, event);
      if (newer.length > 0) db.run(`INSERT OR IGNORE INTO undecided SELECT p.chunk_no FROM membership m JOIN placement p USING (version_no) WHERE m.to_gen = ${OPEN}`);
      return newer.length;
    }, { durable: true });
  } finally {
    db.close();
  }
}
