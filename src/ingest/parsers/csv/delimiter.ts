export const DELIMITERS = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/** Lines enough to tell a delimiter by; more cost time and teach nothing. */
const SNIFFED_LINES = 20;
const SNIFFED_CHARS = 64 * 1024;

/**
 * The delimiter that cuts the first lines into the same number of fields most often, the commoner one on a tie.
 * Delimiters inside quotes do not count.
 */
export function sniffDelimiter(text: string): Delimiter {
  let best: { delimiter: Delimiter; agreeing: number; fields: number } = { delimiter: ',', agreeing: 0, fields: 0 };
  for (const delimiter of DELIMITERS) {
    const counts = countPerLine(text.slice(0, SNIFFED_CHARS), delimiter);
    const fields = counts[0] ?? 0;
    if (fields === 0) continue;
    const agreeing = counts.filter((count) => count === fields).length;
    if (agreeing > best.agreeing || (agreeing === best.agreeing && fields > best.fields)) best = { delimiter, agreeing, fields };
  }
  return best.delimiter;
}

function countPerLine(text: string, delimiter: string): number[] {
  const counts: number[] = [];
  let count = 0;
  let quoted = false;
  for (const char of text) {
    if (char === '"') quoted = !quoted;
    else if (!quoted && char === delimiter) count += 1;
    else if (!quoted && char === '\n') {
      counts.push(count);
      count = 0;
      if (counts.length === SNIFFED_LINES) return counts;
    }
  }
  return [...counts, count].filter((value, index) => index === 0 || value > 0);
}
