import type { Table } from '@lancedb/lancedb';

/** Small pieces and versions that a table may have before it is put in order. */
const MOST = { pieces: 20, versions: 30 };

/**
 * Puts the pieces that many exports leave behind into one, takes what is new into the indexes of a table, and removes versions older than a week, except where somebody
 * has named one of them by a tag: LanceDB keeps them all then.
 */
export async function tidied(table: Table): Promise<void> {
  const { fragmentStats } = await table.stats();
  if (fragmentStats.numSmallFragments <= MOST.pieces && (await table.listVersions()).length <= MOST.versions) return;
  // What was written holds without.
  await table.optimize().catch(() => undefined);
}
