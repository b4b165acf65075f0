/** Numbers about a pair of claims, in one order; there is room for more. They stand until the next pair is begun. */
export type Features = Float64Array;

const ROOM = 160;

/** Takes numbers down in the order in which they come, pair after pair; what they are called is kept of the first. */
export class Sheet {
  readonly #values: Features = new Float64Array(ROOM);
  #names: string[] = [];
  #named = false;
  #next = 0;

  /** Known once there was a pair. */
  get names(): readonly string[] {
    return this.#named ? this.#names : [];
  }

  begin(): void {
    this.#next = 0;
    if (!this.#named) this.#names = [];
  }

  put(name: string, value: number): void {
    this.#values[this.#next++] = value;
    if (!this.#named) this.#names.push(name);
  }

  /** Of two sides: the less and the more. */
  both(name: string, one: number, other: number): void {
    this.#values[this.#next++] = one < other ? one : other;
    this.#values[this.#next++] = one < other ? other : one;
    if (!this.#named) this.#names.push(`${name}Least`, `${name}Most`);
  }

  done(): Features {
    this.#named = true;
    return this.#values;
  }
}
