import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Choice, DecisionAct, QueueGroup, QueueItem, ReviewItem } from '../../engine/review/types.js';
import type { ApiError } from '../api/client.js';
import { useCommands } from '../keys/use-commands.js';
import { acts, perform } from '../state/acts.js';
import { isOutOfQueue, leavesList, type AskedVerdict } from '../state/attention.js';
import { queue } from '../state/queue.js';
import { takeReason } from '../state/reason.js';
import { mayDecide, sessions } from '../state/session.js';
import { showSource, source } from '../state/source.js';
import { useStore } from '../state/store.js';
import { say } from '../state/toast.js';
import { SourceFile } from './source.js';
import { EditDialog } from './edit-dialog.js';
import { AttentionDialog } from '../parts/attention-dialog.js';
import { T } from '../text/shown.js';
import { Actions } from './actions.js';
import { Copies, Dates, History, Scores } from './cards.js';
import { Comparison } from './comparison.js';
import { InDocument } from './context.js';
import { ItemHead } from './head.js';
import { More } from './more.js';
import { Reasons } from './reasons.js';
import { usePreview } from './use-preview.js';

interface Given {
  readonly item: QueueItem;
  readonly review: ReviewItem | null;
  readonly error: ApiError | null;
  /** Nothing is decided on what may be no longer so. */
  readonly stale: boolean;
  readonly group: QueueGroup | null;
  readonly at: number;
  readonly of: number;
  readonly chosen: boolean;
  readonly full: boolean;
  readonly onDecided?: () => void;
  /** Shown in place of what can be decided on the item. */
  readonly instead?: ComponentChildren;
}

export function ItemView({ item: listed, review, error, stale, group, at, of, chosen, full, onDecided, instead = null }: Given): JSX.Element {
  // Decided is what is seen: the item as its story was loaded, not as the list had it.
  const item = review?.item ?? listed;
  const [pair, setPair] = useState(0);
  const [asked, setAsked] = useState<{ readonly verdict: AskedVerdict; readonly choice: Choice } | null>(null);
  const [editing, setEditing] = useState(false);
  const body = useRef<HTMLDivElement>(null);
  const session = useStore(sessions, (state) => state.session);
  const busy = useStore(acts, ({ progress }) => progress !== null);
  const ready = review !== null && !stale && mayDecide(session) && !busy;
  useEffect(() => { setPair(0); if (body.current !== null) body.current.scrollTop = 0; }, [item.id]);
  const asks = ready && item.status !== 'accepted';
  const preview = usePreview(item, asks);
  const other = review?.counterparts[pair] ?? null;
  const copies = review !== null && (review.story.cluster.length > 1 || other?.relation === 'copy');
  const choice = { id: item.id, evidence: item.evidence };

  const decide = (act: DecisionAct | null, unless: string): void => {
    if (!mayDecide(session)) { say('You are logged in as a viewer: nothing is decided.'); return; }
    if (!ready) { say('Still loading what you are to decide on: press again in a moment.'); return; }
    if (act === null) { say(unless); return; }
    const leaves = group !== null && leavesList(act, queue.get().filter);
    void perform({ acts: [{ ...act, ...takeReason() }], leaving: leaves ? [{ key: group.key, ids: leavingOf(act, item.id) }] : [], staying: leaves || group === null ? [] : [group.key] });
    onDecided?.();
  };
  const said = (verdict: 'approve' | 'reject' | 'requeue'): void => { decide({ verdict, items: [choice] }, ''); };
  const ask = (verdict: AskedVerdict): void => {
    if (ready) setAsked({ verdict, choice }); else decide(null, '');
  };
  const scrollBody = (by: 1 | -1): void => { const { current } = body; current?.scrollBy({ top: by * current.clientHeight * 0.8 }); };
  const against = other === null ? null : { id: other.id, evidence: other.evidence };
  const contradiction = other?.relation === 'contradiction' && against !== null;

  useCommands({
    approve: () => { said('approve'); },
    reject: () => { said('reject'); },
    requeue: () => { said('requeue'); },
    keep: () => { decide(copies ? { verdict: 'keep', item: choice } : null, 'It has no copies: approve it instead.'); },
    thisRight: () => { decide(contradiction ? { verdict: 'side-right', right: choice, wrong: against } : null, 'It contradicts nothing.'); },
    thatRight: () => { decide(contradiction ? { verdict: 'side-right', right: against, wrong: choice } : null, 'It contradicts nothing.'); },
    apart: () => {
      decide(against === null || other?.relation === 'newer' ? null : { verdict: contradiction ? 'not-contradiction' : 'not-duplicate', pair: [choice, against] }, 'There is no pair to tell apart.');
    },
    source: () => { showSource(!source.get().open); },
    edit: () => { if (ready) setEditing(true); else decide(null, ''); },
    snooze: () => { ask('snooze'); }, assign: () => { ask('assign'); }, waive: () => { ask('waive'); },
    acknowledge: () => { decide({ verdict: 'acknowledge', items: [choice] }, ''); },
    reopen: () => { decide(isOutOfQueue(item) ? { verdict: 'reopen', items: [choice] } : null, 'It is neither snoozed nor known.'); },
    scroll: () => { scrollBody(1); }, scrollBack: () => { scrollBody(-1); },
    nextPair: () => { if (review !== null && review.counterparts.length > 0) setPair((pair + 1) % review.counterparts.length); },
  });

  return (
    <>
      <div class="item-body" ref={body} tabIndex={0} role="region" aria-label="Item" data-own-arrows>
        <ItemHead item={item} review={review} group={group} at={at} of={of} chosen={chosen} full={full} ready={ready} onUnassign={() => { decide({ verdict: 'assign', items: [choice], assignee: '' }, ''); }} />
        <Reasons reasons={item.reasons} />
        {error === null ? null : <p class="problem" role="alert"><T text={`${error.message} ${error.next ?? ''}`} max={400} /></p>}
        {review === null ? <Excerpt item={item} /> : <Story review={review} pair={pair} onPair={setPair} full={full} />}
      </div>
      {instead ?? <Actions group={group} other={other} copies={copies} preview={asks ? preview ?? 'Working out what approving would do …' : ''} ready={ready} />}
      {asked === null ? null : <AttentionDialog verdict={asked.verdict} what="this item" onClose={() => { setAsked(null); }} onChoose={(details) => { decide({ verdict: asked.verdict, items: [asked.choice], ...details }, ''); }} />}
      {!editing || review === null ? null : (
        <EditDialog story={review.story} onClose={() => { setEditing(false); }}
          onChoose={(field, value) => { decide({ verdict: 'edit', documentId: item.documentId, contentHash: review.story.document.contentHash, field, value }, ''); }} />)}
    </>
  );
}

/** Of a pair by side, the other one leaves as well where it waits in the same group. */
function leavingOf(act: DecisionAct, id: string): ReadonlySet<string> {
  if (act.verdict !== 'side-right') return new Set([id]);
  const members = new Set(queue.get().members?.items.map((member) => member.id));
  return new Set([id, ...[act.right.id, act.wrong.id].filter((side) => members.has(side))]);
}

function Excerpt({ item }: { readonly item: QueueItem }): JSX.Element {
  return <section class="in-document" aria-busy="true" aria-label="The beginning of its text"><h3>Its text</h3><div class="text text-context"><T text={item.excerpt} max={240} /></div></section>;
}

function Story({ review, pair, onPair, full }: { readonly review: ReviewItem; readonly pair: number; readonly onPair: (at: number) => void; readonly full: boolean }): JSX.Element {
  const { story } = review;
  const sourceOpen = useStore(source, ({ open }) => open);
  return (
    <>
      <Comparison review={review} pair={pair} onPair={onPair} />
      <div class={sourceOpen ? 'texts texts-beside' : 'texts'}>
        <InDocument review={review} open={full || sourceOpen || review.counterparts.length === 0} />
        <SourceFile key={story.id} item={review.item} open={sourceOpen} onOpen={showSource} />
      </div>
      <div class="cards"><Dates dates={story.dates} /><Scores scores={story.scores} measurements={story.measurements} /><Copies story={story} /><History story={story} />{full ? <More story={story} /> : null}</div>
    </>
  );
}
