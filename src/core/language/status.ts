import { isNegation } from './cues.js';

/** What state a thing is said to be in: of one kind, one of two sides that exclude each other. */
export interface Status {
  readonly group: number;
  readonly pole: 0 | 1;
  /** Words [from, to) that say so, a denial before them included. */
  readonly from: number;
  readonly to: number;
}

/** Kinds of states: [one side, other side], words and phrases with `_` for a space. A word can tell of several kinds ("open"). */
const STATES: readonly (readonly [name: string, one: string, other: string])[] = [
  ['maturity', 'experimental alpha beta preview draft unstable prototype', 'stable generally_available general_availability production_ready ga final mature'],
  ['life', 'active actively maintained current in_force in_effect effective valid supported running live ongoing operational in_production', 'deprecated retired discontinued withdrawn shut_down switched_off decommissioned obsolete expired removed revoked unmaintained abandoned repealed cancelled canceled dissolved out_of_service end_of_life wiped'],
  ['approval', 'approved accepted confirmed granted authorised authorized certified', 'rejected rejection declined denied refused unapproved pending_approval banned'],
  ['resolution', 'fixed resolved solved mended repaired done completed finished', 'unresolved unsolved unfixed outstanding unfinished incomplete still_open broken'],
  ['vacancy', 'vacant unfilled places_left seats_left in_stock free_places bookable', 'filled taken fully_booked booked_out sold_out out_of_stock full occupied'],
  ['access', 'open opened unlocked accessible public unrestricted', 'closed locked shut inaccessible private restricted'],
  ['switch', 'on enabled enable activated turned_on switched_on true yes', 'off disabled disable deactivated turned_off switched_off false no'],
];

interface Known { readonly words: readonly string[]; readonly group: number; readonly pole: 0 | 1 }

const KNOWN = new Map<string, Known[]>();
for (const [group, [, one, other]] of STATES.entries()) {
  for (const [pole, phrases] of [one, other].entries()) {
    for (const phrase of phrases.split(' ')) {
      const words = phrase.split('_');
      KNOWN.set(words[0] ?? '', [...(KNOWN.get(words[0] ?? '') ?? []), { words, group, pole: pole === 0 ? 0 : 1 }]);
    }
  }
}

/** "on" and "no" are mostly something else: they tell of a switch where they are all that is said, as in "gzip: off". */
const ALONE = new Set(['on', 'off', 'no', 'yes']);
const MOST_ALONE = 4;
/** How many words before a state it may be denied. */
const DENIED = [1, 2];

const NONE: ReadonlyMap<number, Status> = new Map();

/** The states that folded words name, by their kind; none of a kind both sides of which are named. "Not supported" is the other side of "supported". */
export function statusesOf(words: readonly string[]): ReadonlyMap<number, Status> {
  const found = new Map<number, Status>();
  const both = new Set<number>();
  for (const [at, word] of words.entries()) {
    for (const { words: phrase, group, pole } of KNOWN.get(word) ?? []) {
      if (!phrase.every((part, offset) => words[at + offset] === part) || (ALONE.has(word) && phrase.length === 1 && words.length > MOST_ALONE)) continue;
      const denial = DENIED.find((before) => isNegation(words[at - before] ?? ''));
      const status: Status = { group, pole: denial === undefined ? pole : pole === 0 ? 1 : 0, from: at - (denial ?? 0), to: at + phrase.length };
      const known = found.get(group);
      if (known === undefined) found.set(group, status);
      else if (known.pole !== status.pole) both.add(group);
    }
  }
  for (const group of both) found.delete(group);
  return found.size === 0 ? NONE : found;
}

/** What a kind of state is called; `switch` is on or off, true or false. */
export function statusName(group: number): string {
  return STATES[group]?.[0] ?? '';
}
