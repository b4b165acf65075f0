import type { Connection } from './connection.js';

/** One join's tables within a store. */
export interface JoinState {
  readonly db: Connection;
  readonly joinNo: number;
}

/** Number of a join, `-1` when it never had an epoch. */
export function joinNo(db: Connection, name: string): number {
  return db.get<{ join_no: number }>('SELECT join_no FROM join_epoch WHERE name = ?', name)?.join_no ?? -1;
}
