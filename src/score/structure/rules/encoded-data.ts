import { excerpt, type Span } from '../../../core/index.js';
import { SOUND, faultOf, type StructureRule } from '../rule.js';
import { isOnly } from '../view.js';

/** From this share of the characters on the chunk is data with some text; from the next there is no text. */
const MAX_SHARE = 0.3;
const NOTHING_ELSE = 0.7;
const MIN_CHARS = 120;
const HEAD = 400;
/** A run without a space that no name is as long as: Base64, hexadecimal digests, tokens. */
const RUN = /^[A-Za-z0-9+/=_-]{44,}$/u;
/** A row of a dump: an offset, then bytes in pairs. */
const DUMP = /^\s{0,8}[0-9a-fA-F]{4,16}:?\s{1,4}(?:[0-9a-fA-F]{2,8}\s{1,3}){4,}/u;
/** A line of a log: a time, or a level behind one. */
const LOG = /^\s{0,4}[[(]?(?:\d{4}[-/]\d{2}[-/]\d{2}[T ]\d{2}:\d{2}|\d{2}:\d{2}:\d{2}[.,]\d{3}|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\s{1,2}\d{1,2} \d{2}:\d{2}:\d{2})\S{0,20}\s/u;

/** Bytes written as letters, dumps and logs in the place of text, outside of code. */
export const encodedData: StructureRule = {
  id: 'structure/encoded-data',
  check(view) {
    if (view.text.length < MIN_CHARS || isOnly(view, 'code', 'table')) return SOUND;
    let data = 0;
    let all = 0;
    let first: Span | null = null;
    for (const { start, end, kind } of view.unfencedLines()) {
      if (kind === 'blank') continue;
      const line = view.text.slice(start, Math.min(end, start + HEAD)).trim();
      const length = end - start;
      all += length;
      const isData = RUN.test(line.slice(0, 400)) ? isMixed(line) : DUMP.test(line) || LOG.test(line);
      if (!isData) continue;
      data += length;
      first ??= { start, end };
    }
    const share = data / Math.max(1, all);
    if (first === null || data < MIN_CHARS || share < MAX_SHARE) return SOUND;
    const percent = Math.round(100 * share);
    const shown = excerpt(view.text.slice(first.start, first.end), 40);
    return { signals: { dataShare: share }, fault: faultOf(share >= NOTHING_ELSE ? 0.12 : 0.45, `Unexpected data in ${percent} % of the text: \`${shown}\`, expected text`, `${percent} % data`, `at most ${100 * MAX_SHARE} %`, first) };
  },
};

/** Words and rules of dashes have letters or signs of one kind. */
function isMixed(run: string): boolean {
  return /\d/u.test(run) && /[A-Za-z]/u.test(run);
}
