import type { JudgeAnswerRow, StoreJudgements } from '../../core/index.js';
import { OPEN, list, type Connection } from './connection.js';
import { EDGE_SELECT, reviseEdge, storedEdge, type EdgeRow } from './edges.js';
import { joinNo } from './join-state.js';

/** A quotation mark inside a JSON string is escaped, so that no quoted text has this. */
const JUDGED = '"judged":{';

function judgeNo(db: Connection, join: string, key: string): number | null {
  return db.get<{ judge_no: number }>('SELECT judge_no FROM judge WHERE join_name = ? AND key = ?', join, key)?.judge_no ?? null;
}

export function judgementMethods(db: Connection): StoreJudgements {
  return {
    async judgedEdges(join, { kind, limit, after }) {
      // `+`: in order of the edges themselves, so that a page is not sorted out of all there are.
      return db.all<EdgeRow>(
        `${EDGE_SELECT} WHERE +e.join_no = @join AND e.to_gen = ${OPEN} AND e.edge_no > @after
           AND (e.kind = @kind OR (instr(e.body, @judged) > 0 AND (@kind IS NULL OR json_extract(e.body, '$.judged.was.kind') = @kind))) ORDER BY e.edge_no LIMIT @limit`,
        { join: joinNo(db, join), after: after ?? 0, kind, judged: JUDGED, limit },
      ).map((row) => ({ ...storedEdge(row), edgeNumber: row.edge_no }));
    },
    async reviseEdges(fence, join, revised) {
      db.fenced(fence, () => {
        for (const { edgeNumber, draft } of revised) reviseEdge({ db, joinNo: joinNo(db, join) }, edgeNumber, draft);
      });
    },
    async judgeAnswers(join, judge, questions) {
      return new Map(db.all<JudgeAnswerRow>(
        `SELECT a.question, a.verdict, a.because, a.attempts FROM json_each(?) k CROSS JOIN judge_answer a ON a.judge_no = ? AND a.question = k.value`, list(questions), judgeNo(db, join, judge) ?? -1,
      ).map((row) => [row.question, row]));
    },
    async putJudgeAnswers(fence, join, judge, rows) {
      db.fenced(fence, () => {
        db.run('INSERT OR IGNORE INTO judge (join_name, key) VALUES (?, ?)', join, judge);
        const number = judgeNo(db, join, judge);
        for (const { question, verdict, because, attempts } of rows) db.run('INSERT OR REPLACE INTO judge_answer (judge_no, question, verdict, because, attempts) VALUES (?, ?, ?, ?, ?)', number, question, verdict, because, attempts);
      });
    },
    async keepJudgeAnswers(fence, join, questions) {
      return db.fenced(fence, () => db.run(
        'DELETE FROM judge_answer WHERE judge_no IN (SELECT judge_no FROM judge WHERE join_name = ?) AND question NOT IN (SELECT value FROM json_each(?))', join, list(questions),
      ).changes);
    },
  };
}
