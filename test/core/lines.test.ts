import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linesOf } from '../../src/core/lines.js';

async function* pieces(...parts: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield part;
}

async function cut(bytes: Buffer, sizes: readonly number[], maxBytes: number) {
  const parts: Buffer[] = [];
  let at = 0;
  for (const size of sizes) { parts.push(bytes.subarray(at, at + size)); at += size; }
  parts.push(bytes.subarray(at));
  const lines = [];
  for await (const line of linesOf(pieces(...parts), maxBytes)) lines.push({ ...line, bytes: line.bytes === null ? null : Buffer.from(line.bytes).toString('latin1') });
  return lines;
}

describe('linesOf', () => {
  it('gives the lines of the whole, however the stream is cut', async () => {
    await fc.assert(fc.asyncProperty(fc.string({ unit: fc.constantFrom('a', '\n', '\r', 'é') }), fc.array(fc.integer({ min: 0, max: 5 })), fc.integer({ min: 0, max: 6 }), async (text, sizes, max) => {
      const bytes = Buffer.from(text, 'utf8');
      const lines = await cut(bytes, sizes, max);
      const expected = bytes.toString('latin1').split('\n');
      if (expected.at(-1) === '') expected.pop();
      expect(lines.map((line) => line.bytes)).toEqual(expected.map((line) => (line.length > max ? null : line)));
      expect(lines.map((line) => line.number)).toEqual(expected.map((_, index) => index + 1));
      for (const line of lines) expect(bytes.subarray(line.offset, line.offset + line.length).toString('latin1')).toBe(expected[line.number - 1]);
      expect(lines.slice(0, -1).every((line) => line.terminated)).toBe(true);
    }));
  });

  it('reads past a line that is too long without keeping it', async () => {
    async function* huge(): AsyncGenerator<Uint8Array> {
      for (let part = 0; part < 200; part += 1) yield Buffer.alloc(1024 * 1024, 'x');
      yield Buffer.from('\nshort');
    }
    const before = process.memoryUsage().rss;
    const lines = [];
    for await (const line of linesOf(huge(), 1000)) lines.push([line.length, line.bytes?.length ?? null, line.terminated]);
    expect(lines).toEqual([[200 * 1024 * 1024, null, true], [5, 5, false]]);
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
  });
});
