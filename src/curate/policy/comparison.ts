import { excerpt, type Json } from '../../core/index.js';
import type { Condition, Question, Reading, Term } from './evaluation.js';
import { note } from './notes.js';
import { turningPoints, type ComparisonOperator, type ThresholdNotes } from './thresholds.js';

const MIRRORED: Readonly<Record<ComparisonOperator, ComparisonOperator>> = { '==': '==', '!=': '!=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

/**
 * Whether a comparison holds. One that cannot be made, because a side is missing or the sides are of different kinds,
 * does not hold, `!=` included: what was not measured proves nothing.
 */
export function compare(operator: ComparisonOperator, left: Json, right: Json): boolean {
  if (left === null || right === null || typeof left !== typeof right || typeof left === 'object') return false;
  switch (operator) {
    case '==': return left === right;
    case '!=': return left !== right;
    case '<': return left < right;
    case '<=': return left <= right;
    case '>': return left > right;
    case '>=': return left >= right;
  }
}

/** Compiles a comparison, and notes where age can turn it. */
export function comparison(operator: ComparisonOperator, left: Term, right: Term, notes: ThresholdNotes): Condition {
  const simple = simpleForm(operator, left, right);
  noteTurning(simple, [left, right], notes);
  return {
    holds: (question) => compare(operator, left.read(question), right.read(question)),
    rests: (question, _answer, evidence) => { note([left, right], question, evidence); },
    ...(simple === null ? {} : { says: (question: Question) => inWords(simple, question) }),
  };
}

interface SimpleForm {
  readonly reading: Reading;
  readonly operator: ComparisonOperator;
  readonly literal: string | number | boolean;
}

/** `reading <operator> literal`, whichever way round it was written. */
function simpleForm(operator: ComparisonOperator, left: Term, right: Term): SimpleForm | null {
  if (left.plain !== null && right.literal !== null) return { reading: left.plain, operator, literal: right.literal };
  if (right.plain !== null && left.literal !== null) return { reading: right.plain, operator: MIRRORED[operator], literal: left.literal };
  return null;
}

function noteTurning(simple: SimpleForm | null, terms: readonly Term[], notes: ThresholdNotes): void {
  if (!terms.some((term) => term.readings.some((reading) => reading.ageing))) return;
  if (simple === null || typeof simple.literal !== 'number') {
    notes.daily = true;
    return;
  }
  const values = simple.reading.name.endsWith('.ageDays') ? notes.ageDays : notes.scores;
  for (const point of turningPoints(simple.operator, simple.literal)) values.add(point);
}

const SEEN: Readonly<Record<ComparisonOperator, string>> = { '==': 'equal to', '!=': 'other than', '<': 'below', '<=': 'at most', '>': 'above', '>=': 'at least' };
const EXPECTED: Readonly<Record<ComparisonOperator, string>> = { '==': 'other than', '!=': '', '<': 'at least', '<=': 'above', '>': 'at most', '>=': 'below' };

function inWords({ reading, operator, literal }: SimpleForm, question: Question): { seen: string; expected: string } {
  const seen = reading.ageing ? `${SEEN[operator]} ${shown(literal)}` : shown(reading.read(question));
  return { seen: `${reading.name} ${seen}`, expected: `${EXPECTED[operator]} ${shown(literal)}`.trim() };
}

/** A value as reasons print it. Document text is made harmless and short. */
export function shown(value: Json): string {
  if (typeof value === 'string') return `\`${excerpt(value, 60)}\``;
  // Six digits tell any two scores apart that a threshold would.
  if (typeof value === 'number') return String(Number(value.toPrecision(6)));
  return typeof value === 'object' ? 'a list or an object' : String(value);
}
