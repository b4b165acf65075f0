import type { FlatDom } from '../flat-dom.js';
import { BLACK, WHITE, looksSame, rgbOfHex, withLightness, type Rgb } from '../office-colors.js';
import { wholeNumber } from '../ooxml.js';
import { childOf, childrenOf } from '../xml.js';

/** How a cell's style puts its text out of sight. */
export interface Hiding {
  readonly how: string;
  /** Whatever is behind the cell: otherwise a table's style or a conditional format may show it. */
  readonly sure: boolean;
}

/** Points: such text cannot be read, and the smallest a person picks is 6 pt. */
const MAX_INVISIBLE_SIZE = 2;
/** Theme colours by number (ECMA-376 part 1, 18.8.3 `theme`): light before dark, as Excel counts them. */
const THEME = ['lt1', 'dk1', 'lt2', 'dk2', 'accent1', 'accent2', 'accent3', 'accent4', 'accent5', 'accent6', 'hlink', 'folHlink'];
/** Colours by number (18.8.27 `indexedColors`); 0 to 7 repeat 8 to 15. */
const INDEXED = ('000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF 800000 008000 000080 808000 800080 008080 C0C0C0 808080 9999FF 993366 FFFFCC CCFFFF 660066 FF8080 0066CC CCCCFF '
  + '000080 FF00FF FFFF00 00FFFF 800080 800000 008080 0000FF 00CCFF CCFFFF CCFFCC FFFF99 99CCFF FF99CC CC99FF FFCC99 3366FF 33CCCC 99CC00 FFCC00 FF9900 FF6600 666699 969696 '
  + '003366 339966 003300 333300 993300 993366 333399 333333').split(' ');
/** The colours of the system: of letters and of paper. */
const [SYSTEM_LETTERS, SYSTEM_PAPER] = [64, 65];
type Colors = ReadonlyMap<string, Rgb>;

/** Which cell styles make their text unseen, in the order in which cells name them, and which conditional formats change colours. */
export class CellLooks {
  private constructor(private readonly looks: readonly Look[], private readonly recolouring: readonly boolean[]) {}

  static of(styles: FlatDom | null, theme: Colors): CellLooks {
    if (styles === null) return new CellLooks([], []);
    const colors = new WorkbookColors(styles, theme);
    const fonts = each(styles, 'fonts', 'font', (node) => fontOf(styles, node, colors));
    const fills = each(styles, 'fills', 'fill', (node) => fillOf(styles, node, colors));
    return new CellLooks(
      each(styles, 'cellXfs', 'xf', (node) => {
        const [font, fill] = [['fontId', fonts], ['fillId', fills]].map(([name, list]) => (list as readonly unknown[])[wholeNumber(styles.attribute(node, name as string), 0, 1_000_000) ?? 0]) as [Font?, Fill?];
        return { color: font?.color ?? BLACK, size: font?.size ?? null, fill: fill === undefined ? 'none' : fill };
      }),
      each(styles, 'dxfs', 'dxf', (node) => childOf(styles, node, 'fill') !== null || childOf(styles, node, 'font', 'color') !== null),
    );
  }

  /** @param letters the colour that the number format gives the letters; `null` = the font's */
  hiding(style: number, letters: Rgb | null): Hiding | null {
    const look = this.looks[style];
    if (look === undefined) return null;
    const { color, size, fill } = look;
    if (size !== null && size <= MAX_INVISIBLE_SIZE) return { how: `cells in ${size} pt font`, sure: true };
    if (fill === null || !looksSame(letters ?? color, fill === 'none' ? WHITE : fill)) return null;
    return { how: 'cells in the colour of their background', sure: false };
  }

  /** Whether a conditional format gives letters or cells another colour. */
  recolours(format: number): boolean {
    return this.recolouring[format] ?? false;
  }
}

interface Font {
  readonly color: Rgb;
  readonly size: number | null;
}
/** `none`: the paper; `null`: a pattern, a gradient or a colour that is not known. */
type Fill = Rgb | 'none' | null;
interface Look extends Font {
  readonly fill: Fill;
}

function fontOf(styles: FlatDom, font: number, colors: WorkbookColors): Font {
  const [color, size] = [childOf(styles, font, 'color'), childOf(styles, font, 'sz')];
  const points = Number(size === null ? NaN : styles.attribute(size, 'val') ?? NaN);
  return { color: color === null ? BLACK : (colors.of(color, BLACK) ?? BLACK), size: points > 0 ? points : null };
}

function fillOf(styles: FlatDom, fill: number, colors: WorkbookColors): Fill {
  const pattern = childOf(styles, fill, 'patternFill');
  if (pattern === null) return null;
  const type = styles.attribute(pattern, 'patternType') ?? 'none';
  if (type === 'none') return 'none';
  const color = childOf(styles, pattern, 'fgColor');
  return type === 'solid' && color !== null ? colors.of(color, null) : null;
}

/** Colours as a workbook names them: by number, by theme with a tint, or plainly. */
class WorkbookColors {
  private readonly palette: readonly (Rgb | null)[];

  constructor(private readonly styles: FlatDom, private readonly theme: Colors) {
    const [own] = styles.withTag('indexedColors');
    const named = own === undefined ? [] : [...childrenOf(styles, own, 'rgbColor')].map((node) => styles.attribute(node, 'rgb'));
    this.palette = named.length > 0 ? named.map(rgbOfHex) : [...INDEXED.slice(0, 8), ...INDEXED].map(rgbOfHex);
  }

  /** @param automatic what `auto` stands for here */
  of(node: number, automatic: Rgb | null): Rgb | null {
    const attribute = (name: string): string | null => this.styles.attribute(node, name);
    const index = wholeNumber(attribute('indexed'), 0, 255);
    const slot = wholeNumber(attribute('theme'), 0, THEME.length - 1);
    const plain = slot !== null ? this.theme.get(THEME[slot] ?? '') ?? null
      : attribute('rgb') !== null ? rgbOfHex(attribute('rgb'))
        : index === SYSTEM_LETTERS ? BLACK : index === SYSTEM_PAPER ? WHITE : index !== null ? (this.palette[index] ?? null) : automatic;
    const tint = Number(attribute('tint') ?? 0);
    if (plain === null || !(Math.abs(tint) <= 1) || tint === 0) return plain;
    return withLightness(plain, (lightness) => (tint < 0 ? lightness * (1 + tint) : lightness * (1 - tint) + tint));
  }
}

function each<T>(styles: FlatDom, list: string, name: string, make: (node: number) => T): T[] {
  const [parent] = styles.withTag(list);
  return parent === undefined ? [] : Array.from(childrenOf(styles, parent, name), make);
}
