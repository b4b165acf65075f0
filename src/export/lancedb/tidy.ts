import type { Table } from '@lancedb/lancedb';

/** Small pieces that a table may have, beside those of this many rows that a large export makes, before they are put into one: that writes all of them again, and takes memory. */
const MOST_PIECES = 64;
const ROWS_OF_A_PIECE = 2_048;
/** So many versions are kept however old they are; more only while the first of them is younger. LanceDB removes those of more than a week. */
const KEPT = { versions: 30, ms: 14 * 86_400_000 };

/**
 * Puts the pieces that many exports leave behind into one, takes what is new into the indexes of a table, and removes versions older than a week, except where somebody
 * has named one of them by a tag: LanceDB keeps them all then.
 */
export async function tidied(table: Table): Promise<void> {
  const { numRows, fragmentStats } = await table.stats();
  if (fragmentStats.numSmallFragments <= MOST_PIECES + numRows / ROWS_OF_A_PIECE) {
    const versions = await table.listVersions();
    const first = Math.min(...versions.map(({ timestamp }) => timestamp.getTime()));
    if (versions.length <= KEPT.versions || Date.now() - first < KEPT.ms) return;
  }
  // What was written holds without.
  await table.optimize().catch(() => undefined);
}
