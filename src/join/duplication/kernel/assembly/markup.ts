/** What is written but not said: `../plain.ts` explains the steps. */
import { highAt, lowAt } from './memory';
import { unit } from './text';

const LONGEST_TAG: i32 = 500;
const LONGEST_TARGET: i32 = 2000;
const LONGEST_LABEL: i32 = 200;
const LONGEST_ENTITY: i32 = 8;
const LONGEST_INDENT: i32 = 20;
const LONGEST_INFO: i32 = 80;

/** The place behind `close`, when it comes before `stop`, a line's end (where `oneLine`) and `most` units; else `from`. */
function past(length: i32, from: i32, at: i32, close: u8, stop: u8, most: i32, oneLine: bool): i32 {
  const end = min(length, at + most);
  const line: u8 = oneLine ? 10 : stop;
  for (let place = at; place < end; place += 16) {
    const low = v128.load(lowAt + <usize>place);
    const found = v128.or(v128.or(i8x16.eq(low, i8x16.splat(close)), i8x16.eq(low, i8x16.splat(stop))), i8x16.eq(low, i8x16.splat(line)));
    const narrow = i8x16.eq(v128.load(highAt + <usize>place), i8x16.splat(0));
    const bits = i8x16.bitmask(v128.and(found, narrow));
    if (bits === 0) continue;
    const there = place + ctz(bits);
    return there < end && unit(there) === <u32>close ? there + 1 : from;
  }
  return from;
}

/** The place behind the markup that begins at `at`; `at` itself when none does. */
export function pastMarkup(length: i32, at: i32): i32 {
  const value = unit(at);
  if (at + 1 >= length) return at;
  const next = unit(at + 1);
  if (value === 60) {
    const tag = (next >= 97 && next <= 122) || next === 47 || next === 33;
    return tag ? past(length, at, at + 1, 62, 60, LONGEST_TAG, false) : at;
  }
  if (value === 93) {
    if (next === 40) return past(length, at, at + 2, 41, 40, LONGEST_TARGET, true);
    return next === 91 ? past(length, at, at + 2, 93, 91, LONGEST_LABEL, true) : at;
  }
  if (value === 38) {
    const end = min(length, at + 2 + LONGEST_ENTITY);
    for (let place = at + 1; place < end; place += 1) {
      const inside = unit(place);
      if (inside === 59) return place > at + 1 ? place + 1 : at;
      if (!((inside >= 97 && inside <= 122) || (inside >= 48 && inside <= 57) || inside === 35)) return at;
    }
  }
  return at;
}

/** The place behind what opens a line without being said: list ordinals and bullets with their box, marks of fences. */
export function pastOpening(length: i32, at: i32): i32 {
  let place = at;
  const indent = min(length, at + LONGEST_INDENT);
  while (place < indent) {
    const value = unit(place);
    if (value !== 32 && value !== 9 && value !== 62) break;
    place += 1;
  }
  if (place >= length) return at;
  const value = unit(place);
  if (value === 96 || value === 126) {
    if (place + 2 >= length || unit(place + 1) !== value || unit(place + 2) !== value) return at;
    place += 3;
    const info = min(length, place + LONGEST_INFO);
    while (place < info && unit(place) !== 10 && unit(place) !== 96) place += 1;
    return place;
  }
  let mark = place;
  while (mark < length && mark < place + 3 && unit(mark) >= 48 && unit(mark) <= 57) mark += 1;
  if (mark >= length) return at;
  const sign = unit(mark);
  if (mark > place ? sign !== 46 && sign !== 41 : sign !== 45 && sign !== 42 && sign !== 43) return at;
  mark += 1;
  if (mark >= length || (unit(mark) !== 32 && unit(mark) !== 9)) return at;
  while (mark < length && (unit(mark) === 32 || unit(mark) === 9)) mark += 1;
  if (mark + 2 < length && unit(mark) === 91 && unit(mark + 2) === 93 && (unit(mark + 1) === 32 || unit(mark + 1) === 120)) mark += 3;
  return mark;
}
