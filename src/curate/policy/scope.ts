import type { ASTNode } from '@marcbachmann/cel-js';
import type { Condition, Term } from './evaluation.js';
import type { KnownBlocks } from './known.js';
import type { ThresholdNotes } from './thresholds.js';

/** What compiling one expression shares. */
export interface Scope {
  readonly expression: string;
  readonly known: KnownBlocks;
  /** Dimensions that are variables. */
  readonly dimensions: ReadonlySet<string>;
  readonly notes: ThresholdNotes;
  term(node: ASTNode): Term;
  condition(node: ASTNode): Condition;
  /** Ends the compilation with what is wrong at a node. */
  fail(node: ASTNode, text: string): never;
}
