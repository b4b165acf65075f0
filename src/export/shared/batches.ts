import type { SnapshotItem } from '../../core/index.js';

/** Items in batches of at most so many items and characters of JSON; one that is longer goes alone. */
export async function* batchesOf(items: AsyncIterable<SnapshotItem>, most: { readonly items: number; readonly chars: number }): AsyncGenerator<SnapshotItem[]> {
  let batch: SnapshotItem[] = [];
  let chars = 0;
  for await (const item of items) {
    if (batch.length > 0 && (batch.length >= most.items || chars + item.json.length > most.chars)) {
      yield batch;
      [batch, chars] = [[], 0];
    }
    batch.push(item);
    chars += item.json.length;
  }
  if (batch.length > 0) yield batch;
}
