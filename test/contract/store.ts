import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe } from 'vitest';
import type { Store } from '../../src/core/index.js';
import { embeddingContract } from './store/embeddings.js';
import { historyContract } from './store/history.js';
import { ingestContract } from './store/ingest.js';
import { judgementContract } from './store/judgements.js';
import { joinContract } from './store/joins.js';
import { lineageContract } from './store/lineage.js';
import { outboxContract } from './store/outbox.js';
import { outstandingContract } from './store/outstanding.js';
import { publishContract } from './store/publish.js';
import { readingContract } from './store/readings.js';
import { purgeContract } from './store/purges.js';
import { retentionContract } from './store/retention.js';
import { reviewContract } from './store/reviews.js';
import { runContract } from './store/runs.js';
import { scoreContract } from './store/scores.js';
import { Session } from './store/session.js';

/** Opens a store at a location; every implementation of the port brings one. */
export type OpenStore = (location: string, options: { create: boolean }) => Store;

export interface StoreWorkshop {
  /** A fresh, empty store. */
  readonly session: () => Session;
  /** Another connection to a store. */
  readonly again: (store: Store) => Session;
  /** A location where nothing is yet. */
  readonly place: (name?: string) => string;
  readonly open: OpenStore;
}

/** The Store port's contract, over real stores. Every implementation runs it. */
export function describeStore(name: string, open: OpenStore): void {
  const folders: string[] = [];
  const stores: Store[] = [];
  const place = (file = 'store.db'): string => {
    const folder = mkdtempSync(join(tmpdir(), 'winnow-store-'));
    folders.push(folder);
    return join(folder, file);
  };
  const kept: OpenStore = (location, options) => {
    const store = open(location, options);
    stores.push(store);
    return store;
  };
  const workshop: StoreWorkshop = {
    session: () => new Session(kept(place(), { create: true })),
    again: (store) => new Session(kept(store.location, { create: false })),
    place, open: kept,
  };

  describe(`${name}: the Store contract`, () => {
    afterEach(async () => {
      await Promise.all(stores.splice(0).map((store) => store.close()));
      for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
    });
    runContract(workshop);
    ingestContract(workshop);
    scoreContract(workshop);
    publishContract(workshop);
    readingContract(workshop);
    reviewContract(workshop);
    joinContract(workshop);
    embeddingContract(workshop);
    judgementContract(workshop);
    lineageContract(workshop);
    outboxContract(workshop);
    outstandingContract(workshop);
    historyContract(workshop);
    retentionContract(workshop);
    purgeContract(workshop);
  });
}
