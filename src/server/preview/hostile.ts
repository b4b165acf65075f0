// What a reader would not see: control and format characters (marks that turn the direction of writing, zero widths, tags), private use, lone surrogates,
// fillers that draw nothing, and variation selectors, which can carry a message; one after an emoji only chooses its picture.
// Beside them what could be markup.
// eslint-disable-next-line no-misleading-character-class -- single code points are looked for, not what they combine to
const UNSEEN_OR_MARKUP = /([\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029\u115F\u1160\u3164\uFFA0\u2800\u034F\u180B-\u180F\u{E0100}-\u{E01EF}\uFE00-\uFE0E]|(?<!\p{Extended_Pictographic})\uFE0F|[&<>"'])/gu;
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Document text as text of a page: no markup of it is left, and what nobody would see is named (`U+202E`). Line feeds and tabs stay. */
export function asText(text: string): string {
  return text.replace(/\r\n?/gu, '\n').split(UNSEEN_OR_MARKUP).map((part, at) => (at % 2 === 0 ? part : shown(part))).join('');
}

function shown(char: string): string {
  if (char === '\n' || char === '\t') return char;
  return ENTITIES[char] ?? `<span class="unseen">U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}</span>`;
}
