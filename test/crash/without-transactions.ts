import { Connection } from '../../dist/store/sqlite/connection.js';

/** The control of every test here: what is built, but each statement on its own. Tests that do not fail by it prove nothing. */
export function withoutTransactions(): void {
  Connection.prototype.write = function write<Result>(this: Connection, work: () => Result): Result {
    return this.guard(work);
  };
}
