import type { JoinInput, Span } from '../../core/index.js';
import { cuesOf, isCueWord, isStopWord, lemmaOf, maskMarkup, quantitiesOf, scopeOfWords, statusName, statusesOf, unitOf, type Cues, type Quantity, type Scope, type Status, type Words } from '../../core/language/index.js';
import { unitOf as unitVector } from '../../core/signs.js';
import { contextOf, isContent, lemmaList, scanned, type Context, type Scanned } from './context.js';
import { hash32 } from './ids.js';
import type { ContradictionOptions } from './options.js';
import { statementsOf, type Statement } from './statements.js';

/** A statement, taken apart. Thousands are in memory at a time: what is rarely asked for is read again (`subjectOf`, `wordPlaces`). */
export interface Claim extends Span {
  /** Where its words stand: the labels of a cell and the cell; `null` = all of it. */
  readonly parts: readonly Span[] | null;
  /** Folded. */
  readonly words: readonly string[];
  /** Content lemmas outside numbers and cues, each once, in the order of `ids`: what the statement is about. */
  readonly lemmas: readonly string[];
  /** Hashes of the lemmas, ascending. */
  readonly ids: Int32Array;
  readonly quantities: readonly Quantity[];
  readonly cues: Cues;
  /** What state its subject is said to be in, by the kind of state. */
  readonly statuses: ReadonlyMap<number, Status>;
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
  /** Of the chunk's text, of unit length; `null` = it has none. */
  readonly vector: Float32Array | null;
}

const LONGEST_CLAIM = 60;
/** Documents that tell what happened: their statements are true of their own date only. */
const EVENT_TYPE = /^(?:release-notes|changelog|meeting-notes|minutes|news|blog|incident)$/u;
/** Examples show made-up values. */
const EXAMPLE = /^(?:code )?(?:examples?|sample)\b/iu;
const EVENT_PATH = /(?:^|[/_-])(?:changelog|release-?notes?|releases|news|blog|minutes|meetings?|incidents?|post-?mortems?|whats-?new)(?:[/._-]|$)/iu;

export function prepare(input: JoinInput, options: ContradictionOptions): Stated {
  if (!mayState(input)) return { claims: [], context: contextOf(input, null), vector: null };
  const text = scanned(maskMarkup(input.text));
  const claimed = withoutPlaces(text);
  const claims: Claim[] = [];
  for (const statement of statementsOf(input.text)) {
    const claim = claimOf(input.text, claimed, statement);
    if (claim !== null) claims.push(claim);
    if (claims.length >= options.maxClaims) break;
  }
  return { claims, context: contextOf(input, claims.length === 0 ? null : text), vector: input.embedding === undefined || claims.length === 0 ? null : unitVector(input.embedding) };
}

/** Whether a chunk is looked at: news, examples and code state nothing that holds. */
export function mayState(input: JoinInput): boolean {
  return !tellsEvents(input) && !EXAMPLE.test(input.headingPath.at(-1) ?? '') && !input.kinds.every((kind) => kind === 'code');
}

export function tellsEvents(input: JoinInput): boolean {
  if (input.type !== null && EVENT_TYPE.test(input.type)) return true;
  return EVENT_PATH.test(input.path) || /\b(?:release notes|changelog|what's new)\b/iu.test(`${input.title ?? ''} ${input.headingPath.join(' ')}`);
}

/** Addresses and paths (two slashes in one run of characters) name places; their digits say nothing. */
function withoutPlaces(text: Scanned): Scanned {
  if (!text.masked.includes('/')) return text;
  const masked = text.masked.replace(/[^\s|]{1,500}/gu, (run) => (/\/[^/]*\//u.test(run) ? ' '.repeat(run.length) : run));
  return masked === text.masked ? text : scanned(masked);
}

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
  const places = new Set<number>();
  for (const { from, to } of quantities) for (let at = from; at < to; at += 1) places.add(at);
  return places;
}

/** Takes a statement of `text` apart; `claimed` is the text without markup and addresses. */
export function readClaim(text: string, claimed: Scanned, statement: Statement): Claim {
  const parts = [...statement.labels, statement.body];
  const { folded: words, starts, ends } = wordsOf(claimed.words, parts);
  const bodyFrom = statement.labels.length === 0 ? 0 : wordsOf(claimed.words, statement.labels).folded.length;
  const inCode = codeTest(text, statement);
  const code = words.map((word, at) => inCode(starts[at] ?? 0) || looksLikeCode(text.slice(starts[at], ends[at]), word));
  const quantities = quantitiesOf(words, (at) => at < bodyFrom || (code[at] === true && !isLoneValue(text, starts[at] ?? 0, ends[at] ?? 0)));
  const inQuantity = countedIn(quantities);
  const lemmas = new Set(words.flatMap((word, at) => (inQuantity.has(at) || (!isContent(word) && code[at] !== true) || (unitOf(word) !== undefined && at > 0 && inQuantity.has(at - 1)) ? [] : [lemmaOf(word)])));
  const [cues, statuses] = [cuesOf(words), statusesOf(words)];
  return {
    start: statement.start, end: statement.end, parts: statement.labels.length === 0 ? null : parts, words, ...ordered(lemmas), quantities, cues, statuses, slots: slotsOf(quantities, cues, statuses),
    scope: scopeOfWords(words, (at) => claimed.masked.slice(starts[at], ends[at]), { heading: false }),
    conditions: few(conditionsOf(text, words, starts, ends)), lead: few(statement.lead === null ? [] : lemmaList(claimed.masked.slice(statement.lead.start, statement.lead.end))), names: few(namesOf(text, words, starts, ends, inQuantity)),
    codes: few(words.filter((word, at) => (code[at] === true && !inQuantity.has(at)) || (at < bodyFrom && /\d/u.test(word)))), cell: statement.labels.length > 0,
  };
}

const NONE: ReadonlySet<string> = new Set();

/** Mostly there are none: one set for all of these. */
function few(items: readonly string[]): ReadonlySet<string> {
  return items.length === 0 ? NONE : new Set(items);
}

/** The words of some spans, one after the other. */
function wordsOf(words: Words, parts: readonly Span[]): Words {
  const ranges = parts.map((part) => wordsIn(words, part));
  const taken = <Item>(items: readonly Item[]): Item[] => ranges.flatMap(([from, to]) => items.slice(from, to));
  return { folded: taken(words.folded), starts: taken(words.starts), ends: taken(words.ends) };
}

/** Where a claim's words stand in the text of its chunk. */
export function wordPlaces(text: string, claim: Claim): Pick<Words, 'starts' | 'ends'> {
  return wordsOf(withoutPlaces(scanned(maskMarkup(text))).words, claim.parts ?? [claim]);
}

/** A claim's content lemmas as they stand in it. */
export function subjectOf({ words, quantities }: Claim): string[] {
  const inQuantity = countedIn(quantities);
  return words.flatMap((word, at) => (inQuantity.has(at) || !isContent(word) ? [] : [lemmaOf(word)]));
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

const NO_SLOTS: readonly string[] = [];

function slotsOf(quantities: readonly Quantity[], { antonyms }: Cues, statuses: ReadonlyMap<number, Status>): readonly string[] {
  if (quantities.length === 0 && antonyms.size === 0 && statuses.size === 0) return NO_SLOTS;
  return [...new Set([...quantities.flatMap(({ kind, dimension }) => (dimension === 'plain' ? [] : [`${kind}:${dimension}`])), ...[...antonyms.keys()].map((group) => `opposites:${String(group)}`), ...[...statuses.keys()].map((group) => `status:${statusName(group)}`)])];
}

function ordered(lemmas: ReadonlySet<string>): { lemmas: string[]; ids: Int32Array } {
  const pairs = Array.from(lemmas, (lemma) => ({ lemma, id: hash32(lemma) })).sort((a, b) => a.id - b.id || (a.lemma < b.lemma ? -1 : 1));
  return { lemmas: pairs.map(({ lemma }) => lemma), ids: Int32Array.from(pairs, ({ id }) => id) };
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
function conditionsOf(text: string, words: readonly string[], starts: readonly number[], ends: readonly number[]): string[] {
  const found: string[] = [];
  for (const [at, word] of words.entries()) {
    if (!CONDITION.has(word)) continue;
    for (let inner = at + 1; inner < Math.min(words.length, at + 1 + CONDITION_WORDS); inner += 1) {
      if (/[,;:.()–—]/u.test(text.slice(ends[inner - 1], starts[inner]))) break;
      const content = words[inner] ?? '';
      if (isContent(content)) found.push(lemmaOf(content));
    }
  }
  return found;
}

function namesOf(text: string, words: readonly string[], starts: readonly number[], ends: readonly number[], inQuantity: ReadonlySet<number>): string[] {
  const capital = words.map((_, at) => /^\p{Lu}/u.test(text.slice(starts[at] ?? 0, ends[at] ?? 0)));
  if (capital.filter(Boolean).length > words.length * 0.6) return [];
  return words.filter((word, at) => {
    if (capital[at] !== true || inQuantity.has(at) || isStopWord(word) || isCueWord(word)) return false;
    return at > 0 && !/[.!?:|"“\n]\s*[*_`[]*$/u.test(text.slice(Math.max(ends[at - 1] ?? 0, (starts[at] ?? 0) - 8), starts[at] ?? 0));
  }).map(lemmaOf);
}
