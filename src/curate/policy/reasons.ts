import { canonicalJson, excerpt, type FindingDraft, type Json, type Reason, type RuleId, type Severity } from '../../core/index.js';
import { shown } from './comparison.js';
import type { CompiledExpression } from './compile.js';
import type { Evidence, Question } from './evaluation.js';

/** The rule of a reason that rests on no finding: the expression looked at a score, a path or metadata alone. */
export const POLICY_RULE: RuleId = 'policy/expression';
/** Reasons kept with a verdict, the worst first; all findings stay with their measurements. */
export const MAX_REASONS = 100;

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/** Why an expression held: the findings it rested on, or what it saw where there are none. */
export function reasonsOf(compiled: CompiledExpression, question: Question): Reason[] {
  const evidence: Evidence = { covers: new Set(), seen: new Map() };
  compiled.condition.rests(question, true, evidence);
  const findings = question.facts.findings.filter(({ rule }) => evidence.covers.has(rule) || evidence.covers.has(`${rule.split('/', 1)[0] ?? ''}/`));
  if (findings.length > 0) return findings.map((finding) => ({ ...finding, expression: compiled.expression }));
  const { seen, expected } = compiled.condition.says?.(question) ?? {
    seen: seenIn(evidence), expected: `no match for \`${excerpt(compiled.expression, 200)}\``,
  };
  return [{ rule: POLICY_RULE, severity: 'warning', message: `Unexpected ${seen}, expected ${expected}`, seen, expected, expression: compiled.expression }];
}

/** At most five values by name; one that changes by itself is named without its value, so that the reason stays equal night after night. */
function seenIn(evidence: Evidence): string {
  const parts = [...evidence.seen].slice(0, 5).map(([name, value]) => part(name, value));
  return parts.length === 0 ? 'match' : parts.join(', ');
}

function part(name: string, value: Json | undefined): string {
  if (value === undefined) return name;
  return value === null ? `missing ${name}` : `${name} ${shown(value)}`;
}

/** Each reason once (that of the first expression), the worst first, in an order that does not depend on the findings'. */
export function inOrder(reasons: readonly Reason[]): Reason[] {
  const once = new Map<string, Reason>();
  for (const reason of [...reasons].sort(byWeight)) {
    const key = canonicalJson([reason.rule, reason.message, reason.span ?? null, reason.related ?? null]);
    if (!once.has(key)) once.set(key, reason);
  }
  return [...once.values()].slice(0, MAX_REASONS);
}

/** Array.prototype.sort is stable: equal reasons stay in the order of their expressions. */
function byWeight(a: FindingDraft, b: FindingDraft): number {
  return RANK[a.severity] - RANK[b.severity] || byText(a.rule, b.rule) || (a.span?.start ?? -1) - (b.span?.start ?? -1)
    || (a.span?.end ?? -1) - (b.span?.end ?? -1) || byText(a.message, b.message) || byText(canonicalJson(a.related ?? null), canonicalJson(b.related ?? null));
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
