import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWinnowError, type ParsedDocument, type Parser, type Rendering } from '../../src/core/index.js';
import { renderingOf } from '../../src/engine/parser-host/rendering.js';
import { cpuMs } from '../cpu-time.js';

export interface ParserSample {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly path: string;
  readonly mediaType: string;
}

export interface ParserSamples {
  /** Sound files: each must give text. */
  readonly good: readonly ParserSample[];
  /** Broken or hostile ones: whatever they give, it keeps the promises. */
  readonly hostile: readonly ParserSample[];
  /** Mutations tried of each good file. Heavy formats take fewer. */
  readonly mutations?: number;
  /** CPU milliseconds that one hostile sample may take. Default 20,000: linear work takes a tenth of it, quadratic work minutes. */
  readonly hostileMs?: number;
  /** `false`: its files are drawn in a process that parses nothing, and tested there. */
  readonly rendersHere?: boolean;
}

/** What every parser promises, tried on sound, truncated, mutated, empty and hostile files. */
export function describeParser(name: string, parser: Parser, samples: ParserSamples): void {
  describe(`parser contract: ${name}`, () => {
    for (const sample of samples.good) {
      it(`reads ${sample.name}, and twice the same`, async () => {
        const documents = await parse(parser, sample);
        expect(documents.map((document) => document.text).join('').trim()).not.toBe('');
        checkDocuments(documents);
        expect(documents.every((document) => document.text.trim() === '' || document.blocks.length > 0)).toBe(true);
        expect(await parse(parser, sample)).toEqual(documents);
      });

      it.skipIf(samples.rendersHere === false)(`shows ${sample.name} as it looks, or not at all`, async () => {
        const shown = await render(parser, sample);
        if (shown !== null) expect(JSON.stringify(renderingOf(shown)).length).toBeGreaterThan(20);
      });

      it(`keeps its promises on truncated and mutated ${sample.name}`, { timeout: 120_000 }, async () => {
        await fc.assert(
          fc.asyncProperty(mutationOf(sample.bytes), async (bytes) => {
            await keepsPromises(parser, { ...sample, bytes });
          }),
          { numRuns: samples.mutations ?? 60, seed: 20_261_123 },
        );
      });
    }

    it('keeps its promises on no bytes', async () => {
      for (const sample of samples.good) await keepsPromises(parser, { ...sample, bytes: new Uint8Array() });
    });

    it.skipIf(samples.rendersHere === false)('shows broken files or refuses them', { timeout: 120_000 }, async () => {
      for (const sample of samples.hostile) {
        try {
          renderingOf(await render(parser, sample));
        } catch (error) {
          expect(isWinnowError(error) ? error.code : error).toMatch(/^(?:file-|format-unknown|item-too-large|parse-|record-invalid)/u);
        }
      }
    });

    for (const sample of samples.hostile) {
      it(`keeps its promises on ${sample.name}`, async () => {
        const before = cpuMs();
        await keepsPromises(parser, sample);
        expect(cpuMs() - before).toBeLessThan(samples.hostileMs ?? 20_000);
      });
    }

    it('refuses unknown options', () => {
      expect(parser.options.safeParse({ noSuchOption: 1 }).success).toBe(false);
    });
  });
}

async function render(parser: Parser, { bytes, path, mediaType }: ParserSample): Promise<Rendering | null> {
  return (await parser.render?.({ bytes, path, mediaType, declared: {} }, { record: null, page: null }, parser.options.parse({}))) ?? null;
}

function mutationOf(bytes: Uint8Array): fc.Arbitrary<Uint8Array> {
  const place = fc.nat({ max: Math.max(bytes.length - 1, 0) });
  const truncated = place.map((end) => bytes.slice(0, end));
  const changed = fc.array(fc.tuple(place, fc.nat({ max: 255 })), { minLength: 1, maxLength: 20 }).map((edits) => {
    const copy = bytes.slice();
    for (const [at, value] of edits) copy[at] = value;
    return copy;
  });
  return fc.oneof(truncated, changed);
}

async function parse(parser: Parser, sample: ParserSample): Promise<readonly ParsedDocument[]> {
  const options = parser.options.parse({});
  return parser.run({ bytes: sample.bytes, path: sample.path, mediaType: sample.mediaType, declared: {} }, options);
}

async function keepsPromises(parser: Parser, sample: ParserSample): Promise<void> {
  try {
    checkDocuments(await parse(parser, sample));
  } catch (error) {
    if (!isWinnowError(error)) throw error;
  }
}

export function checkDocuments(documents: readonly ParsedDocument[]): void {
  expect(JSON.parse(JSON.stringify(documents))).toEqual(documents);
  expect(new Set(documents.map((document) => document.record)).size).toBe(documents.length);
  for (const document of documents) checkSpans(document);
}

function checkSpans({ text, blocks, findings }: ParsedDocument): void {
  let before = 0;
  const starts = new Set<number>();
  for (const block of blocks) {
    expect(block.start).toBeGreaterThanOrEqual(before);
    expect(block.end).toBeGreaterThan(block.start);
    expect(block.end).toBeLessThanOrEqual(text.length);
    const piece = text.slice(block.start, block.end);
    expect(piece.trim()).not.toBe('');
    if (block.label !== undefined) expect(typeof block.label).toBe('string');
    if (block.parent !== undefined) expect(starts.has(block.parent.start)).toBe(true);
    starts.add(block.start);
    before = block.end;
  }
  for (const finding of findings) {
    if (finding.span) expect(text.slice(finding.span.start, finding.span.end)).not.toBe('');
    expect(finding.message).toMatch(/^Unexpected .*expected /su);
  }
}
