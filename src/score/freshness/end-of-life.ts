import { excerpt, type DateEvidence } from '../../core/index.js';
import { withoutFiller } from '../../core/date-cues.js';
import { readDate, type DayOrder } from '../../core/written-dates.js';
import { headOf, type TextLine } from './text-window.js';

/** A page about a product speaks of it as of itself: "this version". One about "version 2" may be the list of what has ended. */
const THING = '(?:product|version|release|edition|series|branch|service|software|application|app|api|sdk|library|package|plugin|plug-in|tool|project|program|device)';
const ENDS = '(?:(?:has |have |had |will |is going to )?(?:reach(?:es|ed)?|come|comes|came|pass(?:es|ed)?|enter(?:s|ed)?)(?: to)? (?:its |the |it\'s )?(?:end[ -]of[ -](?:life|support|service)(?: \\(?(?:eol|eos)\\)?)?|eol)|(?:is|was|are) (?:now |already )?(?:end[ -]of[ -]life|eol|discontinued|no longer (?:supported|maintained|developed|sold|available)|unsupported)|(?:has been|was|is|will be) (?:discontinued|retired|sunset|shut down|decommissioned))';
const SENTENCE = new RegExp(`\\bthis ${THING}\\b(?: of [\\p{L}\\p{N} .-]{1,40}?)? ${ENDS}`, 'iu');
/** Words between that and its date. */
const UNTIL_DATE = /^(?:,? (?:on|in|at|since|as of|from|after|by|effective)){1,2} /iu;
/** No longer supported there, or by somebody: elsewhere it is. */
const ELSEWHERE = /^,? (?:by|on|in|with|within|for|under|via|when|if|where|to)\b/iu;
const HEAD_LINES = 25;
const CONFIDENCE = 0.8;

interface Ended {
  readonly line: TextLine;
  readonly words: string;
  /** What follows in the line. */
  readonly rest: string;
}

/** `This version reached end of life on 1 June 2024`: from then on the page is about what nobody should use. */
export function endOfLifeDates(text: string, order: DayOrder): DateEvidence[] {
  return endedIn(text).flatMap(({ words, rest }): DateEvidence[] => {
    const date = dateIn(rest, order);
    if (date === null) return [];
    return [{ kind: 'expires', value: date.period.value, precision: date.period.precision, source: 'visible-text', confidence: Math.min(CONFIDENCE, date.confidence), where: excerpt(`${words}${rest.slice(0, 40)}`, 80) }];
  });
}

/** The same without a date: it has ended. What will end some day has not. */
export function endOfLifeLine(text: string, order: DayOrder): TextLine | null {
  return endedIn(text).find(({ words, rest }) => dateIn(rest, order) === null && !ELSEWHERE.test(rest) && !/\b(?:will|going to)\b/iu.test(words))?.line ?? null;
}

function endedIn(text: string): Ended[] {
  return headOf(text, HEAD_LINES).flatMap((line) => {
    const found = SENTENCE.exec(line.text);
    return found === null ? [] : [{ line, words: found[0], rest: line.text.slice(found.index + found[0].length) }];
  });
}

function dateIn(rest: string, order: DayOrder): ReturnType<typeof readDate> {
  const words = UNTIL_DATE.exec(rest)?.[0];
  return words === undefined ? null : readDate(withoutFiller(rest.slice(words.length)), order);
}
