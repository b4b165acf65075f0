import { bodyStart, type DocumentScoreInput } from '../../core/index.js';

/** Where documents show what they are. */
const HEAD_CHARS = 4000;
const MOST_HEADINGS = 400;

/** How many headings, or lines of the head, must be of a kind: one may be there by chance. */
interface Form {
  readonly type: string;
  readonly headings?: RegExp;
  readonly lines?: RegExp;
  readonly atLeast: number;
  /** Share of the headings that must be of the kind. */
  readonly share?: number;
}

/** In this order; the first that fits. */
const FORMS: readonly Form[] = [
  { type: 'release-notes', headings: /^\W{0,3}(?:version |release |v)?\d{1,4}\.\d{1,4}(?:\.\d{1,4})?(?![\d.]*\.? \p{L})/iu, atLeast: 3, share: 0.3 },
  { type: 'meeting-notes', lines: /^\W{0,6}(?:attendees|present|apologies|absent|agenda|action items|minutes of|teilnehmer|tagesordnung|participants|ordre du jour|asistentes|orden del día)\s*(?::|$|\*\*)/iu, atLeast: 2 },
  { type: 'legal', lines: /\b(?:hereinafter|hereby agrees?|the parties agree|governing law|governed by the laws|shall indemnify|limitation of liability|force majeure|gerichtsstand)\b/iu, atLeast: 2 },
  { type: 'how-to', headings: /\?$/u, atLeast: 3, share: 0.5 },
  { type: 'how-to', headings: /^\W{0,3}(?:step \d|schritt \d|étape \d|paso \d|prerequisites$|before you begin$|voraussetzungen$|troubleshooting$|next steps$)/iu, atLeast: 2 },
  { type: 'reference', headings: /^\W{0,3}(?:parameters?|arguments?|returns?|return values?|syntax|synopsis|methods?|properties|props|response|request body|error codes|exit codes|environment variables)$/iu, atLeast: 2 },
  { type: 'policy', headings: /^\W{0,3}(?:\d{1,2}\.?\s)?(?:purpose|scope|applicability|responsibilities|roles and responsibilities|exceptions|enforcement|compliance|policy statement|zweck|geltungsbereich)$/iu, atLeast: 3 },
];

/** What kind of document its headings and first lines show; `null` when they show none. */
export function contentType({ text, parts }: Pick<DocumentScoreInput, 'text' | 'parts'>): string | null {
  const headings = headingsOf(parts);
  const start = bodyStart(text);
  const lines = text.slice(start, start + HEAD_CHARS).split('\n').map((line) => line.slice(0, 300));
  const fits = ({ headings: heading, lines: line, atLeast, share = 0 }: Form): boolean => {
    const found = heading === undefined ? lines.filter((one) => line?.test(one) === true).length : headings.filter((one) => heading.test(one)).length;
    return found >= atLeast && found >= share * headings.length;
  };
  return FORMS.find(fits)?.type ?? null;
}

/** Each heading once, those of the first chunks at most. */
function headingsOf(parts: DocumentScoreInput['parts']): string[] {
  const seen = new Set<string>();
  for (const { headingPath } of parts) {
    headingPath.forEach((heading, depth) => seen.add(`${headingPath.slice(0, depth).join('\n')}\n${heading.slice(0, 200)}`));
    if (seen.size >= MOST_HEADINGS) break;
  }
  return [...seen].map((name) => name.slice(name.lastIndexOf('\n') + 1).trim());
}
