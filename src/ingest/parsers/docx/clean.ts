import type { HiddenFindings } from '../hidden-finding.js';
import { WHITE, looksSame, rgbOfHex, type Rgb } from '../office-colors.js';
import { isOn, wholeNumber } from '../ooxml.js';
import { attributeOf, readXml, type TagSpan, type XmlAttributes } from '../xml.js';
import { Alternates } from './alternates.js';
import { BoxReader } from './boxes.js';
import { Edits } from './edits.js';
import { NO_LOOK, withProperty, type Look, type Style, type Styles } from './styles.js';
import type { Shade } from './word-colors.js';

/** Style ids that stand for headings of levels 1 to 6 in the parts given to mammoth. */
export const HEADING_STYLE = 'WinnowHeading';

/** Half-points: text of 2 pt and less cannot be read, and the smallest a person picks is 6 pt. */
const MAX_INVISIBLE_HALF_POINTS = 4;
/** Per cent of the letters' own width: honest condensing stays above a third. */
const MAX_INVISIBLE_WIDTH = 10;
/** By so much of their height letters are pushed onto each other: hardly one is wider. */
const PILED = 0.6;
const DEFAULT_HALF_POINTS = 20;
/** Twentieths of a point: lines and rows of 2 pt that cut off what is higher, and more than the width of any page up to A3 across. */
const MAX_CLOSED_LINE = 40;
const PAGE_WIDTH = 24_000;
/** Thousandths of a per cent; the rest is below 1.1 : 1 in black on white. */
const MIN_CLEAR = 95_000;
/** A drawing behind the text may be behind any of it. */
const BEHIND = /\sbehindDoc\s?=\s?["'](?:1|true)["']/u;
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
  shade: Shade | null;
  /** What its own measures do to its text; `null` = nothing. */
  how: string | null;
  /** Where its style is named, and where its properties begin. */
  named: TagSpan | null;
  properties: TagSpan | null;
  prefix: string;
  chars: number;
  hidden: { text: string; how: string } | null;
}

/** What is behind the text of a table or a text box, and whether it takes its text out of sight. */
interface Ground {
  /** Of the whole; `none` leaves what is around it. */
  shade: Shade;
  cell: Shade;
  how: string | null;
  vanish: boolean;
  readonly isTable: boolean;
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
  /** Of open tables and text boxes, the innermost last. */
  private readonly grounds: Ground[] = [];
  private readonly boxes: BoxReader[] = [];
  /** How many elements are open that hold deleted text, or a copy for older programs. */
  private readonly inside = { deleted: 0, fallback: 0 };
  private readonly alternates: Alternates;
  private hasBackground: boolean;
  private textStart = 0;

  constructor(private readonly xml: string, private readonly styles: Styles, private readonly hidden: HiddenFindings) {
    this.hasBackground = BEHIND.test(xml);
    this.alternates = new Alternates(this.edits, (said) => { hidden.add(said, 'a copy for older programs that says something else'); });
  }

  open(name: string, attributes: XmlAttributes, at: TagSpan): void {
    const parent = this.names.at(-1) ?? '';
    this.names.push(name);
    this.enter(name, 1);
    this.alternates.open(name, at);
    if (RELATED.has(name)) this.unrelate(at);
    if (name === 'p') this.paragraphs.push({ style: null, outline: null, shade: null, how: null, named: null, properties: null, prefix: '', chars: 0, hidden: null });
    else if (name === 'r') this.runs.push({ look: NO_LOOK, style: null, text: '', texts: [] });
    else if (name === 'tbl') this.grounds.push({ shade: 'none', cell: 'none', how: null, vanish: false, isTable: true });
    else if (name === 'tr' || name === 'tc') this.openCell(name);
    else if (name === 'drawing' || name === 'pict') this.boxes.push(new BoxReader(this.styles.colors));
    else if (name === 'txbxContent') this.openBox();
    else if (name === 't') this.textStart = at.start;
    else if (name === 'background') this.hasBackground = true;
    else if (name === 'pPr' && parent === 'p') this.openProperties(at);
    else this.property(name, parent, attributes, at);
  }

  text(data: string): void {
    const run = this.runs.at(-1);
    if (this.names.at(-1) === 'posOffset') this.boxes.at(-1)?.offset(data, this.names.at(-2) ?? '');
    if (this.names.at(-1) === 't') this.alternates.text(data);
    if (this.names.at(-1) === 't' && run !== undefined && this.inside.deleted === 0) run.text += data;
  }

  close(name: string, at: TagSpan): void {
    this.names.pop();
    this.enter(name, -1);
    this.alternates.close(name, at);
    if (name === 't') this.runs.at(-1)?.texts.push({ start: this.textStart, end: at.end });
    else if (name === 'r') this.closeRun();
    else if (name === 'p') this.closeParagraph();
    else if (name === 'tbl' || name === 'txbxContent') this.grounds.pop();
    else if (name === 'drawing' || name === 'pict') this.boxes.pop();
  }

  private enter(name: string, by: 1 | -1): void {
    if (DELETED.has(name)) this.inside.deleted += by;
    else if (name === 'Fallback') this.inside.fallback += by;
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
    const valueOf = (attribute: string): string | null => attributeOf(attributes, attribute);
    const value = valueOf('val');
    const [paragraph, run, ground, holder] = [this.paragraphs.at(-1), this.runs.at(-1), this.grounds.at(-1), this.names.at(-3)];
    if (parent === 'rPr' && holder === 'r' && run !== undefined) {
      if (name === 'rStyle') run.style = this.styles.of(value);
      else run.look = withProperty(run.look, name, valueOf, this.styles.colors);
    } else if (parent === 'pPr' && holder === 'p' && paragraph !== undefined) {
      if (name === 'pStyle') Object.assign(paragraph, { style: this.styles.of(value), named: at });
      else if (name === 'outlineLvl') paragraph.outline = wholeNumber(value, 0, 9);
      else if (name === 'shd') paragraph.shade = this.styles.colors.ofShading(valueOf);
      else paragraph.how ??= measured(name, valueOf);
    } else if (ground?.isTable === true && /^(?:tblPr|trPr|tcPr)$/u.test(parent)) this.tableProperty(ground, name, parent, valueOf);
    else if (run !== undefined && this.names.slice(-7).some((each, at, last) => each === 'rPr' && last[at - 1] === 'r')) this.effect(run, name, value);
    else this.boxes.at(-1)?.open(name, attributes, this.names);
  }

  private tableProperty(table: Ground, name: string, parent: string, valueOf: (attribute: string) => string | null): void {
    const { colors } = this.styles;
    if (name === 'shd') Object.assign(table, parent === 'tcPr' ? { cell: colors.ofShading(valueOf) } : { shade: colors.ofShading(valueOf) });
    else if (name === 'tblStyle') {
      if (!PLAIN_TABLE.test(valueOf('val') ?? '')) table.shade = 'unknown';
      table.vanish = this.styles.of(valueOf('val'))?.vanish === true;
    } else if (name === 'hidden' && isOn(valueOf('val'))) table.how = 'a hidden row';
    else if (name === 'trHeight' && valueOf('hRule') === 'exact' && (wholeNumber(valueOf('val'), 0, 1_000_000) ?? Infinity) <= MAX_CLOSED_LINE) table.how = 'a row without height';
  }

  /** Fills and outlines of letters (Word 2010 and later, [MS-DOCX] 2.4). */
  private effect(run: Run, name: string, value: string | null): void {
    const around = this.names.slice(-4, -1).reverse();
    if (around[0] === 'textOutline' && name !== 'noFill') run.look = { ...run.look, outlined: run.look.outlined ?? /Fill$/u.test(name) };
    const depth = around.indexOf('textFill');
    if (depth === 0) run.look = { ...run.look, ...(name === 'noFill' ? { clear: true } : name === 'solidFill' ? {} : { color: 'unknown' }) };
    else if (depth === 1) run.look = { ...run.look, color: (name === 'srgbClr' ? rgbOfHex(value) : this.styles.colors.ofScheme(value ?? '')) ?? 'unknown' };
    else if (depth === 2) run.look = { ...run.look, ...(name === 'alpha' ? { clear: Number(value) >= MIN_CLEAR } : { color: 'unknown' }) };
  }

  private openCell(name: string): void {
    const table = this.grounds.at(-1);
    if (table?.isTable !== true) return;
    table.cell = 'none';
    if (name === 'tr') table.how = null;
  }

  private openBox(): void {
    const box = this.boxes.at(-1)?.box;
    this.grounds.push({ shade: box?.fill ?? 'unknown', cell: 'none', how: box?.how ?? null, vanish: this.runs.some(({ look, style }) => (look.vanish ?? style?.vanish) === true), isTable: false });
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

  private hiding(run: Run, paragraph: Paragraph): string | null {
    const { look, style } = run;
    const table = this.grounds.some(({ vanish }) => vanish) ? true : null;
    const said = <Key extends keyof Look>(key: Key): Look[Key] | null => look[key] ?? style?.[key] ?? (paragraph.style ?? this.styles.plain)[key];
    if ((said('vanish') ?? table ?? this.styles.base.vanish) === true) return 'hidden font';
    const around = paragraph.how ?? this.grounds.find(({ how }) => how !== null)?.how;
    if (around !== undefined) return around;
    const size = said('size') ?? this.styles.base.size;
    if (size !== null && size <= MAX_INVISIBLE_HALF_POINTS) return `${size / 2} pt font`;
    const [width, spacing, color] = [said('width'), said('spacing'), said('color') ?? this.styles.base.color];
    if (width !== null && width > 0 && width <= MAX_INVISIBLE_WIDTH) return `letters of ${width} % of their width`;
    if (spacing !== null && -spacing / 10 >= PILED * (size ?? DEFAULT_HALF_POINTS)) return 'letters on top of each other';
    if (said('outlined') === true) return null;
    if (said('clear') === true) return 'transparent letters';
    return color === null || color === 'auto' || color === 'unknown' ? null : this.pale(color, run, paragraph);
  }

  private pale(color: Rgb, run: Run, paragraph: Paragraph): string | null {
    const behind = this.behind(run, paragraph);
    return behind !== 'unknown' && looksSame(color, behind) ? (looksSame(behind, WHITE) ? 'white letters on white' : 'letters in the colour of their background') : null;
  }

  private behind({ look, style }: Run, paragraph: Paragraph): Exclude<Shade, 'none'> {
    const own = [look.highlight, style?.highlight, look.shade, style?.shade, paragraph.style?.highlight, paragraph.shade ?? paragraph.style?.shade];
    const around = this.grounds.toReversed().flatMap(({ cell, shade }) => [cell, shade]);
    for (const shade of [...own, ...around]) if (shade !== null && shade !== undefined && shade !== 'none') return shade;
    return this.hasBackground ? 'unknown' : WHITE;
  }
}

/** How a paragraph's own measures take its text out of sight; `null` = not at all. */
function measured(name: string, valueOf: (attribute: string) => string | null): string | null {
  if (name === 'spacing') return valueOf('lineRule') === 'exact' && (wholeNumber(valueOf('line'), 0, 1_000_000) ?? Infinity) <= MAX_CLOSED_LINE ? 'lines without height' : null;
  if (name !== 'ind') return null;
  const left = wholeNumber(valueOf('left') ?? valueOf('start'), -1_000_000, 1_000_000) ?? 0;
  return Math.abs(left) > PAGE_WIDTH ? 'outside the page' : null;
}
