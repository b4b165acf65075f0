/** Numbers about a pair of claims, in one order; there is room for more. */
export type Features = Float64Array;

const ROOM = 160;
let names: string[] | null = null;

/** Takes numbers down in the order in which they come; the names are kept of the first pair. */
export class Sheet {
  readonly #values: Features = new Float64Array(ROOM);
  readonly #names: string[] | null = names === null ? [] : null;
  #next = 0;

  put(name: string, value: number): void {
    this.#values[this.#next++] = value;
    this.#names?.push(name);
  }

  /** Of two sides: the less and the more. */
  both(name: string, one: number, other: number): void {
    this.#values[this.#next++] = one < other ? one : other;
    this.#values[this.#next++] = one < other ? other : one;
    this.#names?.push(`${name}Least`, `${name}Most`);
  }

  done(): Features {
    names ??= this.#names;
    return this.#values;
  }
}

/** What the numbers are called, in their order; known once there was a pair. */
export function featureNames(): readonly string[] {
  return names ?? [];
}
