/** The coverage join as built, and what it would find if it looked at every pair. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { EpochStatistics, JoinInput } from '../../src/core/index.js';
import type { ChunkLine } from '../../src/index.js';
import type { coverageJoin } from '../../src/join/coverage/index.js';
import type * as Subjects from '../../src/join/coverage/subject.js';
import { root } from './places.js';

type Options = ReturnType<(typeof coverageJoin)['options']['parse']>;
export type About = ReturnType<(typeof coverageJoin)['prepare']>;

export interface Coverage {
  readonly options: Options;
  about(chunk: AboutInput): About;
  statistics(abouts: readonly About[]): EpochStatistics;
  /** Whether it takes part. */
  counts(about: About): boolean;
  /** Cosine of two subjects. */
  likeness(a: About, b: About, statistics: EpochStatistics): number;
  /** Of each text the best that speaks for it, all others looked at; in order of the texts, `null` = none. */
  speakers(abouts: readonly About[], statistics: EpochStatistics): readonly (Speaker | null)[];
}

export interface Speaker { readonly place: number; readonly cosine: number }
export type AboutInput = Pick<ChunkLine, 'id' | 'documentId' | 'text' | 'title' | 'path' | 'headingPath'> & { readonly date: string | null };

const UNDATED = { value: null, published: null, modified: null, effective: null, reviewed: null, expires: null, source: null, confidence: null } as const;

const inputOf = ({ date, ...chunk }: AboutInput): JoinInput => ({
  ...chunk, offset: 0, source: 'bench', parentItem: null, kinds: ['paragraph'], language: null, access: null, authority: 0.5, mediaType: 'text/markdown', declared: {}, type: null,
  dates: date === null ? UNDATED : { ...UNDATED, value: date, modified: date },
});

async function built<Module>(...path: readonly string[]): Promise<Module> {
  return (await import(pathToFileURL(join(root, 'dist', 'join', 'coverage', ...path)).href)) as Module;
}

export async function coverage(): Promise<Coverage> {
  const { coverageJoin: block } = await built<{ coverageJoin: typeof coverageJoin }>('index.js');
  const { likeness, speaksFor, subjectOf } = await built<typeof Subjects>('subject.js');
  const options = block.options.parse({});
  return {
    options,
    about: (chunk) => block.prepare(inputOf(chunk), options),
    statistics(abouts) {
      const counts = new Map<string | number, number>();
      for (const about of abouts) for (const term of block.terms?.(about, options) ?? []) counts.set(term, (counts.get(term) ?? 0) + 1);
      return { nodes: abouts.length, frequency: (term) => counts.get(term) ?? 0 };
    },
    counts: ({ lemmas }) => lemmas >= options.minWords,
    likeness: (a, b, statistics) => likeness(subjectOf(a, statistics), subjectOf(b, statistics)),
    speakers(abouts, statistics) {
      const subjects = abouts.map((about) => subjectOf(about, statistics));
      const holders = new Map<string, { readonly place: number; readonly weight: number }[]>();
      for (const [place, { weights }] of subjects.entries()) {
        for (const [lemma, weight] of weights) {
          const known = holders.get(lemma);
          if (known === undefined) holders.set(lemma, [{ place, weight }]);
          else known.push({ place, weight });
        }
      }
      const dots = new Float64Array(abouts.length);
      return abouts.map((a, place) => {
        const ours = subjects[place]!;
        const met: number[] = [];
        for (const [lemma, weight] of ours.weights) {
          for (const other of holders.get(lemma) ?? []) {
            if (dots[other.place] === 0) met.push(other.place);
            dots[other.place]! += weight * other.weight;
          }
        }
        let best: Speaker | null = null;
        for (const other of met) {
          const cosine = dots[other]! / (ours.norm * subjects[other]!.norm || 1);
          dots[other] = 0;
          const b = abouts[other]!;
          if (cosine < options.subject || cosine <= (best?.cosine ?? 0) || b.documentId === a.documentId || b.lemmas < options.minWords || !speaksFor(b.rank, a.rank)) continue;
          best = { place: other, cosine };
        }
        return best;
      });
    },
  };
}
