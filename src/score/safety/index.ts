import { z } from 'zod';
import { defineScorer, excerpt, type FindingDraft, type Measurement } from '../../core/index.js';

const options = z.strictObject({
  minHidden: z.number().int().min(1).max(10_000).default(4).describe('Fewest invisible characters in a row that count as hidden text rather than as a stray character.'),
});

export type SafetyOptions = z.infer<typeof options>;

/** Tag characters spell ASCII invisibly. */
const TAGS = /[\u{e0000}-\u{e007f}]{1,10000}/gu;
/** England, Scotland and Wales: a black flag, tag letters and the cancel tag (UTS 51, emoji tag sequences). */
const FLAG = /\u{1f3f4}[\u{e0030}-\u{e0039}\u{e0061}-\u{e007a}]{1,6}\u{e007f}/gu;
/** Zero-width characters, fillers and variation selectors: one beside an emoji is usual, several in a row carry bits. */
const ZERO_WIDTH = /(?:[\u200b-\u200d\u2060-\u2064\u180e\ufeff\u115f\u1160\u3164\uffa0]|[\ufe00-\ufe0f]|[\u{e0100}-\u{e01ef}]){1,10000}/gu;
/** Overrides that show text in another order than it is read in. */
const OVERRIDE = /[\u202d\u202e][^\n\u202c]{1,10000}/gu;

/**
 * Text a reader cannot see but a model reads: 1 = none was seen, 0 = some was. One joiner in an emoji, a non-joiner in
 * Persian, a soft hyphen, a byte order mark or direction marks around a foreign name are honest writing and pass.
 */
export const safetyScorer = defineScorer<SafetyOptions>({
  id: 'safety',
  version: 1,
  level: 'chunk',
  dimension: 'safety',
  rules: ['safety/invisible-text'],
  options,
  run({ text }, { minHidden }): Measurement {
    const findings = /[^\u0000-\u115e]/u.test(text) ? [...hiddenTags(text, minHidden), ...hiddenRuns(text, minHidden), ...overrides(text, minHidden)] : [];
    return { score: findings.length === 0 ? 1 : 0, signals: [], findings };
  },
});

/** In code points. */
function lengthOf(text: string): number {
  return Array.from(text).length;
}

/** At most so many findings of one kind a chunk. */
const CAP = 20;

function* matches(text: string, pattern: RegExp): Generator<{ start: number; end: number; found: string }> {
  for (const match of text.matchAll(pattern)) yield { start: match.index, end: match.index + match[0].length, found: match[0] };
}

function hiddenTags(text: string, minHidden: number): FindingDraft[] {
  const flagless = text.replace(FLAG, (flag) => ' '.repeat(flag.length));
  return take(matches(flagless, TAGS), ({ found }) => lengthOf(found) >= minHidden, ({ start, end, found }) => {
    const spelt = Array.from(found, (char) => String.fromCodePoint((char.codePointAt(0) ?? 0) - 0xe0000)).join('');
    return finding({ start, end }, `\`${excerpt(spelt, 60)}\` spelt in tag characters`);
  });
}

function hiddenRuns(text: string, minHidden: number): FindingDraft[] {
  return take(matches(text, ZERO_WIDTH), ({ found }) => lengthOf(found) >= minHidden, ({ start, end, found }) =>
    finding({ start, end }, `${lengthOf(found)} zero-width characters in a row after \`${excerpt(text.slice(Math.max(0, start - 20), start), 30)}\``));
}

function overrides(text: string, minHidden: number): FindingDraft[] {
  return take(matches(text, OVERRIDE), ({ found }) => (found.match(/\p{L}/gu)?.length ?? 0) >= minHidden, ({ start, end, found }) =>
    finding({ start, end }, `\`${excerpt(found.slice(1), 60)}\` behind a direction override, which shows it in another order`));
}

function take<T>(items: Iterable<T>, counts: (item: T) => boolean, make: (item: T) => FindingDraft): FindingDraft[] {
  const out: FindingDraft[] = [];
  for (const item of items) {
    if (out.length >= CAP) break;
    if (counts(item)) out.push(make(item));
  }
  return out;
}

function finding(span: { start: number; end: number }, seen: string): FindingDraft {
  return { rule: 'safety/invisible-text', severity: 'warning', message: `Unexpected hidden text: ${seen}, expected visible characters only`, seen, expected: 'visible characters only', span };
}
