import { backgroundOf, colourOf, isUnreadable, lengthOf, lengthsOf } from './css-values.js';

/** What makes a box and all in it invisible. */
export interface Hiding {
  readonly property: string;
  readonly value: string;
}

/** Letters smaller than this many pixels are no text to the eye. */
const MIN_LETTER_PX = 3;
/** Moved so far, a box is off any screen. */
const OFF_SCREEN_PX = 1_000;
const SIZES = /^(?:line-height|(?:max-)?(?:height|width|block-size|inline-size))$/u;
const NEGATIVE_MOVES = /^(?:left|right|top|bottom|text-indent|margin|margin-(?:left|right|top|bottom)|inset|inset-(?:inline|block)(?:-start|-end)?|margin-(?:inline|block)(?:-start|-end)?)$/u;
const POSITIVE_MOVES = /^(?:left|right|top|inset|inset-(?:inline|block)-start|text-indent)$/u;

/** The declaration by which a box is out of sight with everything in it, or `null`. What letters inherit (`color`, `font-size`, `visibility`) is not asked here. */
export function hiddenBox(all: ReadonlyMap<string, string>): Hiding | null {
  for (const [property, value] of all) if (value.length <= 400 && hidesBox(property, value, all)) return { property, value };
  return null;
}

function hidesBox(property: string, value: string, all: ReadonlyMap<string, string>): boolean {
  switch (property) {
    case 'display': return value === 'none';
    case 'content-visibility': return value === 'hidden';
    case 'opacity': return isNothing(value);
    case 'filter': case '-webkit-filter': return isNothing(/\bopacity\(([^()]{1,20})\)/u.exec(value)?.[1] ?? '1');
    case 'zoom': case 'scale': return isNothing(value);
    case 'clip': return isEmptyRect(value);
    case 'clip-path': case '-webkit-clip-path': return isEmptyPath(value);
    case 'transform': case '-webkit-transform': case 'translate': case 'rotate': return isTransformedAway(property, value);
    case 'letter-spacing': { const length = lengthOf(value); return length !== null && length.px <= -10; }
    default: return SIZES.test(property) ? isAtMostOnePx(value) && /hidden|clip/u.test(`${all.get('overflow') ?? ''} ${all.get('overflow-x') ?? ''} ${all.get('overflow-y') ?? ''}`) : isMovedAway(property, value);
  }
}

/** 0 and what is nearly so: below one tenth, which no eye reads. */
function isNothing(value: string): boolean {
  const length = lengthOf(value);
  return length !== null && (length.unit === '' || length.unit === '%') && Math.abs(length.number) / (length.unit === '%' ? 100 : 1) < 0.1;
}

function isAtMostOnePx(value: string): boolean {
  const length = lengthOf(value);
  return length !== null && (length.number === 0 || (length.unit !== '' && length.unit !== '%' && length.px <= 1)) && length.px >= 0;
}

function isMovedAway(property: string, value: string): boolean {
  const [negative, positive] = [NEGATIVE_MOVES.test(property), POSITIVE_MOVES.test(property)];
  if (!negative && !positive) return false;
  return lengthsOf(offsetOf(value)).some((length) => length !== null && ((negative && isFar(-length.px, length.unit)) || (positive && isFar(length.px, length.unit))));
}

/** `calc(-100vw - 5000px)` moves as far as its longest part. */
function offsetOf(value: string): string {
  return /^calc\(\s*(-?[\d.]{1,12}[a-z%]{1,4})(?:\s|\))/u.exec(value)?.[1] ?? value;
}

/** A percentage or a share of the screen moves by one screen at 100, which is how menus wait at the edge. */
function isFar(px: number, unit: string): boolean {
  return unit === '%' || unit.startsWith('v') ? px >= OFF_SCREEN_PX * 1.3 : px >= OFF_SCREEN_PX;
}

function isEmptyRect(value: string): boolean {
  const sides = /^rect\(([^()]{1,80})\)$/u.exec(value)?.[1]?.split(/[\s,]+/u).filter((part) => part !== '').map((part) => lengthOf(part)?.px ?? null);
  const [top, right, bottom, left] = sides ?? [];
  const isThin = (from: number | null | undefined, to: number | null | undefined): boolean => from !== null && from !== undefined && to !== null && to !== undefined && to - from <= 1;
  return isThin(left, right) || isThin(top, bottom);
}

function isEmptyPath(value: string): boolean {
  const inset = /^inset\(\s*([\d.]{1,8})%/u.exec(value);
  if (inset !== null) return Number(inset[1]) >= 50;
  if (/^(?:circle|ellipse)\(\s*0(?:px|%)?(?:\s|\))/u.test(value)) return true;
  const points = /^polygon\(([^()]{1,200})\)$/u.exec(value)?.[1]?.split(',').map((point) => point.trim().replace(/\b0(?:px|%)/gu, '0'));
  return points !== undefined && new Set(points).size < 3;
}

function isTransformedAway(property: string, value: string): boolean {
  if (property === 'rotate') return /^(?:x|y)\s+-?90deg$/u.test(value);
  if (property === 'translate') return lengthsOf(value).some((length) => length !== null && isFar(Math.abs(length.px), length.unit));
  for (const [, name = '', inner = ''] of value.matchAll(/([a-z\d]{1,20})\(([^()]{0,100})\)/gu)) {
    const numbers = inner.split(/[\s,]+/u).map((part) => lengthOf(part));
    if (/^scale(?:x|y|3d)?$/u.test(name) && numbers.slice(0, 2).some((length) => length !== null && isNothing(`${Math.abs(length.number)}`))) return true;
    if (/^translate(?:x|y|3d)?$/u.test(name) && numbers.some((length) => length !== null && isFar(Math.abs(length.px), length.unit))) return true;
    if (/^rotate(?:x|y)$/u.test(name) && /^-?90deg$/u.test(inner.trim())) return true;
    if (name === 'matrix' && (numbers[0]?.number === 0 || numbers[3]?.number === 0) && numbers[1]?.number === 0) return true;
  }
  return false;
}

/** Whether letters are too small to see. Sizes relative to other letters count as of 16 px. */
export function isTiny(value: string): boolean {
  const length = lengthOf(value);
  return length !== null && length.number >= 0 && length.px < MIN_LETTER_PX;
}

/** Whether a style alone (`color:#fff;font-size:0`) makes text invisible; the declaration at fault, or `null`. */
export function hidingDeclaration(all: ReadonlyMap<string, string>): string | null {
  const box = hiddenBox(all);
  if (box !== null) return `${box.property}:${box.value}`.slice(0, 60);
  const [visibility, size, colour, background] = [all.get('visibility'), all.get('font-size'), all.get('color'), all.get('background-color') ?? all.get('background')];
  if (visibility === 'hidden' || visibility === 'collapse') return `visibility:${visibility}`;
  if (size !== undefined && isTiny(size)) return `font-size:${size}`;
  const [front, back] = [colour === undefined ? null : colourOf(colour), background === undefined ? null : backgroundOf(background)];
  if (front === null || isClippedToText(all)) return null;
  return front[3] < 0.1 || (back !== null && back[3] > 0.9 && isUnreadable(front, back)) ? `color:${colour ?? ''}`.slice(0, 60) : null;
}

/** Letters that the background shines through: how gradients are put on text. */
export function isClippedToText(all: ReadonlyMap<string, string>): boolean {
  return /\btext\b/u.test(all.get('background-clip') ?? all.get('-webkit-background-clip') ?? '');
}
