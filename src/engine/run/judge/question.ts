import { normaliseText, safeIndex, type EdgeSide, type JoinSubject, type JudgeQuestion, type JudgedStatement } from '../../../core/index.js';
import { contextScopeOf, scopeKey } from '../../../core/language/index.js';
import { speaksToModel } from '../../../ingest/parsers/model-speech.js';

/** UTF-16 units of a statement: as long as the longest that the contradiction join takes, a row of a table. */
const MOST_TEXT = 2400;
const MOST_PLACE = 300;
const MOST_HEADINGS = 8;

/** One side of an edge, with what tells what it is said of. White space and Unicode form do not matter. */
export function statementOf(subject: JoinSubject, side: EdgeSide): JudgedStatement {
  const { title, headingPath, parentItem, declared: { version }, path } = subject;
  return {
    text: plain(side.quote, MOST_TEXT), title: cut(title), headings: headingPath.slice(-MOST_HEADINGS).map((heading) => plain(heading)), parentItem: cut(parentItem), tableHead: tableHeadOf(subject, side),
    version: typeof version === 'string' || typeof version === 'number' ? plain(String(version)) : null,
    place: scopeKey(contextScopeOf({ path, title: null, headingPath: [], parentItem: null }).path),
  };
}

const plain = (text: string, most = MOST_PLACE): string => normaliseText(text.slice(0, safeIndex(text, most)));
const cut = (text: string | null): string | null => (text === null ? null : plain(text));

/** The first line of the table that the side is a row of. */
function tableHeadOf({ text, offset }: JoinSubject, { quote, span }: EdgeSide): string | null {
  if (span === null || !quote.startsWith('|')) return null;
  const lines = text.slice(0, span.start - offset).split('\n');
  // The last one is what stands before the row in its own line.
  let head: string | null = null;
  for (let at = lines.length - 2; at >= 0 && (lines[at] ?? '').trimStart().startsWith('|'); at -= 1) head = lines[at] ?? null;
  return cut(head);
}

/** Whether one of the sides speaks to a model: nobody who does is judged by one. */
export function speaksToJudge({ first, second }: JudgeQuestion): boolean {
  return [first, second].some(({ text, title, headings, parentItem, tableHead, version }) => [text, title, parentItem, tableHead, version, ...headings].some((part) => part !== null && speaksToModel(part)));
}
