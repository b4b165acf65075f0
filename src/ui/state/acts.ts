import type { ActResult, Conflict, DecisionAct } from '../../engine/review/types.js';
import { api, shownError } from '../api/client.js';
import { printable } from '../text/hostile.js';
import { many, fileName } from '../text/words.js';
import { localDay } from './attention.js';
import { forgetItems } from './items.js';
import { bringBack, follow, leave, loadQueue, ownGeneration, queue, recount, refresh, type Before } from './queue.js';
import { createStore } from './store.js';
import { stored } from './stored.js';
import { say } from './toast.js';

/** A key press that decides: one act, or several where it is about more items than one act may hold. */
export interface Doing {
  readonly acts: readonly DecisionAct[];
  /** What leaves the list at once. */
  readonly leaving: readonly { readonly key: string; readonly ids: ReadonlySet<string> | 'all' }[];
  /** Groups that stay in the list, and are no longer as it shows them. */
  readonly staying?: readonly string[];
}

interface Numbers { readonly first: number; readonly last: number }

/** What one key press decided. `before` is empty after the page was loaded again: the list is then loaded anew as well. */
export interface Done { readonly label: string; readonly numbers: readonly Numbers[]; readonly before: readonly Before[] }

export interface ActsState {
  /** Acts of this session that can be taken back, oldest first. */
  readonly stack: readonly Done[];
  /** Acts that the server has not answered yet. */
  readonly running: number;
  readonly progress: { readonly done: number; readonly of: number } | null;
  readonly conflict: { readonly doing: Doing; readonly conflicts: readonly Conflict[]; /** What was to be taken back cannot be any more. */ readonly undo: boolean } | null;
}

export const acts = createStore<ActsState>({ stack: [], running: 0, progress: null, conflict: null });

/** One after the other, in the order of the keys: the second may rest on the first. */
let chain: Promise<unknown> = Promise.resolve();
function inOrder(work: () => Promise<void>): Promise<void> {
  acts.set(({ running }) => ({ running: running + 1 }));
  const next = chain.then(work).catch((error: unknown) => { fail(error); }).finally(() => { acts.set(({ running }) => ({ running: running - 1 })); });
  chain = next;
  return next;
}

function fail(error: unknown): void {
  const { message, next } = shownError(error);
  say(next === null ? message : `${message} ${next}`, 'failed');
}

export function perform(doing: Doing): Promise<void> {
  const before = leave(doing.leaving);
  return inOrder(async () => {
    const results: ActResult[] = [];
    try {
      for (const act of doing.acts) {
        if (doing.acts.length > 1) acts.set({ progress: { done: results.length, of: doing.acts.length } });
        results.push(await api.decide(act));
      }
    } catch (error) {
      // What was decided before the refusal stands, and can be taken back by itself; what was not comes back to the list.
      settle(doing, before, results);
      const rest = { ...doing, acts: doing.acts.slice(results.length) };
      const { conflicts, code } = shownError(error);
      bringBack(results.length === 0 ? before : before.filter(({ group }) => holdsAny(rest.acts, group.lead.id)), code === 'decision-conflict');
      if (code !== 'decision-conflict') throw error;
      acts.set({ conflict: { doing: rest, conflicts, undo: false } });
      return;
    } finally {
      acts.set({ progress: null });
    }
    settle(doing, before, results);
  });
}

function settle(doing: Doing, before: readonly Before[], results: ActResult[]): void {
  if (results.length === 0) { forgetItems(); return; }
  const label = resultText(doing.acts[0], results);
  const others = results.flatMap((result) => result.others);
  const followed = follow(others);
  // What took something back is not taken back itself.
  const lasting = doing.acts[0]?.verdict === 'reopen';
  if (!lasting) setStack([...acts.get().stack, { label, numbers: results.flatMap(({ act }) => act ?? []), before: [...before, ...followed] }]);
  for (const { generation } of results) ownGeneration(generation);
  // What follows from an act may be told in the story of any other item.
  const acted = doing.acts.slice(0, results.length).flatMap(idsOf);
  forgetItems(others.length > 0 ? undefined : acted, [...acted, ...others.map(({ id }) => id)]);
  say(label, 'done', !lasting);
  void refresh(doing.staying ?? []);
  recountSoon();
}

/** Everything that waits is known from then on. It is an act like the others, for `u` too; the list is loaded anew after it. */
export function drawBaseline(reason: string): Promise<void> {
  // Not within `inOrder`, which tells failures to nobody but the toast: whoever asked has a dialog open.
  return chain.then(async () => {
    const { items, act } = await api.baseline(reason);
    if (act === null) { say('Nothing waits that is not known already.'); return; }
    const label = `Known from now on: ${many(items, 'item')}`;
    setStack([...acts.get().stack, { label, numbers: [act], before: [] }]);
    forgetItems();
    void loadQueue(queue.get().filter, queue.get().current);
    say(label, 'done', true);
  });
}

let recounting: ReturnType<typeof setTimeout> | undefined;
function recountSoon(): void {
  clearTimeout(recounting);
  recounting = setTimeout(() => { if (acts.get().running === 0) void recount(); }, 1200);
}

export function undoLast(): Promise<void> {
  // Behind the acts before it: what is still on its way to the server can be taken back as well.
  return inOrder(async () => {
    const last = acts.get().stack.at(-1);
    if (last === undefined) { say('Nothing to undo: no act of this session is left.'); return; }
    await takeBack(last);
  });
}

/** An act of this session that need not be the last one, or decisions of the log, whoever made them. */
export function undoAct(done: Done, reason = ''): Promise<void> {
  return inOrder(() => takeBack(done, reason));
}

async function takeBack(done: Done, reason = ''): Promise<void> {
  const left = [...done.numbers];
  try {
    for (const numbers of [...done.numbers].reverse()) {
      ownGeneration((await api.undo({ ...numbers, ...(reason === '' ? {} : { reason }) })).generation);
      left.pop();
    }
  } catch (error) {
    const { conflicts, code, status } = shownError(error);
    // What the server refuses for good must not stand in the way of what was done before it.
    const refused = [400, 404, 409, 410, 422].includes(status);
    setStack(acts.get().stack.flatMap((other) => (other !== done ? [other] : refused ? [] : [{ ...done, numbers: left }])));
    if (code !== 'decision-conflict') throw error;
    acts.set({ conflict: { doing: { acts: [], leaving: [] }, conflicts, undo: true } });
    return;
  }
  const isIn = ({ first, last }: Numbers): boolean => done.numbers.some((taken) => taken.first <= first && taken.last >= last);
  setStack(acts.get().stack.filter((other) => other !== done && !other.numbers.every(isIn)));
  forgetItems();
  if (done.before.length > 0) bringBack(done.before, true); else if (queue.get().phase === 'ready') void loadQueue(queue.get().filter, queue.get().current);
  say(`Taken back: ${done.label}`, 'done', acts.get().stack.length > 0);
  recountSoon();
}

const KEPT = 50;
/** Of this tab, and gone with it: a slip can be undone after the page was loaded again. */
const kept = stored('winnow.acts', '[]', () => sessionStorage);

function setStack(stack: readonly Done[]): void {
  acts.set({ stack });
  kept.set(JSON.stringify(stack.slice(-KEPT).map(({ label, numbers }) => ({ label, numbers }))));
}

export function openActs(): void {
  try {
    const stack = JSON.parse(kept.get()) as readonly Pick<Done, 'label' | 'numbers'>[];
    acts.set({ stack: stack.map(({ label, numbers }) => ({ label, numbers: numbers.map(({ first, last }) => ({ first, last })), before: [] })) });
  } catch { /* nothing that could be read: nothing to undo */ }
}

export function forgetActs(): void {
  setStack([]);
}

/** Items an act is about; none for one on a document. */
export function idsOf(act: DecisionAct): string[] {
  if ('items' in act) return act.items.map(({ id }) => id);
  if ('pair' in act) return act.pair.map(({ id }) => id);
  if ('documentId' in act) return [];
  return 'item' in act ? [act.item.id] : [act.right.id, act.wrong.id];
}

const holdsAny = (list: readonly DecisionAct[], id: string): boolean => list.some((act) => idsOf(act).includes(id));

/** The same without some of its items, to go on with the others; `null` where nothing is left or a pair has lost a side. */
export function without(doing: Doing, ids: ReadonlySet<string>): Doing | null {
  const left = doing.acts.flatMap((act): DecisionAct[] => {
    if (!('items' in act)) return idsOf(act).some((id) => ids.has(id)) ? [] : [act];
    const items = act.items.filter(({ id }) => !ids.has(id));
    return items.length === 0 ? [] : [{ ...act, items }];
  });
  if (left.length === 0) return null;
  return { ...doing, acts: left, leaving: doing.leaving.map(({ key, ids: leaving }) => ({ key, ids: leaving === 'all' ? leaving : new Set([...leaving].filter((id) => !ids.has(id))) })) };
}

const SAID: Readonly<Record<DecisionAct['verdict'], string>> = {
  approve: 'Released', reject: 'Rejected', requeue: 'Put back in the queue:', canonical: 'Kept of its copies:', unpin: 'No longer pinned:', 'side-right': 'Released', keep: 'Kept and released',
  'not-duplicate': 'Not duplicates:', 'not-contradiction': 'No contradiction:', waive: 'Released for a time:', acknowledge: 'Known:', snooze: 'Later:', assign: 'Assigned:', edit: 'Edited', reopen: 'Back in the queue:',
};

/** `Released refunds.md (2 others held back)` */
function resultText(act: DecisionAct | undefined, results: readonly ActResult[]): string {
  const decided = results.flatMap((result) => result.decided);
  const others = results.flatMap((result) => result.others);
  const named = act === undefined || !('items' in act) ? decided.slice(0, 2) : decided;
  const what = decided.length === 0 ? 'what was shown' : named.length <= 2 ? named.map(({ path }) => fileName(path)).join(' and ') : many(decided.length, 'item');
  const rejected = act?.verdict === 'side-right' ? decided.filter(({ to }) => to === 'rejected').map(({ path }) => fileName(path)) : [];
  const right = act?.verdict === 'side-right' ? decided.filter(({ to }) => to === 'accepted').map(({ path }) => fileName(path)).join(', ') : what;
  const follow = (['accepted', 'quarantined', 'rejected'] as const).flatMap((to) => {
    const number = others.filter((change) => change.to === to).length;
    return number === 0 ? [] : [`${many(number, 'other')} ${to === 'accepted' ? 'released' : to === 'rejected' ? 'rejected' : 'held back'}`];
  });
  if (act !== undefined && 'items' in act) {
    if (act.verdict === 'assign') return (act.assignee ?? '') === '' ? `Nobody’s now: ${what}` : `Assigned to ${printable(act.assignee ?? '', 40)}: ${what}`;
    if (act.verdict === 'snooze') return `Snoozed until ${localDay(act.until ?? '')}: ${what}`;
  }
  const after = [...rejected.map((path) => `${path} rejected`), ...follow].join(', ');
  const said = act?.verdict === 'waive' ? `Released until ${localDay(act.until ?? '')}${act.assignee === undefined ? '' : `, then ${printable(act.assignee, 40)}’s`}:` : SAID[act?.verdict ?? 'approve'];
  return `${said} ${right}${after === '' ? '' : ` (${after})`}`;
}

export function closeConflict(): void {
  acts.set({ conflict: null });
}
