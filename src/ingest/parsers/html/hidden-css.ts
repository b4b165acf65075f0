import { backgroundOf, colourOf, gradientOf, isUnreadable } from './css-colours.js';
import { isClippedAway } from './css-shapes.js';
import { isTransformedAway, isTurnedRound } from './css-transforms.js';
import { lengthOf, lengthsOf } from './css-values.js';

/** What makes a box and all in it invisible. */
export interface Hiding {
  readonly property: string;
  readonly value: string;
}

/** Letters smaller than this many pixels are no text to the eye. */
export const MIN_LETTER_PX = 3;
/** Moved so far, a box is off any screen. */
const OFF_SCREEN_PX = 1_000;
/** Strokes of letters of 16 px are 1 to 2 px wide and 8 px apart at most: a blur of half of that leaves a grey spot. */
const MIN_BLUR_PX = 4;
const SIZES = /^(?:line-height|(?:max-)?(?:height|width|block-size|inline-size))$/u;
const NEGATIVE_MOVES = /^(?:left|right|top|bottom|text-indent|margin|margin-(?:left|right|top|bottom)|inset|inset-(?:inline|block)(?:-start|-end)?|margin-(?:inline|block)(?:-start|-end)?)$/u;
const POSITIVE_MOVES = /^(?:left|right|top|inset|inset-(?:inline|block)-start|text-indent)$/u;

/** The declaration by which a box is out of sight with everything in it, or `null`. What letters inherit (`color`, `font-size`, `visibility`) is not asked here. */
export function hiddenBox(all: ReadonlyMap<string, string>): Hiding | null {
  for (const [property, value] of all) if (value.length <= 400 && hidesBox(property, value, all)) return { property, value };
  return null;
}

type Test = (value: string, all: ReadonlyMap<string, string>, property: string) => boolean;

const isBlurred = (value: string): boolean => (lengthOf(/\bblur\(([^()]{1,20})\)/u.exec(value)?.[1] ?? '0')?.px ?? 0) >= MIN_BLUR_PX;
const isFiltered: Test = (value) => isNothing(/\bopacity\(([^()]{1,20})\)/u.exec(value)?.[1] ?? '1') || isBlurred(value);
const isMasked: Test = (value) => (gradientOf(value)?.[3] ?? 1) < 0.1;
const isSeenFromBehind: Test = (value, all) => value === 'hidden' && isTurnedRound(all.get('transform') ?? all.get('-webkit-transform') ?? all.get('rotate') ?? '');
const isTransformed: Test = (value, _all, property) => isTransformedAway(property, value, isFar, isNothing);
const isPushedOut: Test = (value, all, property) => isMovedAway(property, value) || (value.endsWith('%') && Math.abs(lengthOf(value)?.number ?? 0) >= 100 && hidesOverflow(all));

const TESTS: ReadonlyMap<string, Test> = new Map<string, Test>([
  ['display', (value) => value === 'none'], ['content-visibility', (value) => value === 'hidden'], ['opacity', isNothing], ['zoom', isNothing], ['scale', isNothing],
  ['filter', isFiltered], ['-webkit-filter', isFiltered], ['mask', isMasked], ['-webkit-mask', isMasked], ['mask-image', isMasked], ['-webkit-mask-image', isMasked],
  ['backface-visibility', isSeenFromBehind], ['-webkit-backface-visibility', isSeenFromBehind], ['clip', isClippedAway], ['clip-path', isClippedAway], ['-webkit-clip-path', isClippedAway],
  ['transform', isTransformed], ['-webkit-transform', isTransformed], ['translate', isTransformed], ['rotate', isTransformed], ['text-indent', isPushedOut], ['letter-spacing', (value) => (lengthOf(value)?.px ?? 0) <= -10],
]);

function hidesBox(property: string, value: string, all: ReadonlyMap<string, string>): boolean {
  const test = TESTS.get(property);
  if (test !== undefined) return test(value, all, property);
  return SIZES.test(property) ? isAtMostOnePx(value) && hidesOverflow(all) : isMovedAway(property, value);
}

/** Whether what does not fit a box is cut off. */
export function hidesOverflow(all: ReadonlyMap<string, string>): boolean {
  return /hidden|clip/u.test(`${all.get('overflow') ?? ''} ${all.get('overflow-x') ?? ''} ${all.get('overflow-y') ?? ''}`) || /\b(?:paint|strict|content)\b/u.test(all.get('contain') ?? '');
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
  return lengthsOf(value).some((length) => length !== null && ((negative && isFar(-length.px, length.unit)) || (positive && isFar(length.px, length.unit))));
}

/** A percentage or a share of the screen moves by one screen at 100, which is how menus wait at the edge. */
function isFar(px: number, unit: string): boolean {
  return unit === '%' || unit.startsWith('v') ? px >= OFF_SCREEN_PX * 1.3 : px >= OFF_SCREEN_PX;
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
