import type { Block, BlockKind, Span } from '../../core/index.js';

export interface BlockOptions {
  readonly level?: number;
  readonly page?: number;
  readonly label?: string;
  readonly parent?: Span;
  readonly headLines?: number;
}

/**
 * Lays text out with a blank line between blocks (list items: a line each) and records each block's span,
 * so that spans slice back by construction.
 */
export class TextBuilder {
  readonly blocks: Block[] = [];
  private readonly parts: string[] = [];
  private length = 0;
  private last: BlockKind | null = null;

  /** Appends a block; its outer white space is dropped, and an empty one altogether (`null`). */
  add(kind: BlockKind, content: string, options: BlockOptions = {}): Span | null {
    const body = kind === 'code' ? content.replace(/^(?:[ \t]*\r?\n)+/u, '').trimEnd() : content.trim();
    if (body.trim() === '') return null;
    if (this.last !== null) this.push(this.last === 'list-item' && kind === 'list-item' ? '\n' : '\n\n');
    const start = this.length;
    this.push(body);
    this.last = kind;
    this.blocks.push({ kind, start, end: this.length, ...options });
    return { start, end: this.length };
  }

  /** Lengthens the last block: a paragraph that runs on over a page break. */
  continueLast(content: string): void {
    const last = this.blocks.pop();
    if (last === undefined) return;
    this.push(content);
    this.blocks.push({ ...last, end: this.length });
  }

  /** Adds a text with its blocks, moved to where they stand in the whole; gives how far. Nothing is added for a text without blocks (`null`). */
  append(text: string, blocks: readonly Block[]): number | null {
    const last = blocks.at(-1);
    if (last === undefined) return null;
    if (this.last !== null) this.push('\n\n');
    const by = this.length;
    this.push(text);
    this.last = last.kind;
    for (const block of blocks) this.blocks.push({ ...block, ...movedBy(by, block), ...(block.parent === undefined ? {} : { parent: movedBy(by, block.parent) }) });
    return by;
  }

  get text(): string {
    return this.parts.join('');
  }

  private push(part: string): void {
    this.parts.push(part);
    this.length += part.length;
  }
}

/** The same span, `by` UTF-16 units further on. */
export function movedBy(by: number, { start, end }: Span): Span {
  return { start: start + by, end: end + by };
}
