import type { RunFence, StoreOutstanding, Work } from '../../core/index.js';
import type { Connection } from './connection.js';
import { UNDECIDED } from './decisions.js';
import { joinNo } from './join-state.js';
import { UNASSESSED, UNMEASURED_FROM, knownScorerNo, unmeasured } from './scores.js';

export function outstandingMethods(db: Connection): StoreOutstanding {
  return {
    async outstanding(fence, work) {
      const [rest, ...values] = countOf(db, fence, work);
      return db.get<{ n: number }>(`SELECT count(*) AS n ${rest}`, ...values)?.n ?? 0;
    },
  };
}

/** What follows `SELECT count(*)`, with its parameters: the conditions of the methods that page through the same work. */
function countOf(db: Connection, { runId }: RunFence, work: Work): [string, ...(string | number)[]] {
  switch (work.of) {
    case 'unmetItems': return ['FROM item i JOIN source s USING (source_no) WHERE s.name = ? AND i.gone = 0 AND i.met_run <> ?', work.source, runId];
    case 'unassessed': return [`FROM membership m WHERE ${UNASSESSED}`, knownScorerNo(db, work.scorerKey)];
    case 'unmeasured': return [`FROM ${UNMEASURED_FROM} WHERE ${unmeasured(work.scorerKeys.map((key) => knownScorerNo(db, key)))}`];
    case 'touchedNodes': return ['FROM join_touched WHERE join_no = ?', joinNo(db, work.join)];
    case 'undecided': return [`FROM (${UNDECIDED})`, work.now, work.policyKey];
  }
}
