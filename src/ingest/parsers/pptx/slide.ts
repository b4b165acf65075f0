import type { Span } from '../../../core/index.js';
import type { FlatDom } from '../flat-dom.js';
import type { HiddenFindings } from '../hidden-finding.js';
import { speaksToModel } from '../model-speech.js';
import { PictureDescriptions } from '../picture-descriptions.js';
import { addTable } from '../table-rows.js';
import type { TextBuilder } from '../text-builder.js';
import { childOf, childrenOf, descendantOf } from '../xml.js';
import { Backdrop, type Part } from './backdrop.js';
import { levelOf, type Bullets } from './bullets.js';
import { TextLooks } from './looks.js';
import { descriptionOf, isTitle, picturesOf, shapesOf, type Box, type Shape } from './shapes.js';
import { lineOf, paragraphText, paragraphsOf, type Hides } from './text.js';

/** Placeholders that stand around a slide: the same on all of them. */
const FURNITURE = new Set(['dt', 'ftr', 'sldNum', 'hdr', 'sldImg', 'pic', 'clipArt', 'media']);

export interface Slide {
  readonly dom: FlatDom;
  /** The slide, its layout and its master. */
  readonly parts: readonly [Part, ...Part[]];
  /** From 1, in the order of the presentation, hidden ones counted. */
  readonly number: number;
  /** Of all slides, in English Metric Units. */
  readonly size: { readonly width: number; readonly height: number };
  readonly bullets: Bullets;
  /** Paragraphs of a diagram (SmartArt), by the relation that its frame names. */
  readonly diagrams: ReadonlyMap<string, readonly string[]>;
  readonly notes: FlatDom | null;
}

/** Lays out one slide: its title as a heading, lists, paragraphs, tables and diagrams, what was written to describe its pictures, then the speaker's notes. */
export class SlideWriter {
  private readonly descriptions = new PictureDescriptions();

  constructor(private readonly builder: TextBuilder, private readonly hidden: HiddenFindings) {}

  write(slide: Slide): void {
    const shapes = shapesOf(slide.dom);
    const looks = new TextLooks(slide.parts, new Backdrop(slide.parts));
    this.heading(slide, shapes, looks);
    this.altTexts(slide);
    for (const shape of shapes) {
      if (FURNITURE.has(shape.placeholder?.type ?? '')) continue;
      const how = outOfSight(shape, slide.size);
      if (how !== null) this.hidden.add(lineOf(slide.dom, shape.node), `${how}, slide ${slide.number}`);
      else if (!isTitle(shape)) this.shape(slide, shape, looks);
    }
    this.pictures(slide);
    this.notes(slide);
  }

  /** The text of a whole slide, for a report on one that is not shown. */
  static textOf(dom: FlatDom): string {
    return lineOf(dom, -1).slice(0, 2_000);
  }

  /** A slide without a title opens its section by its number, or its text would stand under the slide before. */
  private heading(slide: Slide, shapes: readonly Shape[], looks: TextLooks): void {
    const title = shapes.find((shape) => isTitle(shape) && outOfSight(shape, slide.size) === null);
    const hides = title === undefined ? undefined : looks.ofShape(title);
    const body = title === undefined ? null : childOf(slide.dom, title.node, 'txBody');
    const said = body === null ? '' : Array.from(paragraphsOf(slide.dom, body), (paragraph) => this.seen(slide, paragraph, hides)).join(' ').replace(/\s+/gu, ' ').trim();
    const label = said === '' ? `Slide ${slide.number}` : said;
    const opens = slide.number === 1 && title?.placeholder?.type === 'ctrTitle' && said !== '';
    this.builder.add('heading', label, { level: opens ? 1 : 2, label, page: slide.number });
  }

  /** Alternative texts are for those who cannot see the slide, never for a model. */
  private altTexts({ dom, number }: Slide): void {
    for (const node of dom.withTag('cNvPr')) {
      const said = `${dom.attribute(node, 'title') ?? ''} ${dom.attribute(node, 'descr') ?? ''}`.trim();
      if (said !== '' && speaksToModel(said)) this.hidden.add(said, `an alternative text to a model, slide ${number}`);
    }
  }

  /** The text of a paragraph that is seen; what is not is reported. */
  private seen({ dom, number: page }: Pick<Slide, 'dom' | 'number'>, paragraph: number, hides?: Hides): string {
    const { shown, hidden, how } = paragraphText(dom, paragraph, hides);
    if (hidden !== '') this.hidden.add(hidden, `${how}, slide ${page}`);
    return shown;
  }

  private shape(slide: Slide, shape: Shape, looks: TextLooks): void {
    const { dom, number: page } = slide;
    const table = dom.tag[shape.node] === 'graphicFrame' ? descendantOf(dom, shape.node, 'tbl') : null;
    if (table !== null) addTable(this.builder, this.rows(slide, table, (cell) => looks.ofCell(shape, table, cell)), { page });
    const diagram = descendantOf(dom, shape.node, 'relIds');
    const data = diagram === null ? undefined : dom.attributesOf(diagram).find(([name]) => name.endsWith(':dm'))?.[1];
    for (const paragraph of slide.diagrams.get(data ?? '') ?? []) this.builder.add('paragraph', paragraph, { page });
    const body = childOf(dom, shape.node, 'txBody');
    if (body !== null) this.body(slide, shape, body, looks.ofShape(shape));
  }

  private body(slide: Slide, shape: Shape, body: number, hides: Hides): void {
    const { dom, number: page } = slide;
    const items: (Span | null)[] = [];
    const isItem = slide.bullets.of(dom, shape.node, shape.placeholder);
    for (const paragraph of paragraphsOf(dom, body)) {
      const shown = this.seen(slide, paragraph, hides);
      if (shown === '') continue;
      const level = levelOf(dom, paragraph);
      if (!isItem(paragraph)) {
        items.length = 0;
        this.builder.add('paragraph', shown, { page });
        continue;
      }
      const parent = items.slice(0, level).findLast(Boolean) ?? null;
      items.length = Math.min(items.length, level);
      items[level] = this.builder.add('list-item', `- ${shown}`, { page, level: level + 1, ...(parent === null ? {} : { parent }) });
    }
  }

  private rows(slide: Slide, table: number, hidesIn: (cell: number) => Hides): string[][] {
    const { dom } = slide;
    const rows: string[][] = [];
    for (const row of childrenOf(dom, table, 'tr')) {
      const above = rows.at(-1);
      const cells: string[] = [];
      for (const cell of childrenOf(dom, row, 'tc')) {
        // A cell merged with the one above says what that says: a row is to be understood by itself.
        const merged = /^(?:1|true)$/u.test(dom.attribute(cell, 'vMerge') ?? '');
        cells.push(merged ? (above?.[cells.length] ?? '') : this.cell(slide, cell, hidesIn(cell)));
      }
      rows.push(cells);
    }
    return rows;
  }

  private cell(slide: Slide, cell: number, hides: Hides): string {
    const body = childOf(slide.dom, cell, 'txBody');
    return body === null ? '' : Array.from(paragraphsOf(slide.dom, body), (paragraph) => this.seen(slide, paragraph, hides)).join(' ');
  }

  private pictures({ dom, number: page, size }: Slide): void {
    for (const shape of picturesOf(dom)) {
      const said = shape.off || isOutside(shape.box, size) ? null : this.descriptions.say(descriptionOf(dom, shape.node));
      if (said !== null) this.builder.add('paragraph', said, { page });
    }
  }

  private notes({ notes, number: page }: Slide): void {
    if (notes === null) return;
    for (const shape of shapesOf(notes)) {
      const body = childOf(notes, shape.node, 'txBody');
      if (shape.placeholder?.type !== 'body' || body === null) continue;
      for (const paragraph of paragraphsOf(notes, body)) {
        const { shown } = paragraphText(notes, paragraph);
        if (shown !== '') this.builder.add('paragraph', `Notes: ${shown}`, { page });
      }
    }
  }
}

function outOfSight(shape: Shape, size: Slide['size']): string | null {
  return shape.off ? 'switched off in the selection pane' : isOutside(shape.box, size) ? 'off the slide' : null;
}

function isOutside(box: Box | null, size: Slide['size']): boolean {
  if (box === null || size.width <= 0 || size.height <= 0) return false;
  return box.x >= size.width || box.y >= size.height || box.x + box.width <= 0 || box.y + box.height <= 0;
}
