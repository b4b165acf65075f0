/** Documents on the road of a run: parsed, cut by the default chunker, every chunk scored. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ChunkDraft, Chunker, Parser, ScoreInput } from '../../src/core/index.js';
import type { structureScorer } from '../../src/score/structure/index.js';
import { root } from '../lib/places.js';

export interface ScoredChunk { readonly input: ScoreInput; readonly score: number; readonly rules: readonly string[]; readonly messages: readonly string[] }

export interface Structure {
  readonly chunksOf: (text: string, path: string, mediaType: string) => Promise<readonly ScoreInput[]>;
  readonly score: (input: ScoreInput) => ScoredChunk;
}

async function built<Module>(...path: readonly string[]): Promise<Module> {
  return (await import(pathToFileURL(join(root, 'dist', ...path)).href)) as Module;
}

export async function structure(): Promise<Structure> {
  const { PARSERS: parsers } = await built<{ PARSERS: readonly { mediaTypes: readonly string[]; load(): Promise<Parser> }[] }>('ingest', 'parsers', 'index.js');
  const { chunkers } = await built<{ chunkers: readonly { id: string; load(): Promise<Chunker> }[] }>('ingest', 'chunkers', 'index.js');
  const { structureScorer: scorer } = await built<{ structureScorer: typeof structureScorer }>('score', 'structure', 'index.js');
  const chunker = await chunkers.find(({ id }) => id === 'headings')!.load();
  const options = scorer.options.parse({});
  return {
    async chunksOf(text, path, mediaType) {
      const parser = await parsers.find(({ mediaTypes }) => mediaTypes.includes(mediaType))!.load();
      const documents = await parser.run({ bytes: new TextEncoder().encode(text), path, mediaType, declared: {} }, parser.options.parse({}));
      const inputs: ScoreInput[] = [];
      for (const document of documents) {
        const drafts = await chunker.run(document, chunker.options.parse({}));
        drafts.forEach((draft, index) => inputs.push(inputOf(draft, document.text, document.language, document.mediaType, index === drafts.length - 1)));
      }
      return inputs;
    },
    score(input) {
      const { score, findings } = scorer.run(input, options);
      return { input, score: score ?? 1, rules: [...new Set(findings.map(({ rule }) => rule))], messages: findings.map(({ message }) => message) };
    },
  };
}

function inputOf({ start, end, headingPath, kinds, parentItem, tokens }: ChunkDraft, text: string, language: string | null, mediaType: string, last: boolean): ScoreInput {
  return { text: text.slice(start, end), headingPath, kinds, parentItem, tokens, language, mediaType, last };
}

/** A document's score: the mean of its chunks' scores, weighted by their tokens. 0 for a document without text. */
export function documentScore(chunks: readonly ScoredChunk[]): number {
  const tokens = chunks.reduce((sum, { input }) => sum + input.tokens, 0);
  return tokens === 0 ? 0 : chunks.reduce((sum, { input, score }) => sum + score * input.tokens, 0) / tokens;
}

/** Which half of the data a document is in: rules are made with the first in view, figures are those of the second. */
export function isReported(name: string): boolean {
  return createHash('sha256').update(name).digest()[0]! % 2 === 1;
}
