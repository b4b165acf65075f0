import type { Criterion } from './model/index.js';
import type { JoinMember } from './ports/index.js';
import { groupBy } from './collections.js';
import { excerpt } from './text.js';

/** Which of two members is the better canonical: below 0 = a. */
export type Order = (a: JoinMember, b: JoinMember) => number;

interface Rung {
  readonly by: Criterion;
  readonly order: Order;
  /** What it looks at, for people. */
  readonly value: (member: JoinMember) => string | number | null;
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const HELD_BACK: Rung = { by: 'held-back', order: (a, b) => Number(a.heldBack) - Number(b.heldBack), value: () => null };
const PINNED: Rung = { by: 'pin', order: (a, b) => (b.pin ?? 0) - (a.pin ?? 0), value: ({ pin }) => pin };
/** Best first: authority, date, completeness, structure, then names. */
const LADDER: readonly Rung[] = [
  { by: 'authority', order: (a, b) => b.authority - a.authority, value: ({ authority }) => authority },
  { by: 'date', order: (a, b) => compareText(b.dates.value ?? '', a.dates.value ?? ''), value: ({ dates }) => dates.value },
  { by: 'tokens', order: (a, b) => b.tokens - a.tokens, value: ({ tokens }) => tokens },
  { by: 'structure', order: (a, b) => (b.structureScore ?? -1) - (a.structureScore ?? -1), value: ({ structureScore }) => structureScore },
  { by: 'path', order: (a, b) => compareText(a.path, b.path), value: ({ path }) => excerpt(path, 200) },
  { by: 'id', order: (a, b) => compareText(a.id, b.id), value: ({ id }) => id },
];

/**
 * How members of a component are ranked, and by what the better of two is the better. `hubs` are the nodes that were measured
 * against everybody: they go before what no person and no policy has set apart.
 */
export class Ranking {
  readonly #rungs: readonly Rung[];
  readonly hubs: ReadonlySet<number>;

  constructor(hubs: ReadonlySet<number> = new Set()) {
    this.hubs = hubs;
    const measured: Rung = { by: 'measured', order: (a, b) => Number(hubs.has(b.node)) - Number(hubs.has(a.node)), value: () => null };
    this.#rungs = [HELD_BACK, PINNED, ...(hubs.size === 0 ? [] : [measured]), ...LADDER];
  }

  readonly order: Order = (a, b) => {
    for (const { order } of this.#rungs) {
      const found = order(a, b);
      if (found !== 0) return found;
    }
    return 0;
  };

  /** The first criterion by which `kept` is better than `copy`; `elsewhere` where it is not. */
  between(kept: JoinMember, copy: JoinMember): { by: Criterion; kept: string | number | null; copy: string | number | null } {
    const rung = this.#rungs.find(({ order }) => order(kept, copy) !== 0);
    if (rung === undefined || rung.order(kept, copy) > 0) return { by: 'elsewhere', kept: null, copy: null };
    return { by: rung.by, kept: rung.value(kept), copy: rung.value(copy) };
  }
}

/** What a person pinned gives way to nothing but what was pinned later. */
export function mayGiveWay(member: JoinMember, to: JoinMember): boolean {
  return member.pin === null || (to.pin ?? 0) > member.pin;
}

/** Members that may collapse into one: copies of different versions or access labels never do. */
export function collapsible(members: readonly JoinMember[]): JoinMember[][] {
  return [...groupBy(members, ({ version, access }) => JSON.stringify([version, access])).values()];
}

/** `Ranking.order` without hubs. */
export const byRank: Order = new Ranking().order;
