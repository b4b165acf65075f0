import type { Span } from '../../../core/index.js';

/** `import …` and `export …` lines of MDX: code, not text. */
export function isEsm(paragraph: string): boolean {
  return /^(?:import\s+(?:['"{*]|type\s+[\w{]|[\w$]{1,100}(?:\s*,|\s+from\s))|export\s+(?:default|const|let|var|function|async|class|type|\{|\*)[\s{*])/u.test(`${paragraph.slice(0, 160)} `);
}

/** A paragraph whose every line is a JSX tag: `<Tabs items={['a']}>`. */
export function isJsxOnly(paragraph: string): boolean {
  return paragraph.split('\n').every((line) => {
    const trimmed = line.trim();
    return /^<\/?[A-Z>]/u.test(trimmed) && trimmed.endsWith('>') && trimmed.indexOf('</') <= 0 && !/>[^<>{}]*\w[^<>{}]*</u.test(trimmed.slice(0, 2000));
  });
}

/** The parts of a span outside HTML comments (and MDX's own), an unclosed comment running to the end. */
export function withoutComments(source: string, span: Span, mdx: boolean): Span[] {
  const pieces: Span[] = [];
  let at = span.start;
  while (at < span.end) {
    const comment = nextComment(source, at, span.end, mdx);
    pieces.push({ start: at, end: comment?.start ?? span.end });
    at = comment?.end ?? span.end;
  }
  return pieces.filter((piece) => source.slice(piece.start, piece.end).trim() !== '');
}

function nextComment(source: string, from: number, end: number, mdx: boolean): Span | null {
  const marks: readonly (readonly [string, string])[] = mdx ? [['<!--', '-->'], ['{/*', '*/}']] : [['<!--', '-->']];
  const window = source.slice(from, end);
  let found: Span | null = null;
  for (const [open, close] of marks) {
    const start = window.indexOf(open);
    if (start < 0 || (found !== null && from + start >= found.start)) continue;
    const stop = window.indexOf(close, start + open.length);
    found = { start: from + start, end: stop < 0 ? end : from + stop + close.length };
  }
  return found;
}
