import type { ASTNode, ASTOperator } from '@marcbachmann/cel-js';
import type { Json } from '../../core/index.js';
import type { Question, Reading, Term } from './evaluation.js';
import { AGEING_DIMENSION, FACT_VARIABLES, fieldsOf } from './facts.js';
import { adviceFor } from './known.js';
import type { Scope } from './scope.js';

/** Compiles an operand: a literal, a variable, a field, arithmetic, a text function, or a question used as a value. */
export function compileTerm(node: ASTNode, scope: Scope): Term {
  if (node.op === 'value') return literalTerm(node, scope);
  if (node.op === 'id') return variableTerm(node.args, node, scope);
  if (node.op === '.') return fieldTerm(node, scope);
  if (node.op === '[]') return memberTerm(scope.term(node.args[0]), scope.term(node.args[1]));
  if (node.op === '-_') return negated(scope.term(node.args));
  if (node.op === '?:') return chosen(node.args, scope);
  if (node.op === 'call' || node.op === 'rcall') return callTerm(node, scope);
  if (node.op === '+' || node.op === '-' || node.op === '*') return combined(scope.term(node.args[0]), scope.term(node.args[1]), ARITHMETIC[node.op]);
  const refusal = REFUSED.get(node.op);
  return refusal === undefined ? conditionTerm(node, scope) : scope.fail(node, refusal);
}

const ARITHMETIC: Readonly<Record<'+' | '-' | '*', (a: Json, b: Json) => Json>> = {
  '+': (a, b) => (typeof a === 'string' && typeof b === 'string' ? a + b : onNumbers(a, b, (x, y) => x + y)),
  '-': (a, b) => onNumbers(a, b, (x, y) => x - y),
  '*': (a, b) => onNumbers(a, b, (x, y) => x * y),
};

const onNumbers = (a: Json, b: Json, combine: (x: number, y: number) => number): Json =>
  typeof a === 'number' && typeof b === 'number' ? finite(combine(a, b)) : null;

/** Parts of CEL that policies leave out. */
const REFUSED: ReadonlyMap<ASTOperator, string> = new Map<ASTOperator, string>([
  ['/', '`/` is not part of policies; multiply the other side instead'],
  ['%', '`%` is not part of policies'],
  ['list', 'a list may only stand to the right of `in`'],
  ['map', 'maps are not part of policies'],
  ['.?', 'optional access is not part of policies; what is missing does not hold anyway'],
  ['[?]', 'optional access is not part of policies; what is missing does not hold anyway'],
]);

const MISSING: Pick<Term, 'plain' | 'literal'> = { plain: null, literal: null };

function literal(value: string | number | boolean): Term {
  return { read: () => value, readings: [], plain: null, literal: value };
}

function literalTerm(node: ASTNode & { op: 'value' }, scope: Scope): Term {
  const value = node.args;
  if (typeof value === 'bigint' && value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)) return literal(Number(value));
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return literal(value);
  if (value === null) return scope.fail(node, 'a comparison with `null` is always false; ask `unchecked(\'dimension\')` or `!known(value)` instead');
  return scope.fail(node, 'expected a text, a number, true or false');
}

function variableTerm(name: string, node: ASTNode, scope: Scope): Term {
  const variable = Object.hasOwn(FACT_VARIABLES, name) ? FACT_VARIABLES[name] : undefined;
  if (variable !== undefined) return reading({ name, dimension: null, ageing: false }, ({ facts }) => variable.read(facts));
  if (scope.dimensions.has(name)) return scope.fail(node, `\`${name}\` is a dimension, expected \`${name}.score\``);
  return scope.fail(node, `unknown variable \`${name}\`; ${adviceFor(name, [...scope.dimensions, ...Object.keys(FACT_VARIABLES)], 'variable')}`);
}

function dimensionTerm(dimension: string, field: string, node: ASTNode, scope: Scope): Term {
  const fields = Object.keys(fieldsOf(dimension));
  if (!fields.includes(field)) return scope.fail(node, `unknown field \`${dimension}.${field}\`, expected ${fields.map((name) => `\`${dimension}.${name}\``).join(', ')}`);
  const about = { name: `${dimension}.${field}`, dimension, ageing: dimension === AGEING_DIMENSION && field !== 'expired' };
  if (field === 'ageDays') return reading(about, ({ facts }) => finite(facts.ageDays));
  if (field === 'expired') return reading(about, ({ facts }) => facts.expired);
  return reading(about, ({ facts }) => (Object.hasOwn(facts.scores, dimension) ? finite(facts.scores[dimension]) : null));
}

function reading(about: Omit<Reading, 'read'>, read: Term['read']): Term {
  const plain = { ...about, read };
  return { read, readings: [plain], plain, literal: null };
}

const finite = (value: number | null | undefined): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null);

function fieldTerm(node: ASTNode & { op: '.' }, scope: Scope): Term {
  const [owner, field] = node.args;
  if (owner.op === 'id' && scope.dimensions.has(owner.args)) return dimensionTerm(owner.args, field, node, scope);
  return memberTerm(scope.term(owner), literal(field));
}

/** `owner.key` or `owner[key]`: own members of JSON objects and arrays only, so that no key reaches a prototype. */
function memberTerm(owner: Term, key: Term): Term {
  const name = owner.plain !== null && key.literal !== null ? `${owner.plain.name}${typeof key.literal === 'string' ? `.${key.literal}` : `[${String(key.literal)}]`}` : null;
  const read = (question: Question): Json => memberOf(owner.read(question), key.read(question));
  return name === null
    ? { ...MISSING, read, readings: [...owner.readings, ...key.readings] }
    : reading({ name, dimension: null, ageing: false }, read);
}

function memberOf(owner: Json, key: Json): Json {
  if (owner === null || typeof owner !== 'object') return null;
  if (isList(owner)) return typeof key === 'number' ? owner[key] ?? null : null;
  return typeof key === 'string' && Object.hasOwn(owner, key) ? owner[key] ?? null : null;
}

export const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

function combined(left: Term, right: Term, combine: (a: Json, b: Json) => Json): Term {
  return { ...MISSING, read: (question) => combine(left.read(question), right.read(question)), readings: [...left.readings, ...right.readings] };
}

function negated(term: Term): Term {
  if (typeof term.literal === 'number') return literal(-term.literal);
  return combined(literal(-1), term, ARITHMETIC['*']);
}

function chosen([test, yes, no]: readonly [ASTNode, ASTNode, ASTNode], scope: Scope): Term {
  const condition = scope.condition(test);
  const [then, otherwise] = [scope.term(yes), scope.term(no)];
  return {
    ...MISSING,
    read: (question) => (condition.holds(question) ? then : otherwise).read(question),
    readings: [...then.readings, ...otherwise.readings],
  };
}

/** A yes-or-no question used as a value: `path.startsWith('a') == canonical`. */
function conditionTerm(node: ASTNode, scope: Scope): Term {
  const condition = scope.condition(node);
  return { ...MISSING, read: (question) => condition.holds(question), readings: [] };
}

/** Functions that give a value. */
const TEXT_FUNCTIONS: Readonly<Record<string, (value: Json) => Json>> = {
  // ASCII only, as CEL defines them.
  lowerAscii: (value) => (typeof value === 'string' ? value.replace(/[A-Z]/gu, (letter) => letter.toLowerCase()) : null),
  upperAscii: (value) => (typeof value === 'string' ? value.replace(/[a-z]/gu, (letter) => letter.toUpperCase()) : null),
  size: sizeOf,
};

function callTerm(node: ASTNode & { op: 'call' | 'rcall' }, scope: Scope): Term {
  const [name, operands] = node.op === 'call' ? node.args : [node.args[0], [node.args[1], ...node.args[2]]];
  const apply = Object.hasOwn(TEXT_FUNCTIONS, name) ? TEXT_FUNCTIONS[name] : undefined;
  const [operand] = operands;
  if (apply === undefined || operand === undefined || operands.length !== 1) return conditionTerm(node, scope);
  const inner = scope.term(operand);
  return { ...MISSING, read: (question) => apply(inner.read(question)), readings: inner.readings };
}

/** Code points of a text, elements of a list, members of an object. */
function sizeOf(value: Json): Json {
  if (typeof value === 'string') {
    let points = 0;
    for (const _ of value) points++;
    return points;
  }
  if (value === null || typeof value !== 'object') return null;
  return isList(value) ? value.length : Object.keys(value).length;
}
