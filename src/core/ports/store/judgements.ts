import type { EdgeDraft, EdgeKind } from '../../model/index.js';
import type { JudgeSaying } from '../judge.js';
import type { StoredEdge } from './joins.js';
import type { RunFence } from './runs.js';

/** What a judge said to one question (`questionHash`). */
export interface JudgeAnswerRow {
  readonly question: string;
  readonly verdict: JudgeSaying;
  readonly because: string | null;
  /** How often it was asked: what is `unreadable` may be asked again. */
  readonly attempts: number;
}

export type NumberedEdge = StoredEdge & { readonly edgeNumber: number };

/** Answers of judges by join, judge (`judgeKey`) and question, and what becomes of edges by them. */
export interface StoreJudgements {
  /** Edges of a join in the pending state that are of the kind or were before a judge was asked, by number; `null` = those that a judge had a word in. */
  judgedEdges(join: string, page: { kind: EdgeKind | null; limit: number; after?: number }): Promise<readonly NumberedEdge[]>;
  /** Gives edges of the pending state another draft between the same two subjects. One that is closed by now is left as it is. */
  reviseEdges(fence: RunFence, join: string, revised: readonly { readonly edgeNumber: number; readonly draft: EdgeDraft }[]): Promise<void>;
  /** Answers there are, by question. */
  judgeAnswers(join: string, judge: string, questions: readonly string[]): Promise<ReadonlyMap<string, JudgeAnswerRow>>;
  /** Keeps answers; a newer one replaces the older. */
  putJudgeAnswers(fence: RunFence, join: string, judge: string, rows: readonly JudgeAnswerRow[]): Promise<void>;
  /** Drops what any judge answered to other questions of the join than these. Returns how many. */
  keepJudgeAnswers(fence: RunFence, join: string, questions: readonly string[]): Promise<number>;
}
