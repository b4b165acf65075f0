/** Numbers of nodes as bits, asked for once for every entry of the key pages: a `Set` takes several times as long. */
export class NodeSet {
  readonly #least: number;
  readonly #bits: Uint8Array;
  readonly size: number;

  constructor(nodes: readonly number[]) {
    const least = nodes.reduce((low, node) => Math.min(low, node), Infinity);
    const greatest = nodes.reduce((high, node) => Math.max(high, node), -Infinity);
    this.size = nodes.length;
    this.#least = nodes.length === 0 ? 0 : least;
    this.#bits = new Uint8Array(nodes.length === 0 ? 0 : Math.floor((greatest - least) / 8) + 1);
    for (const node of nodes) {
      const at = node - least;
      this.#bits[at >>> 3] = (this.#bits[at >>> 3] ?? 0) | (1 << (at & 7));
    }
  }

  has(node: number): boolean {
    const at = node - this.#least;
    return at >= 0 && ((this.#bits[at >>> 3] ?? 0) & (1 << (at & 7))) !== 0;
  }
}
