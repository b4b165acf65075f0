/**
 * Text -> word hashes -> shingle hashes -> MinHash signature, in WebAssembly with SIMD. AssemblyScript, compiled into
 * `binary.ts` by `npm run generate`. `plain.ts` does the same in JavaScript, value for value; its comments explain the steps.
 */
const OTHER: u8 = 0;
const LETTER: u8 = 1;
const DIGIT: u8 = 2;
const UNDERSCORE: u8 = 3;
const UNSPACED: u8 = 4;
const JOINER: u8 = 5;
const NUMBER_JOINER: u8 = 6;
const HYPHEN: u8 = 7;
const SIGN: u8 = 8;
const BEFORE_MINUS: u8 = 9;
const HIGH_SURROGATE: u8 = 10;

const LONGEST_TAG: i32 = 500;
const LONGEST_TARGET: i32 = 2000;
const LONGEST_LABEL: i32 = 200;
const LONGEST_ENTITY: i32 = 8;
const LONGEST_INDENT: i32 = 20;
const LONGEST_INFO: i32 = 80;

const MINUS: u16 = 0x2212;
const BASIS: u32 = 0x811c9dc5;
const PRIME: u32 = 0x01000193;

// @ts-ignore: decorator
@inline
function unit(text: usize, at: i32): u16 {
  return load<u16>(text + (<usize>at << 1));
}

// @ts-ignore: decorator
@inline
function classOf(classes: usize, text: usize, at: i32): u8 {
  return load<u8>(classes + <usize>unit(text, at));
}

// @ts-ignore: decorator
@inline
function mix(value: u32): u32 {
  let h = value;
  h = (h ^ (h >>> 16)) * 0x85ebca6b;
  h = (h ^ (h >>> 13)) * 0xc2b2ae35;
  return h ^ (h >>> 16);
}

// @ts-ignore: decorator
@inline
function isWord(kind: u8): bool {
  return kind >= LETTER && kind <= UNSPACED;
}

/** The place behind `close`, when it comes before `stop`, a line's end (where `oneLine`) and `most` units; else `from`. */
function past(text: usize, length: i32, from: i32, at: i32, close: u16, stop: u16, most: i32, oneLine: bool): i32 {
  const end = min(length, at + most);
  for (let place = at; place < end; place += 1) {
    const value = unit(text, place);
    if (value === close) return place + 1;
    if (value === stop || (oneLine && value === 10)) return from;
  }
  return from;
}

/** The place behind the markup that begins at `at`; `at` itself when none does. */
function pastMarkup(classes: usize, text: usize, length: i32, at: i32): i32 {
  const value = unit(text, at);
  if (at + 1 >= length) return at;
  const next = unit(text, at + 1);
  if (value === 60) {
    const tag = (next >= 97 && next <= 122) || next === 47 || next === 33;
    return tag ? past(text, length, at, at + 1, 62, 60, LONGEST_TAG, false) : at;
  }
  if (value === 93) {
    if (next === 40) return past(text, length, at, at + 2, 41, 40, LONGEST_TARGET, true);
    return next === 91 ? past(text, length, at, at + 2, 93, 91, LONGEST_LABEL, true) : at;
  }
  if (value === 38) {
    const end = min(length, at + 2 + LONGEST_ENTITY);
    for (let place = at + 1; place < end; place += 1) {
      const inside = unit(text, place);
      if (inside === 59) return place > at + 1 ? place + 1 : at;
      if (!((inside >= 97 && inside <= 122) || (inside >= 48 && inside <= 57) || inside === 35)) return at;
    }
  }
  return at;
}

/** The place behind what opens a line without being said: list ordinals and bullets with their box, marks of fences. */
function pastOpening(text: usize, length: i32, at: i32): i32 {
  let place = at;
  const indent = min(length, at + LONGEST_INDENT);
  while (place < indent) {
    const value = unit(text, place);
    if (value !== 32 && value !== 9 && value !== 62) break;
    place += 1;
  }
  if (place >= length) return at;
  const value = unit(text, place);
  if (value === 96 || value === 126) {
    if (place + 2 >= length || unit(text, place + 1) !== value || unit(text, place + 2) !== value) return at;
    place += 3;
    const info = min(length, place + LONGEST_INFO);
    while (place < info && unit(text, place) !== 10 && unit(text, place) !== 96) place += 1;
    return place;
  }
  let mark = place;
  while (mark < length && mark < place + 3 && unit(text, mark) >= 48 && unit(text, mark) <= 57) mark += 1;
  if (mark >= length) return at;
  const sign = unit(text, mark);
  if (mark > place ? sign !== 46 && sign !== 41 : sign !== 45 && sign !== 42 && sign !== 43) return at;
  mark += 1;
  if (mark >= length || (unit(text, mark) !== 32 && unit(text, mark) !== 9)) return at;
  while (mark < length && (unit(text, mark) === 32 || unit(text, mark) === 9)) mark += 1;
  if (mark + 2 < length && unit(text, mark) === 91 && unit(text, mark + 2) === 93 && (unit(text, mark + 1) === 32 || unit(text, mark + 1) === 120)) mark += 3;
  return mark;
}

/** Writes the hash of every word; returns how many there are. */
export function words(classes: usize, text: usize, length: i32, out: usize): i32 {
  let count: i32 = 0;
  let at = pastOpening(text, length, 0);
  let before: u8 = OTHER;
  while (at < length) {
    const value = unit(text, at);
    const kind = load<u8>(classes + <usize>value);
    if (kind === OTHER || kind === BEFORE_MINUS || kind === JOINER || kind === NUMBER_JOINER) {
      if (value === 10) {
        before = BEFORE_MINUS;
        at = pastOpening(text, length, at + 1);
        continue;
      }
      const behind = kind === OTHER ? pastMarkup(classes, text, length, at) : at;
      before = behind > at ? BEFORE_MINUS : kind;
      at = behind > at ? behind : at + 1;
      continue;
    }
    if (kind === UNSPACED) {
      store<u32>(out + (<usize>count << 2), mix((BASIS ^ <u32>value) * PRIME));
      count += 1;
      at += 1;
      before = kind;
      continue;
    }
    if (kind === HIGH_SURROGATE) {
      let h: u32 = (BASIS ^ <u32>value) * PRIME;
      at += 1;
      if (at < length) {
        const low = unit(text, at);
        if (low >= 0xdc00 && low <= 0xdfff) {
          h = (h ^ <u32>low) * PRIME;
          at += 1;
        }
      }
      store<u32>(out + (<usize>count << 2), mix(h));
      count += 1;
      before = kind;
      continue;
    }
    if (kind === HYPHEN || kind === SIGN) {
      const minus = kind === HYPHEN || value === MINUS;
      if (!minus || (before === BEFORE_MINUS && at + 1 < length && classOf(classes, text, at + 1) === DIGIT)) {
        store<u32>(out + (<usize>count << 2), mix((BASIS ^ <u32>(minus ? 45 : value)) * PRIME));
        count += 1;
      }
      before = kind;
      at += 1;
      continue;
    }
    // A word: letters and digits, with what joins them; underscores around it are emphasis.
    let h: u32 = BASIS;
    let some = false;
    let underscores: i32 = 0;
    let last: u8 = OTHER;
    while (at < length) {
      const inner = unit(text, at);
      const innerKind = load<u8>(classes + <usize>inner);
      if (innerKind === LETTER || innerKind === DIGIT) {
        for (; underscores > 0; underscores -= 1) h = (h ^ 95) * PRIME;
        h = (h ^ <u32>inner) * PRIME;
        some = true;
      } else if (innerKind === UNDERSCORE) {
        if (some) underscores += 1;
      } else if (innerKind === JOINER || innerKind === NUMBER_JOINER || innerKind === HYPHEN) {
        if (at + 1 >= length) break;
        const follow = classOf(classes, text, at + 1);
        const joins = innerKind === JOINER ? follow >= LETTER && follow <= UNDERSCORE : last === DIGIT && follow === DIGIT;
        if (!joins || !some) break;
        for (; underscores > 0; underscores -= 1) h = (h ^ 95) * PRIME;
        h = (h ^ <u32>(inner === 0x2019 ? 39 : inner)) * PRIME;
      } else break;
      last = innerKind;
      at += 1;
    }
    before = LETTER;
    if (some) {
      store<u32>(out + (<usize>count << 2), mix(h));
      count += 1;
    }
  }
  return count;
}

/** Writes the hash of every run of `width` words; returns how many there are. */
export function shingles(from: usize, count: i32, width: i32, out: usize): i32 {
  if (count === 0) return 0;
  const runs = max(1, count - width + 1);
  for (let at = 0; at < runs; at += 1) {
    let h: u32 = 0;
    const end = min(count, at + width);
    for (let inner = at; inner < end; inner += 1) h = h * 0x5bd1e995 + load<u32>(from + (<usize>inner << 2));
    store<u32>(out + (<usize>at << 2), mix(h));
  }
  return runs;
}

/** MinHash values of the shingles: for every multiplier and addend the smallest of value * multiplier + addend; `hashes` is a multiple of 16. */
export function minima(from: usize, count: i32, multipliers: usize, addends: usize, hashes: i32, out: usize): void {
  for (let lane: i32 = 0; lane < hashes; lane += 16) {
    const offset = <usize>lane << 2;
    const m0 = v128.load(multipliers + offset);
    const m1 = v128.load(multipliers + offset, 16);
    const m2 = v128.load(multipliers + offset, 32);
    const m3 = v128.load(multipliers + offset, 48);
    const a0 = v128.load(addends + offset);
    const a1 = v128.load(addends + offset, 16);
    const a2 = v128.load(addends + offset, 32);
    const a3 = v128.load(addends + offset, 48);
    let s0 = i32x4.splat(0x7fffffff);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    const end = from + (<usize>count << 2);
    for (let at = from; at < end; at += 4) {
      const value = v128.load32_splat(at);
      s0 = i32x4.min_s(s0, i32x4.add(i32x4.mul(value, m0), a0));
      s1 = i32x4.min_s(s1, i32x4.add(i32x4.mul(value, m1), a1));
      s2 = i32x4.min_s(s2, i32x4.add(i32x4.mul(value, m2), a2));
      s3 = i32x4.min_s(s3, i32x4.add(i32x4.mul(value, m3), a3));
    }
    v128.store(out + offset, s0);
    v128.store(out + offset, s1, 16);
    v128.store(out + offset, s2, 32);
    v128.store(out + offset, s3, 48);
  }
}
