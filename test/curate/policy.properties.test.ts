import { Environment } from '@marcbachmann/cel-js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toJsonObject } from '../../src/core/index.js';
import { compilePolicy } from '../../src/curate/index.js';
import { ALL_BLOCKS, factsOf, findingOf } from './support.js';
import { cpuMs } from '../cpu-time.js';

const RULES = ['structure/placeholder', 'structure/garbled', 'freshness/stale'] as const;
const POINTS = [0, 0.25, 0.5, 0.75, 1];

/** Sound expressions of the language, by type. */
const { condition } = fc.letrec<{ number: string; text: string; condition: string }>((tie) => ({
  number: fc.oneof({ maxDepth: 3 },
    fc.constantFrom('structure.score', 'freshness.score', 'freshness.ageDays', 'authority', 'metadata.weight'),
    fc.constantFrom(...POINTS.map((point) => point.toFixed(2))),
    fc.tuple(tie('number'), fc.constantFrom('+', '-', '*'), tie('number')).map(([a, op, b]) => `(${a} ${op} ${b})`),
    tie('number').map((a) => `-(${a})`),
    fc.tuple(tie('condition'), tie('number'), tie('number')).map(([test, a, b]) => `(${test} ? ${a} : ${b})`)),
  text: fc.oneof({ maxDepth: 2 },
    fc.constantFrom('source', 'path', 'language', 'owner', 'metadata.status', 'metadata.deep.key', 'metadata["status"]', '"handbook"', '"a"', '""'),
    tie('text').map((a) => `${a}.upperAscii()`),
    fc.tuple(tie('text'), tie('text')).map(([a, b]) => `(${a} + ${b})`)),
  condition: fc.oneof({ maxDepth: 4 },
    fc.constantFrom('canonical', 'freshness.expired', 'true', 'false', 'metadata.draft == true', 'has(metadata.status)', 'has(metadata.nothing)', '"status" in metadata', '"b" in metadata.tags', 'tokens > 100'),
    fc.constantFrom(...RULES, 'structure/*').map((rule) => `fired("${rule}")`),
    fc.tuple(tie('number'), fc.constantFrom('<', '<=', '>', '>=', '==', '!='), tie('number')).map(([a, op, b]) => `${a} ${op} ${b}`),
    fc.tuple(tie('text'), fc.constantFrom('<', '==', '!='), tie('text')).map(([a, op, b]) => `${a} ${op} ${b}`),
    fc.tuple(tie('text'), fc.constantFrom('startsWith', 'endsWith', 'contains'), tie('text')).map(([a, f, b]) => `${a}.${f}(${b})`),
    fc.tuple(tie('text'), tie('text'), tie('text')).map(([a, b, c]) => `${a} in [${b}, ${c}]`),
    fc.tuple(tie('text'), fc.constantFrom('<', '>=', '=='), fc.nat(20)).map(([a, op, n]) => `size(${a}) ${op} ${n}`),
    fc.tuple(tie('condition'), fc.constantFrom('&&', '||', '==', '!='), tie('condition')).map(([a, op, b]) => `(${a}) ${op} (${b})`),
    fc.tuple(tie('condition'), tie('condition'), tie('condition')).map(([a, b, c]) => `((${a}) ? (${b}) : (${c}))`),
    tie('condition').map((a) => `!(${a})`)),
}));

const word = fc.constantFrom('handbook', 'a', 'A', 'ab', '', 'people/leave.md', 'en');
const point = fc.constantFrom(...POINTS);
/** Facts without gaps: on these CEL's own meaning and ours must be one. */
const facts = fc.record({
  structure: point, freshness: point, ageDays: fc.nat(1000), authority: point, expired: fc.boolean(), canonical: fc.boolean(), tokens: fc.nat(200),
  source: word, path: word, language: word, owner: word, fired: fc.subarray([...RULES]),
  metadata: fc.record({ weight: point, status: word, draft: fc.boolean(), tags: fc.array(word, { maxLength: 3 }), deep: fc.record({ key: word }) }),
});

function celAnswer(expression: string, { structure, freshness, ageDays, expired, tokens, fired, ...plain }: typeof facts extends fc.Arbitrary<infer F> ? F : never): unknown {
  const env = new Environment({ limits: { maxDepth: 200 }, homogeneousAggregateLiterals: false });
  for (const name of ['source', 'path', 'language', 'owner']) env.registerVariable(name, 'string');
  env.registerVariable('canonical', 'bool').registerVariable('tokens', 'int').registerVariable('authority', 'double').registerVariable('metadata', 'map<string, dyn>');
  env.registerVariable({ name: 'structure', schema: { score: 'double' } });
  env.registerVariable({ name: 'freshness', schema: { score: 'double', ageDays: 'double', expired: 'bool' } });
  env.registerFunction('fired(string): bool', (rule: string) => fired.some((id) => (rule.endsWith('/*') ? id.startsWith(rule.slice(0, -1)) : id === rule)));
  return env.evaluate(expression, { ...plain, tokens: BigInt(tokens), structure: { score: structure }, freshness: { score: freshness, ageDays, expired } });
}

describe('policy properties', () => {
  it('agrees with cel-js itself on facts without gaps', () => {
    let [yes, no] = [0, 0];
    fc.assert(fc.property(condition, facts, (expression, { structure, freshness, fired, ...rest }) => {
      const policy = compilePolicy({ reject: [], quarantine: [expression] }, ALL_BLOCKS);
      const outcome = policy.evaluate(factsOf({ ...rest, scores: { structure, freshness }, findings: fired.map((rule) => findingOf(rule)) }));
      const expected = celAnswer(expression, { structure, freshness, fired, ...rest });
      if (expected === true) yes++;
      else no++;
      expect(outcome.status).toBe(expected === true ? 'quarantined' : 'accepted');
      expect(outcome.reasons.length > 0).toBe(outcome.status === 'quarantined');
    }), { numRuns: 1_500 });
    expect(Math.min(yes, no)).toBeGreaterThan(150);
  });

  it('never throws and always answers, whatever is missing or hostile', () => {
    const anything = fc.record({
      scores: fc.dictionary(fc.constantFrom('structure', 'freshness', '__proto__', 'toString'), fc.constantFrom(null, Number.NaN, Number.POSITIVE_INFINITY, 0.5)),
      ageDays: fc.constantFrom(null, Number.NaN, 3), owner: fc.constantFrom(null, 'x'), language: fc.constantFrom(null, 'en'),
      metadata: fc.oneof(fc.object().map(toJsonObject), fc.constant(toJsonObject(JSON.parse('{"__proto__":{"status":"x"},"constructor":1}')))),
      findings: fc.array(fc.constantFrom(...RULES).map((rule) => findingOf(rule))),
    });
    fc.assert(fc.property(condition, anything, (expression, changes) => {
      const policy = compilePolicy({ reject: [], quarantine: [expression] }, ALL_BLOCKS);
      const outcome = policy.evaluate(factsOf(changes));
      expect(outcome.reasons.length > 0).toBe(outcome.status === 'quarantined');
    }), { numRuns: 1_000 });
  });

  it('gives equal outcomes for findings in any order', () => {
    const findings = fc.array(fc.tuple(fc.constantFrom(...RULES), fc.constantFrom('info', 'warning', 'error'), fc.nat(5)), { maxLength: 12 })
      .map((rows) => rows.map(([rule, severity, start]) => findingOf(rule, severity, { span: { start, end: start + 1 } })));
    const policy = compilePolicy({ reject: [], quarantine: ['structure.score < 0.5', 'fired("freshness/*")', 'fired("structure/garbled")'] }, ALL_BLOCKS);
    fc.assert(fc.property(findings, fc.func(fc.nat()), (list, rank) => {
      const shuffled = [...list].sort((a, b) => rank(a) - rank(b));
      const scores = { structure: 0.3 };
      expect(policy.evaluate(factsOf({ scores, findings: shuffled }))).toEqual(policy.evaluate(factsOf({ scores, findings: list })));
    }));
  });

  it('takes hostile metadata in linear time', () => {
    const huge = 'a'.repeat(1_000_000);
    const policy = compilePolicy({ reject: [], quarantine: ['metadata.note.contains("ab")', 'size(metadata.note) < 3', 'metadata.note.lowerAscii() == "x"', '"x" in metadata.list', 'metadata.note != "b"'] }, ALL_BLOCKS);
    const facts = factsOf({ metadata: { note: huge, list: Array.from({ length: 100_000 }, () => huge) } });
    const start = cpuMs();
    const { reasons } = policy.evaluate(facts);
    expect(cpuMs() - start).toBeLessThan(3_000);
    expect(reasons).toHaveLength(1);
    expect(reasons[0]?.message.length).toBeLessThan(400);
  });
});
