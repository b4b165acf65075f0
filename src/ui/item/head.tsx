import type { JSX } from 'preact';
import type { QueueGroup, QueueItem, ReviewItem } from '../../engine/review/types.js';
import { BINDINGS } from '../keys/bindings.js';
import { AttentionChips } from '../parts/attention-chips.js';
import { CommandButton } from '../parts/button.js';
import { isOutOfQueue } from '../state/attention.js';
import { T } from '../text/shown.js';
import { count, day, KIND_NAMES, pathOf, since, STATUS_NAMES } from '../text/words.js';

interface Given { readonly item: QueueItem; readonly review: ReviewItem | null; readonly group: QueueGroup | null; readonly at: number; readonly of: number; readonly chosen: boolean; readonly full: boolean; /** It can be decided on now. */ readonly ready: boolean; readonly onUnassign: () => void }

export function ItemHead({ item, review, group, at, of, chosen, full, ready, onUnassign }: Given): JSX.Element {
  const title = item.title ?? item.path.split('/').at(-1) ?? item.path;
  return (
    <header class="item-head">
      <div class="item-line">
        <span class={`status status-${item.status}`}>{STATUS_NAMES[item.status]}</span>
        {group === null ? null : <span class="kind">{KIND_NAMES[group.kind]}</span>}
        <AttentionChips item={item} />
        {ready ? <TakeBack item={item} onUnassign={onUnassign} /> : null}
        <span class="muted">since {day(item.heldSince)} ({since(item.heldSince)})</span>
        <span class="grow" />
        {group !== null && of > 1 ? (
          <span class="stepper">
            <span class="muted">item {count(at + 1)} of {count(of)}</span>
            <CommandButton does="previousItem" tone="quiet" disabled={at === 0}>Previous</CommandButton>
            <CommandButton does="nextItem" tone="quiet" disabled={at + 1 >= of}>Next</CommandButton>
            <CommandButton does="chooseItem" tone="quiet" pressed={chosen}>{chosen ? 'Selected' : 'Select item'}</CommandButton>
          </span>
        ) : null}
        {review === null ? null : <CommandButton does="edit" tone="quiet">Edit</CommandButton>}
        {full ? null : <CommandButton does="open" tone="quiet">Explain</CommandButton>}
      </div>
      <h2 class="item-title"><T text={title} max={300} /></h2>
      <p class="item-path"><T text={pathOf(item)} max={400} />{item.headingPath.map((heading, level) => <span key={level}> <span class="muted" aria-hidden="true">›</span> <T text={heading} max={120} /></span>)}</p>
      <Facts item={item} review={review} />
    </header>
  );
}

/** Takes back what the chips say, beside them. */
function TakeBack({ item, onUnassign }: { readonly item: QueueItem; readonly onUnassign: () => void }): JSX.Element {
  return (
    <>
      {item.assignee === null ? null : <button type="button" class="button button-quiet" onClick={() => { keepPlace(); onUnassign(); }}>Unassign</button>}
      {!isOutOfQueue(item) ? null : <span class="set" onClick={keepPlace}><CommandButton does="reopen" tone="quiet" title={BINDINGS.reopen.says}>{item.snoozedUntil === null ? 'Not known' : 'Wake'}</CommandButton></span>}
    </>
  );
}

/** The button goes with what it takes back: the focus stays on the page. */
function keepPlace(): void {
  (document.getElementById('groups') ?? document.getElementById('main'))?.focus({ preventScroll: true });
}

/** What one weighs a text by, on one line. Its place is kept while the story is on its way. */
function Facts({ item, review }: { readonly item: QueueItem; readonly review: ReviewItem | null }): JSX.Element {
  const believed = review?.story.dates.believed;
  const source = review?.story.document.source;
  const changes = review?.story.nextChangeAt ?? null;
  return (
    <dl class="facts">
      <div><dt>Date</dt><dd>{believed === undefined ? '…' : believed.value === null ? 'undated' : <>{believed.value} <span class="muted">from {(believed.source ?? 'nowhere').replaceAll('-', ' ')}</span></>}</dd></div>
      <div><dt>Authority</dt><dd>{source === undefined ? '…' : source.authority.toFixed(2)}</dd></div>
      <div><dt>Owner</dt><dd>{item.owner === null ? 'nobody' : <T text={item.owner} max={60} />}</dd></div>
      <div><dt>Length</dt><dd>{count(item.tokens)} tokens</dd></div>
      <div><dt>Likely damage</dt><dd>{item.damage.toFixed(1)}</dd></div>
      {changes === null ? null : <div><dt>Changes by itself</dt><dd>{day(changes)}</dd></div>}
    </dl>
  );
}
