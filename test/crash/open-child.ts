/** Opens a store by what is built, which makes it or brings it up to date. `open-child.ts <store>` */
import { openSqliteStore } from '../../dist/store/sqlite/index.js';

await openSqliteStore(process.argv[2] ?? '', { create: true }).close();
