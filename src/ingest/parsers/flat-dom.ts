
/**
 * An HTML tree as arrays in document order, so that everything that looks at it is a loop: a million nested elements
 * cannot overflow the stack. The descendants of node `i` are `i + 1` up to (not including) `end[i]`.
 */
export class FlatDom {
  /** Lower-case tag name; `''` for text. */
  readonly tag: string[] = [];
  /** Text of a text node; `''` for elements. */
  readonly data: string[] = [];
  readonly parent: number[] = [];
  readonly end: number[] = [];
  /** What comments say, of the first ones and from their beginning. */
  readonly comments: string[] = [];

  /** Where the attributes of a node begin in the two lists below; they go on to where those of the next node begin. */
  private readonly attributesFrom: number[] = [];
  private readonly names: number[] = [];
  private readonly values: string[] = [];
  /** Names of attributes that occur at all: most of what is asked for does not. */
  private readonly nameIds = new Map<string, number>();
  private readonly nameOf: string[] = [];
  /** The newest node with an attribute, by the attribute's number. */
  private readonly newest: number[] = [];
  private readonly crowded = new Map<number, ReadonlyMap<number, string>>();

  private trimmed: Int32Array | null = null;

  get size(): number {
    return this.tag.length;
  }

  /** Whether any element has such an attribute. */
  hasAttribute(name: string): boolean {
    return this.nameIds.has(name);
  }

  attribute(node: number, name: string): string | null {
    const id = this.nameIds.get(name);
    if (id === undefined) return null;
    const from = this.attributesFrom[node] ?? 0;
    const to = this.attributesEnd(node);
    if (to - from > MAX_SEARCHED) return this.crowdOf(node).get(id) ?? null;
    for (let at = from; at < to; at += 1) if (this.names[at] === id) return this.values[at] ?? null;
    return null;
  }

  attributeCount(node: number): number {
    return this.attributesEnd(node) - (this.attributesFrom[node] ?? 0);
  }

  /** Calls back with name and value of every attribute of a node, in the order of the document. */
  eachAttribute(node: number, take: (name: string, value: string) => void): void {
    const to = this.attributesEnd(node);
    for (let at = this.attributesFrom[node] ?? 0; at < to; at += 1) take(this.nameOf[this.names[at] ?? 0] ?? '', this.values[at] ?? '');
  }

  /** The same as a list. */
  attributesOf(node: number): (readonly [string, string])[] {
    const attributes: (readonly [string, string])[] = [];
    this.eachAttribute(node, (name, value) => attributes.push([name, value]));
    return attributes;
  }

  private attributesEnd(node: number): number {
    return node < 0 ? 0 : (this.attributesFrom[node + 1] ?? this.names.length);
  }

  private crowdOf(node: number): ReadonlyMap<number, string> {
    const known = this.crowded.get(node);
    if (known !== undefined) return known;
    const crowd = new Map<number, string>();
    for (let at = this.attributesFrom[node] ?? 0; at < this.attributesEnd(node); at += 1) crowd.set(this.names[at] ?? 0, this.values[at] ?? '');
    this.crowded.set(node, crowd);
    return crowd;
  }

  endOf(node: number): number {
    return this.end[node] ?? this.size;
  }

  /** Characters of each text node without the white space around them; 0 for elements. Asked for when the tree is whole. */
  get textChars(): Int32Array {
    return (this.trimmed ??= Int32Array.from(this.data, (data) => (data === '' ? 0 : data.trim().length)));
  }

  /** Text below a node, white space folded, at most `max` UTF-16 units. */
  textOf(node: number, max: number): string {
    let text = '';
    for (let at = node; at < this.endOf(node) && text.length < max * 2; at += 1) {
      const tag = this.tag[at] ?? '';
      if (tag === 'script' || tag === 'style') at = this.endOf(at) - 1;
      else text += tag === '' ? (this.data[at] ?? '') : BREAKS.has(tag) ? ' ' : '';
    }
    return text.replace(/\s+/gu, ' ').trim().slice(0, max);
  }

  /** Adds a node at the end and gives its index; whoever adds below it sets `end` when the element closes. */
  append(tag: string, data: string, parent: number): number {
    const index = this.tag.length;
    this.tag.push(tag);
    this.data.push(data);
    this.attributesFrom.push(this.names.length);
    this.parent.push(parent);
    this.end.push(index + 1);
    return index;
  }

  /** Gives the node added last an attribute; of two with the same name the first one counts, and `false` says so of others. */
  addAttribute(name: string, value: string): boolean {
    let id = this.nameIds.get(name);
    if (id === undefined) {
      id = this.nameOf.push(name) - 1;
      this.nameIds.set(name, id);
    }
    const node = this.tag.length - 1;
    if (this.newest[id] === node) return false;
    this.newest[id] = node;
    this.names.push(id);
    this.values.push(value);
    return true;
  }

  /** Takes the node added last away. */
  dropLast(): void {
    const from = this.attributesFrom.pop() ?? 0;
    for (const list of [this.tag, this.data, this.parent, this.end]) list.pop();
    this.names.length = from;
    this.values.length = from;
  }

  /** Elements with one of the tags, in document order. */
  *withTag(...tags: readonly string[]): Generator<number> {
    const wanted = new Set(tags);
    for (let at = 0; at < this.size; at += 1) if (wanted.has(this.tag[at] ?? '')) yield at;
  }
}

/** Elements with more attributes than this are looked up in a map. */
const MAX_SEARCHED = 32;
const BREAKS = new Set(['p', 'div', 'br', 'li', 'tr', 'td', 'th', 'section', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'dt', 'dd']);
