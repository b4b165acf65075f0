/** 32-bit finaliser of MurmurHash3 (Appleby, public domain). */
export function mix(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}

/** Units that are hashed at a time: a vector of the kernel, in four numbers. */
const BLOCK = 16;
/** Base of the polynomial over blocks and over the words of a shingle. */
export const STEP = 0x5bd1e995;
/** Odd numbers for the four low and the four high numbers of a block; `assembly/words.ts` has them written out. */
const MULTIPLIERS = Int32Array.from({ length: 16 }, (_, k) => mix(Math.imul(0x9e3779b9, k + 1)) | 1);
const TYPOGRAPHIC_APOSTROPHE = 0x2019;

/**
 * The hash of the word `text.slice(from, end)`, 32 bits: a sum over four letters at a time, since that is what a vector does at once.
 * A letter of ASCII or Latin-1 has a low byte only, and the sum has no term for bytes that are 0: what hashes texts of bytes need not
 * know of the other half. Each term is one to one, so words that differ in one group of four never collide. Both apostrophes are one.
 */
export function hashWord(text: string, from = 0, end = text.length): number {
  let h = 0;
  for (let block = from; block < end; block += BLOCK) {
    h = Math.imul(h, STEP);
    const blockEnd = Math.min(end, block + BLOCK);
    for (let at = block, group = 0; at < blockEnd; group += 1) {
      let low = 0;
      let high = 0;
      const groupEnd = Math.min(blockEnd, at + 4);
      for (let shift = 0; at < groupEnd; at += 1, shift += 8) {
        const unit = text.charCodeAt(at);
        const said = unit === TYPOGRAPHIC_APOSTROPHE ? 39 : unit;
        low |= (said & 0xff) << shift;
        high |= (said >>> 8) << shift;
      }
      h += term(low, group);
      if (high !== 0) h += term(high, group + 4);
    }
  }
  return mix(h);
}

/** Multiplying carries upwards only: the fourth letter, the highest byte, is brought down to the lowest before the second time. */
function term(number: number, group: number): number {
  const h = Math.imul(number, MULTIPLIERS[group] ?? 1);
  return Math.imul(h ^ (h >>> 24), MULTIPLIERS[group + 8] ?? 1);
}
