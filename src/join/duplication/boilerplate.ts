import type { EpochStatistics, FindingDraft, Join, JoinInput } from '../../core/index.js';
import type { DuplicationOptions } from './options.js';
import { paragraphsOf, type Paragraph } from './paragraphs.js';
import { areaOf, isIgnored, type Measured, type Shingled } from './prepared.js';

/** A chunk and what is left of it without its boilerplate. */
export interface Divided {
  readonly whole: Shingled;
  /** Its paragraphs that stand in many documents, in order. */
  readonly boilerplate: readonly Paragraph[];
  /** The chunk without them; `whole` where there are none. */
  readonly rest: Measured;
  /** Nothing of its own: the rest has fewer than `minWords` words. */
  readonly bare: boolean;
  /** What is compared with other chunks: the rest, or of a bare chunk the whole. */
  readonly compared: Measured;
}

/** Terms of the paragraphs, to be counted by document. */
export const paragraphTerms: NonNullable<Join<DuplicationOptions>['documentTerms']> = {
  of: (input: JoinInput, options) => (isIgnored(input.path, options) ? [] : paragraphsOf(input.text, areaOf(input, options)).map(({ term }) => term)),
  least: ({ boilerplateDocuments }) => boilerplateDocuments,
};

/**
 * Takes out the paragraphs that stand in `boilerplateDocuments` documents or more, short ones too, as soon as one of them has `minWords` words: the
 * headings of a template go with what stands below them, while "## Examples" alone is no template.
 */
export function divide(whole: Shingled, options: DuplicationOptions, statistics: EpochStatistics): Divided {
  const repeated = whole.paragraphs.filter(({ term }) => statistics.frequency(term) >= options.boilerplateDocuments);
  if (!repeated.some(({ words }) => words >= options.minWords)) return { whole, boilerplate: [], rest: whole, bare: false, compared: whole };
  const rest = whole.without(repeated);
  const bare = rest.wordCount < options.minWords;
  return { whole, boilerplate: repeated, rest, bare, compared: bare ? whole : rest };
}

/** Most findings of one chunk. */
const MOST_MARKS = 20;

/** A finding for each paragraph of `minWords` words or more that is boilerplate. */
export function mark(prepared: Shingled, options: DuplicationOptions, statistics: EpochStatistics): FindingDraft[] {
  const { boilerplate } = divide(prepared, options, statistics);
  return boilerplate.filter(({ words }) => words >= options.minWords).slice(0, MOST_MARKS)
    .map(({ start, end, term }) => repetition(statistics.frequency(term), options, { start, end }));
}

/** Says that a text stands in many documents: the span's, or the chunk's. */
export function repetition(documents: number, { boilerplateDocuments }: DuplicationOptions, span: FindingDraft['span'] = null): FindingDraft {
  return {
    rule: 'duplication/boilerplate', severity: 'info', message: `Unexpected repetition of the same text in \`${documents}\` documents, expected fewer than \`${boilerplateDocuments}\``,
    seen: `${documents} documents`, expected: `fewer than ${boilerplateDocuments} documents`, ...(span === null ? {} : { span }),
  };
}
