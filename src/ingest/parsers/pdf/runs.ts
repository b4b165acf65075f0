import { accented, isAccent } from './accents.js';
import type { Font, GraphicsState, Ink, TextPosition } from './graphics-state.js';
import { multiply, type Box } from './operators.js';

/** A character as pdf.js gives it. */
export interface Glyph {
  readonly unicode: string;
  /** In thousandths of the font size, or in units of the font's own matrix. */
  readonly width: number;
  readonly isSpace: boolean;
}

/** Characters drawn one after the other in one font on one baseline. Lengths in points. */
export interface Run {
  readonly text: string;
  readonly font: string;
  readonly monospaced: boolean;
  /** Where it starts on its baseline, and where it ends. */
  readonly x: number;
  readonly y: number;
  readonly endX: number;
  readonly endY: number;
  /** Font height as it shows. */
  readonly height: number;
  /** Direction of writing: [1, 0] is left to right. */
  readonly direction: readonly [number, number];
  readonly fill: Ink;
  readonly stroke: Ink;
  readonly fillAlpha: number;
  readonly strokeAlpha: number;
  /** Text rendering mode, 0..7 (ISO 32000-1, 9.3.6). */
  readonly mode: number;
  readonly layerHidden: boolean;
  readonly clip: Box;
  /** Position in the page's order of painting. */
  readonly order: number;
}

type Open = { -readonly [K in keyof Run]: Run[K] } & { parts: string[]; characters: number; spacing: number };

/** In ems, as in pdf.js's own text extraction: from the first gap on a space was meant, from the second on another run begins. */
const SPACE_GAP = 0.102;
const RUN_GAP = 0.6;
const BACK = 0.2;
const RISE = 0.25;
/** How far an accent reaches over its letter at least (its own width is a third to a half), and how much higher it may be drawn: over capitals by their height above small letters. */
const ACCENT_OVERLAP = 0.12;
const ACCENT_RISE = 0.4;
/** Characters of one page; a longer one is cut there. */
const MAX_CHARACTERS = 3_000_000;
const MAX_RUN_CHARACTERS = 20_000;
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uffef]/u;

/** An accent that may belong to the letter drawn next, at the end of the open run. */
interface Accent {
  readonly mark: string;
  /** Where the accent starts and ends, and where the run ended before it. */
  readonly x: number;
  readonly y: number;
  readonly endX: number;
  readonly endY: number;
  readonly before: readonly [x: number, y: number];
}

/** Collects the characters of a page into runs. */
export class RunBuilder {
  vertical = false;
  private accent: Accent | null = null;
  private readonly runs: Run[] = [];
  private open: Open | null = null;
  private characters = 0;

  show(glyphs: readonly (Glyph | number)[], state: GraphicsState, text: TextPosition, font: Font, order: number, layerHidden: boolean): void {
    if (font.vertical === true) this.vertical = true;
    const scale = (font.fontMatrix?.[0] ?? 0.001) * state.fontSize;
    const start = multiply(state.ctm, text.matrix);
    const along = Math.hypot(start[0], start[1]);
    const height = Math.hypot(start[2], start[3]) * Math.abs(state.fontSize) * type3Scale(font, state.fontSize);
    const backwards = state.fontSize * state.hScale < 0 ? -1 : 1;
    const direction: readonly [number, number] = along === 0 ? [1, 0] : [(start[0] / along) * backwards, (start[1] / along) * backwards];
    let advance = 0;
    let pending = false;
    for (const glyph of glyphs) {
      if (typeof glyph === 'number') {
        advance -= (glyph / 1000) * state.fontSize * state.hScale;
        continue;
      }
      const width = glyph.width * scale * state.hScale;
      const spacing = (state.charSpacing + (glyph.isSpace ? state.wordSpacing : 0)) * state.hScale;
      if (/^\s*$/u.test(glyph.unicode)) pending = true;
      else if (this.characters < MAX_CHARACTERS) {
        const x = start[0] * advance + start[2] * state.rise + start[4];
        const y = start[1] * advance + start[3] * state.rise + start[5];
        const unicode = this.underAccent(x, y, height, direction, glyph.unicode);
        const run = this.runFor(x, y, height, direction, state, font, order, layerHidden, pending, unicode);
        const [endX, endY] = [x + start[0] * width, y + start[1] * width];
        this.accent = isAccent(unicode) ? { mark: unicode, x, y, endX, endY, before: [run.endX, run.endY] } : null;
        run.parts.push(unicode);
        run.characters += unicode.length;
        run.endX = endX;
        run.endY = endY;
        run.spacing = Math.min(Math.abs(state.charSpacing * state.hScale * along), height / 2);
        this.characters += 1;
        pending = false;
      }
      advance += width + spacing;
    }
    if (pending && this.open !== null) addSpace(this.open);
    text.advance(advance);
  }

  done(): readonly Run[] {
    this.close();
    return this.runs;
  }

  /** A letter with the accent that was drawn over it just before, which is taken back; the letter alone where there is none. Typesetting programs draw letters so whose font has none with accents. */
  private underAccent(x: number, y: number, height: number, direction: readonly [number, number], letter: string): string {
    const [{ accent, open }, along] = [this, (dx: number, dy: number) => dx * direction[0] + dy * direction[1]];
    this.accent = null;
    if (accent === null || open === null || along(accent.endX - x, accent.endY - y) < height * ACCENT_OVERLAP || along(x - accent.x, y - accent.y) < -height) return letter;
    const rise = Math.abs((y - accent.y) * direction[0] - (x - accent.x) * direction[1]);
    const whole = rise > height * ACCENT_RISE ? null : accented(accent.mark, letter);
    if (whole === null) return letter;
    open.parts.pop();
    open.characters -= accent.mark.length;
    [open.endX, open.endY] = accent.before;
    if (open.parts.length === 0) this.open = null;
    return whole;
  }

  /** The open run when the next character follows on it, else a new one. */
  private runFor(x: number, y: number, height: number, direction: readonly [number, number], state: GraphicsState, font: Font, order: number, layerHidden: boolean, pending: boolean, next: string): Open {
    const fillAlpha = state.groupAlpha * state.fillAlpha;
    const open = this.open;
    if (open !== null) {
      const [dx, dy] = [x - open.endX, y - open.endY];
      const gap = dx * direction[0] + dy * direction[1];
      const rise = Math.abs(dy * direction[0] - dx * direction[1]);
      const same = open.font === state.font && open.height === height && open.direction[0] === direction[0] && open.direction[1] === direction[1]
        && open.fill === state.fill && open.mode === state.mode && open.fillAlpha === fillAlpha && open.layerHidden === layerHidden && open.clip === state.clip;
      if (same && rise <= height * RISE && gap >= -height * BACK && gap <= height * RUN_GAP + open.spacing && open.characters < MAX_RUN_CHARACTERS) {
        if (pending || (gap - open.spacing > height * SPACE_GAP && !(UNSPACED.test(open.parts.at(-1) ?? '') && UNSPACED.test(next)))) addSpace(open);
        return open;
      }
      if (pending || (rise <= height * 2 * RISE && gap - open.spacing > height * SPACE_GAP)) addSpace(open);
      this.close();
    }
    return (this.open = {
      text: '', parts: [], characters: 0, spacing: 0, font: state.font, monospaced: font.fallbackName === 'monospace', x, y, endX: x, endY: y, height, direction,
      fill: state.fill, stroke: state.stroke, fillAlpha, strokeAlpha: state.groupAlpha * state.strokeAlpha, mode: state.mode, layerHidden, clip: state.clip, order,
    });
  }

  private close(): void {
    const open = this.open;
    this.open = null;
    if (open === null) return;
    const { parts, characters: _characters, spacing: _spacing, ...run } = open;
    this.runs.push({ ...run, text: plain(parts.join('')) });
  }
}

function addSpace({ parts }: Open): void {
  if (parts.at(-1) !== ' ') parts.push(' ');
}

/** Letter-sized glyph programs in a font of unit size: the glyphs' own height counts. */
function type3Scale(font: Font, fontSize: number): number {
  if (font.isType3Font !== true || fontSize > 1 || font.bbox === undefined) return 1;
  const height = (font.bbox[3] ?? 0) - (font.bbox[1] ?? 0);
  return height > 0 ? height * Math.abs(font.fontMatrix?.[3] ?? 1) : 1;
}

/** Ligatures and other presentation forms as the letters they stand for. */
function plain(text: string): string {
  return text.replace(/[\u00a0\u00b5\u2000-\u200a\u202f\u2126\ufb00-\ufb06\ufb13-\ufb17\ufb1d-\ufdff\ufe70-\ufefc]+/gu, (forms) => forms.normalize('NFKC'));
}
