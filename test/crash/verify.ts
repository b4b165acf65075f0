import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { messageOf, sha256, type Store } from '../../src/core/index.js';
import { DECISION_STATUS, acknowledgedAt, decided, type Engine, type Place } from './scenario.js';
import { differences, stateOf, targetOf, type State } from './state.js';

/** What a night that nobody disturbs comes to. */
export interface Undisturbed {
  readonly state: State;
  readonly target: Readonly<Record<string, string>>;
}

export const undisturbedAt = (place: Place): Undisturbed => ({ state: stateOf(place.store), target: targetOf(dirname(place.target)) });

/** Every file below a folder with what it holds. */
export function filesIn(folder: string): Map<string, Buffer> {
  return new Map(readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile()).map((entry) => {
    const path = join(entry.parentPath, entry.name);
    return [path, readFileSync(path)] as const;
  }));
}

/** SHA-256 of what whoever opens a store now would see, page by page. The store is only read: its log stays as it was left. */
export function imageOf(store: string): string {
  rmSync(`${store}-shm`, { force: true });
  const db = new Database(store, { readonly: true });
  try {
    return sha256(db.serialize());
  } finally {
    db.close();
    rmSync(`${store}-shm`, { force: true });
  }
}

/** What is wrong with a store that was left in the middle of something. `whole`: hashes of the versions of the target that were ever finished. */
export async function faultsLeft(engine: Engine, place: Place, whole: ReadonlySet<string>): Promise<string[]> {
  const store = engine.openSqliteStore(place.store, { create: false });
  try {
    return [
      ...(await store.check()).map(({ code, message }) => `${code}: ${message}`), ...(await decisionFaults(store, acknowledgedAt(place))), ...(await generationFaults(store)),
      ...Object.entries(targetOf(dirname(place.target))).filter(([, hash]) => !whole.has(hash)).map(([name]) => `the target's ${name} is none of those that were finished`),
    ];
  } finally {
    await store.close();
  }
}

async function decisionFaults(store: Store, acknowledged: readonly string[]): Promise<string[]> {
  const log = await decided(store);
  const at = (await store.currentGeneration())?.number ?? 0;
  const faults = acknowledged.filter((reason) => !log.has(reason)).map((reason) => `the decision "${reason}" was acknowledged and is lost`);
  for (const [reason, event] of log) {
    const chunk = await store.chunk(event.subjectId, at);
    if (chunk !== null && chunk.decided.status !== DECISION_STATUS[reason]) faults.push(`the decision "${reason}" is in the log, and its chunk is ${chunk.decided.status}`);
  }
  return faults;
}

/** The counts of a generation are written with it: they tell whether all of it is there. */
async function generationFaults(store: Store): Promise<string[]> {
  const faults: string[] = [];
  for (let number = (await store.currentGeneration())?.number ?? 0; number > 0; number -= 1) {
    const counted = (await store.generation(number))?.counts.chunks.total;
    const listed = (await store.listChunks({ at: number, limit: 10_000 })).length;
    if (counted !== listed) faults.push(`generation ${number} has ${listed} chunks, and ${String(counted)} in its counts`);
  }
  return faults;
}

/** What is wrong with what was left, and with what comes of going on from there. */
export async function faultsAfter(engine: Engine, place: Place, expected: Undisturbed, how: { readonly whole: ReadonlySet<string>; readonly goOn: () => Promise<void> }): Promise<string[]> {
  try {
    const left = await faultsLeft(engine, place, how.whole);
    await how.goOn();
    return [...left, ...(await faultsLeft(engine, place, how.whole)), ...differences(stateOf(place.store), expected.state), ...targetDifferences(place, expected)];
  } catch (error) {
    return [`could not go on: ${messageOf(error)}`];
  }
}

function targetDifferences(place: Place, { target }: Undisturbed): string[] {
  const [seen, expected] = [targetOf(dirname(place.target)), target].map((files) => JSON.stringify(files));
  return seen === expected ? [] : [`the target holds ${String(seen)}, expected ${String(expected)}`];
}
