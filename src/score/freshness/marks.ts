import { excerpt, type DocumentScoreInput, type FindingDraft, type Json, type Span } from '../../core/index.js';
import { dayOrderOf } from '../../core/written-dates.js';
import { endOfLifeLine } from './end-of-life.js';
import { headOf, plainLine, type TextLine } from './text-window.js';

const STATES = 'deprecated|archived|obsolete|superseded|retired|withdrawn|outdated|out of date|no longer (?:maintained|updated|valid|in (?:force|use|effect))';
/** The document speaks of itself: a page about a deprecated endpoint is not deprecated. */
const SUBJECT = '(?:page|article|document|doc|guide|policy|handbook|manual|procedure|tutorial|wiki|repository|repo|version of (?:this|the) (?:page|document|policy))';
const SENTENCE = new RegExp(`\\bthis ${SUBJECT} (?:is|was|has been|has become)(?: (?:now|currently|officially|therefore))? (?:${STATES}|replaced by)\\b`, 'iu');
const STATED = /^(?:(?:document |page )?status\s*[:·-]\s*(?:deprecated|archived|obsolete|superseded|retired|withdrawn)\b|(?:superseded|replaced|obsoleted) by\b|no longer maintained\b)/iu;
/** A word alone is a banner at the very top only: further down it is a section (`### Deprecated` in a changelog). */
const BANNER = /^[^\p{L}\p{N}]{0,6}(?:(?:warning|note|caution|important|danger)[\s:!]{1,3})?(?:deprecated|archived|obsolete|superseded|retired|withdrawn)\s*(?:[!.:(]|$)/iu;
const SECTION = /^\s{0,3}#{2,6}\s/u;
const TITLE = /^\W{0,3}(?:deprecated|archived|obsolete|superseded|retired|withdrawn)\s*[\])}:–—-]|[[({–—-]\s*(?:deprecated|archived|obsolete|superseded|retired|withdrawn)\s*[\])}]?$/iu;
/** `archive` is not among them: products have archives, and pages about them. */
const FOLDER = /^_?(?:deprecated|archived|obsolete|superseded|outdated|retired)$|^_archive$/iu;
const FLAGS = ['deprecated', 'archived', 'obsolete', 'retired', 'withdrawn', 'discontinued', 'eol', 'end_of_life', 'endOfLife', 'end-of-life'];
const SUCCESSORS = ['superseded_by', 'supersededBy', 'superseded-by', 'replaced_by', 'replacedBy', 'replaced-by', 'obsoleted_by'];
const STATUS = /^(?:deprecated|archived|obsolete|superseded|retired|withdrawn|outdated|discontinued|end[ -]of[ -]life|eol)$/iu;
const BANNER_LINES = 4;
const STATED_LINES = 25;

/** `freshness/deprecated` when the document, its front matter or its folder says that it should not be used any more. */
export function deprecation(input: DocumentScoreInput): FindingDraft | null {
  const declared = declaredMark(input.declared);
  if (declared !== null) return finding(`\`${declared}\` in its metadata`, null);
  const title = input.title ?? '';
  if (TITLE.test(plainTitle(title))) return finding(`\`${excerpt(title, 80)}\` as its title`, null);
  const line = headOf(input.text, STATED_LINES).find((one) => marks(one, input.text));
  if (line !== undefined) return finding(`\`${excerpt(line.text, 120)}\``, { start: line.start, end: line.end });
  const ended = endOfLifeLine(input.text, dayOrderOf(input.language));
  if (ended !== null) return finding(`\`${excerpt(ended.text, 120)}\``, { start: ended.start, end: ended.end });
  const folder = input.path.split('/').slice(0, -1).find((segment) => FOLDER.test(segment));
  return folder === undefined ? null : finding(`folder \`${excerpt(folder, 60)}\``, null);
}

function marks({ text: plain, number, start, end }: TextLine, text: string): boolean {
  if (isContinued(text, start, plain)) return false;
  if (STATED.test(plain) || SENTENCE.test(plain)) return true;
  return number < BANNER_LINES && BANNER.test(plain) && !SECTION.test(text.slice(start, end));
}

/** Whether a line only goes on with the sentence of the line before ("Flux 1 is now / archived."), which may be about something else. */
function isContinued(text: string, start: number, plain: string): boolean {
  if (!/^\p{Ll}/u.test(plain)) return false;
  const before = text.slice(Math.max(0, start - 300), Math.max(0, start - 1));
  return /[\p{L}\p{N},;)\]*_"'’”]\s{0,8}$/u.test(before.slice(before.lastIndexOf('\n') + 1));
}

function finding(seen: string, span: Span | null): FindingDraft {
  const expected = 'a document that is in use';
  return { rule: 'freshness/deprecated', severity: 'warning', message: `Unexpected ${seen}, expected ${expected}`, seen, expected, span };
}

function declaredMark(declared: Readonly<Record<string, Json>>): string | null {
  const get = (field: string): Json | undefined => (Object.hasOwn(declared, field) ? declared[field] : undefined);
  for (const field of FLAGS) {
    const value = get(field);
    if (value === true || (typeof value === 'string' && /^(?:true|yes)$/iu.test(value))) return `${field}: ${String(value)}`;
  }
  for (const field of SUCCESSORS) {
    const value = get(field);
    if (typeof value === 'string' && value.trim() !== '') return `${field}: ${excerpt(value, 60)}`;
  }
  const status = get('status');
  return typeof status === 'string' && STATUS.test(status.trim()) ? `status: ${status.trim()}` : null;
}

/** Brackets matter here, so only white space is folded. */
function plainTitle(title: string): string {
  return title.length > 300 ? plainLine(title) : title.replace(/\s+/gu, ' ').trim();
}
