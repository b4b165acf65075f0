import type { FlatDom } from '../flat-dom.js';
import { looksSame, type Rgb } from '../office-colors.js';
import { childOf, descendantOf } from '../xml.js';
import type { Backdrop, Part } from './backdrop.js';
import { levelOf } from './bullets.js';
import { solidColor, type Fill } from './colors.js';
import { isTitle, type Box, type Shape } from './shapes.js';
import type { Hides } from './text.js';

/** Hundredths of a point: text of 2 pt and less cannot be read, and the smallest a person picks is 6 pt. */
const MAX_INVISIBLE_SIZE = 200;
/** Of 1: letters of so little opacity are hardly told from what is behind (black on white: 1.1 : 1). */
const MIN_OPACITY = 0.05;
/** Effects by which letters in the colour of their background are seen all the same. */
const EFFECTS = ['glow', 'outerShdw', 'innerShdw', 'prstShdw', 'reflection'];
/** Table styles that colour nothing: "No Style, Table Grid" and "No Style, No Grid". */
const PLAIN_TABLE = /^\{(?:5940675A-B579-460E-94D1-54222C63F5DA|2D5ABB26-0587-4C30-8999-92F81FD0307C)\}$/iu;

/** Properties of letters (`a:rPr`, `a:defRPr`) where they stand. */
interface Letters {
  readonly part: Part;
  readonly node: number;
}

/** How the letters of one slide look: what a run says goes before its shape, the layout's placeholder, the master's, and the master's styles (ECMA-376 part 1, 21.1.2.3). */
export class TextLooks {
  private readonly slide: Part;

  /** @param parts the slide, its layout and its master, as far as they are there */
  constructor(private readonly parts: readonly [slide: Part, ...parents: Part[]], private readonly backdrop: Backdrop) {
    [this.slide] = parts;
  }

  ofShape(shape: Shape): Hides {
    const { dom, colors } = this.slide;
    const body = childOf(dom, shape.node, 'txBody', 'bodyPr');
    if (body !== null && isClipped(dom, body, this.backdrop.boxOf(shape))) return () => 'clipped away';
    if (this.backdrop.isCovered(shape)) return () => 'covered';
    const scale = body === null ? 1 : fontScale(dom, body);
    const style = childOf(dom, shape.node, 'style', 'fontRef');
    const plain = style === null || dom.endOf(style) === style + 1 ? colors.ofText : colors.paintIn(dom, style);
    const levels = new Map<number, readonly Letters[]>();
    const behind = once(() => this.backdrop.behind(shape));
    return (paragraph, run) => {
      const level = levelOf(dom, paragraph);
      const parents = levels.get(level) ?? this.parents(shape, level);
      levels.set(level, parents);
      return this.hiding(run, { parents, scale, plain, behind });
    };
  }

  /** @param cell `a:tc` of a table in `shape`; styles of tables may put any colour behind and into it */
  ofCell(shape: Shape, table: number, cell: number): Hides {
    const { dom, colors } = this.slide;
    const style = descendantOf(dom, table, 'tableStyleId');
    const isPlain = style === null || PLAIN_TABLE.test(dom.textOf(style, 50));
    const properties = childOf(dom, cell, 'tcPr');
    const fill = (properties === null ? undefined : colors.fillOf(dom, properties)) ?? (isPlain ? 'none' : 'unknown');
    const behind = once(() => (fill === 'none' ? this.backdrop.behind(shape) : solidColor(fill)));
    return (_paragraph, run) => this.hiding(run, { parents: [], scale: 1, plain: isPlain ? colors.ofText : 'unknown', behind });
  }

  private hiding(run: number, { parents, scale, plain, behind }: Around): string | null {
    const properties = childOf(this.slide.dom, run, 'rPr');
    const chain = properties === null ? parents : [{ part: this.slide, node: properties }, ...parents];
    let [size, fill, isOutlined]: [number | undefined, Fill | undefined, boolean] = [undefined, undefined, false];
    for (const { part: { dom, colors }, node } of chain) {
      const points = Number(dom.attribute(node, 'sz') ?? NaN);
      if (points > 0) size ??= points;
      if (fill !== undefined) continue;
      // A link has the theme's colour, whatever its run says.
      fill = childOf(dom, node, 'hlinkClick') === null ? colors.fillOf(dom, node) : 'unknown';
      isOutlined ||= childOf(dom, node, 'ln', 'solidFill') !== null || EFFECTS.some((effect) => descendantOf(dom, node, effect) !== null);
    }
    if (size !== undefined && size * scale <= MAX_INVISIBLE_SIZE) return `${Math.round(size * scale) / 100} pt font`;
    const seen = fill ?? plain;
    if (seen === 'unknown' || isOutlined) return null;
    if (seen === 'none') return 'letters without fill';
    if (seen.opacity < MIN_OPACITY) return 'transparent letters';
    const ground = behind();
    return ground !== null && looksSame(seen.color, ground) ? 'letters in the colour of their background' : null;
  }

  /** What is said of letters of a level around a shape's runs, the nearest first. */
  private parents(shape: Shape, level: number): readonly Letters[] {
    const found: Letters[] = [];
    const add = (part: Part, list: number | null): void => {
      const node = list === null ? null : childOf(part.dom, list, `lvl${level + 1}pPr`, 'defRPr');
      if (node !== null) found.push({ part, node });
    };
    add(this.slide, childOf(this.slide.dom, shape.node, 'txBody', 'lstStyle'));
    for (const { part, shape: parent } of this.backdrop.inheritedShapes(shape.placeholder)) add(part, childOf(part.dom, parent.node, 'txBody', 'lstStyle'));
    const master = this.parts[2];
    if (shape.placeholder === null || master === undefined) return found;
    const [styles] = master.dom.withTag('txStyles');
    if (styles !== undefined) add(master, childOf(master.dom, styles, isTitle(shape) ? 'titleStyle' : /^(?:body|obj|subTitle)$/u.test(shape.placeholder.type) ? 'bodyStyle' : 'otherStyle'));
    return found;
  }
}

interface Around {
  readonly parents: readonly Letters[];
  readonly scale: number;
  readonly plain: Fill;
  /** The one colour behind; `null` = not known. */
  readonly behind: () => Rgb | null;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}

function isClipped(dom: FlatDom, body: number, box: Box | null): boolean {
  return box !== null && ((box.height <= 0 && dom.attribute(body, 'vertOverflow') === 'clip') || (box.width <= 0 && dom.attribute(body, 'horzOverflow') === 'clip'));
}

/** By how much letters are scaled to fit their shape (`normAutofit`). */
function fontScale(dom: FlatDom, body: number): number {
  const fit = childOf(dom, body, 'normAutofit');
  const scale = fit === null ? NaN : parseFloat(dom.attribute(fit, 'fontScale') ?? '');
  return !Number.isFinite(scale) ? 1 : (dom.attribute(fit ?? 0, 'fontScale') ?? '').endsWith('%') ? scale / 100 : scale / 100_000;
}
