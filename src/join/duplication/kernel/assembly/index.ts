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

/** The addends of the permutations stand behind so many multipliers. */
const MOST_HASHES: usize = 512;
const MINUS: u32 = 0x2212;
const BASIS: u32 = 0x811c9dc5;
const PRIME: u32 = 0x01000193;
const NOT_ALONE: u16 = 0xffff;
/** Shingles are hashed as numbers to this base, so that one follows from the one before. */
const STEP: u32 = 0x5bd1e995;

// @ts-ignore: decorator
@inline
function unit<Unit>(text: usize, at: i32): u32 {
  return <u32>load<Unit>(text + <usize>at * sizeof<Unit>());
}

// @ts-ignore: decorator
@inline
function classOf<Unit>(classes: usize, text: usize, at: i32): u8 {
  return load<u8>(classes + <usize>unit<Unit>(text, at));
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
function past<Unit>(text: usize, length: i32, from: i32, at: i32, close: u32, stop: u32, most: i32, oneLine: bool): i32 {
  const end = min(length, at + most);
  for (let place = at; place < end; place += 1) {
    const value = unit<Unit>(text, place);
    if (value === close) return place + 1;
    if (value === stop || (oneLine && value === 10)) return from;
  }
  return from;
}

/** The place behind the markup that begins at `at`; `at` itself when none does. */
function pastMarkup<Unit>(text: usize, length: i32, at: i32): i32 {
  const value = unit<Unit>(text, at);
  if (at + 1 >= length) return at;
  const next = unit<Unit>(text, at + 1);
  if (value === 60) {
    const tag = (next >= 97 && next <= 122) || next === 47 || next === 33;
    return tag ? past<Unit>(text, length, at, at + 1, 62, 60, LONGEST_TAG, false) : at;
  }
  if (value === 93) {
    if (next === 40) return past<Unit>(text, length, at, at + 2, 41, 40, LONGEST_TARGET, true);
    return next === 91 ? past<Unit>(text, length, at, at + 2, 93, 91, LONGEST_LABEL, true) : at;
  }
  if (value === 38) {
    const end = min(length, at + 2 + LONGEST_ENTITY);
    for (let place = at + 1; place < end; place += 1) {
      const inside = unit<Unit>(text, place);
      if (inside === 59) return place > at + 1 ? place + 1 : at;
      if (!((inside >= 97 && inside <= 122) || (inside >= 48 && inside <= 57) || inside === 35)) return at;
    }
  }
  return at;
}

/** The place behind what opens a line without being said: list ordinals and bullets with their box, marks of fences. */
function pastOpening<Unit>(text: usize, length: i32, at: i32): i32 {
  let place = at;
  const indent = min(length, at + LONGEST_INDENT);
  while (place < indent) {
    const value = unit<Unit>(text, place);
    if (value !== 32 && value !== 9 && value !== 62) break;
    place += 1;
  }
  if (place >= length) return at;
  const value = unit<Unit>(text, place);
  if (value === 96 || value === 126) {
    if (place + 2 >= length || unit<Unit>(text, place + 1) !== value || unit<Unit>(text, place + 2) !== value) return at;
    place += 3;
    const info = min(length, place + LONGEST_INFO);
    while (place < info && unit<Unit>(text, place) !== 10 && unit<Unit>(text, place) !== 96) place += 1;
    return place;
  }
  let mark = place;
  while (mark < length && mark < place + 3 && unit<Unit>(text, mark) >= 48 && unit<Unit>(text, mark) <= 57) mark += 1;
  if (mark >= length) return at;
  const sign = unit<Unit>(text, mark);
  if (mark > place ? sign !== 46 && sign !== 41 : sign !== 45 && sign !== 42 && sign !== 43) return at;
  mark += 1;
  if (mark >= length || (unit<Unit>(text, mark) !== 32 && unit<Unit>(text, mark) !== 9)) return at;
  while (mark < length && (unit<Unit>(text, mark) === 32 || unit<Unit>(text, mark) === 9)) mark += 1;
  if (mark + 2 < length && unit<Unit>(text, mark) === 91 && unit<Unit>(text, mark + 2) === 93 && (unit<Unit>(text, mark + 1) === 32 || unit<Unit>(text, mark + 1) === 120)) mark += 3;
  return mark;
}

/** Writes the hash of every word; returns how many there are. */
function words<Unit>(classes: usize, text: usize, length: i32, out: usize): i32 {
  let count: i32 = 0;
  let at = pastOpening<Unit>(text, length, 0);
  let before: u8 = OTHER;
  while (at < length) {
    const value = unit<Unit>(text, at);
    const kind = load<u8>(classes + <usize>value);
    if (kind === OTHER || kind === BEFORE_MINUS || kind === JOINER || kind === NUMBER_JOINER) {
      if (value === 10) {
        before = BEFORE_MINUS;
        at = pastOpening<Unit>(text, length, at + 1);
        continue;
      }
      const behind = kind === OTHER ? pastMarkup<Unit>(text, length, at) : at;
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
        const low = unit<Unit>(text, at);
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
      if (!minus || (before === BEFORE_MINUS && at + 1 < length && classOf<Unit>(classes, text, at + 1) === DIGIT)) {
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
      // Letters and digits one after the other are what text is made of.
      if (underscores === 0) {
        for (; at < length; at += 1) {
          const letter = unit<Unit>(text, at);
          const letterKind = load<u8>(classes + <usize>letter);
          if (letterKind !== LETTER && letterKind !== DIGIT) break;
          h = (h ^ letter) * PRIME;
          some = true;
          last = letterKind;
        }
        if (at >= length) break;
      }
      const inner = unit<Unit>(text, at);
      const innerKind = load<u8>(classes + <usize>inner);
      if (innerKind === LETTER || innerKind === DIGIT) {
        for (; underscores > 0; underscores -= 1) h = (h ^ 95) * PRIME;
        h = (h ^ inner) * PRIME;
        some = true;
      } else if (innerKind === UNDERSCORE) {
        if (some) underscores += 1;
      } else if (innerKind === JOINER || innerKind === NUMBER_JOINER || innerKind === HYPHEN) {
        if (at + 1 >= length) break;
        const follow = classOf<Unit>(classes, text, at + 1);
        const joins = innerKind === JOINER ? follow >= LETTER && follow <= UNDERSCORE : last === DIGIT && follow === DIGIT;
        if (!joins || !some) break;
        for (; underscores > 0; underscores -= 1) h = (h ^ 95) * PRIME;
        h = (h ^ <u32>(inner === 0x2019 ? <u32>39 : inner)) * PRIME;
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
function shingles(from: usize, count: i32, width: i32, out: usize): i32 {
  if (count === 0) return 0;
  let h: u32 = 0;
  let leaving: u32 = 1;
  const first = min(count, width);
  for (let at = 0; at < first; at += 1) {
    h = h * STEP + load<u32>(from + (<usize>at << 2));
    if (at > 0) leaving *= STEP;
  }
  store<u32>(out, mix(h));
  for (let at = first; at < count; at += 1) {
    h = (h - load<u32>(from + (<usize>(at - width) << 2)) * leaving) * STEP + load<u32>(from + (<usize>at << 2));
    store<u32>(out + (<usize>(at - width + 1) << 2), mix(h));
  }
  return max(1, count - width + 1);
}

/** MinHash values of the shingles: for every multiplier and addend the smallest of value * multiplier + addend; `hashes` is a multiple of 16. */
function minima(from: usize, count: i32, multipliers: usize, addends: usize, hashes: i32, out: usize): void {
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

/** Makes the letters A to Z of ASCII small. What stands behind the text, up to the next 16 bytes, is changed as well. */
function lower(text: usize, length: i32): void {
  const beforeA = i8x16.splat(64);
  const behindZ = i8x16.splat(91);
  const shift = i8x16.splat(32);
  const end = text + <usize>length;
  for (let at = text; at < end; at += 16) {
    const letters = v128.load(at);
    const large = v128.and(i8x16.gt_s(letters, beforeA), i8x16.lt_s(letters, behindZ));
    v128.store(at, i8x16.add(letters, v128.and(large, shift)));
  }
}

// @ts-ignore: decorator
@inline
function values(wordsAt: usize, count: i32, width: i32, shinglesAt: usize, permutations: usize, hashes: i32, out: usize): i32 {
  const runs = shingles(wordsAt, count, width, shinglesAt);
  minima(shinglesAt, runs, permutations, permutations + (MOST_HASHES << 2), hashes, out);
  return count;
}

/** A text of ASCII, a byte a letter: words, shingles and MinHash values; returns the number of words. */
export function sketchAscii(classes: usize, text: usize, length: i32, width: i32, wordsAt: usize, shinglesAt: usize, permutations: usize, hashes: i32, out: usize): i32 {
  lower(text, length);
  return values(wordsAt, words<u8>(classes, text, length, wordsAt), width, shinglesAt, permutations, hashes, out);
}

/** Folds a text of UTF-16 unit by unit; 0 = a unit cannot be folded by itself, and the text is half folded. */
export function fold(units: usize, text: usize, length: i32): i32 {
  const end = text + (<usize>length << 1);
  for (let at = text; at < end; at += 2) {
    const folded = load<u16>(units + (<usize>load<u16>(at) << 1));
    if (folded === NOT_ALONE) return 0;
    store<u16>(at, folded);
  }
  return 1;
}

/** A folded text in UTF-16: the same. */
export function sketch(classes: usize, text: usize, length: i32, width: i32, wordsAt: usize, shinglesAt: usize, permutations: usize, hashes: i32, out: usize): i32 {
  return values(wordsAt, words<u16>(classes, text, length, wordsAt), width, shinglesAt, permutations, hashes, out);
}
