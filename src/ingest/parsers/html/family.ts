import type { FlatDom } from '../flat-dom.js';

const MAX_CLASS_CHARS = 2_000;

/** Where an element stands among those beside it, counted from 1; of all of them, or of those of its own kind. */
export interface Places {
  readonly fromStart: Int32Array;
  readonly fromEnd: Int32Array;
}

/** Elements beside an element, for `+`, `~` and `:nth-child()`, and its class names. */
export class Family {
  readonly previous: Int32Array;
  readonly classes: readonly (ReadonlySet<string> | null)[];
  /** Each of these sets once. */
  readonly classSets: readonly ReadonlySet<string>[];
  private all: Places | null = null;
  private typed: Places | null = null;

  constructor(private readonly dom: FlatDom) {
    this.previous = new Int32Array(dom.size).fill(-1);
    const newest = new Int32Array(dom.size + 1).fill(-1);
    const classes: (ReadonlySet<string> | null)[] = [];
    const known = new Map<string, ReadonlySet<string>>();
    for (let node = 0; node < dom.size; node += 1) {
      const names = dom.attribute(node, 'class');
      let set = names === null ? null : (known.get(names) ?? null);
      if (names !== null && set === null) known.set(names, set = new Set(names.slice(0, MAX_CLASS_CHARS).split(/\s+/u)));
      classes.push(set);
      if (dom.tag[node] === '') continue;
      const parent = dom.parent[node] ?? -1;
      this.previous[node] = newest[parent + 1] ?? -1;
      newest[parent + 1] = node;
    }
    this.classes = classes;
    this.classSets = [...known.values()];
  }

  /** Counted for all elements at once and when first asked: a sheet on a long list would otherwise count it over for every item. */
  places(ofKind: boolean): Places {
    if (ofKind) return (this.typed ??= this.count((node) => `${this.dom.parent[node] ?? -1} ${this.dom.tag[node] ?? ''}`));
    return (this.all ??= this.count((node) => `${this.dom.parent[node] ?? -1}`));
  }

  private count(groupOf: (node: number) => string): Places {
    const [fromStart, fromEnd] = [new Int32Array(this.dom.size), new Int32Array(this.dom.size)];
    const counts = new Map<string, number>();
    for (const places of [fromStart, fromEnd]) {
      counts.clear();
      for (let step = 0; step < this.dom.size; step += 1) {
        const node = places === fromStart ? step : this.dom.size - 1 - step;
        if (this.dom.tag[node] === '') continue;
        const group = groupOf(node);
        const place = (counts.get(group) ?? 0) + 1;
        counts.set(group, place);
        places[node] = place;
      }
    }
    return { fromStart, fromEnd };
  }
}
