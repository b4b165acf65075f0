import type { FlatDom } from './flat-dom.js';
import { childrenOf } from './xml.js';

/** Red, green and blue, each 0..255. */
export type Rgb = readonly [red: number, green: number, blue: number];

export const WHITE: Rgb = [255, 255, 255];
export const BLACK: Rgb = [0, 0, 0];

/** The same limits as for web pages: reading slows down sharply below a Michelson contrast of 10 % (Legge, Rubin and Luebker 1987), (1 + 0.1) / (1 - 0.1) = 1.22 : 1. */
const MIN_CONTRAST = 1.2;
/** Of 255: the same lightness in another hue can be read. */
const MAX_CHANNEL_APART = 32;

/** `RRGGBB` or, with its opacity first, `AARRGGBB`; `null` for anything else. */
export function rgbOfHex(hex: string | null): Rgb | null {
  const digits = /^(?:[\da-f]{2})?([\da-f]{2})([\da-f]{2})([\da-f]{2})$/iu.exec(hex ?? '');
  return digits === null ? null : [parseInt(digits[1] ?? '', 16), parseInt(digits[2] ?? '', 16), parseInt(digits[3] ?? '', 16)];
}

/** Whether letters of one colour cannot be told apart from what is behind them. */
export function looksSame(letters: Rgb, behind: Rgb): boolean {
  if (letters.some((channel, index) => Math.abs(channel - (behind[index] ?? 0)) > MAX_CHANNEL_APART)) return false;
  const [one, other] = [luminance(letters), luminance(behind)];
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05) < MIN_CONTRAST;
}

/** Relative luminance, 0..1 (WCAG 2.2). */
function luminance(color: Rgb): number {
  const [red, green, blue] = color.map((channel) => (channel <= 10 ? channel / 3294.6 : ((channel / 255 + 0.055) / 1.055) ** 2.4)) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** A colour with another lightness (HSL, 0..1) of the same hue: how tints and shades of theme colours are made. */
export function withLightness(color: Rgb, change: (lightness: number) => number): Rgb {
  const [high, low] = [Math.max(...color) / 255, Math.min(...color) / 255];
  const lightness = (high + low) / 2;
  const wanted = Math.min(1, Math.max(0, change(lightness)));
  // At a given hue and saturation, the distance of each channel from the lightness grows with the room that is left to black or to white.
  const room = (at: number): number => Math.min(at, 1 - at);
  const spread = room(lightness) === 0 ? 0 : room(wanted) / room(lightness);
  return color.map((channel) => Math.round(255 * Math.min(1, Math.max(0, wanted + (channel / 255 - lightness) * spread)))) as [number, number, number];
}

/** The colours of a theme (`a:clrScheme`, ECMA-376 part 1, 20.1.6.2) by their names: `dk1`, `lt1`, `accent1` … */
export function themeColors(theme: FlatDom | null): ReadonlyMap<string, Rgb> {
  const colors = new Map<string, Rgb>([['lt1', WHITE], ['dk1', BLACK]]);
  const [scheme] = theme?.withTag('clrScheme') ?? [];
  if (theme === null || scheme === undefined) return colors;
  for (let slot = scheme + 1; slot < theme.endOf(scheme); slot = theme.endOf(slot)) {
    for (const node of childrenOf(theme, slot, 'srgbClr', 'sysClr')) {
      const color = rgbOfHex(theme.attribute(node, 'lastClr') ?? theme.attribute(node, 'val'));
      if (color !== null) colors.set(theme.tag[slot] ?? '', color);
    }
  }
  return colors;
}
