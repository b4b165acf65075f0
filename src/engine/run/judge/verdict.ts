import { JUDGE_VERDICTS, type EdgeDraft, type JudgeAnswerRow, type JudgeVerdict, type Judged } from '../../../core/index.js';

/** Runs in which a question is asked that got an unreadable answer: once may be a hiccup, three times is the model. */
const MOST_ATTEMPTS = 3;

/** Why a pair keeps what the rules said. `waiting`: there was no budget, or no judge is asked in this run; `speaks-to-models`: nobody who does is judged by one. */
export type NotJudged = 'waiting' | 'directions-disagree' | 'cannot-tell' | 'unreadable' | 'timed-out' | 'failed' | 'speaks-to-models';

export const isVerdict = (saying: string): saying is JudgeVerdict => (JUDGE_VERDICTS as readonly string[]).includes(saying);

/** Whether a question is to be asked: it has no answer, or none that can be read. */
export const isOpen = (answer: JudgeAnswerRow | undefined): boolean => answer === undefined || (answer.verdict === 'unreadable' && answer.attempts < MOST_ATTEMPTS);

/** What two answers come to: the verdict that both give, else why there is none. `null` = an answer is missing. */
export function verdictOf(answers: readonly [JudgeAnswerRow | undefined, JudgeAnswerRow | undefined]): JudgeVerdict | NotJudged | null {
  const said = answers.flatMap((answer) => (answer === undefined ? [] : [answer.verdict]));
  for (const saying of ['unreadable', 'cannot-tell'] as const) if (said.includes(saying)) return saying;
  const [one, other] = said;
  if (one === undefined || other === undefined) return null;
  return one === other && isVerdict(one) ? one : 'directions-disagree';
}

/** The edge with what the judge said of it; nothing that is not judged changes it. */
export function withJudge(rules: EdgeDraft, verdict: JudgeVerdict | NotJudged | null, by: string, answers: readonly [JudgeAnswerRow | undefined, JudgeAnswerRow | undefined]): EdgeDraft {
  const { kind, certainty, because } = rules;
  const judged = (said: Judged['verdict']): Judged => ({ by, verdict: said, because: answers[0]?.because ?? null, was: { kind, certainty, ...(because === undefined ? {} : { because }) } });
  if (verdict === 'directions-disagree') return { ...rules, judged: judged('unsettled') };
  if (verdict === 'contradiction') return { ...rules, certainty: 'likely', judged: judged(verdict) };
  if (verdict === 'different-scope' || verdict === 'no-contradiction') {
    return { ...rules, kind: verdict === 'different-scope' ? 'differs-by-scope' : 'no-contradiction', aside: true, because: answers[0]?.because ?? `the judge ${by}`, judged: judged(verdict) };
  }
  return rules;
}
