import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import type * as Arrow from 'apache-arrow';
import type * as Lance from '@lancedb/lancedb';
import { WinnowError, excerpt, messageOf } from '../../core/index.js';

export interface Packages {
  readonly lance: typeof Lance;
  readonly arrow: typeof Arrow;
}

/** What LanceDB reads once, when it is loaded; there is no other way to tell it. What somebody has set stays. */
const SETTINGS = [
  // It would say on stderr that a table is not there which is about to be made.
  ['LANCEDB_LOG', 'error'],
  // A table is read from its beginning to its end: what is read ahead takes memory and saves no time. 340 MB instead of 470 to verify 100,000 rows with 384 numbers.
  ['LANCE_DEFAULT_FRAGMENT_READAHEAD', '1'],
  ['LANCE_DEFAULT_IO_BUFFER_SIZE', String(1 << 24)],
  // By itself it has two threads less than the machine has processors, and with one alone it is known to wait for itself for ever (lancedb issue 3568).
  ...(availableParallelism() < 4 ? [['LANCE_CPU_THREADS', '2'] as const] : []),
] as const;

/**
 * LanceDB, and the Arrow that it uses itself: it takes vectors in tables of another copy for something else, and an `import` would load one.
 * @throws WinnowError `package-missing`
 */
export function loadPackages(): Packages {
  for (const [name, value] of SETTINGS) process.env[name] ??= value;
  try {
    const ours = createRequire(import.meta.url);
    const lance = ours('@lancedb/lancedb') as typeof Lance;
    return { lance, arrow: createRequire(ours.resolve('@lancedb/lancedb'))('apache-arrow') as typeof Arrow };
  } catch (error) {
    throw new WinnowError('package-missing', `Targets in LanceDB need the packages @lancedb/lancedb and apache-arrow, which are not installed for this system: ${excerpt(messageOf(error), 200)}`, {
      next: 'npm install @lancedb/lancedb@0.33.0 apache-arrow@18.1.0', cause: error,
    });
  }
}
