import { existsSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { WinnowError, type Store } from '../../core/index.js';
import { storeProblems } from './check.js';
import { Connection } from './connection.js';
import { decisionMethods } from './decisions.js';
import { embeddingMethods } from './embeddings.js';
import { exportMethods } from './exports.js';
import { historyMethods } from './history.js';
import { syncFile, syncFolder } from './sync.js';
import { idMethods } from './ids.js';
import { ingestMethods } from './ingest.js';
import { joinMethods } from './joins.js';
import { judgementMethods } from './judgements.js';
import { lineageMethods } from './lineage.js';
import { outboxMethods } from './outbox.js';
import { outstandingMethods } from './outstanding.js';
import { purgeMethods } from './purges.js';
import { queryMethods } from './queries.js';
import { readingMethods } from './readings.js';
import { retentionMethods } from './retention.js';
import { reviewMethods } from './reviews.js';
import { TextCache } from './texts.js';
import { runMethods } from './runs.js';
import { prepareSchema } from './schema.js';
import { scoreMethods } from './scores.js';

export { fileAside, foldLog, freeName, placeStore } from './files.js';
export { syncFile, syncFolder } from './sync.js';
export { giveUpLease, importSalvage, salvage, type Salvage } from './salvage.js';

/**
 * Opens a store file. One of an older schema is brought up to date, and stays beside it as it was unless `keepFormer` is `false`. `create: false` fails with `store-not-found` when there is none.
 * Errors: `store-damaged`, `store-newer`, `store-unwritable`, `store-busy`.
 */
export function openSqliteStore(location: string, options: { create: boolean; keepFormer?: boolean } = { create: true }): Store {
  if (!options.create && !existsSync(location)) throw new WinnowError('store-not-found', `there is no store at ${location}`);
  const db = new Connection(location, options);
  try {
    prepareSchema(db, options);
  } catch (error) {
    db.close();
    throw error;
  }
  const texts = new TextCache(db);
  return {
    location,
    async close() {
      db.close();
    },
    async backup(toPath) {
      const partial = `${toPath}.partial`;
      rmSync(partial, { force: true });
      await db.backup(partial);
      syncFile(partial);
      renameSync(partial, toPath);
      syncFolder(dirname(toPath));
    },
    async check() {
      return storeProblems(db);
    },
    ...runMethods(db), ...ingestMethods(db), ...scoreMethods(db, texts), ...joinMethods(db, texts), ...embeddingMethods(db), ...judgementMethods(db), ...decisionMethods(db), ...queryMethods(db, texts), ...readingMethods(db, texts), ...reviewMethods(db, texts), ...exportMethods(db),
    ...lineageMethods(db, texts), ...idMethods(db), ...outboxMethods(db), ...outstandingMethods(db), ...historyMethods(db, texts), ...retentionMethods(db), ...purgeMethods(db, texts),
  };
}
