const UNSAFE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/gu;
/** A path may be as long as whoever made it liked; a line that tells of it is not. */
const MAX_CHARS = 2000;

/** One JSON object on one line, whatever reads it: what could break the line, steer a terminal or hide text stands as an escape. */
export function jsonLine(value: object): string {
  const cut = JSON.stringify(value, (_key, part: unknown) => (typeof part === 'string' && part.length > MAX_CHARS ? `${part.slice(0, MAX_CHARS)}…` : part));
  return cut.replace(UNSAFE, (char) => char.split('').map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''));
}
