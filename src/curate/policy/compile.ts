import { compileCondition } from './conditions.js';
import { isProblem, type ExpressionProblem, type PolicyLanguage } from './environment.js';
import type { Condition } from './evaluation.js';
import type { KnownBlocks } from './known.js';
import type { Scope } from './scope.js';
import { compileTerm } from './terms.js';
import type { ThresholdNotes } from './thresholds.js';

export interface CompiledExpression {
  readonly expression: string;
  readonly condition: Condition;
}

/**
 * Compiles one expression to closures. cel-js parses it and checks its types; it does not evaluate it, because CEL makes an
 * error of every comparison with `null` and every absent key, where a policy needs "does not hold" (and 50,000 chunks a
 * second cannot afford an exception each). On facts without gaps the two agree: a property test compares them.
 */
export function compileExpression(
  expression: string, language: PolicyLanguage, known: KnownBlocks, notes: ThresholdNotes,
): CompiledExpression | ExpressionProblem {
  const ast = language.parse(expression);
  if (isProblem(ast)) return ast;
  const dimensions = new Set(language.dimensions);
  const scope: Scope = {
    expression, known, dimensions, notes,
    term: (node) => compileTerm(node, scope),
    condition: (node) => compileCondition(node, scope),
    fail(node, text) {
      throw new Refusal({ text, start: node.start, end: node.end });
    },
  };
  try {
    const condition = compileCondition(ast, scope);
    return language.check(expression, ast) ?? { expression, condition };
  } catch (error) {
    if (error instanceof Refusal) return error.problem;
    throw error;
  }
}

class Refusal extends Error {
  constructor(readonly problem: ExpressionProblem) {
    super(problem.text);
  }
}
