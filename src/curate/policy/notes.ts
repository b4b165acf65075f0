import type { Evidence, Question, Term } from './evaluation.js';

/** Adds what the terms read to the evidence, and the dimensions whose findings explain it. */
export function note(terms: readonly Term[], question: Question, evidence: Evidence): void {
  for (const term of terms) {
    for (const reading of term.readings) {
      if (reading.dimension !== null) evidence.covers.add(`${reading.dimension}/`);
      if (!evidence.seen.has(reading.name)) evidence.seen.set(reading.name, reading.ageing ? undefined : reading.read(question));
    }
  }
}
