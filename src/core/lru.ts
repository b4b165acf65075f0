export interface LruLimits<Value> {
  /** Entries at most. */
  readonly entries: number;
  /** Weight of all entries at most; a single heavier one is kept until the next comes. */
  readonly weight?: number;
  readonly weigh?: (value: Value) => number;
}

/** A map that forgets the least recently used entries beyond its limits. */
export class LruMap<Key, Value> {
  readonly #entries = new Map<Key, Value>();
  readonly #limits: LruLimits<Value>;
  #weight = 0;

  constructor(limits: LruLimits<Value>) {
    this.#limits = limits;
  }

  get(key: Key, make: () => Value): Value {
    const held = this.#entries.get(key);
    if (held !== undefined) {
      this.#entries.delete(key);
      this.#entries.set(key, held);
      return held;
    }
    const value = make();
    this.#entries.set(key, value);
    this.#weight += this.#weigh(value);
    const { entries, weight = Infinity } = this.#limits;
    for (const [oldest, old] of this.#entries) {
      if (oldest === key || (this.#entries.size <= entries && this.#weight <= weight)) break;
      this.#entries.delete(oldest);
      this.#weight -= this.#weigh(old);
    }
    return value;
  }

  #weigh(value: Value): number {
    return this.#limits.weigh?.(value) ?? 0;
  }
}
