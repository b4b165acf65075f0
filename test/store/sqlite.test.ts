import { openSqliteStore } from '../../src/store/sqlite/index.js';
import { describeStore } from '../contract/store.js';

describeStore('SQLite', openSqliteStore);
