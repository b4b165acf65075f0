const ESCAPE = /\\(?:([\da-f]{1,6})\s?|([^\n]))/giu;
const MAX_VALUE_CHARS = 400;
const MAX_NESTED_VARIABLES = 5;
/** Variables of variables that are all empty would be put in for ever: the result never grows too long. */
const MAX_VARIABLES = 200;

/** A part of a list that is divided at the top level only: neither in brackets nor in strings. Linear, brackets that are never closed hold the rest together. */
export function splitTop(list: string, separator: ',' | ' ' | ';'): string[] {
  const parts: string[] = [];
  let [depth, from, quote] = [0, 0, ''];
  for (let at = 0; at < list.length; at += 1) {
    const char = list[at] ?? '';
    if (char === '\\') at += 1;
    else if (quote !== '') quote = char === quote || char === '\n' ? '' : quote;
    else if (char === '"' || char === "'") quote = char;
    else if (char === '(' || char === '[') depth += 1;
    else if (char === ')' || char === ']') depth = Math.max(0, depth - 1);
    else if (depth === 0 && (char === separator || (separator === ' ' && (char === '\n' || char === '\t')))) {
      parts.push(list.slice(from, at));
      from = at + 1;
    }
  }
  parts.push(list.slice(from));
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

/** `d\69splay` is `display` (CSS Syntax 3, "consume an escaped code point"). */
export function unescaped(name: string): string {
  if (!name.includes('\\')) return name;
  return name.replace(ESCAPE, (_, hex: string | undefined, char: string | undefined) => {
    const code = hex === undefined ? NaN : parseInt(hex, 16);
    return Number.isNaN(code) ? (char ?? '') : code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
  });
}

export function withoutComments(css: string): string {
  const kept: string[] = [];
  let at = 0;
  for (let open = css.indexOf('/*'); open >= 0; open = css.indexOf('/*', at)) {
    kept.push(css.slice(at, open));
    const close = css.indexOf('*/', open + 2);
    if (close < 0) return kept.join(' ');
    at = close + 2;
  }
  kept.push(css.slice(at));
  return kept.join(' ');
}

/** A value with its variables put in; `null` where one of them has no value, which makes the whole declaration void. */
export function withVariables(value: string, variables: ReadonlyMap<string, string>, depth = 0, budget = { left: MAX_VARIABLES }): string | null {
  if (depth > MAX_NESTED_VARIABLES) return null;
  let [resolved, rest] = ['', value.slice(0, MAX_VALUE_CHARS)];
  for (let start = rest.indexOf('var('); start >= 0; start = rest.indexOf('var(')) {
    if ((budget.left -= 1) < 0) return null;
    const end = closing(rest, start + 3);
    const inner = rest.slice(start + 4, end);
    const comma = inner.indexOf(',');
    const own = variables.get((comma < 0 ? inner : inner.slice(0, comma)).trim());
    const put = own ?? (comma < 0 ? null : inner.slice(comma + 1).trim());
    const filled = put === null ? null : withVariables(put, variables, depth + 1, budget);
    if (filled === null || resolved.length > MAX_VALUE_CHARS) return null;
    resolved += rest.slice(0, start) + filled;
    rest = rest.slice(end + 1);
  }
  return resolved + rest;
}

function closing(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    if (text[at] === '(') depth += 1;
    else if (text[at] === ')' && (depth -= 1) === 0) return at;
  }
  return text.length;
}
