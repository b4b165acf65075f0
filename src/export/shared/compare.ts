import type { DifferenceCounts, ExportSnapshot } from '../../core/index.js';

/** Ids that a report lists of each kind. */
export const MAX_LISTED = 1000;

/** How what a target holds differs from a snapshot. */
export interface Difference {
  /** Items of the snapshot. */
  readonly expected: number;
  readonly counts: DifferenceCounts;
  /** Ids, at most `MAX_LISTED` of each. */
  readonly missing: readonly string[];
  readonly extra: readonly string[];
  readonly different: readonly string[];
}

/** Compares what a target holds (id -> hash of the item, see `itemHash`) with a snapshot, which is read once. */
export async function compare(held: ReadonlyMap<string, string>, snapshot: ExportSnapshot, signal: AbortSignal): Promise<Difference> {
  const [missing, different] = [new Listed(), new Listed()];
  const extra = new Set(held.keys());
  let expected = 0;
  for await (const { id, hash } of snapshot.items()) {
    signal.throwIfAborted();
    expected += 1;
    extra.delete(id);
    const seen = held.get(id);
    if (seen === undefined) missing.add(id);
    else if (seen !== hash) different.add(id);
  }
  return {
    expected, counts: { missing: missing.count, extra: extra.size, different: different.count }, missing: missing.ids, extra: [...extra].slice(0, MAX_LISTED), different: different.ids,
  };
}

export const isSame = ({ counts }: Difference): boolean => counts.missing + counts.extra + counts.different === 0;

/** Ids, counted to the last and kept as far as they are listed. */
class Listed {
  count = 0;
  readonly ids: string[] = [];

  add(id: string): void {
    this.count += 1;
    if (this.ids.length < MAX_LISTED) this.ids.push(id);
  }
}
