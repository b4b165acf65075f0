/** Browsers stop nesting at 512 elements (Blink's `kMaximumHTMLParserDOMTreeDepth`); real pages stay below 100. */
const MAX_DEPTH = 512;
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
  const tags = /<(\/?)([a-z][a-z\d-]{0,40})/giu;
  for (let match = tags.exec(html); match !== null; match = tags.exec(html)) {
    const name = (match[2] ?? '').toLowerCase();
    const isWhole = match[1] === '' && (foreign > 0 || selfClosing || name === 'svg' || name === 'math') && isSelfClosed(tags.lastIndex);
    if (match[1] === '' && !isWhole && (name === 'script' || name === 'style')) tags.lastIndex = endOfRaw(html, name, tags.lastIndex);
    if (UNCLOSED.has(name)) continue;
    if (name === 'svg' || name === 'math') foreign = Math.max(0, foreign + (match[1] === '' ? 1 : -1));
    if (isWhole) {
      if (name === 'svg' || name === 'math') foreign -= 1;
      continue;
    }
    const deep = depth > MAX_DEPTH || (depth === MAX_DEPTH && match[1] === '');
    depth = Math.max(0, depth + (match[1] === '' ? 1 : -1));
    if (!deep) continue;
    kept.push(html.slice(from, match.index));
    from = Math.min(closeAfter(tags.lastIndex) + 1, html.length);
    tags.lastIndex = from;
  }
  return from === 0 ? html : kept.join(' ') + html.slice(from);
}

function endOfRaw(html: string, name: string, from: number): number {
  const end = new RegExp(`</${name}`, 'giu');
  end.lastIndex = from;
  return end.exec(html)?.index ?? html.length;
}
