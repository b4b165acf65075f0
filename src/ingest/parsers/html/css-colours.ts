import { splitTop } from './css-syntax.js';

/** Colours as far as it takes to say that letters cannot be seen. */

/** Red, green and blue from 0 to 255, and how much they cover from 0 to 1. */
export type Colour = readonly [red: number, green: number, blue: number, alpha: number];

/** Reading slows down sharply below a Michelson contrast of 10 % (Legge, Rubin and Luebker 1987), which is (1 + 0.1) / (1 - 0.1) = 1.22 : 1. */
const MIN_CONTRAST = 1.2;
const MAX_MIX_DEPTH = 4;

/** CSS Color 4, "named colors", and the system colours of a page. */
const NAMED: ReadonlyMap<string, number> = new Map(
  Array.from((
    'aliceblue f0f8ff antiquewhite faebd7 aqua 00ffff aquamarine 7fffd4 azure f0ffff beige f5f5dc bisque ffe4c4 black 000000 blanchedalmond ffebcd ' +
    'blue 0000ff blueviolet 8a2be2 brown a52a2a burlywood deb887 cadetblue 5f9ea0 chartreuse 7fff00 chocolate d2691e coral ff7f50 cornflowerblue 6495ed ' +
    'cornsilk fff8dc crimson dc143c cyan 00ffff darkblue 00008b darkcyan 008b8b darkgoldenrod b8860b darkgray a9a9a9 darkgreen 006400 darkgrey a9a9a9 ' +
    'darkkhaki bdb76b darkmagenta 8b008b darkolivegreen 556b2f darkorange ff8c00 darkorchid 9932cc darkred 8b0000 darksalmon e9967a darkseagreen 8fbc8f ' +
    'darkslateblue 483d8b darkslategray 2f4f4f darkslategrey 2f4f4f darkturquoise 00ced1 darkviolet 9400d3 deeppink ff1493 deepskyblue 00bfff dimgray 696969 ' +
    'dimgrey 696969 dodgerblue 1e90ff firebrick b22222 floralwhite fffaf0 forestgreen 228b22 fuchsia ff00ff gainsboro dcdcdc ghostwhite f8f8ff gold ffd700 ' +
    'goldenrod daa520 gray 808080 green 008000 greenyellow adff2f grey 808080 honeydew f0fff0 hotpink ff69b4 indianred cd5c5c indigo 4b0082 ivory fffff0 ' +
    'khaki f0e68c lavender e6e6fa lavenderblush fff0f5 lawngreen 7cfc00 lemonchiffon fffacd lightblue add8e6 lightcoral f08080 lightcyan e0ffff ' +
    'lightgoldenrodyellow fafad2 lightgray d3d3d3 lightgreen 90ee90 lightgrey d3d3d3 lightpink ffb6c1 lightsalmon ffa07a lightseagreen 20b2aa ' +
    'lightskyblue 87cefa lightslategray 778899 lightslategrey 778899 lightsteelblue b0c4de lightyellow ffffe0 lime 00ff00 limegreen 32cd32 linen faf0e6 ' +
    'magenta ff00ff maroon 800000 mediumaquamarine 66cdaa mediumblue 0000cd mediumorchid ba55d3 mediumpurple 9370db mediumseagreen 3cb371 ' +
    'mediumslateblue 7b68ee mediumspringgreen 00fa9a mediumturquoise 48d1cc mediumvioletred c71585 midnightblue 191970 mintcream f5fffa mistyrose ffe4e1 ' +
    'moccasin ffe4b5 navajowhite ffdead navy 000080 oldlace fdf5e6 olive 808000 olivedrab 6b8e23 orange ffa500 orangered ff4500 orchid da70d6 ' +
    'palegoldenrod eee8aa palegreen 98fb98 paleturquoise afeeee palevioletred db7093 papayawhip ffefd5 peachpuff ffdab9 peru cd853f pink ffc0cb plum dda0dd ' +
    'powderblue b0e0e6 purple 800080 rebeccapurple 663399 red ff0000 rosybrown bc8f8f royalblue 4169e1 saddlebrown 8b4513 salmon fa8072 sandybrown f4a460 ' +
    'seagreen 2e8b57 seashell fff5ee sienna a0522d silver c0c0c0 skyblue 87ceeb slateblue 6a5acd slategray 708090 slategrey 708090 snow fffafa ' +
    'springgreen 00ff7f steelblue 4682b4 tan d2b48c teal 008080 thistle d8bfd8 tomato ff6347 turquoise 40e0d0 violet ee82ee wheat f5deb3 white ffffff ' +
    'whitesmoke f5f5f5 yellow ffff00 yellowgreen 9acd32 canvas ffffff canvastext 000000 field ffffff fieldtext 000000'
  ).matchAll(/([a-z]+) ([\da-f]{6})/gu), ([, name = '', hex = '']) => [name, parseInt(hex, 16)]),
);

export function colourOf(value: string, depth = 0): Colour | null {
  if (value === 'transparent') return [0, 0, 0, 0];
  const named = NAMED.get(value);
  if (named !== undefined) return [named >> 16, (named >> 8) & 255, named & 255, 1];
  if (value.startsWith('#')) return hexOf(value);
  const match = /^([a-z-]{3,12})\((.{1,200})\)$/u.exec(value);
  if (match === null || depth > MAX_MIX_DEPTH) return null;
  const [, name = '', inner = ''] = match;
  if (name === 'light-dark') return colourOf(splitTop(inner, ',')[0] ?? '', depth + 1);
  return name === 'color-mix' ? mixOf(splitTop(inner, ','), depth) : functionOf(name, inner);
}

function hexOf(value: string): Colour | null {
  const hex = /^#([\da-f]{3,4}|[\da-f]{6}|[\da-f]{8})$/u.exec(value)?.[1];
  if (hex === undefined) return null;
  const long = hex.length <= 4 ? hex.replace(/./gu, '$&$&') : hex;
  const [red = 0, green = 0, blue = 0, alpha = 255] = (long.match(/../gu) ?? []).map((pair) => parseInt(pair, 16));
  return [red, green, blue, alpha / 255];
}

/** Mixed in sRGB whatever the space: what differs is never whether letters can be told apart. */
function mixOf([space = '', ...colours]: readonly string[], depth: number): Colour | null {
  if (!space.startsWith('in ') || colours.length !== 2) return null;
  const [first, second] = colours.map((one) => {
    const share = /(?:^|\s)([\d.]{1,8})%(?=\s|$)/u.exec(one);
    return { colour: colourOf(one.replace(/(?:^|\s)[\d.]{1,8}%(?=\s|$)/u, '').trim(), depth + 1), share: share === null ? null : Number(share[1]) / 100 };
  });
  if (first === undefined || second === undefined || first.colour === null || second.colour === null) return null;
  const part = first.share ?? (second.share === null ? 0.5 : 1 - second.share);
  const [a, b] = [first.colour, second.colour];
  const mix = (index: 0 | 1 | 2 | 3): number => a[index] * part + b[index] * (1 - part);
  return [mix(0), mix(1), mix(2), mix(3)];
}

function functionOf(name: string, inner: string): Colour | null {
  const parts = inner.replace(/^srgb\s/u, '').split(/[\s,/]+/u).filter((part) => part !== '');
  if (parts.length < 3 || parts.length > 4) return null;
  const numbers = parts.map((part) => (part === 'none' ? 0 : parseFloat(part) * (part.endsWith('turn') ? 360 : /\drad$/u.test(part) ? 180 / Math.PI : 1)));
  if (numbers.some(Number.isNaN)) return null;
  const [a = 0, b = 0, c = 0] = numbers;
  const alpha = parts[3] === undefined ? 1 : (numbers[3] ?? 1) / (parts[3].endsWith('%') ? 100 : 1);
  const share = (index: number, whole: number): number => (parts[index]?.endsWith('%') === true ? ((numbers[index] ?? 0) / 100) * whole : (numbers[index] ?? 0));
  switch (name) {
    case 'rgb': case 'rgba': return [share(0, 255), share(1, 255), share(2, 255), alpha];
    case 'color': return inner.startsWith('srgb ') ? [share(0, 1) * 255, share(1, 1) * 255, share(2, 1) * 255, alpha] : null;
    case 'hsl': case 'hsla': return [...rgbOf(a, b / 100, c / 100), alpha];
    case 'hwb': {
      const [white, black] = [b / 100, c / 100];
      const scale = Math.max(1, white + black);
      const [red, green, blue] = rgbOf(a, 1, 0.5).map((channel) => channel * (1 - (white + black) / scale) + (white / scale) * 255) as [number, number, number];
      return [red, green, blue, alpha];
    }
    case 'oklab': return [...oklab(share(0, 1), share(1, 0.4), share(2, 0.4)), alpha];
    case 'oklch': return [...oklab(share(0, 1), share(1, 0.4) * Math.cos((c * Math.PI) / 180), share(1, 0.4) * Math.sin((c * Math.PI) / 180)), alpha];
    // Only greys of the older spaces: lightness alone says what they are.
    case 'lab': case 'lch': return Math.abs(share(1, 125)) > 2 || (name === 'lab' && Math.abs(share(2, 125)) > 2) ? null : [...oklab((a + 16) / 116, 0, 0), alpha];
    default: return null;
  }
}

/** CSS Color 4, "OKLab to sRGB". */
function oklab(lightness: number, a: number, b: number): [number, number, number] {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const channel = (linear: number): number => {
    const kept = Math.min(1, Math.max(0, linear));
    return 255 * (kept <= 0.0031308 ? 12.92 * kept : 1.055 * kept ** (1 / 2.4) - 0.055);
  };
  return [channel(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s), channel(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s), channel(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s)];
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
  const simple = value.replace(/\b(?:no-repeat|scroll|fixed|none|center|top|left|right|bottom|(?:border|padding|content)-box)\b/gu, '').trim();
  return simple === '' ? [0, 0, 0, 0] : (colourOf(simple) ?? gradientOf(simple));
}

/** A gradient of one colour is that colour. */
export function gradientOf(value: string): Colour | null {
  const inner = /^(?:repeating-)?(?:linear|radial|conic)-gradient\((.{1,200})\)$/u.exec(value)?.[1];
  if (inner === undefined) return null;
  const stops = splitTop(inner, ',').map((stop) => colourOf(splitTop(stop, ' ')[0] ?? ''));
  const [first, ...others] = stops[0] === null ? stops.slice(1) : stops;
  return first !== undefined && first !== null && others.length > 0 && others.every((other) => other !== null && first.every((channel, index) => Math.abs(channel - (other[index] ?? 0)) < 3)) ? first : null;
}

/** Letters in these colours cannot be told apart from their background: hardly any contrast, and no other hue. */
export function isUnreadable([r1, g1, b1, alpha]: Colour, [r2, g2, b2]: Colour): boolean {
  if (alpha < 0.1) return true;
  const mix = (front: number, back: number): number => front * alpha + back * (1 - alpha);
  const front = [mix(r1, r2), mix(g1, g2), mix(b1, b2)] as const;
  if (Math.max(Math.abs(front[0] - r2), Math.abs(front[1] - g2), Math.abs(front[2] - b2)) > 32) return false;
  const [a, b] = [luminance(...front), luminance(r2, g2, b2)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < MIN_CONTRAST;
}

/** WCAG 2.2, "relative luminance". */
function luminance(red: number, green: number, blue: number): number {
  const [r, g, b] = [red, green, blue].map((channel) => (channel / 255 <= 0.04045 ? channel / 255 / 12.92 : ((channel / 255 + 0.055) / 1.055) ** 2.4)) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
