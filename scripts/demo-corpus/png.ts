/** Draws the pictures of the documents that have no text layer. No font is involved, so there is nothing to read. */
import { crc32 } from 'node:zlib';

export class Bitmap {
  readonly #bytesPerRow: number;
  readonly #bits: Buffer;

  constructor(readonly width: number, readonly height: number) {
    this.#bytesPerRow = Math.ceil(width / 8);
    this.#bits = Buffer.alloc(this.#bytesPerRow * height, 0xff);
  }

  dot(x: number, y: number): void {
    const column = Math.round(x);
    const row = Math.round(y);
    if (column < 0 || row < 0 || column >= this.width || row >= this.height) return;
    const index = row * this.#bytesPerRow + (column >> 3);
    this.#bits[index] = (this.#bits[index] ?? 0) & ~(0x80 >> (column & 7));
  }

  line(x0: number, y0: number, x1: number, y1: number, thick = 1): void {
    const steps = Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0), 1);
    for (let step = 0; step <= steps; step++) {
      for (let dx = 0; dx < thick; dx++) {
        for (let dy = 0; dy < thick; dy++) this.dot(x0 + ((x1 - x0) * step) / steps + dx, y0 + ((y1 - y0) * step) / steps + dy);
      }
    }
  }

  ellipse(cx: number, cy: number, rx: number, ry: number, thick = 2): void {
    for (let angle = 0; angle < 360; angle += 0.25) {
      const radians = (angle * Math.PI) / 180;
      for (let grow = 0; grow < thick; grow++) this.dot(cx + (rx + grow) * Math.cos(radians), cy + (ry + grow) * Math.sin(radians));
    }
  }

  /** A PNG with stored (uncompressed) data: its bytes do not depend on the version of zlib. */
  toPng(): Buffer {
    const rows = Buffer.alloc((this.#bytesPerRow + 1) * this.height);
    for (let row = 0; row < this.height; row++) {
      this.#bits.copy(rows, row * (this.#bytesPerRow + 1) + 1, row * this.#bytesPerRow, (row + 1) * this.#bytesPerRow);
    }
    const header = Buffer.alloc(13);
    header.writeUInt32BE(this.width, 0);
    header.writeUInt32BE(this.height, 4);
    header[8] = 1; // one bit a pixel, greyscale
    const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    return Buffer.concat([signature, pngChunk('IHDR', header), pngChunk('IDAT', storedZlib(rows)), pngChunk('IEND', Buffer.alloc(0))]);
  }
}

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

function storedZlib(data: Buffer): Buffer {
  const parts: Buffer[] = [Buffer.from([0x78, 0x01])];
  for (let at = 0; at < data.length; at += 0xffff) {
    const slice = data.subarray(at, at + 0xffff);
    const head = Buffer.alloc(5);
    head[0] = at + 0xffff >= data.length ? 1 : 0;
    head.writeUInt16LE(slice.length, 1);
    head.writeUInt16LE(~slice.length & 0xffff, 3);
    parts.push(head, slice);
  }
  let a = 1;
  let b = 0;
  for (const byte of data) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(b * 65536 + a);
  return Buffer.concat([...parts, sum]);
}

/** A repeatable stream of numbers in [0, 1). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 0x1_0000_0000;
  };
}

/** A page as a flatbed scanner sees it: slightly askew lines of marks, specks, a stamp and a signature. */
export function scannedPage(seed: number, lines: number): Bitmap {
  const page = new Bitmap(496, 702);
  const next = numbers(seed);
  const tilt = (next() - 0.5) * 0.03;
  for (let line = 0; line < lines; line++) {
    const end = line % 7 === 6 ? 150 + next() * 200 : 400 + next() * 40;
    for (let x = 56; x < end; ) {
      const word = 8 + next() * 34;
      for (let mark = x; mark < x + word; mark += 5) {
        const y = 80 + line * 15 + (mark - 56) * tilt;
        page.line(mark, y, mark + next() * 3, y + 7, 1);
        page.line(mark, y + next() * 7, mark + 3, y + next() * 7, 1);
      }
      x += word + 6;
    }
  }
  for (let speck = 0; speck < 160; speck++) page.dot(next() * 496, next() * 702);
  page.ellipse(372, 608, 52, 34);
  page.ellipse(372, 608, 44, 27, 1);
  for (let x = 70; x < 190; x += 3) page.line(x, 610 + 18 * Math.sin(x / 7), x + 3, 610 + 18 * Math.sin((x + 3) / 7) * next(), 2);
  page.line(60, 636, 220, 636 + 160 * tilt);
  return page;
}

/** A photo of a whiteboard: boxes, arrows and scribbles. */
export function whiteboard(seed: number): Bitmap {
  const board = new Bitmap(560, 360);
  const next = numbers(seed);
  const corners: [number, number][] = [[40, 40], [230, 60], [420, 40], [120, 220], [330, 230]];
  for (const [x, y] of corners) {
    board.line(x, y, x + 100, y + 4, 2);
    board.line(x + 100, y + 4, x + 98, y + 70, 2);
    board.line(x + 98, y + 70, x + 2, y + 68, 2);
    board.line(x + 2, y + 68, x, y, 2);
    for (let mark = x + 12; mark < x + 84; mark += 6) board.line(mark, y + 30 + next() * 10, mark + 5, y + 30 + next() * 10, 2);
  }
  board.line(142, 76, 228, 90, 2);
  board.line(332, 92, 418, 76, 2);
  board.line(280, 132, 180, 218, 2);
  board.line(290, 132, 376, 228, 2);
  board.ellipse(380, 264, 76, 56, 2);
  return board;
}
