import { excerpt } from '../../core/index.js';

/** What XML 1.0 does not allow, however it is written (production 2, `Char`). */
const NO_XML = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text of documents for element content and quoted attributes of XML and HTML: on one line, its controls visible, at most `max` long before it is escaped. */
export function escaped(text: string, max: number): string {
  return excerpt(text, max).replace(NO_XML, '\uFFFD').replace(/[&<>"']/gu, (char) => ENTITIES[char] ?? char);
}
