import type { JSX } from 'preact';
import { forgetItems } from '../state/items.js';
import { loadOverview } from '../state/corpus.js';
import { generations, loadQueue, queue, seenGeneration } from '../state/queue.js';
import { useStore } from '../state/store.js';

/** The list stays as it is under the reviewer's hands until they ask for the new one. */
export function NewerBar(): JSX.Element | null {
  const { newer, note } = useStore(generations, (state) => state);
  if (newer === null) return null;
  const reload = (): void => {
    seenGeneration(newer);
    forgetItems();
    void loadOverview();
    void loadQueue(queue.get().filter, queue.get().current);
  };
  return <div class="newer" role="status"><span>{note}</span><button type="button" class="button" onClick={reload}>Show it</button></div>;
}
