import { WinnowError, excerpt, hasEnded, isSameQuestion, type ChunkVerdict, type DecisionEvent, type PairVerdict, type Store } from '../../core/index.js';
import { parsePeriod } from '../../core/calendar.js';
import { DecisionConflict, type Conflict, type SeenEvidence, type Word } from '../run/index.js';
import type { Choice, DecisionAct } from './types.js';

/** Items of one act: what a person can mean to decide at once and a store takes in one transaction. */
export const MAX_ITEMS = 1000;
const MAX_REASON = 2000;
/** Decisions of one act that can be taken back: a baseline has as many as there are items. */
const MAX_UNDONE = 1_000_000;

/** What an act comes to: words for the log, and what was seen of each chunk. Fails with `usage`. */
export async function wordsOf(store: Store, act: DecisionAct, now: number): Promise<{ words: Word[]; seen: Map<string, SeenEvidence>; reason: string }> {
  const choices = choicesOf(act);
  const reason = reasonOf(act);
  if ('items' in act && act.verdict !== 'reopen') refuseStray(act);
  if (act.verdict === 'edit') return { words: [editWord(act)], seen: new Map(), reason };
  if (choices.length === 0 || choices.length > MAX_ITEMS) throw new WinnowError('usage', `an act is on 1 to ${MAX_ITEMS} items, not ${choices.length}`, { next: 'Decide in several acts.' });
  const seen = new Map(choices.map(({ id, evidence }) => [id, evidence]));
  if (seen.size < choices.length) throw new WinnowError('usage', 'an act names an item twice', { next: 'Name each item once.' });
  return { words: act.verdict === 'reopen' ? await outOfQueue(store, act.items, now) : words(act, now), seen, reason };
}

/** Withdrawals of all that keeps items out of the queue: a snooze behind another one would keep them out as well. */
async function outOfQueue(store: Store, items: readonly Choice[], now: number): Promise<Word[]> {
  const found: Word[] = [];
  let asSeen = true;
  for (const { id, evidence } of items) {
    const said = await store.decisionsOf(id);
    asSeen &&= evidence.decision === (said.at(-1)?.seq ?? 0);
    const gone = new Set(said.flatMap(({ withdraws }) => withdraws ?? []));
    for (const event of said) {
      const keepsOut = event.verdict === 'acknowledge' || (event.verdict === 'snooze' && !hasEnded(event, now));
      if (keepsOut && !gone.has(event.seq)) found.push({ verdict: 'withdraw', seq: event.seq });
    }
  }
  // Where somebody was quicker, what has changed since is told instead, as of any decision.
  if (found.length === 0 && asSeen) throw new WinnowError('usage', `${items.length === 1 ? 'it is neither snoozed nor' : 'none of them is snoozed or'} known`, { next: 'What is in the queue already need not be brought back into it.' });
  return found;
}

/** What a verdict does not take is refused, not dropped. Fails with `usage`. */
export function refuseStray({ verdict, until, assignee }: { readonly verdict: ChunkVerdict | PairVerdict; readonly until?: unknown; readonly assignee?: string | undefined }): void {
  if (until !== undefined && verdict !== 'waive' && verdict !== 'snooze') throw new WinnowError('usage', `${verdict} has no end`, { next: 'A waiver and a snooze end by themselves; nothing else does.' });
  if (assignee !== undefined && verdict !== 'waive' && verdict !== 'assign') throw new WinnowError('usage', `${verdict} makes nothing anybody's`, { next: 'A name goes with what is assigned, and with a waiver: whose it is when it ends.' });
}

function reasonOf(act: DecisionAct): string {
  const reason = (act.reason ?? '').trim();
  if (reason.length > MAX_REASON) throw new WinnowError('usage', `a reason has at most ${MAX_REASON} characters`, { next: 'Say it shorter.' });
  return reason;
}

const MAX_VALUE = 200;

/** Fails with `usage` where the value is none of the field's. */
export function editWord({ documentId, contentHash, field, value }: Pick<Extract<DecisionAct, { verdict: 'edit' }>, 'documentId' | 'field' | 'value'> & { readonly contentHash?: string }): Extract<Word, { verdict: 'edit' }> {
  const word = (said: string | number | null): Extract<Word, { verdict: 'edit' }> => ({ verdict: 'edit', documentId, field, value: said, ...(contentHash === undefined ? {} : { contentHash }) });
  if (field === 'authority') {
    const authority = typeof value === 'string' ? Number(value) : value;
    if (authority === null || !(authority >= 0 && authority <= 1) || value === '') throw new WinnowError('usage', `an authority is a number from 0 to 1, not ${excerpt(String(value))}`, { next: '1 = most trusted.' });
    return word(authority);
  }
  const text = value === null ? '' : String(value).trim();
  if (text.length > MAX_VALUE) throw new WinnowError('usage', `${field} has at most ${MAX_VALUE} characters`, { next: 'Give a shorter one.' });
  if (text === '') return word(null);
  if (field !== 'date') return word(text);
  const period = parsePeriod(text);
  if (period === null) throw new WinnowError('usage', `"${excerpt(text)}" is no date`, { next: 'Give it as precise as it is known: 2026-03-01, 2026-03 or 2026.' });
  return word(period.value);
}

function choicesOf(act: DecisionAct): readonly Choice[] {
  if (act.verdict === 'edit') return [];
  if ('items' in act) return act.items;
  if ('pair' in act) return act.pair;
  return 'right' in act ? [act.right, act.wrong] : [act.item];
}

function words(act: Exclude<DecisionAct, { verdict: 'edit' | 'reopen' }>, now: number): Word[] {
  switch (act.verdict) {
    case 'side-right': return [{ verdict: 'approve', id: act.right.id }, { verdict: 'reject', id: act.wrong.id }];
    case 'keep': return [{ verdict: 'canonical', id: act.item.id }, { verdict: 'approve', id: act.item.id }];
    case 'not-duplicate':
    case 'not-contradiction': return [{ verdict: act.verdict, pair: [act.pair[0].id, act.pair[1].id] }];
    case 'waive':
    case 'snooze': {
      const until = untilOf(act.until, now);
      const owner = act.assignee === undefined ? {} : { assignee: nameOf(act.assignee) };
      return act.items.map(({ id }) => ({ verdict: act.verdict, id, until, ...owner }));
    }
    case 'assign': {
      const assignee = nameOf(act.assignee ?? '');
      return act.items.map(({ id }) => ({ verdict: 'assign', id, assignee }));
    }
    case 'approve':
    case 'reject':
    case 'requeue':
    case 'canonical':
    case 'unpin':
    case 'acknowledge': return act.items.map(({ id }) => ({ verdict: act.verdict, id }));
  }
}

const MAX_NAME = 200;

function nameOf(given: string): string {
  const name = given.trim();
  if (name.length > MAX_NAME) throw new WinnowError('usage', `a name has at most ${MAX_NAME} characters`, { next: 'Give a shorter name.' });
  return name;
}

function untilOf(until: string | undefined, now: number): string {
  const time = new Date(until ?? NaN);
  if (until === undefined || Number.isNaN(time.getTime())) throw new WinnowError('usage', `"${excerpt(until ?? '')}" is no day on which it could end`, { next: 'Give `until` as ISO 8601: 2027-03-01.' });
  if (time.getTime() <= now) throw new WinnowError('usage', `${until} has passed already`, { next: 'Name a day that is still to come.' });
  return time.toISOString();
}

/** The decisions of an act that are to be taken back: all that were not yet. Fails with `DecisionConflict` where none is left, or somebody has decided on the subject of one since. */
export async function actOf(store: Store, { first, last }: { readonly first: number; readonly last: number }): Promise<readonly DecisionEvent[]> {
  if (first < 1 || last < first || last - first >= MAX_UNDONE) throw new WinnowError('usage', `there is no act from ${first} to ${last}`, { next: 'Give the first and last number that the act answered with.' });
  const events = await store.listDecisions({ limit: last - first + 1, afterSeq: first - 1 });
  if (events.length < last - first + 1) throw new WinnowError('id-unknown', `the log has no decisions ${first} to ${last}`);
  const taken = new Set(await store.withdrawn(events.map(({ seq }) => seq)));
  const left = events.filter(({ seq }) => !taken.has(seq));
  const conflicts: Conflict[] = left.length > 0 ? [] : events.map((event) => conflict(event, `decision ${event.seq} has been taken back already`));
  for (const event of left) {
    const message = await followed(store, event, last);
    if (message !== null) conflicts.push(conflict(event, message));
  }
  if (conflicts.length > 0) throw new DecisionConflict(conflicts);
  return left;
}

const conflict = ({ subjectId }: DecisionEvent, message: string): Conflict => ({ id: subjectId, changed: ['decision'], message, now: null });

/** Who decided on the same subject after an act, in words; `null` = nobody. */
async function followed(store: Store, event: DecisionEvent, last: number): Promise<string | null> {
  const later = (await store.decisionsOf(event.subjectId)).filter(({ seq }) => seq > last);
  const gone = new Set(later.flatMap(({ withdraws }) => withdraws ?? []));
  const newer = later.find((other) => !gone.has(other.seq) && isSameQuestion(event, other));
  return newer === undefined ? null : `${excerpt(newer.actor, 60)} decided on it since (${newer.verdict}, decision ${newer.seq})`;
}
