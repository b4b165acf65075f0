import type { JSX } from 'preact';
import type { QueueGroup } from '../../engine/review/types.js';
import { AttentionChips } from '../parts/attention-chips.js';
import { Bar } from '../parts/bar.js';
import { printable } from '../text/hostile.js';
import { T } from '../text/shown.js';
import { causeText, count, day, KIND_NAMES, many, since } from '../text/words.js';

/** One cause: what it is, where, how many, how bad, since when. */
export function GroupRow({ group, chosen, worst }: { readonly group: QueueGroup; readonly chosen: boolean; readonly worst: number }): JSX.Element {
  const { title, about } = causeText(group);
  return (
    <>
      <span class={chosen ? 'tick tick-on' : 'tick'} data-tick aria-hidden="true">{chosen ? '✓' : ''}</span>
      <span class="row-main">
        <span class="row-title" title={printable(group.title, 300)}><T text={title} max={160} /></span>
        <span class="row-about"><AttentionChips item={group.lead} /><span class={`kind kind-${group.kind}`}>{KIND_NAMES[group.kind]}</span>{about === null ? null : <span class="row-rule">{about}</span>}<span class="row-sources"><T text={group.sources.join(', ')} max={80} /></span></span>
      </span>
      <span class="row-side">
        <span class="row-count" title={many(group.count, 'item')}>{count(group.count)}</span>
        <Bar value={group.damage} of={worst} tone="damage" title={`likely damage ${group.damage.toFixed(1)}`} /><span class="vh">likely damage {group.damage.toFixed(1)}, held back for</span>
        <span class="row-since" title={`held back since ${day(group.heldSince)}`}>{since(group.heldSince)}</span>
      </span>
    </>
  );
}
