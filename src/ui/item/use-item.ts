import { useEffect, useState } from 'preact/hooks';
import type { ReviewItem } from '../../engine/review/types.js';
import { shownError, type ApiError } from '../api/client.js';
import { forgotten, isOutdated, reviewItem } from '../state/items.js';
import { useStore } from '../state/store.js';

export interface Loaded { readonly id: string | null; readonly review: ReviewItem | null; readonly error: ApiError | null; /** What is shown may be no longer so: it is being asked for again. */ readonly stale: boolean }

/** The item with its story, asked for again when what is known of it may be no longer so. */
export function useItem(id: string | null): Loaded {
  const again = useStore(forgotten, ({ times }) => times);
  const [loaded, setLoaded] = useState<Omit<Loaded, 'stale'> & { readonly times: number }>({ id: null, review: null, error: null, times: 0 });
  useEffect(() => {
    if (id === null) return undefined;
    let wanted = true;
    reviewItem(id).then(
      (review) => { if (wanted) setLoaded({ id, review, error: null, times: again }); },
      (error: unknown) => { if (wanted) setLoaded({ id, review: null, error: shownError(error), times: again }); },
    );
    return () => { wanted = false; };
  }, [id, again]);
  return id !== null && loaded.id === id ? { ...loaded, stale: isOutdated(id, loaded.times) } : { id, review: null, error: null, stale: true };
}
