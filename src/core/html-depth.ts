/** Browsers stop nesting at 512 elements (Blink's `kMaximumHTMLParserDOMTreeDepth`); real pages stay below 100. */
const MAX_DEPTH = 512;
const MAX_NAME_CHARS = 40;
const [SLASH, HYPHEN, ZERO] = [0x2f, 0x2d, 0x30];
/** Elements without an end tag, or whose end tag is often left out: they do not add to the depth. */
const UNCLOSED = new Set([
  'area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'param', 'source', 'track', 'wbr',
  'p', 'li', 'dt', 'dd', 'tr', 'td', 'th', 'thead', 'tbody', 'tfoot', 'option', 'optgroup', 'rp', 'rt', 'body', 'html', 'head',
]);

/**
 * Takes out the tags (not the text) nested deeper than 512: htmlparser2 takes time in the square of the depth, 100,000 nested
 * elements 7 s. Depth is counted from tags alone, one pass; documents below the limit come back as they are.
 * `selfClosing`: `/>` ends any element, not those of SVG and MathML alone.
 */
export function limitDepth(html: string, selfClosing = false): string {
  const kept: string[] = [];
  let from = 0;
  let depth = 0;
  let foreign = 0;
  let close = 0;
  const closeAfter = (at: number): number => {
    if (close < at) close = html.indexOf('>', at);
    if (close < 0) close = html.length;
    return close;
  };
  const isSelfClosed = (at: number): boolean => html.charAt(closeAfter(at) - 1) === '/';
  let next: number;
  for (let start = html.indexOf('<'); start >= 0; start = html.indexOf('<', next)) {
    const isStart = html.charCodeAt(start + 1) !== SLASH;
    const nameAt = start + (isStart ? 1 : 2);
    next = endOfName(html, nameAt);
    if (next === nameAt) continue;
    const name = html.slice(nameAt, next).toLowerCase();
    const isForeign = name === 'svg' || name === 'math';
    const isWhole = isStart && (foreign > 0 || selfClosing || isForeign) && isSelfClosed(next);
    if (isStart && !isWhole && (name === 'script' || name === 'style')) next = endOfRaw(html, name, next);
    if (UNCLOSED.has(name)) continue;
    if (isForeign) foreign = Math.max(0, foreign + (isStart ? 1 : -1));
    if (isWhole) {
      if (isForeign) foreign -= 1;
      continue;
    }
    const deep = depth > MAX_DEPTH || (depth === MAX_DEPTH && isStart);
    depth = Math.max(0, depth + (isStart ? 1 : -1));
    if (!deep) continue;
    kept.push(html.slice(from, start));
    from = Math.min(closeAfter(next) + 1, html.length);
    next = from;
  }
  return from === 0 ? html : kept.join(' ') + html.slice(from);
}

/** Where a tag's name ends that begins here; the place itself where none does. */
function endOfName(html: string, from: number): number {
  if (!isLetter(html.charCodeAt(from))) return from;
  let at = from + 1;
  for (; at <= from + MAX_NAME_CHARS; at += 1) {
    const code = html.charCodeAt(at);
    if (!isLetter(code) && code !== HYPHEN && !(code >= ZERO && code < ZERO + 10)) break;
  }
  return at;
}

const isLetter = (code: number): boolean => ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a);

function endOfRaw(html: string, name: string, from: number): number {
  const end = new RegExp(`</${name}`, 'giu');
  end.lastIndex = from;
  return end.exec(html)?.index ?? html.length;
}
