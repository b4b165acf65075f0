import type { DocumentStatus } from './document.js';
import type { RuleId } from './finding.js';

/** Documents of one media type in a source. */
export interface FormatReading {
  readonly documents: number;
  /** Of those, how many were read and came to no chunk. */
  readonly empty: number;
}

/** How many chunks of a source have a score of a dimension, and their sum in millionths, so that sums stay whole numbers. */
export interface ScoreReading {
  readonly chunks: number;
  readonly sum: number;
}

/** Items of a source whose names end alike. */
export interface ItemReading {
  readonly items: number;
  /** Of those, how many could not be read or parsed in the last run. */
  readonly failed: number;
}

/** A source in numbers: sums, so that a state's are those of an earlier one plus what changed between them. */
export interface SourceReading {
  readonly documents: number;
  readonly chunks: number;
  readonly accepted: number;
  /** Of the text of all chunks, in UTF-16 units. */
  readonly characters: number;
  /** By media type. */
  readonly formats: Readonly<Record<string, FormatReading>>;
  /** By dimension: what scorers of chunks and joins said, without what ages. */
  readonly scores: Readonly<Record<string, ScoreReading>>;
  /** By the ending of the item's name (`pdf`, `''` = none), as of now: items have no history. */
  readonly items: Readonly<Record<string, ItemReading>>;
}

/** A state of the corpus in numbers: what guards compare from run to run. */
export interface Readings {
  /** Dimensions by the keys of the scorers of chunks whose scores are counted. */
  readonly scorers: Readonly<Record<string, string>>;
  readonly sources: Readonly<Record<string, SourceReading>>;
}

/** Documents of a source and media type whose bytes are the same and whose text another parser (or version of it) read differently. */
export interface ReparsedReading {
  readonly source: string;
  readonly mediaType: string;
  /** Keys of the parsers. */
  readonly from: string;
  readonly to: string;
  readonly documents: number;
}

/** What the pending state does to the documents of the current generation. */
export interface Turnover {
  /** By source: documents that leave, or whose text is another because their bytes are. */
  readonly replaced: Readonly<Record<string, number>>;
  readonly reparsed: readonly ReparsedReading[];
}

/** What a run makes of one document, before it is published. */
export interface DocumentOutcome {
  /** `failed`: it could not be read or parsed, whatever is carried of it; `absent`: there is none. */
  readonly status: DocumentStatus | 'absent';
  /** Rules that fired on it and on its chunks. */
  readonly rules: readonly RuleId[];
  /** `null` = there is none. */
  readonly text: string | null;
}
