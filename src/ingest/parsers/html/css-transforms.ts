import { splitTop } from './css-syntax.js';
import { lengthOf, lengthsOf, type Length } from './css-values.js';

const DEGREES_PER: Readonly<Record<string, number>> = { deg: 1, turn: 360, rad: 180 / Math.PI, grad: 0.9 };
const FUNCTIONS = /([a-z\d]{1,20})\(([^()]{0,100}(?:\([^()]{0,100}\)[^()]{0,100})?)\)/gu;

/** Whether a box is moved off any screen, made of no size, or seen from its edge. */
export function isTransformedAway(property: string, value: string, isFar: (px: number, unit: string) => boolean, isNothing: (value: string) => boolean): boolean {
  if (property === 'rotate') return turnsOf(`rotate(${value})`).some(isEdgeOn);
  if (property === 'translate') return lengthsOf(value).some((length) => length !== null && isFar(Math.abs(length.px), length.unit));
  for (const [, name = '', inner = ''] of value.matchAll(FUNCTIONS)) {
    const numbers: (Length | null)[] = splitTop(inner, inner.includes(',') ? ',' : ' ').map((part) => lengthOf(part));
    if (/^scale(?:x|y|3d)?$/u.test(name) && numbers.slice(0, 2).some((length) => length !== null && isNothing(`${Math.abs(length.number)}${length.unit}`))) return true;
    if (/^translate(?:x|y|3d)?$/u.test(name) && numbers.some((length) => length !== null && isFar(Math.abs(length.px), length.unit))) return true;
    const [a, b, c, d, x, y] = numbers.map((length) => length?.number ?? NaN);
    if (name === 'matrix' && (Math.abs((a ?? NaN) * (d ?? NaN) - (b ?? NaN) * (c ?? NaN)) < 0.01 || isFar(Math.abs(x ?? 0), 'px') || isFar(Math.abs(y ?? 0), 'px'))) return true;
  }
  return turnsOf(value).some(isEdgeOn);
}

/** Whether a box shows its back. */
export function isTurnedRound(value: string): boolean {
  return turnsOf(value.includes('(') ? value : `rotate(${value})`).some((degrees) => Math.cos((degrees * Math.PI) / 180) < 0);
}

const isEdgeOn = (degrees: number): boolean => Math.abs(Math.cos((degrees * Math.PI) / 180)) < 0.02;

/** Angles in degrees by which a box is turned about an axis in the plane of the screen. */
function turnsOf(value: string): number[] {
  return Array.from(value.matchAll(/(rotate[xy]?|rotate3d)\(([^()]{1,80})\)/gu), ([, name = '', inner = '']) => {
    const angle = /([+-]?[\d.]{1,10})(deg|turn|g?rad)\s*$/u.exec(inner);
    const isInPlane = /^rotate[xy]$/u.test(name) || /^\s*(?:x|y)\s/u.test(inner) || /^\s*(?:[1-9][\d.]{0,8}\s*,?\s*0\s*,?\s*0|0\s*,?\s*[1-9][\d.]{0,8}\s*,?\s*0)\b/u.test(inner);
    return angle === null || !isInPlane ? 0 : Number(angle[1]) * (DEGREES_PER[angle[2] ?? ''] ?? 1);
  });
}
