import type { Block, ParsedDocument, Parser, Span } from '../../../core/index.js';
import { TextBuilder } from '../text-builder.js';
import { opensPassage, sortHistory, type Kept, type Passage } from './history.js';

type Body = Pick<ParsedDocument, 'text' | 'blocks' | 'findings'> & {
  /** How much of the mail was taken for history and signature, in UTF-16 units. */
  readonly leftOutChars: number;
};

/**
 * A plain part that says less than half of what the HTML says is a stub ("Your program does not show HTML"), and one that says more than twice of it says what
 * its reader never sees.
 */
const PLAIN_SHARE = { least: 0.5, most: 2 } as const;
const BULLET = /^\s{0,8}(?:[-*•·▪–]|\d{1,3}[.)])\s+\S/u;

/**
 * The text of a mail without the thread's history: its plain part where that says what the HTML part says, else the HTML.
 * @param html the HTML parser
 */
export async function bodyOf(mail: { readonly text?: string | undefined; readonly html?: string | undefined; readonly subject: string | null }, html: Parser): Promise<Body> {
  const plain = printable(mail.text ?? '');
  const source = printable(mail.html ?? '');
  if (source.trim() === '') return plainBody(plain, mail.subject);
  const [page] = await html.run({ bytes: new TextEncoder().encode(source), path: 'body.html', mediaType: 'text/html', declared: {} }, html.options.parse({ content: 'all' }));
  const share = wordsIn(plain) / Math.max(page === undefined ? 0 : wordsIn(page.text), 1);
  if (page === undefined || (share >= PLAIN_SHARE.least && share <= PLAIN_SHARE.most)) return plainBody(plain, mail.subject);
  return htmlBody(page, mail.subject);
}

function wordsIn(text: string): number {
  return text.match(/\p{L}+/gu)?.length ?? 0;
}

/** What windows-1252 has in the places of the C1 controls, which no mail means: Node 20's own decoder leaves “ ” – € there. */
const C1 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ';

function printable(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll('\r', '\n').replaceAll('\0', '\uFFFD').replace(/[\u0080-\u009F]/gu, (char) => C1.charAt(char.charCodeAt(0) - 0x80));
}

function plainBody(text: string, subject: string | null): Body {
  const passages = passagesOf(text);
  const builder = new TextBuilder();
  const sorted = sortHistory(passages, subject);
  sorted.forEach((kept, at) => {
    const passage = passages[at]?.text ?? '';
    if (kept === 'quote') builder.add('quote', passage);
    else if (kept === 'own') addLines(builder, passage.split('\n'));
  });
  return { text: builder.text, blocks: builder.blocks, findings: [], leftOutChars: leftOutOf(passages, sorted) };
}

/** Lines up to a blank one, to a change between quoted and own, or to one that opens something else. */
function passagesOf(text: string): readonly Passage[] {
  const passages: Passage[] = [];
  let lines: string[] = [];
  let quoted = false;
  const flush = (): void => {
    if (lines.some((line) => line.trim() !== '')) passages.push({ text: lines.join('\n'), quoted });
    lines = [];
  };
  for (const raw of text.split('\n')) {
    const mark = markOf(raw);
    const depth = mark.match(/>/gu)?.length ?? 0;
    const line = raw.slice(mark.length);
    const isQuoted = depth > 0;
    if (isQuoted !== quoted || (!isQuoted && opensPassage(line))) flush();
    quoted = isQuoted;
    if (line.trim() === '' && !isQuoted) flush();
    // What a quoted mail quotes itself is older than the answer's context.
    else if (depth <= 1) lines.push(withoutTail(line));
  }
  flush();
  return passages;
}

/** Spaces at the end go, but for the one that makes `-- ` the mark of a signature. */
function withoutTail(line: string): string {
  return line === '-- ' ? line : line.trimEnd();
}

/** The `>` a line starts with, spaces between them. */
function markOf(line: string): string {
  return /^(?:>[ ]?){1,50}/u.exec(line)?.[0] ?? '';
}

/** Own lines: list items where they start with bullets, else a paragraph. */
function addLines(builder: TextBuilder, lines: readonly string[]): void {
  let piece: string[] = [];
  let item = false;
  const flush = (): void => {
    builder.add(item ? 'list-item' : 'paragraph', piece.join('\n'), item ? { level: 1 } : {});
    piece = [];
  };
  for (const line of lines) {
    if (BULLET.test(line.slice(0, 40))) {
      flush();
      item = true;
    }
    piece.push(line);
  }
  flush();
}

function htmlBody(page: ParsedDocument, subject: string | null): Body {
  const passages = page.blocks.map((block): Passage => ({ text: page.text.slice(block.start, block.end), quoted: block.kind === 'quote' }));
  const kept = sortHistory(passages, subject);
  const builder = new TextBuilder();
  const moved = new Map<number, Span>();
  page.blocks.forEach((block, at) => {
    if (kept[at] === 'left-out') return;
    const { kind, start, end, parent, ...rest } = block;
    const above = parent === undefined ? undefined : moved.get(parent.start);
    const span = builder.add(kind, page.text.slice(start, end), { ...rest, ...(above === undefined ? {} : { parent: above }) });
    if (span !== null) moved.set(start, span);
  });
  return { text: builder.text, blocks: builder.blocks satisfies readonly Block[], findings: page.findings.map((finding) => ({ ...finding, span: null })), leftOutChars: leftOutOf(passages, kept) };
}

function leftOutOf(passages: readonly Passage[], kept: readonly Kept[]): number {
  return passages.reduce((sum, { text }, at) => (kept[at] === 'left-out' && /\p{L}/u.test(text) ? sum + text.length : sum), 0);
}
