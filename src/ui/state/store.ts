import { useEffect, useState } from 'preact/hooks';

/** State that screens share and that outlives them. */
export interface Store<T> {
  get(): T;
  set(change: Partial<T> | ((state: T) => Partial<T>)): void;
  subscribe(listener: () => void): () => void;
}

export function createStore<T extends object>(initial: T): Store<T> {
  let state = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    set(change) {
      state = { ...state, ...(typeof change === 'function' ? change(state) : change) };
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => { listeners.delete(listener); };
    },
  };
}

/** Renders again only when what is picked changes. */
export function useStore<T extends object, P>(store: Store<T>, pick: (state: T) => P): P {
  const [, again] = useState(0);
  const picked = pick(store.get());
  useEffect(() => {
    let last = picked;
    const look = (): void => {
      const next = pick(store.get());
      if (Object.is(next, last)) return;
      last = next;
      again((count) => count + 1);
    };
    look();
    return store.subscribe(look);
    // `pick` is a fresh function at each render, its meaning is not.
  }, [store, picked]);
  return picked;
}
