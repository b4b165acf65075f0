import type { HiddenFindings } from '../hidden-finding.js';
import { wholeNumber } from '../ooxml.js';
import { attributeOf, readXml, type TagSpan, type XmlAttributes } from '../xml.js';
import { Edits } from './edits.js';
import { NO_LOOK, isWhite, withProperty, type Look, type Style, type Styles } from './styles.js';

/** Style ids that stand for headings of levels 1 to 6 in the parts given to mammoth. */
export const HEADING_STYLE = 'WinnowHeading';

/** Half-points: text of 2 pt and less cannot be read, and the smallest a person picks is 6 pt. */
const MAX_INVISIBLE_HALF_POINTS = 4;
/** A paragraph with an outline level of its own and more text than this is no heading. */
const MAX_HEADING_CHARS = 250;
/** Table styles that colour nothing. */
const PLAIN_TABLE = /^(?:table ?grid|table ?normal)$/iu;
const DELETED = new Set(['del', 'moveFrom']);
/**
 * Elements that name a relation (ECMA-376 part 1, 17.16.22, 20.1.8.13): where a link leads and what a picture shows is no text, and mammoth fails
 * on a relation that is not there, or is a note's own.
 */
const RELATED = new Set(['hyperlink', 'hlinkClick', 'blip', 'imagedata']);
const RELATION = /\s[\w.-]{1,40}:(?:id|embed|link)\s?=\s?(?:"[^"]*"|'[^']*')/gu;

interface Paragraph {
  style: Style | null;
  outline: number | null;
  shaded: boolean | null;
  /** Where its style is named, and where its properties begin. */
  named: TagSpan | null;
  properties: TagSpan | null;
  prefix: string;
  chars: number;
  hidden: { text: string; how: string } | null;
}

interface Run {
  look: Look;
  style: Style | null;
  text: string;
  readonly texts: TagSpan[];
}

/**
 * A part of a Word document as mammoth is to read it: text that no reader sees is taken out and reported, tables of contents are taken out,
 * and headings carry a style of ours, whatever their own is called.
 */
export async function cleanPart(xml: string, styles: Styles, hidden: HiddenFindings): Promise<string> {
  const cleaner = new Cleaner(xml, styles, hidden);
  await readXml(xml, {
    open(name, attributes, at) {
      cleaner.open(name, attributes, at);
    },
    text(data) {
      cleaner.text(data);
    },
    close(name, at) {
      cleaner.close(name, at);
    },
  });
  return cleaner.edits.applyTo(xml);
}

class Cleaner {
  readonly edits = new Edits();
  private readonly names: string[] = [];
  private readonly paragraphs: Paragraph[] = [];
  private readonly runs: Run[] = [];
  /** Of open tables: whether something may be behind the text, by style, table or cell. */
  private readonly tables: { coloured: boolean; cell: boolean }[] = [];
  /** How many elements are open that hold deleted text, a copy for older programs, or text on a drawing. */
  private readonly inside = { deleted: 0, fallback: 0, box: 0 };
  private hasBackground = false;
  private textStart = 0;

  constructor(private readonly xml: string, private readonly styles: Styles, private readonly hidden: HiddenFindings) {}

  open(name: string, attributes: XmlAttributes, at: TagSpan): void {
    const parent = this.names.at(-1) ?? '';
    this.names.push(name);
    this.enter(name, 1);
    if (RELATED.has(name)) this.unrelate(at);
    if (name === 'p') this.paragraphs.push({ style: null, outline: null, shaded: null, named: null, properties: null, prefix: '', chars: 0, hidden: null });
    else if (name === 'r') this.runs.push({ look: NO_LOOK, style: null, text: '', texts: [] });
    else if (name === 'tbl') this.tables.push({ coloured: false, cell: false });
    else if (name === 'tc') this.cell(false);
    else if (name === 't') this.textStart = at.start;
    else if (name === 'background') this.hasBackground = true;
    else if (name === 'pPr' && parent === 'p') this.openProperties(at);
    else this.property(name, parent, attributes, at);
  }

  text(data: string): void {
    const run = this.runs.at(-1);
    if (this.names.at(-1) === 't' && run !== undefined && this.inside.deleted === 0) run.text += data;
  }

  close(name: string, at: TagSpan): void {
    this.names.pop();
    this.enter(name, -1);
    if (name === 't') this.runs.at(-1)?.texts.push({ start: this.textStart, end: at.end });
    else if (name === 'r') this.closeRun();
    else if (name === 'p') this.closeParagraph();
    else if (name === 'tbl') this.tables.pop();
  }

  private enter(name: string, by: 1 | -1): void {
    if (DELETED.has(name)) this.inside.deleted += by;
    else if (name === 'Fallback') this.inside.fallback += by;
    else if (name === 'txbxContent') this.inside.box += by;
  }

  private unrelate({ start, end }: TagSpan): void {
    for (const { index, 0: attribute } of this.xml.slice(start, end).matchAll(RELATION)) this.edits.replace(start + index, start + index + attribute.length);
  }

  private openProperties(at: TagSpan): void {
    const paragraph = this.paragraphs.at(-1);
    if (paragraph === undefined) return;
    paragraph.properties = at;
    paragraph.prefix = /^<([\w.-]{1,40}:)?/u.exec(this.xml.slice(at.start, at.start + 50))?.[1] ?? '';
  }

  private property(name: string, parent: string, attributes: XmlAttributes, at: TagSpan): void {
    const value = attributeOf(attributes, 'val');
    const [paragraph, run, table, holder] = [this.paragraphs.at(-1), this.runs.at(-1), this.tables.at(-1), this.names.at(-3)];
    if (parent === 'rPr' && holder === 'r' && run !== undefined) {
      if (name === 'rStyle') run.style = this.styles.of(value);
      else run.look = withProperty(run.look, name, (attribute) => attributeOf(attributes, attribute));
    } else if (parent === 'pPr' && holder === 'p' && paragraph !== undefined) {
      if (name === 'pStyle') Object.assign(paragraph, { style: this.styles.of(value), named: at });
      else if (name === 'outlineLvl') paragraph.outline = wholeNumber(value, 0, 9);
      else if (name === 'shd') paragraph.shaded = withProperty(NO_LOOK, name, (attribute) => attributeOf(attributes, attribute)).shaded;
    } else if (parent === 'tblPr' && table !== undefined) {
      if (name === 'tblStyle' && !PLAIN_TABLE.test(value ?? '')) table.coloured = true;
      if (name === 'shd') table.coloured = true;
    } else if (parent === 'tcPr' && name === 'shd') this.cell(withProperty(NO_LOOK, name, (attribute) => attributeOf(attributes, attribute)).shaded === true);
  }

  private cell(isShaded: boolean): void {
    const table = this.tables.at(-1);
    if (table !== undefined) table.cell = isShaded;
  }

  private closeRun(): void {
    const run = this.runs.pop();
    const paragraph = this.paragraphs.at(-1);
    if (run === undefined || paragraph === undefined) return;
    paragraph.chars += run.text.length;
    const how = this.hiding(run, paragraph);
    if (how !== null) paragraph.hidden = { text: `${paragraph.hidden?.text ?? ''}${run.text}`, how };
    else if (run.text !== '') this.report(paragraph);
    // The texts alone: a run may also begin or end a field, and must not be missed there.
    if (how !== null || /^toc (?:\d|heading)$/u.test(paragraph.style?.name ?? '')) for (const { start, end } of run.texts) this.edits.replace(start, end);
  }

  private closeParagraph(): void {
    const paragraph = this.paragraphs.pop();
    if (paragraph === undefined) return;
    this.report(paragraph);
    const { outline, named, properties, prefix } = paragraph;
    const own = outline !== null && paragraph.chars <= MAX_HEADING_CHARS ? (outline === 9 ? null : outline + 1) : undefined;
    const level = own === undefined ? (paragraph.style?.heading ?? null) : own;
    if (level === null || properties === null) return;
    const style = `<${prefix}pStyle ${prefix}val="${HEADING_STYLE}${Math.min(level, 6)}"/>`;
    if (named === null) this.edits.replace(properties.end, properties.end, style);
    else if (this.xml.startsWith('/>', named.end - 2)) this.edits.replace(named.start, named.end, style);
  }

  private report(paragraph: Paragraph): void {
    if (paragraph.hidden !== null && this.inside.fallback === 0) this.hidden.add(paragraph.hidden.text, paragraph.hidden.how);
    paragraph.hidden = null;
  }

  private hiding({ look, style }: Run, paragraph: Paragraph): string | null {
    const said = <Key extends keyof Look>(key: Key): Look[Key] | null => look[key] ?? style?.[key] ?? paragraph.style?.[key] ?? null;
    if (said('vanish') === true) return 'hidden font';
    const size = said('size');
    if (size !== null && size <= MAX_INVISIBLE_HALF_POINTS) return `${size / 2} pt font`;
    const color = said('color');
    return color !== null && isWhite(color) && !this.isColoured(said('shaded') ?? paragraph.shaded) ? 'white letters on white' : null;
  }

  private isColoured(shaded: boolean | null): boolean {
    return shaded === true || this.hasBackground || this.inside.box > 0 || this.tables.some((table) => table.coloured || table.cell);
  }
}
