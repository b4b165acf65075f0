import type { StoreIds } from '../../core/index.js';
import type { Connection } from './connection.js';
import { refuseDropped } from './retention.js';
import { EDGE_SELECT, storedEdge, type EdgeRow } from './edges.js';

/** Ids are hexadecimal with dashes: this sorts behind all that can follow a prefix. */
const BEHIND = 'g';
const HELD_AT = 'm.from_gen <= @at AND m.to_gen > @at';

/** The edges that have a subject on one side, found by each join's indexes over its sides. */
const SIDE = (column: 'a_no' | 'b_no'): string =>
  `SELECT e.edge_no FROM join_epoch j JOIN edge e ON e.join_no = j.join_no AND e.${column} = @no WHERE e.of = @of`;
const EDGES_OF = `SELECT * FROM (${EDGE_SELECT}) AS e WHERE e.edge_no IN (${SIDE('a_no')} UNION ${SIDE('b_no')})
  AND e.from_gen <= @at AND e.to_gen > @at AND e.edge_no > @after ORDER BY e.edge_no LIMIT @limit`;

export function idMethods(db: Connection): StoreIds {
  return {
    async idsBeginning(prefix, { at, limit }) {
      const within = (joined: string): string => (at === undefined ? '' : `AND EXISTS (SELECT 1 FROM ${joined} AND ${HELD_AT})`);
      const beginning = (table: 'chunk' | 'document', joined: string): string => `SELECT x.id FROM ${table} x WHERE x.id >= @prefix AND x.id < @behind ${within(joined)}`;
      const documents = beginning('document', 'membership m WHERE m.doc_no = x.doc_no');
      const chunks = beginning('chunk', 'placement p JOIN membership m ON m.version_no = p.version_no WHERE p.chunk_no = x.chunk_no');
      return db.all<{ id: string }>(
        `${documents} UNION ${chunks} ORDER BY id LIMIT @limit`, { prefix, behind: prefix + BEHIND, limit, ...(at === undefined ? {} : { at }) },
      ).map(({ id }) => id);
    },
    async edgesOf(subjectId, { at, limit, after }) {
      refuseDropped(db, at);
      const subject = db.get<{ no: number; of: string }>(
        "SELECT chunk_no AS no, 'chunks' AS of FROM chunk WHERE id = ?1 UNION ALL SELECT doc_no, 'documents' FROM document WHERE id = ?1", subjectId,
      );
      if (subject === undefined) return [];
      return db.all<EdgeRow>(EDGES_OF, { ...subject, at, limit, after: after ?? 0 }).map((row) => ({ ...storedEdge(row), edgeNumber: row.edge_no }));
    },
  };
}
