import { Environment, type ASTNode } from '@marcbachmann/cel-js';
import { FACT_VARIABLES, fieldsOf } from './facts.js';
import type { KnownBlocks } from './known.js';

/** Words that CEL keeps for itself (cel-spec, "Syntax"): a dimension of that name is reached by `unchecked('…')` and `fired('…/*')` only. */
const RESERVED = new Set([
  'as', 'break', 'const', 'continue', 'else', 'false', 'for', 'function', 'if', 'import', 'in', 'let', 'loop', 'namespace',
  'null', 'package', 'prototype', 'return', 'true', 'var', 'void', 'while', '__proto__',
]);

/** `type` is CEL's own name for the type of types. The checker is shown this name instead; it is as long, so that positions hold. */
const TYPE_ALIAS = '_typ';
/** A policy expression is a line or two; these only keep a runaway generated one from taking the process down. */
const LIMITS = { maxAstNodes: 2_000, maxDepth: 60, maxListElements: 1_000, maxCallArguments: 4 };

/** What is wrong with an expression, and where (half-open, UTF-16 units of the expression). */
export interface ExpressionProblem {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export interface PolicyLanguage {
  /** Dimensions that are variables. */
  readonly dimensions: readonly string[];
  parse(expression: string): ASTNode | ExpressionProblem;
  /** The type checker's complaint, `null` when the expression is a sound yes-or-no question. Expects known names (see compile). */
  check(expression: string, ast: ASTNode): ExpressionProblem | null;
}

/** The CEL environment for what the configured blocks measure. Used to parse and to check types; see compile.ts for why not to evaluate. */
export function policyLanguage(known: KnownBlocks): PolicyLanguage {
  // A list may hold texts and metadata side by side: `source in ['wiki', metadata.origin]`.
  const env = new Environment({ limits: LIMITS, homogeneousAggregateLiterals: false });
  for (const [name, { type }] of Object.entries(FACT_VARIABLES)) env.registerVariable(name === 'type' ? TYPE_ALIAS : name, type);
  const dimensions = [...new Set(known.dimensions)].filter((name) => /^[A-Za-z_]\w*$/u.test(name) && !RESERVED.has(name) && !env.hasVariable(name));
  for (const name of dimensions) env.registerVariable({ name, schema: fieldsOf(name) });
  env.registerFunction('fired(string): bool', () => false);
  env.registerFunction('unchecked(string): bool', () => false);
  env.registerFunction('known(dyn): bool', () => false);
  return {
    dimensions,
    parse(expression) {
      try {
        return env.parse(expression).ast;
      } catch (error) {
        return problemOf(error, expression);
      }
    },
    check(expression, ast) {
      const result = env.check(withTypeAlias(expression, ast));
      if (!result.valid) return problemOf(result.error, expression);
      if (result.type === 'bool') return null;
      const whole = { start: 0, end: expression.length };
      if (result.type === 'dyn') return { ...whole, text: `it may be anything, expected true or false; compare it: \`${expression} == true\`` };
      return { ...whole, text: `it gives ${nameOf(result.type ?? 'nothing')}, expected true or false; compare it with something` };
    },
  };
}

export function isProblem(result: ASTNode | ExpressionProblem): result is ExpressionProblem {
  return 'text' in result;
}

function problemOf(error: unknown, expression: string): ExpressionProblem {
  const { summary, code, range } = error as { summary?: string; code?: string; range?: { start: number; end: number } };
  const text = (summary ?? String(error)).split(TYPE_ALIAS).join('type').replace(/\$(\w+)/gu, 'dimension `$1`');
  return { text: `${text}${hintFor(code, text)}`, start: range?.start ?? 0, end: range?.end ?? expression.length };
}

function hintFor(code: string | undefined, text: string): string {
  if (code !== 'no_such_overload') return '';
  if (text.includes('dimension `')) return '; a dimension is compared by its `.score`';
  if (/\bdouble\b.*\bint\b|\bint\b.*\bdouble\b/u.test(text)) return '; write the whole number with a point: `1.0` for `1`';
  return '; both sides must be of one type';
}

function nameOf(type: string): string {
  if (type === 'double' || type === 'int') return 'a number';
  return type === 'string' ? 'a text' : type.startsWith('$') ? 'a dimension' : `a ${type}`;
}

/** The nodes directly under a node. */
function childrenOf(node: ASTNode): readonly ASTNode[] {
  if (node.op === 'value' || node.op === 'id') return [];
  if (node.op === '.' || node.op === '.?') return [node.args[0]];
  if (node.op === 'call') return node.args[1];
  if (node.op === 'rcall') return [node.args[1], ...node.args[2]];
  if (node.op === 'map') return node.args.flat();
  return node.op === '!_' || node.op === '-_' ? [node.args] : node.args;
}

function withTypeAlias(expression: string, ast: ASTNode): string {
  const found: number[] = [];
  const visit = (node: ASTNode): void => {
    if (node.op === 'id' && node.args === 'type') found.push(node.start);
    childrenOf(node).forEach(visit);
  };
  visit(ast);
  const units = found.sort((a, b) => b - a);
  return units.reduce((text, at) => `${text.slice(0, at)}${TYPE_ALIAS}${text.slice(at + TYPE_ALIAS.length)}`, expression);
}
