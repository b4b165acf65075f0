import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** What is shipped: built before the first test, see `global.ts`. */
export const BUILT = join(ROOT, 'dist');
/** The command as it is shipped. */
export const MAIN = join(BUILT, 'cli', 'main.js');
