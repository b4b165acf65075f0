/** Breaks what a chat would make a mention or a link of, and can hardly be seen. */
const BREAK = '\u200b';

/** Text that a chat shows as it is: no mention, no link, no markup that hides what it says. Slack's own escapes, and what Mattermost makes of Markdown. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('@', `@${BREAK}`).replaceAll('](', `]${BREAK}(`).replaceAll('://', `:${BREAK}//`).replaceAll('www.', `www${BREAK}.`);
}

/** Lines as long as they fit, and how many do not. A single one that does not is cut, never inside an escape. */
export function within(lines: readonly string[], max: number): string {
  const all = lines.join('\n');
  if (all.length <= max) return all;
  const room = max - 40;
  let [kept, chars] = [0, 0];
  while (kept < lines.length && chars + (lines[kept]?.length ?? 0) + 1 <= room) {
    chars += (lines[kept]?.length ?? 0) + 1;
    kept += 1;
  }
  if (kept === 0) return `${(lines[0] ?? '').slice(0, room).replace(/&[a-z]{0,3}$/u, '').replace(/[\uD800-\uDBFF]$/u, '')}…`;
  return [...lines.slice(0, kept), `… and ${lines.length - kept} more lines`].join('\n');
}
