/** Signs of which of two revisions of a page is newer that were tried and are not used: each gives above 0 where the second is, 0 where it tells nothing. */

const count = (text: string, pattern: RegExp): number => (text.match(pattern) ?? []).length;
const FRONT = /^---\r?\n([\s\S]*?)\n---\r?\n/u;
const bodyOf = (text: string): string => text.replace(FRONT, '');
const fieldsOf = (text: string): Set<string> => new Set((FRONT.exec(text)?.[1] ?? '').split('\n').filter((line) => line.includes(':')).map((line) => line.split(':')[0]!));
const holds = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => a.size > b.size && [...b].every((one) => a.has(one));

function shinglesOf(text: string): Set<string> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];
  return new Set(words.slice(2).map((word, at) => `${words[at]} ${words[at + 1]} ${word}`));
}

/** Share of the first's shingles that the second does not have. */
const lost = (a: ReadonlySet<string>, b: ReadonlySet<string>): number => [...a].filter((one) => !b.has(one)).length / Math.max(1, a.size);

function additions(a: string, b: string): number {
  const [left, right] = [shinglesOf(a), shinglesOf(b)];
  const [removed, added] = [lost(left, right), lost(right, left)];
  return Math.min(removed, added) <= 0.02 && Math.max(removed, added) >= 0.1 ? added - removed : 0;
}

function highestVersion(text: string): number[] {
  const all = [...text.matchAll(/(?<![\w.])v?(\d{1,3}(?:\.\d{1,4}){1,2})(?!\w|\.\d)/giu)].map(([, version]) => version!.split('.').map(Number));
  return all.reduce((best, one) => (compareNumbers(one, best) > 0 ? one : best), []);
}

function compareNumbers(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) if ((a[at] ?? -1) !== (b[at] ?? -1)) return (a[at] ?? -1) - (b[at] ?? -1);
  return 0;
}

export const TRIED: Readonly<Record<string, (a: string, b: string) => number>> = {
  'longer by a fifth': (a, b) => (Math.max(a.length, b.length) > 1.2 * Math.min(a.length, b.length) ? b.length - a.length : 0),
  'more headings': (a, b) => count(b, /^#{1,6} /gmu) - count(a, /^#{1,6} /gmu),
  'a tenth is added, next to nothing gone': (a, b) => additions(bodyOf(a), bodyOf(b)),
  'says `deprecated`, `no longer`, `removed in` more often': (a, b) => count(b, /\bdeprecat\w*|\bno longer\b|\bremoved in\b|\bobsolete/giu) - count(a, /\bdeprecat\w*|\bno longer\b|\bremoved in\b|\bobsolete/giu),
  'says `alpha`, `beta`, `experimental` less often': (a, b) => count(a, /\b(?:alpha|beta|preview|experimental|unstable)\b/giu) - count(b, /\b(?:alpha|beta|preview|experimental|unstable)\b/giu),
  'says `will be`, `planned`, `soon` less often': (a, b) => count(a, /\b(?:will be|planned|upcoming|soon|not yet)\b/giu) - count(b, /\b(?:will be|planned|upcoming|soon|not yet)\b/giu),
  'the highest version named anywhere': (a, b) => (highestVersion(a).length === 0 || highestVersion(b).length === 0 ? 0 : compareNumbers(highestVersion(b), highestVersion(a))),
  'all fields of front matter and more': (a, b) => Number(holds(fieldsOf(b), fieldsOf(a))) - Number(holds(fieldsOf(a), fieldsOf(b))),
};
