import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide, exportTargets, list, rollback, run, unpin, verifyTargets, type ChunkLine } from '../../src/index.js';

const NAMES = ['a.md', 'b.md', 'd/c.md', 'd/e.md', 'z.md'] as const;
const WORDS = 'lease bicycle inspection visitor badge desk printer toner pallet forklift invoice refund parcel courier contract notice garden roof'.split(' ');
/** Sentences of a text's own, so that no two documents are copies. */
const sections = (seed: number, count: number): string => Array.from({ length: count }, (_, section) => {
  const words = Array.from({ length: 60 }, (_word, at) => `${WORDS[(seed * 7 + section * 11 + at * (seed + 3)) % WORDS.length] ?? ''}${(seed * 31 + section * 17 + at) % 97}`);
  return `## Part ${section}\n\nThe ${words.join(' ')}.\n`;
}).join('\n');
const page = (seed: number, count: number, version: number): string => `---\nupdated: 2026-10-0${(seed % 9) + 1}\nversion: ${version}\n---\n\n# Page ${seed}\n\n${sections(seed, count)}`;

type Act =
  | { readonly do: 'write'; readonly name: string; readonly seed: number; readonly sections: number; readonly version: number }
  | { readonly do: 'remove'; readonly name: string }
  | { readonly do: 'decide'; readonly which: number; readonly verdict: 'approve' | 'reject' }
  | { readonly do: 'back' } | { readonly do: 'export' } | { readonly do: 'spoil' };

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('write' as const), name: fc.constantFrom(...NAMES), seed: fc.integer({ min: 1, max: 40 }), sections: fc.integer({ min: 1, max: 4 }), version: fc.integer({ min: 1, max: 2 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('remove' as const), name: fc.constantFrom(...NAMES) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('decide' as const), which: fc.nat(20), verdict: fc.constantFrom('approve' as const, 'reject' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('back' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('export' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('spoil' as const) }) },
);

const now = new Date('2026-11-23');
const who = { reason: 'looked at', actor: 'ada' };

/** A pipeline over a folder, and what may happen to it between two nights. */
class Corpus {
  readonly pipeline: string;
  readonly file: string;
  #generation = 0;

  constructor(readonly folder: string) {
    this.pipeline = join(folder, 'handbook.yaml');
    this.file = join(folder, 'out/corpus.jsonl');
    mkdirSync(join(folder, 'docs/d'), { recursive: true });
    writeFileSync(this.pipeline, JSON.stringify({
      version: 1, name: 'handbook', read: [{ name: 'docs', use: 'files', with: { root: 'docs', git: false } }], guards: false, export: [{ use: 'jsonl', with: { path: 'out/corpus.jsonl' } }],
    }));
    for (const [at, name] of NAMES.entries()) this.#put(name, page(at + 1, 3, 1));
  }

  async night(): Promise<void> {
    const { summary: { run: { generation } } } = await run(this.pipeline, { now });
    this.#generation = generation;
  }

  async perform(one: Act): Promise<void> {
    switch (one.do) {
      case 'write': this.#put(one.name, page(one.seed, one.sections, one.version)); return;
      case 'remove': rmSync(join(this.folder, 'docs', one.name), { force: true }); return;
      case 'decide': await this.#decide(one.which, one.verdict); return;
      case 'back': await this.#back(); return;
      case 'export': await exportTargets(this); return;
      case 'spoil': writeFileSync(this.file, readFileSync(this.file, 'utf8').replace('Part', 'Port')); return;
    }
  }

  /** The lines that an export to another place writes, which knows nothing of the last one. */
  async fresh(): Promise<string> {
    const out = join(this.folder, 'fresh.jsonl');
    rmSync(out, { force: true });
    await exportTargets({ pipeline: this.pipeline, targets: ['jsonl'], out });
    return readFileSync(out, 'utf8');
  }

  #put(name: string, text: string): void {
    writeFileSync(join(this.folder, 'docs', name), text);
  }

  async #decide(which: number, verdict: 'approve' | 'reject'): Promise<void> {
    const chunks: ChunkLine[] = [];
    for await (const chunk of list('chunks', this)) chunks.push(chunk);
    const chosen = chunks[which % Math.max(1, chunks.length)];
    if (chosen !== undefined) this.#generation = (await decide({ pipeline: this.pipeline, ids: [chosen.id], verdict, ...who })).generation;
  }

  async #back(): Promise<void> {
    if (this.#generation < 2) return;
    this.#generation = (await rollback({ pipeline: this.pipeline, to: this.#generation - 1, ...who })).generation;
    await unpin({ pipeline: this.pipeline });
  }
}

describe('an export that knows what changed', () => {
  it('leaves what a whole one writes, whatever happened in between', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.array(act, { maxLength: 3 }), { minLength: 1, maxLength: 4 }), async (nights) => {
      const folder = mkdtempSync(join(tmpdir(), 'winnow-export-changes-'));
      try {
        const corpus = new Corpus(folder);
        await corpus.night();
        for (const acts of nights) {
          for (const one of acts) await corpus.perform(one);
          await corpus.night();
          await exportTargets(corpus);
          expect(readFileSync(corpus.file, 'utf8')).toBe(await corpus.fresh());
          expect(await verifyTargets(corpus)).toMatchObject([{ report: { ok: true } }]);
        }
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    }), { numRuns: Number(process.env['WINNOW_ROUNDS'] ?? 12) });
  });
});
