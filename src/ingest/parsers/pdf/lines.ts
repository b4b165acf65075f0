/** A line of a page as it is set. Lengths and positions in points, from the lower left corner of the page. */
export interface Line {
  readonly page: number;
  readonly text: string;
  /** Font height of its tallest text. */
  readonly height: number;
  /** The font most of it is set in, by pdf.js's own name; tells regular from bold within one file. */
  readonly font: string;
  /** All of it is set in letters of one width. */
  readonly monospaced: boolean;
  readonly left: number;
  readonly right: number;
  readonly baseline: number;
}

/** What pdf.js gives for a piece of text. */
export interface TextItem {
  readonly str: string;
  readonly height: number;
  readonly width: number;
  readonly transform: readonly number[];
  readonly fontName: string;
  readonly hasEOL: boolean;
}

/** Same line: baselines within half the font height. */
const BASELINE_SHARE = 0.5;
/** A gap of a fifth of the font height is a space (a space is .25 em in Helvetica and Times), of twice the height a column. */
const SPACE_SHARE = 0.2;
const COLUMN_SHARE = 2;

/** Groups a page's text items, in the order they are drawn, into lines. */
export function linesOf(items: readonly TextItem[], page: number, monospaced: ReadonlySet<string>): Line[] {
  const lines: Line[] = [];
  let open: LineBuilder | null = null;
  for (const item of items) {
    if (open !== null && !open.takes(item)) {
      open.closeInto(lines);
      open = null;
    }
    open ??= new LineBuilder(item, page, monospaced);
    open.add(item);
    if (item.hasEOL) {
      open.closeInto(lines);
      open = null;
    }
  }
  open?.closeInto(lines);
  return lines;
}

class LineBuilder {
  private readonly parts: string[] = [];
  private readonly fonts = new Map<string, number>();
  private height = 0;
  private right: number;
  private readonly left: number;
  private readonly baseline: number;

  constructor(first: TextItem, private readonly page: number, private readonly monospaced: ReadonlySet<string>) {
    this.left = first.transform[4] ?? 0;
    this.right = this.left;
    this.baseline = first.transform[5] ?? 0;
  }

  takes(item: TextItem): boolean {
    const rotated = (item.transform[1] ?? 0) !== 0;
    const allowed = Math.max(this.height, item.height, 1) * BASELINE_SHARE;
    return rotated || item.str === '' || Math.abs((item.transform[5] ?? 0) - this.baseline) <= allowed;
  }

  add(item: TextItem): void {
    const left = item.transform[4] ?? 0;
    const gap = left - this.right;
    const last = this.parts.at(-1) ?? '';
    if (item.str !== '' && last !== '') {
      if (gap > item.height * COLUMN_SHARE && item.height > 0) this.parts.push('\t');
      else if (gap > item.height * SPACE_SHARE && item.height > 0 && !/\s$/u.test(last) && !/^\s/u.test(item.str)) this.parts.push(' ');
    }
    if (item.str !== '') this.parts.push(item.str);
    if (item.str.trim() !== '') {
      this.height = Math.max(this.height, item.height);
      this.fonts.set(item.fontName, (this.fonts.get(item.fontName) ?? 0) + item.str.length);
      this.right = Math.max(this.right, left + item.width);
    }
  }

  closeInto(lines: Line[]): void {
    const text = this.parts.join('').replace(/[^\S\t]+/gu, ' ').replace(/\s*\t\s*/gu, '\t').trim();
    if (text === '') return;
    const font = [...this.fonts].reduce((best, entry) => (entry[1] > best[1] ? entry : best), ['', 0])[0];
    const monospaced = [...this.fonts.keys()].every((name) => this.monospaced.has(name));
    lines.push({ page: this.page, text, height: this.height, font, monospaced, left: this.left, right: this.right, baseline: this.baseline });
  }
}
