import { excerpt, type JudgeVerdict } from '../core/index.js';
import type { JudgeReport } from '../engine/run/index.js';
import { counted } from './terminal.js';

const JUDGED: Readonly<Record<JudgeVerdict, string>> = { contradiction: 'contradictions', 'different-scope': 'differ by scope', 'no-contradiction': 'no contradiction' };
const NOT_JUDGED: { readonly [Why in keyof JudgeReport['notJudged']]-?: string } = {
  waiting: 'waiting for another run', 'directions-disagree': 'judged otherwise the other way round', 'cannot-tell': 'cannot tell', unreadable: 'answer not readable', 'timed-out': 'timed out', failed: 'failed',
  'speaks-to-models': 'speaking to models',
};

const list = (counts: Readonly<Partial<Record<string, number>>>, words: Readonly<Record<string, string>>): string => Object.entries(words).flatMap(([key, word]) => (counts[key] === undefined ? [] : [`${counts[key]} ${word}`])).join(', ');

/** What a judge was asked and how its pairs stand: `12 pairs asked (22 calls, 13,420 tokens); of 40: 5 contradictions, 3 differ by scope; 32 not judged: 30 waiting for another run, 2 timed out`. */
export function judgeText({ judge, pairs, asked, calls, tokens, judged, notJudged }: JudgeReport): string {
  const open = Object.values(notJudged).reduce((sum, count) => sum + count, 0);
  const verdicts = list(judged, JUDGED);
  return `${counted(asked, 'pair')} asked of ${excerpt(judge, 80)}${asked === 0 ? '' : ` (${counted(calls, 'call')}, ${counted(tokens, 'token')})`}; of ${pairs}${verdicts === '' ? '' : `: ${verdicts}`}${open === 0 ? '' : `; ${open} not judged: ${list(notJudged, NOT_JUDGED)}`}`;
}
