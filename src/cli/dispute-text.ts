import { excerpt, type Dispute } from '../core/index.js';

const PROPOSALS: Readonly<Record<Dispute['proposal'], string>> = {
  'keep-this': 'keep this one', 'keep-other': 'keep the other one', 'ask-owner': 'ask the owners: nothing tells which is right',
};

/** `proposed: keep the other one (newer: 2025-06-01 to 2024-01-01); 1 wording says "30 days", 3 say "60 days"` */
export function disputeText({ proposal, by, standing: [here, there], words, voices, judge }: Dispute): string {
  const worse = proposal === 'keep-other';
  const [kept, other] = worse ? [there, here] : [here, there];
  const because = by === null ? '' : by === 'held-back' ? ` (${worse ? 'this' : 'the other'} one is held back for another reason)` : ` (${by === 'date' ? 'newer' : 'more trusted'}: ${String(kept)} to ${String(other)})`;
  const heard = (at: 0 | 1): string => `${at === 0 ? `${voices[at]} wording${voices[at] === 1 ? ' says' : 's say'}` : `${voices[at]} ${voices[at] === 1 ? 'says' : 'say'}`} "${excerpt(words[at], 40)}"`;
  return `proposed: ${PROPOSALS[proposal]}${because}${Math.max(...voices) > 1 ? `; ${heard(0)}, ${heard(1)}` : ''}${judge === undefined ? '' : `; judged a contradiction by ${excerpt(judge, 80)}`}`;
}
