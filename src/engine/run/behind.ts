import type { Pipeline } from '../../config/index.js';
import type { Store } from '../../core/index.js';

/** A target that does not hold what is released. */
export interface BehindTarget {
  readonly target: string;
  /** The generation it holds; `null` = it was never exported to. */
  readonly generation: number | null;
}

/** The pipeline's targets that hold less, more or other chunks than a generation releases, by what they acknowledged last. */
export async function targetsBehind(pipeline: Pipeline, store: Store, at: number): Promise<BehindTarget[]> {
  const behind: BehindTarget[] = [];
  for (const { target } of pipeline.exports) {
    const held = (await store.acknowledged(target))?.generation ?? null;
    if (held === null || (held < at && (await store.releasedDiffers(held, at)))) behind.push({ target, generation: held });
  }
  return behind;
}
