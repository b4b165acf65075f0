import type { DecisionEvent, PinVerdict, PredecessorStanding } from '../core/index.js';
import { MOST, WHOLE, last, whyChanged } from './standing.js';

/** How a person's pin bears on a chunk as it is now. */
export type PinStanding =
  | { readonly kind: 'none' }
  | { readonly kind: 'stands'; readonly event: DecisionEvent<PinVerdict> }
  /** Its text has changed; `why` names the person, the day and that. */
  | { readonly kind: 'lapsed'; readonly event: DecisionEvent<PinVerdict>; readonly why: string };

export interface PinInput {
  /** The latest word on the chunk itself as the canonical of its copies. */
  readonly own: DecisionEvent<PinVerdict> | null;
  /** What the chunk came from; looked at only without a word of its own. */
  readonly predecessors: readonly PredecessorStanding[];
  readonly textHash: string;
}

const NONE: PinStanding = Object.freeze({ kind: 'none' });

/**
 * Whether a pin stands, has lapsed, or was never made. It carries with the text as an approval does: to the same text elsewhere, and
 * to text that was all pinned, or accepted beside what was pinned. What does not carry but bore on most of the chunk, or has its heir
 * in it, has lapsed. Rules that fire have no bearing on it: a pin chooses among copies, it does not release.
 */
export function pinStanding({ own, predecessors, textHash }: PinInput): PinStanding {
  if (own !== null) return own.verdict === 'unpin' ? NONE : own.evidence.textHash === textHash ? { kind: 'stands', event: own } : lapsed(own);
  const said = predecessors.flatMap(({ pin, ...rest }) => (pin === null ? [] : [{ ...pin, ...rest }]));
  const identical = last(said.filter((before) => before.share >= WHOLE && before.textHash === textHash));
  if (identical !== null) return identical.event.verdict === 'unpin' ? NONE : identical.stands ? { kind: 'stands', event: identical.event } : lapsed(identical.event);
  const pinned = said.filter(({ event, share, heir }) => event.verdict === 'canonical' && (share > 0 || heir));
  const released = predecessors.filter(({ pin, status }) => pin?.event.verdict !== 'canonical' && status === 'accepted');
  const carried = [...pinned, ...released].reduce((sum, { share }) => sum + share, 0) >= WHOLE && pinned.every(({ stands }) => stands);
  const newest = last(carried ? pinned : pinned.filter(({ share, heir }) => heir || share >= MOST));
  if (newest === null) return NONE;
  return carried ? { kind: 'stands', event: newest.event } : lapsed(newest.event);
}

const lapsed = (event: DecisionEvent<PinVerdict>): PinStanding => ({ kind: 'lapsed', event, why: whyChanged(event) });
