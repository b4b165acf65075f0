/** FNV-1a over UTF-16 units. */
const BASIS = 0x811c9dc5;
const PRIME = 0x01000193;

const WORD_CHARACTER = /^[\p{L}\p{N}]/u;
const JOINTS: ReadonlySet<number> = new Set(["'", '’', '-', '.'].map((char) => char.charCodeAt(0)));

/** What is known of UTF-16 units that stand for themselves: 0 = nothing yet. */
const kinds = new Uint8Array(0x10000);
const [IN_WORD, JOINT, OUTSIDE] = [1, 2, 3];

function kindOf(unit: number): number {
  const known = kinds[unit] ?? OUTSIDE;
  if (known !== 0) return known;
  const found = JOINTS.has(unit) ? JOINT : WORD_CHARACTER.test(String.fromCharCode(unit)) ? IN_WORD : OUTSIDE;
  kinds[unit] = found;
  return found;
}

/** UTF-16 units of the letter or digit at a place; 0 = there is none. */
function letterAt(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  if (unit < 0xd800 || unit > 0xdbff) return at < text.length && kindOf(unit) === IN_WORD ? 1 : 0;
  const char = text.slice(at, at + 2);
  return char.length === 2 && WORD_CHARACTER.test(char) ? char.length : 0;
}

/** Hashes of the words of a text, as `wordsOf` (core) finds them, without cutting them out; and how many UTF-16 units they have in all. */
export function wordHashes(text: string): { readonly hashes: Uint32Array; readonly units: number } {
  const hashes = new Uint32Array(Math.ceil(text.length / 2));
  let [count, units] = [0, 0];
  for (let at = 0; at < text.length; at += 1) {
    let length = letterAt(text, at);
    if (length === 0) continue;
    const start = at;
    let hash = BASIS;
    while (length > 0) {
      for (const end = at + length; at < end; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), PRIME);
      length = letterAt(text, at);
      if (length > 0 || at >= text.length || kindOf(text.charCodeAt(at)) !== JOINT) continue;
      // A joint belongs to the word where a letter follows.
      const next = letterAt(text, at + 1);
      if (next > 0) length = 1 + next;
    }
    hashes[count] = hash;
    count += 1;
    units += at - start;
  }
  return { hashes: hashes.subarray(0, count), units };
}

/** The same hash of one piece of text. */
export function hashOf(word: string): number {
  let hash = BASIS;
  for (let at = 0; at < word.length; at += 1) hash = Math.imul(hash ^ word.charCodeAt(at), PRIME);
  return hash >>> 0;
}
