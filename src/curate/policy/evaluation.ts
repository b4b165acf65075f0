import type { Json } from '../../core/index.js';
import type { PolicyFacts } from './facts.js';

/** What compiled expressions are asked about. */
export interface Question {
  readonly facts: PolicyFacts;
  /** Rules of the findings. */
  readonly fired: ReadonlySet<string>;
}

/** A value that an expression reads directly, with the name it has there. */
export interface Reading {
  readonly name: string;
  /** The dimension whose findings explain it. */
  readonly dimension: string | null;
  /** Changes from night to night, so that reasons must not print it. */
  readonly ageing: boolean;
  read(question: Question): Json;
}

/** A compiled operand. `null` = missing: not checked, not declared, unknown. Missing operands make missing results. */
export interface Term {
  read(question: Question): Json;
  /** What it is made of. */
  readonly readings: readonly Reading[];
  /** Set when the term is nothing but this reading. */
  readonly plain: Reading | null;
  /** Set when the term is a literal. */
  readonly literal: string | number | boolean | null;
}

/** What an answer rested on. */
export interface Evidence {
  /** Rule ids, and `dimension/` for all rules of a dimension. */
  readonly covers: Set<string>;
  /** Values by name; `undefined` = a value that changes by itself. */
  readonly seen: Map<string, Json | undefined>;
}

/** A compiled yes-or-no question. */
export interface Condition {
  holds(question: Question): boolean;
  /** Adds what the answer rested on; `answer` is what `holds` gave. */
  rests(question: Question, answer: boolean, evidence: Evidence): void;
  /** Set on a comparison of one reading with a literal: what was seen and expected, in words. */
  says?(question: Question): { seen: string; expected: string };
}
