import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { sha256 } from '../../src/core/index.js';

/** Everything two stores must agree on, a line each. */
export interface State {
  readonly lines: readonly string[];
  readonly hash: string;
}

/**
 * What may differ between a night that was disturbed and one that was not, and why:
 * - how many attempts there were, and their ids, times and work (`run`, `meta.attempt`, `item.met_run`, `generation.run_id`, `published_at`): they are about
 *   attempts, not about the corpus. What the last run came to is compared.
 * - `item.attempts` of what failed: how often it was tried.
 * Everything else is compared with its row numbers, since an interrupted night does things in the same order.
 */
const LEFT_OUT: Readonly<Record<string, readonly string[]>> = {
  run: ['run_no', 'id', 'started_at', 'finished_at', 'work', 'summary', 'readings'],
  generation: ['run_id', 'published_at'],
  item: ['met_run', 'attempts'],
};

export function stateOf(store: string): State {
  const db = new Database(store, { fileMustExist: true });
  try {
    const tables = db.prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").all();
    const lines = tables.flatMap(({ name }) => linesOf(db, name));
    lines.push(`schema ${String(db.pragma('user_version', { simple: true }))}`);
    return { lines, hash: sha256(lines.join('\n')) };
  } finally {
    db.close();
  }
}

function linesOf(db: Database.Database, table: string): string[] {
  const left = new Set(LEFT_OUT[table] ?? []);
  const rows = db.prepare<[], Record<string, unknown>>(`SELECT * FROM "${table}"`).all().map((row) => lineOf(table, row, left));
  return (table === 'run' ? [...new Set(rows.filter((row) => !/"(?:interrupted|failed|running)"/u.test(row)))] : rows).sort();
}

function lineOf(table: string, row: Record<string, unknown>, left: ReadonlySet<string>): string {
  const fields = Object.entries(row).filter(([column]) => !left.has(column)).map(([column, value]) => [column, Buffer.isBuffer(value) ? value.toString('hex') : value]);
  if (table === 'meta' && row['key'] === 'attempt') return 'meta attempt';
  return `${table} ${JSON.stringify(Object.fromEntries(fields))}`;
}

/** The first few lines that one has and the other has not. */
export function differences(seen: State, expected: State): string[] {
  if (seen.hash === expected.hash) return [];
  const [here, there] = [new Set(seen.lines), new Set(expected.lines)];
  return [
    ...seen.lines.filter((line) => !there.has(line)).slice(0, 6).map((line) => `unexpected ${line.slice(0, 400)}`),
    ...expected.lines.filter((line) => !here.has(line)).slice(0, 6).map((line) => `missing ${line.slice(0, 400)}`),
  ];
}

/** Files of a target by name with the hash of what they hold; those still being written (`.tmp`) are nobody's. */
export function targetOf(folder: string): Readonly<Record<string, string>> {
  if (!existsSync(folder)) return {};
  return Object.fromEntries(readdirSync(folder).filter((name) => !name.endsWith('.tmp')).sort().map((name) => [name, sha256(readFileSync(join(folder, name)))]));
}
