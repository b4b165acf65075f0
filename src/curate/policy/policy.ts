import { canonicalJson, excerpt, sha256, WinnowError, type Reason, type Status } from '../../core/index.js';
import { compileExpression, type CompiledExpression } from './compile.js';
import { policyLanguage, type ExpressionProblem, type PolicyLanguage } from './environment.js';
import type { Question } from './evaluation.js';
import type { PolicyFacts } from './facts.js';
import type { KnownBlocks } from './known.js';
import { inOrder, reasonsOf } from './reasons.js';
import { thresholdsOf, type PolicyThresholds, type ThresholdNotes } from './thresholds.js';

/** CEL expressions. A chunk for which any `reject` expression holds is rejected; else any `quarantine` one, quarantined; else it is accepted. */
export interface PolicyConfig {
  readonly reject: readonly string[];
  readonly quarantine: readonly string[];
}

/** What a policy says of one chunk at one time. Reasons are empty exactly when it is accepted. */
export interface PolicyOutcome {
  readonly status: Status;
  readonly reasons: readonly Reason[];
}

export interface Policy {
  /** `policy@` and 12 hex digits: the expressions, in order, and the version of their meaning. */
  readonly key: string;
  readonly config: PolicyConfig;
  /** Pure. Never throws, whatever the facts hold. */
  evaluate(facts: PolicyFacts): PolicyOutcome;
  readonly thresholds: PolicyThresholds;
}

/** Grows whenever the same expressions on the same facts may give another outcome. */
const LANGUAGE_VERSION = 1;

/**
 * Checks and compiles a policy. Throws `policy-invalid` naming every expression at fault (`policy.quarantine[1]`), where, what
 * is wrong and what would be right: syntax, types, unknown variables, dimensions, fields, functions and rules.
 */
export function compilePolicy(config: PolicyConfig, known: KnownBlocks): Policy {
  const language = policyLanguage(known);
  const notes: ThresholdNotes = { scores: new Set(), ageDays: new Set(), daily: false };
  const problems: string[] = [];
  const compileAll = (list: keyof PolicyConfig): CompiledExpression[] =>
    config[list].flatMap((expression, index) => {
      const result = compileExpression(expression, language, known, notes);
      if ('condition' in result) return [result];
      problems.push(describe(`policy.${list}[${index}]`, expression, result));
      return [];
    });
  const [reject, quarantine] = [compileAll('reject'), compileAll('quarantine')];
  if (problems.length > 0) throw new WinnowError('policy-invalid', problems.join('\n'));
  const frozen = Object.freeze({ reject: Object.freeze([...config.reject]), quarantine: Object.freeze([...config.quarantine]) });
  return Object.freeze({
    key: `policy@${sha256(canonicalJson({ ...frozen, version: LANGUAGE_VERSION })).slice(0, 12)}`,
    config: frozen,
    evaluate: (facts: PolicyFacts) => evaluate(reject, quarantine, facts),
    thresholds: thresholdsOf(notes),
  });
}

/** Whether an expression compiles with what the configured blocks bring. */
export function compiles(expression: string, known: KnownBlocks, language: PolicyLanguage): boolean {
  return 'condition' in compileExpression(expression, language, known, { scores: new Set(), ageDays: new Set(), daily: false });
}

function describe(where: string, expression: string, problem: ExpressionProblem): string {
  const part = expression.slice(problem.start, problem.end);
  const at = part === '' || part === expression ? '' : ` at \`${excerpt(part, 60)}\` (character ${problem.start + 1})`;
  return `${where} \`${excerpt(expression, 200)}\`${at}: ${problem.text}`;
}

const ACCEPTED: PolicyOutcome = Object.freeze({ status: 'accepted', reasons: Object.freeze([]) });
const NOTHING_FIRED: ReadonlySet<string> = new Set();

function evaluate(reject: readonly CompiledExpression[], quarantine: readonly CompiledExpression[], facts: PolicyFacts): PolicyOutcome {
  const fired = facts.findings.length === 0 ? NOTHING_FIRED : new Set(facts.findings.map(({ rule }) => rule));
  const question: Question = { facts, fired };
  return held('rejected', reject, question) ?? held('quarantined', quarantine, question) ?? ACCEPTED;
}

function held(status: Status, expressions: readonly CompiledExpression[], question: Question): PolicyOutcome | null {
  const holding = expressions.filter(({ condition }) => condition.holds(question));
  if (holding.length === 0) return null;
  return { status, reasons: inOrder(holding.flatMap((compiled) => reasonsOf(compiled, question))) };
}
