import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { QueueGroup, QueueQuery } from '../../engine/review/types.js';
import { ItemView } from '../item/item-view.js';
import { useItem } from '../item/use-item.js';
import { useCommands } from '../keys/use-commands.js';
import { CommandButton } from '../parts/button.js';
import { VirtualList } from '../parts/virtual-list.js';
import type { Details } from '../state/attention.js';
import { chooseAll, chooseRange, chosen, clearChosen, toggleGroup, toggleItem } from '../state/chosen.js';
import { prefetch } from '../state/items.js';
import { currentGroup, currentItem, loadMore, loadQueue, queue, select, step, stepItem } from '../state/queue.js';
import { go, itemHash, queueHash } from '../state/route.js';
import { acts } from '../state/acts.js';
import { mayDecide, sessions } from '../state/session.js';
import { useStore } from '../state/store.js';
import { T } from '../text/shown.js';
import { count, many } from '../text/words.js';
import { BulkDialog, type BulkRequest } from './bulk-dialog.js';
import { Filters } from './filters.js';
import { GroupRow } from './group-row.js';
import { SelectionBar } from './selection-bar.js';

const ROW_HEIGHT = 54;

export function QueueScreen({ filter }: { readonly filter: QueueQuery }): JSX.Element {
  const state = useStore(queue, (all) => all);
  const selection = useStore(chosen, (all) => all);
  const stack = useStore(acts, ({ stack: done }) => done.length);
  const session = useStore(sessions, (all) => all.session);
  const [bulk, setBulk] = useState<BulkRequest | null>(null);
  const group = currentGroup(state);
  const item = currentItem(state);
  const { review, error, stale } = useItem(item?.id ?? null);

  useEffect(() => {
    if (JSON.stringify(filter) === JSON.stringify(queue.get().filter) && queue.get().phase === 'ready') return;
    clearChosen();
    void loadQueue(filter);
  }, [JSON.stringify(filter)]);

  const index = state.rows.findIndex(({ key }) => key === state.current);
  useEffect(() => {
    prefetch([...(state.members?.items.slice(state.at + 1, state.at + 3) ?? []), ...state.rows.slice(index + 1, index + 3).map(({ lead }) => lead)].map(({ id }) => id));
  }, [state.current, state.rows, state.members, state.at]);
  const worst = useMemo(() => state.rows.reduce((most, { damage }) => Math.max(most, damage), 0.01), [state.rows]);

  const all = (verdict: 'approve' | 'reject'): void => {
    if (group !== null && mayDecide(session)) setBulk({ verdict, groups: new Map([[group.key, group.count]]), items: new Map() });
  };
  const decideChosen = (verdict: BulkRequest['verdict'], details: Details = {}): void => { setBulk({ verdict, details, groups: selection.groups, items: selection.items }); };
  const some = selection.groups.size + selection.items.size > 0;

  useCommands({
    next: () => { step(1); }, previous: () => { step(-1); }, nextItem: () => { stepItem(1); }, previousItem: () => { stepItem(-1); },
    open: () => { if (item !== null) go(itemHash(item.id)); },
    choose: () => { if (group !== null) toggleGroup(group); }, range: () => { if (group !== null) chooseRange(group); },
    chooseAll: () => { void chooseAll(); }, chooseItem: () => { if (group !== null && item !== null) toggleItem(group.key, item); },
    approveAll: () => { all('approve'); }, rejectAll: () => { all('reject'); },
    close: () => { clearChosen(); },
  });

  const pick = (row: QueueGroup, event: MouseEvent): void => {
    if (event.target instanceof Element && event.target.closest('[data-tick]') !== null) { if (event.shiftKey) chooseRange(row); else toggleGroup(row); return; }
    if (event.shiftKey) chooseRange(row); else if (event.ctrlKey || event.metaKey) toggleGroup(row);
    select(row.key);
  };
  const total = state.next === null ? state.rows.length : Math.max(state.rows.length + 1, state.groups);

  return (
    <div class="queue">
      <h1 class="vh">Review queue</h1>
      <Filters filter={filter} />
      <section class="list" aria-label="Groups">
        <div class="list-head">
          <span class="totals">{state.phase === 'loading' ? 'Loading …' : `${many(state.items, 'item')} in ${many(state.groups, 'group')}`}</span><span class="grow" />
          <CommandButton does="undo" tone="quiet" disabled={stack === 0} /><CommandButton does="choose" tone="quiet" disabled={group === null} pressed={group !== null && selection.groups.has(group.key)}>Select</CommandButton>
        </div>
        <OutOfQueue filter={filter} snoozed={state.snoozed} acknowledged={state.acknowledged} />
        {state.phase === 'failed' ? <Problem text={`${state.error?.message ?? ''} ${state.error?.next ?? ''}`} onRetry={() => { void loadQueue(filter); }} /> : null}
        {state.phase === 'ready' && state.rows.length === 0 ? <Empty filtered={Object.keys(filter).some((name) => name !== 'order')} /> : null}
        {state.rows.length === 0 ? null : (
          <VirtualList<QueueGroup> id="groups" label="Groups that wait for review" rows={state.rows} total={total} rowHeight={ROW_HEIGHT} current={index} keyOf={({ key }) => key}
            isChosen={({ key }) => selection.groups.has(key)} onPick={pick} onNeed={(until) => { void loadMore(until); }}>
            {(row) => <GroupRow group={row} chosen={selection.groups.has(row.key)} worst={worst} />}
          </VirtualList>
        )}
        {state.more === 'failed' ? <Problem text="The next groups could not be loaded." onRetry={() => { queue.set({ more: 'idle' }); void loadMore(state.rows.length + 1); }} /> : null}
      </section>
      <section class="pane" aria-label="Item under review">
        {group === null || item === null ? <div class="pane-empty muted">{state.phase === 'loading' ? 'Loading …' : 'Nothing is selected.'}</div> : (
          <ItemView item={item} review={review} error={error} stale={stale} group={group} at={state.at} of={group.count} chosen={selection.items.has(item.id)} full={false} instead={some ? <SelectionBar onDecide={decideChosen} /> : null} />
        )}
      </section>
      {bulk === null ? null : <BulkDialog request={bulk} onClose={() => { setBulk(null); }} />}
    </div>
  );
}

/** What is out of the queue for now is counted, and one press away. */
function OutOfQueue({ filter, snoozed, acknowledged }: { readonly filter: QueueQuery; readonly snoozed: number; readonly acknowledged: number }): JSX.Element | null {
  const { attention, ...rest } = filter;
  if (snoozed + acknowledged === 0 && attention === undefined) return null;
  const link = (to: QueueQuery['attention'], label: string): JSX.Element => <a href={queueHash(to === undefined ? rest : { ...rest, attention: to })} aria-current={attention === to ? 'true' : undefined}>{label}</a>;
  return <div class="list-out">{attention === undefined ? <span class="muted">out of the queue:</span> : link(undefined, 'open')}{link('snoozed', `${count(snoozed)} snoozed`)}{link('acknowledged', `${count(acknowledged)} known`)}</div>;
}

function Empty({ filtered }: { readonly filtered: boolean }): JSX.Element {
  return <div class="pane-empty"><p><strong>{filtered ? 'Nothing matches these filters.' : 'Nothing waits for review.'}</strong></p><p class="muted">{filtered ? 'Clear a filter to see more.' : 'What a later run holds back turns up here.'}</p></div>;
}

function Problem({ text, onRetry }: { readonly text: string; readonly onRetry: () => void }): JSX.Element {
  return <div class="problem" role="alert"><T text={text} max={400} /> <button type="button" class="button" onClick={onRetry}>Try again</button></div>;
}
