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
      const holders = new Map<string, number[]>();
      for (const [place, { lemmas }] of subjects.entries()) for (const lemma of lemmas) holders.set(lemma, [...(holders.get(lemma) ?? []), place]);
      return abouts.map((a, place) => {
        const met = new Set((subjects[place]?.lemmas ?? []).flatMap((lemma) => holders.get(lemma) ?? []));
        let best: Speaker | null = null;
        for (const other of met) {
          const [b, ours, theirs] = [abouts[other], subjects[place], subjects[other]];
          if (b === undefined || ours === undefined || theirs === undefined || b.documentId === a.documentId || b.lemmas < options.minWords || !speaksFor(b.rank, a.rank)) continue;
          const cosine = likeness(ours, theirs);
          if (cosine >= options.subject && cosine > (best?.cosine ?? 0)) best = { place: other, cosine };
        }
        return best;
      });
    },
  };
}
