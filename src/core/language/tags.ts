/** The language of a tag without script and region: `en` of `en-GB`; `''` of none. */
export const baseLanguage = (tag: string | null): string => (tag ?? '').toLowerCase().split(/[-_]/u, 1)[0] ?? '';

/** Whether two texts may be of one language: a text that says nothing of its own may be of any. */
export function areOneLanguage(a: string | null, b: string | null): boolean {
  return a === null || b === null || baseLanguage(a) === baseLanguage(b);
}
