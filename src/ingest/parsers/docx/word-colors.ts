import { rgbOfHex, withLightness, type Rgb } from '../office-colors.js';

/** What is behind letters: a colour, something of any colour, or nothing of its own. */
export type Shade = Rgb | 'unknown' | 'none';
type ValueOf = (attribute: string) => string | null;

/** Theme colours as Word calls them (ECMA-376 part 1, 17.18.97) by their names in the theme. */
const THEME: Readonly<Record<string, string>> = {
  background1: 'lt1', light1: 'lt1', text1: 'dk1', dark1: 'dk1', background2: 'lt2', light2: 'lt2', text2: 'dk2', dark2: 'dk2', hyperlink: 'hlink', followedHyperlink: 'folHlink',
};
/** The sixteen colours of the marker (17.18.40). */
const HIGHLIGHTS: Readonly<Record<string, string>> = {
  black: '000000', blue: '0000FF', cyan: '00FFFF', green: '00FF00', magenta: 'FF00FF', red: 'FF0000', yellow: 'FFFF00', white: 'FFFFFF', darkBlue: '000080', darkCyan: '008080',
  darkGreen: '008000', darkMagenta: '800080', darkRed: '800000', darkYellow: '808000', darkGray: '808080', lightGray: 'C0C0C0',
};

/** Colours as a Word document names them: plainly or by its theme, which goes first. */
export class WordColors {
  constructor(private readonly theme: ReadonlyMap<string, Rgb>) {}

  /** The colour of `w:color`; `null` for the automatic one, which is always seen. */
  ofLetters(value: ValueOf): Rgb | null {
    return this.color(value('val'), value('themeColor'), value('themeTint'), value('themeShade'));
  }

  /** What `w:shd` paints. */
  ofShading(value: ValueOf): Shade {
    const pattern = value('val') ?? 'clear';
    if (pattern === 'nil') return 'none';
    if (pattern === 'solid') return this.color(value('color'), value('themeColor'), value('themeTint'), value('themeShade')) ?? 'unknown';
    if (pattern !== 'clear') return 'unknown';
    const fill = this.color(value('fill'), value('themeFill'), value('themeFillTint'), value('themeFillShade'));
    return fill ?? (/^(?:auto)?$/u.test(value('fill') ?? '') && value('themeFill') === null ? 'none' : 'unknown');
  }

  ofHighlight(name: string | null): Shade {
    return name === 'none' ? 'none' : (rgbOfHex(HIGHLIGHTS[name ?? ''] ?? null) ?? 'unknown');
  }

  /** A colour of a drawing, by its theme's or slide's name. */
  ofScheme(name: string): Rgb | null {
    return this.theme.get({ bg1: 'lt1', tx1: 'dk1', bg2: 'lt2', tx2: 'dk2' }[name] ?? name) ?? null;
  }

  private color(plain: string | null, name: string | null, tint: string | null, shade: string | null): Rgb | null {
    const themed = name === null ? undefined : this.theme.get(THEME[name] ?? name);
    if (themed === undefined) return rgbOfHex(plain);
    const [lighter, darker] = [part(tint), part(shade)];
    return withLightness(themed, (lightness) => (lightness * darker) * lighter + 1 - lighter);
  }
}

/** Two hexadecimal digits as a share of 255; all of it where nothing is said. */
function part(digits: string | null): number {
  return /^[\da-f]{2}$/iu.test(digits ?? '') ? parseInt(digits ?? '', 16) / 255 : 1;
}
