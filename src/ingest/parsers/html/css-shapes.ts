import { splitTop } from './css-syntax.js';
import { lengthOf } from './css-values.js';

/** Boxes are hardly ever larger than a screen: what is cut off by more leaves nothing. */
const SCREEN_PX = 1_280;

/** Whether `clip` or `clip-path` leaves nothing, or less than a letter, of a box. */
export function isClippedAway(value: string): boolean {
  const match = /^([a-z]{3,8})\((.{0,200})\)$/u.exec(value);
  const [, shape = '', inner = ''] = match ?? [];
  switch (shape) {
    case 'rect': return isThinRect(inner);
    case 'inset': return isWholeInset(inner);
    case 'xywh': return splitTop(inner, ' ').slice(2, 4).some((side) => (lengthOf(side)?.px ?? 99) <= 1);
    case 'circle': case 'ellipse': return /^0(?:px|%)?(?:\s|$)/u.test(inner.trim());
    case 'polygon': return isEmptyPolygon(inner);
    case 'path': return /^["']\s*(?:m\s*0[\s,]+0\s*z?\s*)?["']$/iu.test(inner.trim());
    default: return false;
  }
}

function isThinRect(inner: string): boolean {
  const [top, right, bottom, left] = inner.split(/[\s,]+/u).filter((part) => part !== '').map((part) => lengthOf(part)?.px ?? null);
  const isThin = (from: number | null | undefined, to: number | null | undefined): boolean => from !== null && from !== undefined && to !== null && to !== undefined && to - from <= 1;
  return isThin(left, right) || isThin(top, bottom);
}

/** Opposite sides that take the whole width or height between them. */
function isWholeInset(inner: string): boolean {
  const shares = splitTop(inner.replace(/\sround\s.*$/u, ''), ' ').slice(0, 4).map((side) => {
    const length = lengthOf(side);
    return length === null ? 0 : length.unit === '%' ? length.number / 100 : length.px / SCREEN_PX;
  });
  const [top = 0, right = top, bottom = top, left = right] = shares;
  return top + bottom >= 1 || right + left >= 1;
}

/** All corners on one spot or one line. */
function isEmptyPolygon(inner: string): boolean {
  const corners = splitTop(inner.replace(/^(?:nonzero|evenodd)\s*,/u, ''), ',').map((corner) => splitTop(corner, ' ').map((part) => lengthOf(part)?.px ?? NaN));
  if (corners.length < 3) return true;
  let area = 0;
  corners.forEach(([x = NaN, y = NaN], index) => {
    const [nextX = NaN, nextY = NaN] = corners[(index + 1) % corners.length] ?? [];
    area += x * nextY - nextX * y;
  });
  return Math.abs(area) < 0.5;
}
