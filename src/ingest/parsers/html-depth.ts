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
 */
export function limitDepth(html: string): string {
  const kept: string[] = [];
  let from = 0;
  let depth = 0;
  let foreign = 0;
  const tags = /<(\/?)([a-z][a-z\d-]{0,40})/giu;
  for (let match = tags.exec(html); match !== null; match = tags.exec(html)) {
    const name = (match[2] ?? '').toLowerCase();
    if (match[1] === '' && (name === 'script' || name === 'style')) tags.lastIndex = endOfRaw(html, name, tags.lastIndex);
    if (UNCLOSED.has(name)) continue;
    if (name === 'svg' || name === 'math') foreign = Math.max(0, foreign + (match[1] === '' ? 1 : -1));
    // Only there does `/>` end an element.
    if (foreign > 0 && match[1] === '' && isSelfClosed(html, tags.lastIndex)) {
      if (name === 'svg' || name === 'math') foreign -= 1;
      continue;
    }
    const deep = depth > MAX_DEPTH || (depth === MAX_DEPTH && match[1] === '');
    depth = Math.max(0, depth + (match[1] === '' ? 1 : -1));
    if (!deep) continue;
    kept.push(html.slice(from, match.index));
    const close = html.indexOf('>', tags.lastIndex);
    from = close < 0 ? html.length : close + 1;
    tags.lastIndex = from;
  }
  return from === 0 ? html : kept.join(' ') + html.slice(from);
}

function isSelfClosed(html: string, from: number): boolean {
  const close = html.indexOf('>', from);
  return close > 0 && html.charAt(close - 1) === '/';
}

function endOfRaw(html: string, name: string, from: number): number {
  const end = new RegExp(`</${name}`, 'giu');
  end.lastIndex = from;
  return end.exec(html)?.index ?? html.length;
}
