/** Lengths and colours as far as it takes to say that something cannot be seen. */

const PX_PER: Readonly<Record<string, number>> = { '': 1, px: 1, pt: 4 / 3, pc: 16, em: 16, rem: 16, ex: 8, ch: 8, '%': 16 / 100, vw: 12.8, vh: 8, vmin: 8, vmax: 12.8, cm: 37.8, mm: 3.78, in: 96 };

export interface Length { readonly number: number; readonly unit: string; readonly px: number }

/** A single length; relative units as on a screen of 1,280 x 800 with letters of 16 px. */
export function lengthOf(value: string): Length | null {
  const match = /^([+-]?(?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9}))(px|pt|pc|r?em|ex|ch|%|v(?:w|h|min|max)|cm|mm|in)?$/u.exec(value);
  if (match === null) return null;
  const [number, unit] = [Number(match[1]), match[2] ?? ''];
  return { number, unit, px: number * (PX_PER[unit] ?? 1) };
}

/** The lengths of a shorthand, at most four. */
export function lengthsOf(value: string): (Length | null)[] {
  return value.split(/\s+/u).slice(0, 4).map(lengthOf);
}

/** Red, green and blue from 0 to 255, and how much they cover from 0 to 1. */
export type Colour = readonly [red: number, green: number, blue: number, alpha: number];

const NAMED: ReadonlyMap<string, number> = new Map(Object.entries({
  white: 0xffffff, black: 0, red: 0xff0000, green: 0x008000, blue: 0x0000ff, yellow: 0xffff00, silver: 0xc0c0c0, gray: 0x808080, grey: 0x808080, navy: 0x000080, maroon: 0x800000,
  teal: 0x008080, purple: 0x800080, olive: 0x808000, lime: 0x00ff00, aqua: 0x00ffff, cyan: 0x00ffff, fuchsia: 0xff00ff, magenta: 0xff00ff, orange: 0xffa500, snow: 0xfffafa, ivory: 0xfffff0,
  ghostwhite: 0xf8f8ff, whitesmoke: 0xf5f5f5, floralwhite: 0xfffaf0, azure: 0xf0ffff, mintcream: 0xf5fffa, aliceblue: 0xf0f8ff, seashell: 0xfff5ee, honeydew: 0xf0fff0, lavenderblush: 0xfff0f5,
  oldlace: 0xfdf5e6, linen: 0xfaf0e6, beige: 0xf5f5dc, lightyellow: 0xffffe0, lightcyan: 0xe0ffff, cornsilk: 0xfff8dc, lavender: 0xe6e6fa, gainsboro: 0xdcdcdc, lightgray: 0xd3d3d3, lightgrey: 0xd3d3d3,
  darkgray: 0xa9a9a9, darkgrey: 0xa9a9a9, dimgray: 0x696969, dimgrey: 0x696969, midnightblue: 0x191970, darkblue: 0x00008b, darkslategray: 0x2f4f4f, pink: 0xffc0cb, gold: 0xffd700, tomato: 0xff6347,
  crimson: 0xdc143c, indigo: 0x4b0082, coral: 0xff7f50, khaki: 0xf0e68c, salmon: 0xfa8072, steelblue: 0x4682b4, slategray: 0x708090, rebeccapurple: 0x663399, brown: 0xa52a2a, tan: 0xd2b48c,
}));

export function colourOf(value: string): Colour | null {
  if (value === 'transparent') return [0, 0, 0, 0];
  const named = NAMED.get(value);
  if (named !== undefined) return [named >> 16, (named >> 8) & 255, named & 255, 1];
  return hexOf(value) ?? functionOf(value);
}

function hexOf(value: string): Colour | null {
  const hex = /^#([\da-f]{3,4}|[\da-f]{6}|[\da-f]{8})$/u.exec(value)?.[1];
  if (hex === undefined) return null;
  const long = hex.length <= 4 ? hex.replace(/./gu, '$&$&') : hex;
  const [red = 0, green = 0, blue = 0, alpha = 255] = (long.match(/../gu) ?? []).map((pair) => parseInt(pair, 16));
  return [red, green, blue, alpha / 255];
}

function functionOf(value: string): Colour | null {
  const match = /^(rgb|hsl)a?\(([^()]{1,80})\)$/u.exec(value);
  const parts = (match?.[2] ?? '').split(/[\s,/]+/u).filter((part) => part !== '');
  if (match === null || parts.length < 3) return null;
  const numbers = parts.map((part) => parseFloat(part));
  if (numbers.some(Number.isNaN)) return null;
  const [a = 0, b = 0, c = 0] = numbers;
  const alpha = parts[3] === undefined ? 1 : (numbers[3] ?? 1) / (parts[3].endsWith('%') ? 100 : 1);
  if (match[1] === 'hsl') return [...rgbOf(a, b / 100, c / 100), alpha];
  const scale = (index: number, number: number): number => (parts[index]?.endsWith('%') === true ? number * 2.55 : number);
  return [scale(0, a), scale(1, b), scale(2, c), alpha];
}

/** CSS Color 4, "HSL to RGB". */
function rgbOf(hue: number, saturation: number, lightness: number): [number, number, number] {
  const channel = (n: number): number => {
    const k = (((n + hue / 30) % 12) + 12) % 12;
    return 255 * (lightness - saturation * Math.min(lightness, 1 - lightness) * Math.max(-1, Math.min(k - 3, 9 - k, 1)));
  };
  return [channel(0), channel(8), channel(4)];
}

/** The background that `background` or `background-color` gives; `null` where an image or something unknown is part of it. */
export function backgroundOf(value: string): Colour | null {
  const simple = value.replace(/\b(?:no-repeat|scroll|fixed|none|center|top|left|right|bottom)\b/gu, '').trim();
  return colourOf(simple);
}

/** Letters in these colours cannot be told apart from their background: WCAG contrast below 1.1 : 1, and no other hue. */
export function isUnreadable([r1, g1, b1, alpha]: Colour, [r2, g2, b2]: Colour): boolean {
  if (alpha < 0.1) return true;
  const mix = (front: number, back: number): number => front * alpha + back * (1 - alpha);
  const front = [mix(r1, r2), mix(g1, g2), mix(b1, b2)] as const;
  if (Math.max(Math.abs(front[0] - r2), Math.abs(front[1] - g2), Math.abs(front[2] - b2)) > 32) return false;
  const [a, b] = [luminance(...front), luminance(r2, g2, b2)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 1.1;
}

/** WCAG 2.2, "relative luminance". */
function luminance(red: number, green: number, blue: number): number {
  const [r, g, b] = [red, green, blue].map((channel) => (channel / 255 <= 0.04045 ? channel / 255 / 12.92 : ((channel / 255 + 0.055) / 1.055) ** 2.4)) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
