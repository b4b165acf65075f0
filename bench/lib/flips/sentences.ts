/** The sentences of Markdown documentation that can be understood on their own, and where they stand. */
import { basename } from 'node:path';

export interface Document { readonly path: string; readonly text: string }

export interface Sentence {
  readonly path: string;
  /** Of the document. */
  readonly title: string;
  /** The nearest heading above; the title where there is none. */
  readonly section: string;
  /** As a reader sees it: white space collapsed, links and emphasis reduced to their words, code spans kept. */
  readonly text: string;
}

const FRONT_MATTER = /^---\r?\n[\s\S]*?\r?\n---\r?\n/u;
const FENCE = /^\s*(?:```|~~~)/u;
const HEADING = /^#{1,6}\s+(.+?)\s*(?:\{[^}]*\})?\s*#*$/u;
const ITEM = /^\s*(?:[-*+]|\d{1,3}[.)])\s+/u;
/** Tables, quotes, HTML, template code, link definitions, indented code. */
const NO_PROSE = /^\s*(?:[|>:]|<|\{\{|\{%|\[[^\]]+\]:|!\[)|^(?: {4}|\t)(?!\s*(?:[-*+]|\d{1,3}[.)])\s)/u;
const SENTENCE_GAP = /(?<=[.!?])\s+(?=[A-Z\d$`"])/u;
const SHORTENED = /\b(?:e\.g|i\.e|etc|vs|approx|Inc|Mr|Mrs|Ms|Dr|No|U\.S)\.$/u;

export function titleOf({ path, text }: Document): string {
  const front = FRONT_MATTER.exec(text)?.[0] ?? '';
  const named = /^title:\s*["']?(.+?)["']?\s*$/imu.exec(front)?.[1];
  const first = /^#\s+(.+?)\s*(?:\{[^}]*\})?\s*$/mu.exec(text)?.[1];
  return (named ?? first ?? basename(path).replace(/\.\w+$/u, '').replaceAll(/[-_]/gu, ' ')).replaceAll(/[`*]/gu, '').trim();
}

/** Where the text begins: behind front matter and a first heading. */
export function bodyStart(text: string): number {
  const front = FRONT_MATTER.exec(text)?.[0].length ?? 0;
  const heading = /^\s*#\s[^\n]*(?:\n|$)/u.exec(text.slice(front));
  return front + (heading?.[0].length ?? 0);
}

export function sentencesOf(document: Document): Sentence[] {
  const title = titleOf(document);
  const found: Sentence[] = [];
  let section = title;
  let block: string[] = [];
  let fenced = false;
  const flush = (): void => {
    const prose = withoutMarkup(block.join(' '));
    for (const text of sentences(prose)) found.push({ path: document.path, title, section, text });
    block = [];
  };
  for (const line of document.text.slice(FRONT_MATTER.exec(document.text)?.[0].length ?? 0).split(/\r?\n/u)) {
    if (FENCE.test(line)) { flush(); fenced = !fenced; continue; }
    if (fenced) continue;
    const heading = HEADING.exec(line)?.[1];
    if (heading !== undefined) { flush(); section = heading.replaceAll(/[`*]/gu, ''); continue; }
    if (line.trim() === '' || (NO_PROSE.test(line) && block.length === 0)) { flush(); continue; }
    if (ITEM.test(line)) flush();
    block.push(line.replace(ITEM, ''));
  }
  flush();
  return found;
}

/** Links and emphasis as a reader sees them; other markup stays and marks its sentence as unfit. */
export function withoutMarkup(text: string): string {
  return text.replaceAll(/(?<!!)\[([^[\]]+)\](?:\([^()\s]*\)|\[[^\]]*\]|\(\{[{%][^}]*[}%]\}[^)]*\))/gu, '$1').replaceAll(/\*\*([^*`]+)\*\*/gu, '$1').replaceAll(/\s+/gu, ' ').trim();
}

function sentences(prose: string): string[] {
  const pieces: string[] = [];
  for (const piece of prose.split(SENTENCE_GAP)) {
    const before = pieces.at(-1);
    if (before !== undefined && SHORTENED.test(before)) pieces[pieces.length - 1] = `${before} ${piece}`;
    else pieces.push(piece);
  }
  return pieces.filter(standsAlone);
}

/** Markup, or characters that tell of it. */
const MARKUP = /[[\]{}<>|*#=~\\^]|_\w|\w_\s|&\w+;|https?:|[“”"]|[✅❌\u2192]/u;
/** Words that point out of the sentence, or tell of an example, an event or a procedure. */
const POINTS_AWAY = /^(?:On the other hand|In other |At least|An? [a-z -]+ (?:where|that|which|who|in which|for|to) |Not|No|Some|Many|Most|Several|Certain|One or more|A few|Ideally|Actually|Fortunately|Unfortunately|Hopefully|Maybe|Perhaps|To (?:learn|read|see|find)|The (?:method|role|command|function|option|parameter|field|value|result|script|user|data|type|string|list|object|class|file|default|argument|array|query|index|other|same|first|second|third|last|next|only|goal|idea|point|reason|question|answer)|It|Its|This|These|They|Their|Those|That|Such|He|She|Here|There|However|Otherwise|Also|Then|Instead|Both|Doing|And|But|Or|So|Thus|Therefore|Hence|Again|Next|Now|Finally|First|Second|Third|Additionally|Similarly|Likewise|In addition|Furthermore|Moreover|Note (?!that )|For (?:example|instance|this|these|that)|In (?:many|some|most|several|this|these|that|such|the (?:above|example))|As (?:a result|such|before|above|you)|Once|Yes|No,|Let|To do|Note:|Step|Default:|Optional|Returns?|Defaults|When (?:it|this|you do)|If (?:so|not|it|this|they|you do(?!n)))\b/u;
const POINTS_AWAY_WITHIN = /\b(?:this|these|those|above|below|following|previous(?:ly)?|earlier|latter|former|example|e\.g|i\.e|for instance|see|here|therefore|instead|such|likewise|aforementioned|let us|let's|imagine|suppose|we|our|us|I|my|todo|fixed|fixes|bug|CVE|same as|respectively|true that|do so|Bob|Alice|John|Jane|in the future|one of the (?:main|most)|yesterday|today|tomorrow|tonight|recently)\b/iu;

/** 8 to 40 words with a subject and an end, which need no sentence beside them. */
function standsAlone(text: string): boolean {
  const words = text.split(' ').length;
  if (words < 8 || words > 40 || !/^[A-Z`]/u.test(text) || !/[a-z0-9)`]\.$/u.test(text)) return false;
  if (MARKUP.test(text.replaceAll(/`[^`]*`/gu, '')) || (text.split('`').length % 2) === 0 || text.split('(').length !== text.split(')').length) return false;
  if (/\b(?:if|when) `(?:true|false)`/iu.test(text)) return false;
  if (/^`[^`]*` (?:for|when|if|in|as|to|of|and|or)\b/u.test(text)) return false;
  if (/^[A-Z][a-z]+s (?:an?|the|all|if|whether|one|any|each|every|[a-z]+est|how|when|where|which)\b/u.test(text)) return false;
  if (POINTS_AWAY.test(text) || POINTS_AWAY_WITHIN.test(text) || /[:;?]|--|\s[-\u2013\u2014]\s|\u2014/u.test(text)) return false;
  return namesSomething(text) && !/\b(?:it|they|its|their|them)\b/iu.test(text.split(/\s/u).slice(0, 6).join(' '));
}

/** A name, code, or enough words that only fit one thing. */
function namesSomething(text: string): boolean {
  const named = /`[^`]+`|\s[A-Z][\w-]+/u.test(text) || /^[A-Z]\w*[A-Z]\w*/u.test(text);
  return named || text.split(' ').filter((word) => /^[a-z-]{6,}/u.test(word)).length >= 4;
}

/** Whether a place in a sentence is in its main clause: a condition can be another one without a contradiction. */
export function inMainClause(text: string, at: number): boolean {
  const clause = text.slice(0, at).split(/,\s|;\s|:\s|\(/u).at(-1) ?? '';
  const opened = text.slice(0, at).split('(').length > text.slice(0, at).split(')').length;
  if (/^To\b|\w (?:you|we|they)\s+(?:\w+\s+)?$/u.test(clause) || /\w (?:you|we|they)$/u.test(clause)) return false;
  return !opened && !/\b(?:as (?:it|they|the|you|we|long|soon|an?)|make sure|ensures?|verify|confirm|check|or else|if|when|whenever|once|while|after|before|that|which|who|whose|whether|unless|until|because|where|how|what|although|though|since|so|to\s+(?:see|check|find|know|ensure|verify)|in case|provided|assuming|suggest|recommend|try|say)\b/iu.test(clause);
}
