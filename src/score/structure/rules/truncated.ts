import { excerpt, wordsOf } from '../../../core/index.js';
import { isCommonWord } from '../language/reading.js';
import { SOUND, type Reading, type StructureRule } from '../rule.js';
import type { View } from '../view.js';

/** A teaser's last words, at the very end of a chunk, in English, German, French and Spanish. */
const TEASER = /(?:^|[\s.…([|>*_-])(?:\[?(?:read (?:more|the (?:rest|full (?:article|story|post)))|continue reading|continued(?: on (?:the )?(?:next )?page(?: \d{1,4})?)?|(?:show|see|view|load) more|weiterlesen|mehr lesen|mehr anzeigen|fortsetzung folgt|lire la suite|suite page \d{1,4}|voir plus|leer más|seguir leyendo|ver más|continúa en la página \d{1,4})\]?)\s{0,3}(?:…|\.{1,3}|»|→|>{1,2}|\)|\*{1,2})?$/iu;
const CUT_MARK = /(?:\[(?:…|\.{3})\]|\((?:…|\.{3})\))$/u;
/** What a program writes where it left something out: `[... content shortened, 2,311 more characters]`. */
const SHORTENED = /\[(?:…|\.{3})?\s?(?:content |text |message |output |page )?(?:shortened|truncated|abridged|clipped|cut off)\b[^\][\n]{0,200}\]/iu;
const TAIL = 120;

/** Words that cannot end a sentence: English, German, French, Spanish, Italian, Portuguese and Dutch. */
const UNFINISHED = new Set(
  `the a an and or but nor of to in for with by from at as than that which who whose if when where while because is are was were be been has have had will would shall should can
  could may might must your our their its his her my this these those each every into onto about between
  der die das den dem des ein eine einen einem einer und oder aber mit von zu zum zur für im in auf bei als wenn weil dass ist sind wird werden
  le la les un une des du de et ou mais avec pour dans sur par que qui est sont au aux
  el los las una unos y o pero con para en por del al es son su sus
  il lo gli di e con per che nel della do da os as um uma com não het een en van voor met`.split(/\s+/u),
);
/** A last sentence of fewer words is a label, a signature or a caption. */
const MIN_WORDS = 8;
/** Behind sentences that are finished, fewer words show that one is not. */
const MIN_CUT_WORDS = 3;

/** Text that stops before it has said what it set out to say, or starts when some of it was said. */
export const truncated: StructureRule = {
  id: 'structure/truncated',
  check(view) {
    const trimmed = view.text.length === view.input.text.length ? view.text.trimEnd() : '';
    const tail = trimmed.slice(-TAIL);
    const mark = CUT_MARK.exec(tail) ?? TEASER.exec(tail);
    if (mark !== null && isRunningText(view)) return faultOf(view, trimmed.length, mark[0].trim(), 'a text cut off at');
    const shortened = view.text.includes('[') ? SHORTENED.exec(view.plain) : null;
    if (shortened !== null && view.proseWords().length >= MIN_WORDS) return faultOf(view, shortened.index + shortened[0].length, shortened[0], 'a text cut off at');
    const end = view.input.last ? lastSentence(view, trimmed) : SOUND;
    return end.fault === null ? firstSentence(view) : end;
  },
};

function isRunningText(view: View): boolean {
  const kind = view.lines.findLast((line) => line.kind !== 'blank')?.kind;
  return (kind === 'prose' || kind === 'list') && view.proseWords().length >= MIN_WORDS;
}

function lastSentence(view: View, trimmed: string): Reading {
  const line = view.lines.findLast((one) => one.kind !== 'blank');
  const span = view.proseSentences().at(-1);
  if (line?.kind !== 'prose' || span === undefined || span.end < trimmed.length - 1) return SOUND;
  const sentence = view.plain.slice(span.start, span.end);
  const words = wordsOf(sentence);
  if (words.length < MIN_CUT_WORDS || view.proseWords().length < MIN_WORDS) return SOUND;
  const last = words.at(-1) ?? '';
  const dangling = (UNFINISHED.has(last) && sentence.endsWith(last)) || /[,(–—-]$/u.test(sentence);
  const ended = dangling || !sentence.endsWith(last) || !/^\p{Ll}/u.test(last) ? 0 : endedSentences(view);
  if (!dangling && ended < MIN_ENDED) return SOUND;
  return faultOf(view, trimmed.length, sentence.slice(-60), 'a last sentence that stops at', dangling || (ended >= MANY_ENDED && words.length >= MIN_WORDS) ? CERTAIN : LIKELY);
}

/** A small word at the start, with the space behind it: `option -x`, `npm run` and `libc.so` are names. */
const SMALL_START = /^(\p{Ll}+)[,;]?[ \n](?=\p{L})/u;
const STARTS_BIG = /^[^\p{L}]{0,6}(?:\p{Lu}|[^\p{L}]*$)|^\d/u;

/** A text whose other sentences begin with capitals and whose first one does not began before: its start is in another chunk. */
function firstSentence(view: View): Reading {
  const [line] = view.lines;
  const word = line?.kind === 'prose' && view.isLatin ? SMALL_START.exec(view.said)?.[1] : undefined;
  if (word === undefined) return SOUND;
  const spans = view.proseSentences();
  const first = spans[0];
  if (first?.start !== 0 || spans.length <= MIN_ENDED) return SOUND;
  const isFunctionWord = isCommonWord(word);
  // A sentence may begin with the name of what it is about; a name is said again, or followed by what it does.
  const isName = !isFunctionWord && (view.proseWords().filter((one) => one === word).length > 1 || view.input.headingPath.some((heading) => heading.includes(word)));
  const others = spans.slice(1).map((span) => view.plain.slice(span.start, span.start + 40));
  if (isName || !others.every((text) => STARTS_BIG.test(text))) return SOUND;
  const shown = excerpt(view.text.slice(0, 60), 50);
  return { fault: { factor: STARTED, severity: 'info', seen: shown, expected: 'the beginning of a sentence', span: { start: 0, end: Math.min(view.input.text.length, word.length) }, message: `Unexpected start in the middle of a sentence: \`${shown}\`, expected its beginning` } };
}

/** Where the last word, a mark or many ended sentences say so; and where a full stop is missing that two others have. */
const CERTAIN = 0.45;
const LIKELY = 0.6;
/** A page of a book starts so, and says all the same what stands on it: reported, and little taken off. */
const STARTED = 0.9;
/** Sentences that show how this author ends one. */
const MIN_ENDED = 2;
const MANY_ENDED = 3;

/** How many other sentences there are, if all of them are ended: then a last one without an end was cut, and is no matter of style. */
function endedSentences(view: View): number {
  const others = view.proseSentences().slice(0, -1).filter(({ start, end }) => !isTitle(view, start, end))
    .map((span) => view.plain.slice(span.start, span.end).trimEnd()).filter((text) => wordsOf(text).length >= MIN_WORDS / 2);
  return others.every((text) => /[.!?…:;]["'”»’)\]*_`]{0,3}$/u.test(text)) ? others.length : 0;
}

const MAX_TITLE = 100;

/** A line by itself, with a blank one below it, is a heading of plain text. */
function isTitle(view: View, start: number, end: number): boolean {
  return end - start <= MAX_TITLE && (start === 0 || view.text.slice(Math.max(0, start - 3), start).includes('\n')) && /^\s*\n\s*\n/u.test(view.text.slice(end, end + 20));
}

function faultOf(view: View, end: number, seen: string, what: string, factor = CERTAIN): Reading {
  const shown = excerpt(seen, 60);
  const start = Math.max(0, end - seen.length);
  return {
    fault: {
      factor, severity: factor < 0.5 ? 'warning' : 'info', seen: shown, expected: 'a finished text', span: view.text.length === view.input.text.length ? { start, end } : null,
      message: `Unexpected end: ${what} \`${shown}\`, expected a finished text`,
    },
  };
}
