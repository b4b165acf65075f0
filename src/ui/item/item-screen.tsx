import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { QueueGroup } from '../../engine/review/types.js';
import { useCommands } from '../keys/use-commands.js';
import { queue, currentGroup, currentItem, step, stepItem } from '../state/queue.js';
import { go, itemHash, queueHash } from '../state/route.js';
import { T } from '../text/shown.js';
import { ItemView } from './item-view.js';
import { useItem } from './use-item.js';

/** One item with all that is known of it, at an address that can be shared. */
export function ItemScreen({ id }: { readonly id: string }): JSX.Element {
  const { review, error, stale } = useItem(id);
  const [group, setGroup] = useState<QueueGroup | null>(null);
  const back = (): void => { go(queueHash(queue.get().filter)); };
  // Where it was opened from the queue, deciding takes it out of the list there as well.
  useEffect(() => { if (currentItem(queue.get())?.id === id) setGroup(currentGroup(queue.get())); }, [id]);
  const follow = (): void => {
    const item = currentItem(queue.get());
    if (group !== null && item !== null) go(itemHash(item.id)); else if (group !== null) back();
  };
  useCommands({
    close: back, open: back,
    nextItem: () => { stepItem(1); follow(); }, previousItem: () => { stepItem(-1); follow(); },
    next: () => { step(1); follow(); }, previous: () => { step(-1); follow(); },
  });
  return (
    <div class="item-screen">
      <h1 class="vh">Item under review</h1>
      <div class="item-back"><button type="button" class="button button-quiet" onClick={back}>Back to the queue <kbd aria-hidden="true">Esc</kbd></button></div>
      {review !== null ? (
        <section class="pane" aria-label="Item under review"><ItemView item={review.item} review={review} error={error} stale={stale} group={group} at={0} of={1} chosen={false} full onDecided={follow} /></section>
      ) : error === null ? <p class="pane-empty muted">Loading …</p> : <p class="problem" role="alert"><T text={`${error.message} ${error.next ?? ''}`} max={400} /></p>}
    </div>
  );
}
