import { useEffect, useState } from 'preact/hooks';
import type { ReviewItem } from '../../engine/review/types.js';
import { shownError, type ApiError } from '../api/client.js';
import { forgotten, reviewItem } from '../state/items.js';
import { useStore } from '../state/store.js';

export interface Loaded { readonly id: string | null; readonly review: ReviewItem | null; readonly error: ApiError | null }

/** The item with its story, asked for again when what is known of it may be no longer so. */
export function useItem(id: string | null): Loaded {
  const again = useStore(forgotten, ({ times }) => times);
  const [loaded, setLoaded] = useState<Loaded>({ id: null, review: null, error: null });
  useEffect(() => {
    if (id === null) return undefined;
    let wanted = true;
    reviewItem(id).then(
      (review) => { if (wanted) setLoaded({ id, review, error: null }); },
      (error: unknown) => { if (wanted) setLoaded({ id, review: null, error: shownError(error) }); },
    );
    return () => { wanted = false; };
  }, [id, again]);
  return loaded.id === id ? loaded : { id, review: null, error: null };
}
