import { sha256, type EpochStatistics, type JoinInput } from '../../core/index.js';
import { contextScopeKey, subjectKey } from '../../core/language/index.js';
import { divide } from './boilerplate.js';
import { hashWord } from './kernel/index.js';
import { bandKeys, passageKeys } from './minhash.js';
import { bandingOf, type DuplicationOptions } from './options.js';
import { isIgnored, type Shingled } from './prepared.js';

/** The same text in places of the same scope and subject; where white space decides what is boilerplate, with the same of it. */
export function nodeOf({ path }: JoinInput, prepared: Shingled, options: DuplicationOptions, statistics: EpochStatistics): string | null {
  if (prepared.wordCount < options.minWords || isIgnored(path, options)) return null;
  const { boilerplate, rest } = divide(prepared, options, statistics);
  const without = boilerplate.length === 0 ? '' : ` without ${sha256(rest.identity)}`;
  return `${prepared.area === '' ? '' : `${sha256(prepared.area)} `}${prepared.identity} ${contextScopeKey(prepared.scope)} ${subjectKey(prepared.subject)}${without}`;
}

/**
 * Bands of the whole, one of which makes a pair, and passages of what is compared, of which a share is needed; those of different areas never
 * meet. Rests need no bands: of edited copies at the threshold passages find 0.9995 and more (bench `near-duplicates`).
 */
export function keysOf(prepared: Shingled, options: DuplicationOptions, statistics: EpochStatistics): number[] {
  const { compared } = divide(prepared, options, statistics);
  const keys = new Set([...bandKeys(prepared.values, bandingOf(options)), ...passageKeys(compared.sequence)]);
  if (prepared.area === '') return [...keys];
  const salt = hashWord(prepared.area) & ~1;
  return [...keys].map((key) => key - (key >>> 0) + ((key ^ salt) >>> 0));
}
