import { splitTop } from './css-syntax.js';

/** Lengths as far as it takes to say that something cannot be seen. */

const PX_PER: Readonly<Record<string, number>> = { '': 1, px: 1, pt: 4 / 3, pc: 16, em: 16, rem: 16, ex: 8, ch: 8, lh: 20, rlh: 20, '%': 16 / 100, vw: 12.8, vh: 8, vmin: 8, vmax: 12.8, vi: 12.8, vb: 8, cm: 37.8, mm: 3.78, q: 0.945, in: 96 };
const SINGLE = /^([+-]?(?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9})(?:e[+-]?\d{1,2})?)(px|p[tc]|r?em|ex|ch|r?lh|%|[sld]?v(?:w|h|i|b|min|max)|cm|mm|q|in)?$/u;
const MAX_MATH_CHARS = 200;
const MAX_MATH_DEPTH = 8;

export interface Length { readonly number: number; readonly unit: string; readonly px: number }

/** A single length, calculated if need be; relative units as on a screen of 1,280 x 800 with letters of 16 px. */
export function lengthOf(value: string): Length | null {
  const match = SINGLE.exec(value);
  if (match === null) return value.includes('(') && value.length <= MAX_MATH_CHARS ? calculated(value, 0) : null;
  const [number, unit] = [Number(match[1]), (match[2] ?? '').replace(/^[sld]v/u, 'v')];
  return { number, unit, px: number * (PX_PER[unit] ?? 1) };
}

/** The lengths of a shorthand, at most four. */
export function lengthsOf(value: string): (Length | null)[] {
  return splitTop(value, ' ').slice(0, 4).map(lengthOf);
}

/** `calc()`, `min()`, `max()`, `clamp()`. A sum is as far as its longest part is relative: `calc(100vw + 20px)` is one screen and a little. */
function calculated(value: string, depth: number): Length | null {
  const match = /^(-webkit-calc|calc|min|max|clamp|)\(/u.exec(value);
  if (match === null || !value.endsWith(')') || depth > MAX_MATH_DEPTH) return null;
  const parts = splitTop(value.slice(match[0].length, -1), ',').map((part) => sumOf(part, depth + 1));
  const known = parts.filter((part): part is Length => part !== null);
  if (known.length === 0 || known.length < parts.length) return null;
  const sorted = [...known].sort((a, b) => a.px - b.px);
  if (match[1] === 'min') return sorted[0] ?? null;
  if (match[1] === 'max') return sorted.at(-1) ?? null;
  if (match[1] !== 'clamp') return known[0] ?? null;
  const [low, middle, high] = known;
  if (low === undefined || middle === undefined || high === undefined) return null;
  return middle.px > high.px ? (high.px < low.px ? low : high) : middle.px < low.px ? low : middle;
}

function sumOf(expression: string, depth: number): Length | null {
  const tokens = splitTop(expression.replace(/(?<=[\s\d)a-z%])([*/])/gu, ' $1 '), ' ');
  let [total, factor]: [Length | null, Length | null] = [null, null];
  let [sign, operator] = [1, ''];
  for (const token of [...tokens, '+']) {
    if (token === '+' || token === '-') {
      if (factor === null) return null;
      total = total === null ? scaled(factor, sign) : sum(total, scaled(factor, sign));
      [factor, sign] = [null, token === '-' ? -1 : 1];
    } else if (token === '*' || token === '/') operator = token;
    else {
      const length = SINGLE.test(token) ? lengthOf(token) : calculated(token, depth);
      if (length === null) return null;
      factor = factor === null || operator === '' ? length : operator === '*' ? product(factor, length) : scaled(factor, 1 / length.number);
      operator = '';
    }
  }
  return total;
}

const scaled = ({ number, unit, px }: Length, by: number): Length => ({ number: number * by, unit, px: px * by });
const product = (a: Length, b: Length): Length => (a.unit === '' ? scaled(b, a.number) : scaled(a, b.number));

function sum(a: Length, b: Length): Length {
  if (a.unit === b.unit) return { number: a.number + b.number, unit: a.unit, px: a.px + b.px };
  const px = a.px + b.px;
  const relative = [a, b].find(({ unit }) => unit === '%' || unit.startsWith('v'));
  const isSmall = relative !== undefined && Math.abs(px - relative.px) < Math.abs(relative.px) / 4;
  return isSmall ? relative : { number: px, unit: 'px', px };
}
