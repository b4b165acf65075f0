import { mkdir } from 'node:fs/promises';
import type { Connection, Table } from '@lancedb/lancedb';
import type * as Arrow from 'apache-arrow';
import { WinnowError, excerpt, withinTime, type ExportSnapshot, type SnapshotItem } from '../../core/index.js';
import type { Stamp } from '../shared/stamp.js';
import type { TableWriter } from '../shared/table-target.js';
import { schemaOf, tableOf } from './columns.js';
import { hasFolder, openDatabase, stampTableOf, type Database, type Place } from './database.js';
import { Rows, withIds } from './rows.js';
import { Stage } from './stage.js';
import { tidied } from './tidy.js';

/** Rows and characters of JSON that are written at once, and held in memory until then. A change that is no larger is one of the table's own. */
const BATCH = { rows: 2_048, chars: 16_000_000 };
/** Ids in a condition. */
const MOST_NAMED = 4_096;

/**
 * Begins a change of a target, which is made where there is none. Readers see what was there before until it is committed.
 * @throws WinnowError `target-foreign`, `package-missing`
 */
export async function openWriter(place: Place, snapshot: ExportSnapshot): Promise<TableWriter> {
  if (!(await hasFolder(place.folder))) await mkdir(place.folder, { recursive: true });
  const database = await openDatabase(place);
  try {
    refuseForeign(database, snapshot);
    return new Change(database, snapshot);
  } catch (error) {
    database.db.close();
    throw error;
  }
}

function refuseForeign({ place, main, stamp }: Database, { pipeline }: ExportSnapshot): void {
  const found = stamp?.is ?? null;
  if ((main === null && stamp === null) || found?.pipeline === pipeline) return;
  const whose = found === null ? 'something else' : `the pipeline "${excerpt(found.pipeline)}"`;
  throw new WinnowError('target-foreign', `the table "${place.table}" there belongs to ${whose}, expected that of the pipeline "${excerpt(pipeline)}" or none`);
}

/** What is being written to: a table of the stage, which had rows before or not. */
interface Staged {
  readonly stage: Stage;
  readonly db: Connection;
  readonly table: Table;
  /** Version of the target that it was made from; `null` = of none. */
  readonly taken: number | null;
  /** Whether it may hold rows with the ids that come. */
  readonly held: boolean;
}

class Change implements TableWriter {
  readonly #database: Database;
  readonly #schema: Arrow.Schema;
  /** Whether the table is made anew. */
  readonly #anew: boolean;
  readonly #rows: Rows | null;
  #held = 0;
  #items: SnapshotItem[] = [];
  #chars = 0;
  #gone: string[] = [];
  #staged: Staged | null = null;

  constructor(database: Database, snapshot: ExportSnapshot) {
    const { arrow, main } = database;
    this.#database = database;
    const there = main?.dimensions;
    // How long the vectors of no items are is not known: whatever there is stays as it is.
    const due = snapshot.dimensions ?? (snapshot.count === 0 ? (there ?? null) : null);
    this.#schema = schemaOf(arrow, due);
    this.#anew = main === null || due !== there;
    this.#rows = main === null ? null : new Rows(main);
  }

  async *rows(): AsyncGenerator<readonly [string, string]> {
    if (this.#rows === null) return;
    for await (const row of this.#rows.all()) {
      this.#held += 1;
      yield row;
    }
  }

  async put(items: readonly SnapshotItem[]): Promise<void> {
    for (const item of items) {
      if (this.#items.length >= BATCH.rows || (this.#items.length > 0 && this.#chars + item.json.length > BATCH.chars)) await this.#flush();
      this.#items.push(item);
      this.#chars += item.json.length;
    }
  }

  async remove(ids: readonly string[]): Promise<void> {
    this.#gone.push(...ids);
    if (this.#gone.length >= MOST_NAMED) await this.#flush();
  }

  async commit(stamp: Stamp): Promise<void> {
    const { main, place, db } = this.#database;
    // An id that stands in several rows would stay so in a merge.
    if (this.#anew || (this.#rows?.repeated.size ?? 0) > 0) await this.#begun();
    if (this.#staged === null && main !== null) {
      await answered(merge(main.table, this.#taken(), this.#gone));
      await this.#stamped(stamp);
      await tidied(main.table);
      return;
    }
    await this.#flush();
    const { stage, table, taken } = await this.#begun();
    await tidied(table);
    if (taken === null) {
      // The stamp goes first: a table without one would look like somebody else's if nothing came after.
      await this.#stamped(stamp);
      await stage.publish(place.table);
    } else {
      await stage.switchTo(place.table, { taken, last: await table.version() });
      await this.#stamped(stamp);
      const switched = await db.openTable(place.table);
      await tidied(switched);
      switched.close();
    }
  }

  async close(): Promise<void> {
    const { db, main, stamp } = this.#database;
    if (this.#staged !== null) {
      this.#staged.table.close();
      this.#staged.db.close();
      await this.#staged.stage.remove();
    }
    main?.table.close();
    stamp?.table.close();
    db.close();
  }

  /** The rows that wait, as those of a table. */
  #taken(): Arrow.Table | null {
    const items = this.#items;
    [this.#items, this.#chars] = [[], 0];
    return items.length === 0 ? null : tableOf(this.#database.arrow, this.#schema, items);
  }

  async #flush(): Promise<void> {
    const { table, held } = await this.#begun();
    const rows = this.#taken();
    if (rows !== null) await answered<unknown>(held ? merge(table, rows, []) : table.add(rows));
    for (let at = 0; held && at < this.#gone.length; at += MOST_NAMED) await answered(table.delete(withIds(this.#gone.slice(at, at + MOST_NAMED))));
    this.#gone = [];
  }

  /** The stage, made ready where it is not yet. */
  async #begun(): Promise<Staged> {
    if (this.#staged !== null) return this.#staged;
    const { lance, place, main } = this.#database;
    const taken = main === null ? null : await main.table.version();
    const stage = await Stage.in(place);
    try {
      if (taken !== null) await stage.take(place.table, taken);
      const db = await lance.connect(stage.folder);
      const table = this.#anew ? await db.createEmptyTable(place.table, this.#schema, { mode: taken === null ? 'create' : 'overwrite' }) : await db.openTable(place.table);
      this.#staged = { stage, db, table, taken, held: !this.#anew && this.#held > 0 };
    } catch (error) {
      await stage.remove();
      throw error;
    }
    const { table } = this.#staged;
    const repeated = this.#anew ? [] : [...(this.#rows?.repeated ?? [])];
    for (let at = 0; at < repeated.length; at += MOST_NAMED) await answered(table.delete(withIds(repeated.slice(at, at + MOST_NAMED))));
    return this.#staged;
  }

  async #stamped(stamp: Stamp): Promise<void> {
    const { arrow, lance, db, place, stamp: found } = this.#database;
    const json = JSON.stringify(stamp);
    if (found !== null && JSON.stringify(found.is) === json) return;
    const rows = lance.makeArrowTable([{ stamp: json }], { schema: new arrow.Schema([new arrow.Field('stamp', new arrow.Utf8(), false)]) });
    const name = stampTableOf(place);
    if (found !== null) {
      const table = await db.createTable(name, rows, { mode: 'overwrite' });
      await tidied(table);
      table.close();
      return;
    }
    const { stage, db: staging } = await this.#begun();
    (await staging.createTable(name, rows)).close();
    await stage.publish(name);
  }
}

/** Milliseconds after which a call is taken for one that never comes back: it writes some thousand rows, or names as many. */
const ANSWER_MS = 600_000;
const answered = <Result>(call: Promise<Result>): Promise<Result> => withinTime(call, ANSWER_MS, new AbortController().signal);

/** One version of the table, whatever comes and goes. */
async function merge(table: Table, rows: Arrow.Table | null, gone: readonly string[]): Promise<void> {
  if (rows === null) {
    if (gone.length > 0) await table.delete(withIds(gone));
    return;
  }
  const merging = table.mergeInsert('id').whenMatchedUpdateAll().whenNotMatchedInsertAll();
  await (gone.length === 0 ? merging : merging.whenNotMatchedBySourceDelete({ where: withIds(gone) })).execute(rows);
}
