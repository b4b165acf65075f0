/** How a run over the demo corpus compares with data/demo/labels.json. Pure: what `winnow list --json` printed goes in. */
import type { Labels, LookAlike, Place, Problem } from '../demo-corpus/labels.js';

export interface Reason { rule: string; message: string }

/** A chunk, or a document that came to no chunk at all. */
export interface Unit {
  id: string;
  /** As in the labels: relative to data/demo/corpus. */
  path: string;
  record: string | null;
  text: string;
  held: boolean;
  reasons: Reason[];
}

export interface Miss {
  id: string;
  kind: string;
  path: string;
  quote: string | null;
  why: string;
  units: Unit[];
}

export interface Scoreboard {
  problems: { found: number; total: number; missed: Miss[] };
  sound: { held: number; total: number; units: Unit[] };
  lookalikes: { passed: number; total: number; held: { id: string; path: string; reasons: Reason[] }[] };
  kinds: { kind: string; found: number; total: number; subtle: { found: number; total: number } }[];
}

/** Quotes are what a reader sees; chunks may hold markup. Both without emphasis, code marks and link targets, white space folded. */
export function plain(text: string): string {
  return text.replace(/\]\([^()\s]{0,300}\)/gu, ']').replace(/[*_`[\]\\]/gu, '').replace(/\s+/gu, ' ').trim();
}

/** Units by path and record, with their text ready for quotes to be looked up in. */
class Index {
  readonly #units = new Map<string, { unit: Unit; text: string }[]>();

  constructor(units: readonly Unit[]) {
    for (const unit of units) {
      const key = Index.#key(unit.path, unit.record);
      this.#units.set(key, [...(this.#units.get(key) ?? []), { unit, text: plain(unit.text) }]);
    }
  }

  static #key(path: string, record: string | null | undefined): string {
    return record === null || record === undefined ? path : `${path}#${record}`;
  }

  all(place: Place): Unit[] {
    return (this.#units.get(Index.#key(place.path, place.record)) ?? []).map(({ unit }) => unit);
  }

  /** Those that hold the quote; for a place without one (no text), all. */
  holding(place: Place): Unit[] {
    const { quote } = place;
    if (quote === null) return this.all(place);
    const wanted = plain(quote);
    return (this.#units.get(Index.#key(place.path, place.record)) ?? []).filter(({ text }) => text.includes(wanted)).map(({ unit }) => unit);
  }

  covered(place: Place, scope: Place['scope']): Unit[] {
    return scope === 'document' ? this.all(place) : this.holding(place);
  }
}

function heldFor(unit: Unit, rules: readonly string[]): boolean {
  return unit.held && unit.reasons.some(({ rule }) => rules.some((prefix) => rule.startsWith(prefix)));
}

function isFound(problem: Problem, index: Index): boolean {
  const places = problem.mustGo === 'either' && problem.other !== undefined ? [problem, problem.other] : [problem];
  return places.some((place) => index.holding(place).some((unit) => heldFor(unit, problem.rules)));
}

function missOf(problem: Problem, index: Index): Miss {
  const units = index.holding(problem);
  const held = units.find((unit) => unit.held);
  const why = held !== undefined ? `held back for another reason: ${held.reasons.map(({ rule }) => rule).join(', ')}`
    : units.length > 0 ? 'accepted'
      : index.all(problem).length > 0 ? 'no chunk holds the quote' : 'the document is not in the corpus';
  return { id: problem.id, kind: problem.kind, path: problem.path + (problem.record === undefined ? '' : `#${problem.record}`), quote: problem.quote, why, units };
}

function coveredUnits(problems: readonly Problem[], index: Index): Set<Unit> {
  const covered = new Set<Unit>();
  for (const problem of problems) {
    for (const unit of index.covered(problem, problem.scope)) covered.add(unit);
    // The newer document of a superseded one is sound.
    if (problem.other === undefined || problem.kind === 'superseded') continue;
    for (const unit of index.covered(problem.other, problem.other.scope ?? problem.scope)) covered.add(unit);
  }
  return covered;
}

function lookAlikes(labels: readonly LookAlike[], index: Index): Scoreboard['lookalikes'] {
  const held = labels.flatMap((label) => {
    const units = index.holding(label);
    const back = units.filter((unit) => unit.held);
    if (units.length > 0 && back.length === 0) return [];
    return [{ id: label.id, path: label.path, reasons: back.flatMap(({ reasons }) => reasons) }];
  });
  return { passed: labels.length - held.length, total: labels.length, held };
}

export function scoreboard(labels: Labels, units: readonly Unit[]): Scoreboard {
  const index = new Index(units);
  const found = new Set(labels.problems.filter((problem) => isFound(problem, index)));
  const covered = coveredUnits(labels.problems, index);
  const sound = units.filter((unit) => !covered.has(unit));
  const soundHeld = sound.filter((unit) => unit.held);
  const kinds = [...new Set(labels.problems.map(({ kind }) => kind))].sort().map((kind) => {
    const all = labels.problems.filter((problem) => problem.kind === kind);
    const subtle = all.filter((problem) => problem.subtle);
    const foundIn = (list: readonly Problem[]): number => list.filter((problem) => found.has(problem)).length;
    return { kind, found: foundIn(all), total: all.length, subtle: { found: foundIn(subtle), total: subtle.length } };
  });
  return {
    problems: { found: found.size, total: labels.problems.length, missed: labels.problems.filter((problem) => !found.has(problem)).map((problem) => missOf(problem, index)) },
    sound: { held: soundHeld.length, total: sound.length, units: soundHeld }, lookalikes: lookAlikes(labels.lookalikes, index), kinds,
  };
}
