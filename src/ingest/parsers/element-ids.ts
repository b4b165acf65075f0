/**
 * HTML without the ids of its elements: those that programs make of titles (`skip-list`, `comments`) name sections, no links past the navigation and no boxes,
 * which those of a web page would be. A page that brings a style sheet along keeps them, as it may hide by them.
 */
export function withoutIds(html: string): string {
  return /<style/iu.test(html) ? html : html.replace(/(<[A-Za-z][^<>]{0,2000}?)\sid\s?=\s?(?:"[^"<>]{0,1000}"|'[^'<>]{0,1000}')/gu, '$1');
}
