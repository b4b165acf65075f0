/** One line of a byte stream. */
export interface Line {
  /** From 1. */
  readonly number: number;
  /** Bytes before the line. */
  readonly offset: number;
  /** Bytes of the line, without its `\n`. */
  readonly length: number;
  /** The line without its `\n`; `null` when it is longer than the cap. */
  readonly bytes: Uint8Array | null;
  /** Whether a `\n` ended it; only the last line may lack one. */
  readonly terminated: boolean;
}

const NEWLINE = 0x0a;

/**
 * Cuts a byte stream into lines at `\n` (and nothing else: U+2028 and `\r` stay in the line). Lines longer than `maxBytes`
 * are read past, not kept, so memory stays within `maxBytes` and one piece of the stream.
 */
export async function* linesOf(pieces: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Line> {
  let number = 1;
  let offset = 0;
  let length = 0;
  let kept: Uint8Array[] = [];
  const add = (part: Uint8Array): void => {
    length += part.length;
    if (length > maxBytes) kept = [];
    else if (part.length > 0) kept.push(part);
  };
  const take = (terminated: boolean): Line => {
    const line: Line = { number, offset, length, bytes: length > maxBytes ? null : Buffer.concat(kept), terminated };
    number += 1;
    offset += length + 1;
    length = 0;
    kept = [];
    return line;
  };
  for await (const piece of pieces) {
    let from = 0;
    for (let at = piece.indexOf(NEWLINE); at >= 0; at = piece.indexOf(NEWLINE, from)) {
      add(piece.subarray(from, at));
      yield take(true);
      from = at + 1;
    }
    // A copy: the stream may fill the same memory again.
    const rest = piece.subarray(from);
    add(length + rest.length > maxBytes ? rest : new Uint8Array(rest));
  }
  if (length > 0) yield take(false);
}
