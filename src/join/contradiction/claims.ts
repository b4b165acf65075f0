import type { JoinInput, Span } from '../../core/index.js';
import { contextScopeOf, cuesOf, isCueWord, isStopWord, lemmaOf, maskMarkup, quantitiesOf, remembered, scanWords, scopeOfWords, unitOf, type ContextScope, type Cues, type Quantity, type Scope, type Words } from '../../core/language/index.js';
import type { ContradictionOptions } from './options.js';
import { statementsOf, type Statement } from './statements.js';

/** A statement, taken apart. */
export interface Claim extends Span {
  /** Folded words and their places in the chunk's text. */
  readonly words: readonly string[];
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** Content lemmas outside numbers and cues, each once, in the order of `ids`: what the statement is about. */
  readonly lemmas: readonly string[];
  /** The same as they stand in the statement. */
  readonly subject: readonly string[];
  /** Hashes of the lemmas, ascending. */
  readonly ids: Int32Array;
  readonly quantities: readonly Quantity[];
  readonly cues: Cues;
  /** What kinds of values it gives: a duration, a version, one of two opposites. */
  readonly slots: readonly string[];
  readonly scope: Scope;
  /** Lemmas of "if …", "when …" clauses. */
  readonly conditions: ReadonlySet<string>;
  /** Folded names (capitals in mid-sentence). */
  readonly names: ReadonlySet<string>;
  /** Lemmas of the line that introduces a list item ("Billable time:"). */
  readonly lead: ReadonlySet<string>;
  /** Identifiers: what stands in backticks, or looks like code. */
  readonly codes: ReadonlySet<string>;
  /** Whether it is a cell of a table. */
  readonly cell: boolean;
}

/** A chunk as the contradiction join sees it. */
export interface Stated {
  readonly claims: readonly Claim[];
  readonly context: Context;
}

export interface Context {
  readonly documentId: string;
  readonly scope: ContextScope;
  /** Lemmas, in order, of file name, title and each heading, innermost last. */
  readonly file: readonly string[];
  readonly folder: string;
  readonly title: readonly string[];
  readonly headings: readonly (readonly string[])[];
  /** Lemmas of the innermost heading and the parent item. */
  readonly leaf: ReadonlySet<string>;
  /** Lemmas of title, headings, parent item and file name. */
  readonly all: ReadonlySet<string>;
  /** Content lemmas of the chunk's whole text. */
  readonly said: ReadonlySet<string>;
  /** As written, to be told to people. */
  readonly raw: { readonly file: string; readonly title: string; readonly headings: readonly string[] };
}

const LONGEST_CLAIM = 60;
/** Documents that tell what happened: their statements are true of their own date only. */
const EVENT_TYPE = /^(?:release-notes|changelog|meeting-notes|minutes|news|blog|incident)$/u;
/** Examples show made-up values. */
const EXAMPLE = /^(?:code )?(?:examples?|sample)\b/iu;
const EVENT_PATH = /(?:^|[/_-])(?:changelog|release-?notes?|releases|news|blog|minutes|meetings?|incidents?|post-?mortems?|whats-?new)(?:[/._-]|$)/iu;

export function prepare(input: JoinInput, options: ContradictionOptions): Stated {
  const text = scanned(maskMarkup(input.text));
  const context = contextOf(input, text);
  if (tellsEvents(input) || EXAMPLE.test(input.headingPath.at(-1) ?? '') || input.kinds.every((kind) => kind === 'code')) return { claims: [], context };
  const claimed = withoutPlaces(text);
  const claims: Claim[] = [];
  for (const statement of statementsOf(input.text)) {
    const claim = claimOf(input.text, claimed, statement);
    if (claim !== null) claims.push(claim);
    if (claims.length >= options.maxClaims) break;
  }
  return { claims, context };
}

export function tellsEvents(input: JoinInput): boolean {
  if (input.type !== null && EVENT_TYPE.test(input.type)) return true;
  return EVENT_PATH.test(input.path) || /\b(?:release notes|changelog|what's new)\b/iu.test(`${input.title ?? ''} ${input.headingPath.join(' ')}`);
}

/** A chunk's text without markup, as long as it, and its words. */
export interface Scanned { readonly masked: string; readonly words: Words }

export function scanned(masked: string): Scanned {
  return { masked, words: scanWords(masked) };
}

/** Addresses and paths (two slashes in one run of characters) name places; their digits say nothing. */
function withoutPlaces(text: Scanned): Scanned {
  if (!text.masked.includes('/')) return text;
  const masked = text.masked.replace(/[^\s|]{1,500}/gu, (run) => (/\/[^/]*\//u.test(run) ? ' '.repeat(run.length) : run));
  return masked === text.masked ? text : scanned(masked);
}

export function contextOf(input: JoinInput, text: Scanned): Context {
  const declared = input.declared['version'];
  const version = typeof declared === 'string' || typeof declared === 'number' ? String(declared) : null;
  const file = input.path.slice(input.path.lastIndexOf('/') + 1).replace(/\.[a-zA-Z0-9]{1,5}$/u, '').replace(/[_-]/gu, ' ');
  const parts = [input.title ?? '', ...input.headingPath, input.parentItem ?? '', file];
  return {
    documentId: input.documentId, scope: contextScopeOf({ ...input, version }), file: lemmaList(file), folder: input.path.slice(0, input.path.lastIndexOf('/') + 1), title: lemmaList(input.title ?? ''),
    headings: input.headingPath.map(lemmaList), leaf: new Set([...lemmaList(input.headingPath.at(-1) ?? ''), ...lemmaList(input.parentItem ?? '')]), all: new Set(parts.flatMap(lemmaList)), said: saidIn(text),
    raw: { file: input.path.slice(input.path.lastIndexOf('/') + 1), title: input.title ?? '', headings: input.headingPath },
  };
}

/** Characters of a chunk that are read for what it says around a claim. */
const MOST_SAID = 4000;

/** Of the first thousand characters: titles, headings and the lines over lists come again with every chunk and item below them. */
const lemmaList = remembered((text): readonly string[] => scanWords(maskMarkup(text.slice(0, 1000))).folded.flatMap(saidLemma));

function saidIn({ masked, words }: Scanned): Set<string> {
  const end = masked.length <= MOST_SAID ? words.folded.length : words.ends.findIndex((at) => at > MOST_SAID);
  return new Set((end === -1 ? words.folded : words.folded.slice(0, end)).flatMap(saidLemma));
}

const WORDS_KEPT = 50_000;
const isContent = remembered((word) => word.length > 1 && !isStopWord(word) && !isCueWord(word) && /^[\p{L}_]/u.test(word), WORDS_KEPT);
/** The lemma of a word that says something, numbers included; none of any other. */
const saidLemma = remembered((word): readonly string[] => (isContent(word) || /^\d/u.test(word) ? [lemmaOf(word)] : []), WORDS_KEPT);

const KEYED = /^(?:[-*+] )?[^:\n]{3,80}:\s/u;

/** "Created by Ada Lund, last modified on 3 May": a page tells of itself. */
const OWN_HISTORY = /^\W{0,6}(?:created|posted|published|(?:last )?(?:updated|modified|edited|changed|reviewed)) (?:by|on)\b/iu;

/** `null` for what states nothing, or too much at once. */
function claimOf(text: string, claimed: Scanned, statement: Statement): Claim | null {
  if (OWN_HISTORY.test(text.slice(statement.start, statement.start + 60))) return null;
  const claim = readClaim(text, claimed, statement);
  const keyed = KEYED.test(text.slice(statement.body.start, statement.body.start + 90));
  if (claim.words.length > LONGEST_CLAIM || claim.words.length < 3 || claim.lemmas.length < 2) return null;
  const counted = countedIn(claim.quantities);
  // A sentence has small words and ends, a value has a name and a colon: anything else is a title, a link or a line of code.
  const told = claim.cell || keyed || claim.words.some((word, at) => isStopWord(word) && !counted.has(at)) || (claim.words.length > 3 && text.slice(statement.start, statement.end).trimEnd().endsWith('.'));
  return told ? claim : null;
}

/** The words [from, to) of quantities. */
export function countedIn(quantities: readonly Quantity[]): Set<number> {
  return new Set(quantities.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, at) => from + at)));
}

/** Takes a statement of `text` apart; `claimed` is the text without markup and addresses. */
export function readClaim(text: string, claimed: Scanned, statement: Statement): Claim {
  const parts = [...statement.labels, statement.body];
  const words: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  let bodyFrom = 0;
  for (const part of parts) {
    bodyFrom = words.length;
    const [from, to] = wordsIn(claimed.words, part);
    words.push(...claimed.words.folded.slice(from, to));
    starts.push(...claimed.words.starts.slice(from, to));
    ends.push(...claimed.words.ends.slice(from, to));
  }
  const inCode = codeTest(text, statement);
  const code = words.map((word, at) => inCode(starts[at] ?? 0) || looksLikeCode(text.slice(starts[at], ends[at]), word));
  const quantities = quantitiesOf(words, (at) => at < bodyFrom || (code[at] === true && !isLoneValue(text, starts[at] ?? 0, ends[at] ?? 0)));
  const inQuantity = countedIn(quantities);
  const lemmas = new Set(words.flatMap((word, at) => (inQuantity.has(at) || (!isContent(word) && code[at] !== true) || (unitOf(word) !== undefined && at > 0 && inQuantity.has(at - 1)) ? [] : [lemmaOf(word)])));
  const cues = cuesOf(words);
  return {
    start: statement.start, end: statement.end, words, starts, ends, ...ordered(lemmas), quantities, cues, slots: slotsOf(quantities, cues),
    scope: scopeOfWords(words, (at) => claimed.masked.slice(starts[at], ends[at]), { heading: false }),
    conditions: conditionsOf(text, words, starts, ends), lead: statement.lead === null ? new Set() : new Set(lemmaList(claimed.masked.slice(statement.lead.start, statement.lead.end))), names: namesOf(text, words, starts, ends, inQuantity),
    codes: new Set(words.filter((word, at) => (code[at] === true && !inQuantity.has(at)) || (at < bodyFrom && /\d/u.test(word)))),
    subject: words.flatMap((word, at) => (inQuantity.has(at) || !isContent(word) ? [] : [lemmaOf(word)])), cell: statement.labels.length > 0,
  };
}

/** The words [from, to) that stand within a span. A sign before its first figure is a dash. */
function wordsIn({ folded, starts }: Words, { start, end }: Span): [number, number] {
  const from = firstFrom(starts, start);
  return [starts[from] === start && (folded[from] === '-' || folded[from] === '−') ? from + 1 : from, firstFrom(starts, end)];
}

/** Where the first of ascending numbers stands that is `least` or more. */
function firstFrom(ascending: readonly number[], least: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

function slotsOf(quantities: readonly Quantity[], { antonyms }: Cues): string[] {
  return [...new Set([...quantities.flatMap(({ kind, dimension }) => (dimension === 'plain' ? [] : [`${kind}:${dimension}`])), ...[...antonyms.keys()].map((group) => `opposites:${String(group)}`)])];
}

function ordered(lemmas: ReadonlySet<string>): { lemmas: string[]; ids: Int32Array } {
  const pairs = [...lemmas].map((lemma) => ({ lemma, id: hash32(lemma) })).sort((a, b) => a.id - b.id || (a.lemma < b.lemma ? -1 : 1));
  return { lemmas: pairs.map(({ lemma }) => lemma), ids: Int32Array.from(pairs, ({ id }) => id) };
}

/** FNV-1a over UTF-16 units, as a signed 32-bit integer. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash | 0;
}

const CODE_SPAN = /`[^`\n]{1,200}`/gu;

function codeTest(text: string, statement: Statement): (at: number) => boolean {
  const line = text.slice(statement.start, statement.end);
  if (!line.includes('`')) return () => false;
  const spans = [...line.matchAll(CODE_SPAN)].map((match) => [statement.start + match.index, statement.start + match.index + match[0].length] as const);
  return (at) => spans.some(([from, to]) => at >= from && at < to);
}

/** `snake_case`, `camelCase`, `node.js`, `--flag`. */
function looksLikeCode(raw: string, word: string): boolean {
  return /[a-z]_[a-z]|[a-z]\.[a-z]/u.test(word) || /[a-z][A-Z]/u.test(raw);
}

/** A number alone in backticks is a value, not code. */
function isLoneValue(text: string, start: number, end: number): boolean {
  return text.charAt(start - 1) === '`' && text.charAt(end) === '`';
}

const CONDITION = new Set(['if', 'when', 'whenever', 'unless', 'except', 'while', 'during', 'once', 'until', 'otherwise', 'without', 'assuming', 'provided', 'excluding']);
const CONDITION_WORDS = 8;

/** Content lemmas from a word such as "if" to the next comma. */
function conditionsOf(text: string, words: readonly string[], starts: readonly number[], ends: readonly number[]): Set<string> {
  const found = new Set<string>();
  for (const [at, word] of words.entries()) {
    if (!CONDITION.has(word)) continue;
    for (let inner = at + 1; inner < Math.min(words.length, at + 1 + CONDITION_WORDS); inner += 1) {
      if (/[,;:.()–—]/u.test(text.slice(ends[inner - 1], starts[inner]))) break;
      const content = words[inner] ?? '';
      if (isContent(content)) found.add(lemmaOf(content));
    }
  }
  return found;
}

function namesOf(text: string, words: readonly string[], starts: readonly number[], ends: readonly number[], inQuantity: ReadonlySet<number>): Set<string> {
  const capital = words.map((_, at) => /^\p{Lu}/u.test(text.slice(starts[at] ?? 0, ends[at] ?? 0)));
  if (capital.filter(Boolean).length > words.length * 0.6) return new Set();
  return new Set(words.filter((word, at) => {
    if (capital[at] !== true || inQuantity.has(at) || isStopWord(word) || isCueWord(word)) return false;
    return at > 0 && !/[.!?:|"“\n]\s*[*_`[]*$/u.test(text.slice(Math.max(ends[at - 1] ?? 0, (starts[at] ?? 0) - 8), starts[at] ?? 0));
  }).map(lemmaOf));
}
