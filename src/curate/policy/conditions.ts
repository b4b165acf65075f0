import type { ASTNode } from '@marcbachmann/cel-js';
import type { Json } from '../../core/index.js';
import type { Condition, Question, Term } from './evaluation.js';
import { comparison } from './comparison.js';
import { adviceFor, isKnownRule } from './known.js';
import type { Scope } from './scope.js';
import { isComparisonOperator, type ComparisonOperator } from './thresholds.js';
import { note } from './notes.js';
import { isList } from './terms.js';

/** Compiles a yes-or-no question. */
export function compileCondition(node: ASTNode, scope: Scope): Condition {
  if (node.op === '&&') return both(scope.condition(node.args[0]), scope.condition(node.args[1]));
  if (node.op === '||') return not(both(not(scope.condition(node.args[0])), not(scope.condition(node.args[1]))));
  if (node.op === '!_') return not(scope.condition(node.args));
  if (node.op === '?:') return choice(node.args, scope);
  if (node.op === 'in') return membership(node.args[0], node.args[1], scope);
  if (node.op === 'call') return functionCondition(node, scope);
  if (node.op === 'rcall') return methodCondition(node, scope);
  if (isComparison(node)) return comparison(node.op, scope.term(node.args[0]), scope.term(node.args[1]), scope.notes);
  return isTrue(scope.term(node));
}

const isComparison = (node: ASTNode): node is ASTNode & { op: ComparisonOperator } => isComparisonOperator(node.op);

function both(left: Condition, right: Condition): Condition {
  return {
    holds: (question) => left.holds(question) && right.holds(question),
    rests(question, answer, evidence) {
      for (const side of [left, right]) {
        if (side.holds(question) === answer) side.rests(question, answer, evidence);
      }
    },
  };
}

function not(inner: Condition): Condition {
  return {
    holds: (question) => !inner.holds(question),
    rests: (question, answer, evidence) => { inner.rests(question, !answer, evidence); },
  };
}

function choice([test, yes, no]: readonly [ASTNode, ASTNode, ASTNode], scope: Scope): Condition {
  const condition = scope.condition(test);
  const [then, otherwise] = [scope.condition(yes), scope.condition(no)];
  return {
    holds: (question) => (condition.holds(question) ? then : otherwise).holds(question),
    rests(question, answer, evidence) {
      const first = condition.holds(question);
      condition.rests(question, first, evidence);
      (first ? then : otherwise).rests(question, answer, evidence);
    },
  };
}

/** A condition over terms, explained by what the terms read. */
function about(terms: readonly Term[], holds: (question: Question) => boolean): Condition {
  return { holds, rests: (question, _answer, evidence) => { note(terms, question, evidence); } };
}

/** A term used as a question: yes only when it is `true`; missing and everything else is no. */
const isTrue = (term: Term): Condition => about([term], (question) => term.read(question) === true);

function membership(item: ASTNode, list: ASTNode, scope: Scope): Condition {
  const member = scope.term(item);
  const terms = list.op === 'list' ? list.args.map((element) => scope.term(element)) : [scope.term(list)];
  if ([member, ...terms].some((term) => term.readings.some((reading) => reading.ageing))) scope.notes.daily = true;
  const isIn = list.op === 'list'
    ? (value: Json, question: Question) => terms.some((term) => term.read(question) === value)
    : (value: Json, question: Question) => contains(terms[0]?.read(question) ?? null, value);
  return about([member, ...terms], (question) => {
    const value = member.read(question);
    return value !== null && isIn(value, question);
  });
}

/** An element of a list, or a key of an object. */
function contains(container: Json, value: Json): boolean {
  if (container === null || typeof container !== 'object') return false;
  return isList(container) ? container.includes(value) : typeof value === 'string' && Object.hasOwn(container, value);
}

// ---- functions ----------------------------------------------------------------------------------------------

function functionCondition(node: ASTNode & { op: 'call' }, scope: Scope): Condition {
  const [name, operands] = node.args;
  const [operand] = operands;
  if (operand === undefined || operands.length !== 1) return unknownFunction(name, node, scope);
  switch (name) {
    case 'fired': return fired(textOf(operand, 'fired(\'dimension/name\')', scope), operand, scope);
    case 'unchecked': return unchecked(textOf(operand, 'unchecked(\'dimension\')', scope), operand, scope);
    case 'known': case 'has': {
      const term = scope.term(operand);
      return about([term], (question) => term.read(question) !== null);
    }
    case 'size': return isTrue(scope.term(node));
    default: return unknownFunction(name, node, scope);
  }
}

/** The text an argument must be written out as: it is checked when the pipeline loads. */
function textOf(node: ASTNode, form: string, scope: Scope): string {
  return node.op === 'value' && typeof node.args === 'string' ? node.args : scope.fail(node, `expected a text written out, as in \`${form}\``);
}

function fired(pattern: string, node: ASTNode, scope: Scope): Condition {
  if (!isKnownRule(pattern, scope.known)) {
    return scope.fail(node, `unknown rule \`${pattern}\`; ${adviceFor(pattern, scope.known.rules, 'rule')}`);
  }
  const prefix = pattern.endsWith('/*') ? pattern.slice(0, -1) : null;
  return {
    holds({ fired: rules }) {
      if (prefix === null) return rules.has(pattern);
      for (const rule of rules) if (rule.startsWith(prefix)) return true;
      return false;
    },
    rests: (_question, _answer, evidence) => { evidence.covers.add(prefix ?? pattern); },
  };
}

function unchecked(dimension: string, node: ASTNode, scope: Scope): Condition {
  if (!scope.known.dimensions.includes(dimension)) {
    return scope.fail(node, `unknown dimension \`${dimension}\`; ${adviceFor(dimension, scope.known.dimensions, 'dimension')}`);
  }
  const isUnchecked = ({ facts }: Question): boolean => !Object.hasOwn(facts.scores, dimension) || typeof facts.scores[dimension] !== 'number';
  return {
    holds: isUnchecked,
    rests(_question, answer, evidence) {
      evidence.seen.set(answer ? `${dimension}.score` : `${dimension} checked`, answer ? null : true);
    },
  };
}

const METHODS: Readonly<Record<string, (text: string, part: string) => boolean>> = {
  startsWith: (text, part) => text.startsWith(part),
  endsWith: (text, part) => text.endsWith(part),
  contains: (text, part) => text.includes(part),
};

function methodCondition(node: ASTNode & { op: 'rcall' }, scope: Scope): Condition {
  const [name, receiver, operands] = node.args;
  const method = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
  const [operand] = operands;
  if (operands.length === 0 && ['size', 'lowerAscii', 'upperAscii'].includes(name)) return isTrue(scope.term(node));
  if (method === undefined || operand === undefined || operands.length !== 1) return unknownFunction(name, node, scope);
  const [text, part] = [scope.term(receiver), scope.term(operand)];
  return about([text, part], (question) => {
    const [whole, piece] = [text.read(question), part.read(question)];
    return typeof whole === 'string' && typeof piece === 'string' && method(whole, piece);
  });
}

/** `matches` is left out on purpose: CEL promises linear time (RE2), JavaScript's expressions are exponential on hostile text. */
const FUNCTIONS = ['fired', 'unchecked', 'known', 'has', 'size', 'startsWith', 'endsWith', 'contains', 'lowerAscii', 'upperAscii'];

function unknownFunction(name: string, node: ASTNode, scope: Scope): never {
  if (name === 'matches') return scope.fail(node, '`matches` is not part of policies; use `startsWith`, `endsWith` or `contains`');
  if (FUNCTIONS.includes(name)) return scope.fail(node, `\`${name}\` was given other arguments than it takes; docs/policy.md shows its form`);
  return scope.fail(node, `unknown function \`${name}\`; ${adviceFor(name, FUNCTIONS, 'function')}`);
}
