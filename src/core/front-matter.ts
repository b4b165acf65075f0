const MAX_FRONT_MATTER_CHARS = 100_000;

/** Where a text begins behind its YAML front matter, which the parser has read; 0 without any. Looks at 100,000 characters at most. */
export function bodyStart(text: string): number {
  const from = text.startsWith('\uFEFF') ? 1 : 0;
  if (!/^---[ \t]{0,8}\r?\n/u.test(text.slice(from, from + 16))) return 0;
  const close = text.slice(from, from + MAX_FRONT_MATTER_CHARS).search(/\n---[ \t]*\r?(?:\n|$)/u);
  if (close < 0) return 0;
  const lineEnd = text.indexOf('\n', from + close + 1);
  return lineEnd < 0 ? text.length : lineEnd + 1;
}
