import type { FlatDom } from '../flat-dom.js';
import { childOf, childrenOf, descendantOf } from '../xml.js';

/** Whether paragraphs of a level are list items, as far as a part says: levels from 0 to 8. */
type Levels = ReadonlyMap<number, boolean>;

/** What a shape stands for on a slide: `type` and `idx` lead to the same placeholder of the layout. */
export interface Placeholder {
  readonly type: string;
  readonly index: string;
}

/** The placeholder that a shape fills; `null` for a shape of its own. */
export function placeholderOf(dom: FlatDom, shape: number): Placeholder | null {
  for (const properties of childrenOf(dom, shape, 'nvSpPr', 'nvGraphicFramePr', 'nvPicPr')) {
    const node = childOf(dom, properties, 'nvPr', 'ph');
    if (node !== null) return { type: dom.attribute(node, 'type') ?? 'obj', index: dom.attribute(node, 'idx') ?? '0' };
  }
  return null;
}

/**
 * Which paragraphs have bullets: what the paragraph says goes before its shape, the layout's placeholder, the master's, and the master's style of
 * body text (ECMA-376 part 1, 19.3.1 and 21.1.2.4).
 */
export class Bullets {
  private readonly inherited: { readonly byIndex: ReadonlyMap<string, Levels>; readonly byType: ReadonlyMap<string, Levels> }[] = [];
  private readonly bodyStyle: Levels;

  /** @param parents trees of the layout and the master, `null` where missing */
  constructor(parents: readonly (FlatDom | null)[]) {
    for (const dom of parents) if (dom !== null) this.inherited.push(levelsOfParent(dom));
    const master = parents.at(-1) ?? null;
    const style = master === null ? null : descendantOf(master, -1, 'bodyStyle');
    this.bodyStyle = master === null || style === null ? new Map() : levelsOf(master, style);
  }

  /** Which paragraphs of a shape are list items. */
  of(dom: FlatDom, shape: number, placeholder: Placeholder | null): (paragraph: number) => boolean {
    const list = childOf(dom, shape, 'txBody', 'lstStyle');
    const ofShape: Levels = list === null ? new Map() : levelsOf(dom, list);
    return (paragraph) => {
      const properties = childOf(dom, paragraph, 'pPr');
      const level = levelOf(dom, paragraph);
      return (properties === null ? null : bulletOf(dom, properties)) ?? ofShape.get(level) ?? this.inheritedBullet(level, placeholder);
    };
  }

  private inheritedBullet(level: number, placeholder: Placeholder | null): boolean {
    if (placeholder === null || !/^(?:body|obj)$/u.test(placeholder.type)) return false;
    for (const { byIndex, byType } of this.inherited) {
      const said = byIndex.get(placeholder.index)?.get(level) ?? byType.get('body')?.get(level);
      if (said !== undefined) return said;
    }
    return this.bodyStyle.get(level) ?? true;
  }
}

/** Depth of a paragraph in its list, from 0. */
export function levelOf(dom: FlatDom, paragraph: number): number {
  const properties = childOf(dom, paragraph, 'pPr');
  const level = Number(properties === null ? 0 : (dom.attribute(properties, 'lvl') ?? 0));
  return Number.isInteger(level) && level >= 0 && level <= 8 ? level : 0;
}

function bulletOf(dom: FlatDom, properties: number): boolean | null {
  for (const node of childrenOf(dom, properties, 'buNone', 'buChar', 'buAutoNum', 'buBlip')) return dom.tag[node] !== 'buNone';
  return null;
}

function levelsOf(dom: FlatDom, style: number): Levels {
  const levels = new Map<number, boolean>();
  for (let level = 0; level <= 8; level += 1) {
    const properties = childOf(dom, style, `lvl${level + 1}pPr`);
    const bullet = properties === null ? null : bulletOf(dom, properties);
    if (bullet !== null) levels.set(level, bullet);
  }
  return levels;
}

function levelsOfParent(dom: FlatDom): { byIndex: ReadonlyMap<string, Levels>; byType: ReadonlyMap<string, Levels> } {
  const byIndex = new Map<string, Levels>();
  const byType = new Map<string, Levels>();
  for (const shape of dom.withTag('sp')) {
    const placeholder = placeholderOf(dom, shape);
    const list = childOf(dom, shape, 'txBody', 'lstStyle');
    if (placeholder === null || list === null) continue;
    const levels = levelsOf(dom, list);
    if (placeholder.index !== '0') byIndex.set(placeholder.index, levels);
    if (!byType.has(placeholder.type)) byType.set(placeholder.type, levels);
  }
  return { byIndex, byType };
}
