import { describe, expect, it } from 'vitest';
import { compilePolicy, DEFAULT_POLICY, defaultPolicyFor, MAX_REASONS, type PolicyFacts } from '../../src/curate/index.js';
import { ALL_BLOCKS, factsOf, findingOf } from './support.js';

const quarantining = (...quarantine: string[]) => compilePolicy({ reject: [], quarantine }, ALL_BLOCKS);
const holds = (expression: string, facts: Partial<PolicyFacts> = {}): boolean => quarantining(expression).evaluate(factsOf(facts)).status === 'quarantined';

describe('outcome', () => {
  it('accepts what no expression holds for', () => {
    expect(quarantining('structure.score < 0.5').evaluate(factsOf())).toEqual({ status: 'accepted', reasons: [] });
  });

  it('looks at reject before quarantine', () => {
    const policy = compilePolicy({ reject: ['structure.score < 0.15'], quarantine: ['structure.score < 0.5'] }, ALL_BLOCKS);
    const statusAt = (structure: number) => policy.evaluate(factsOf({ scores: { structure } })).status;
    expect([0.1, 0.15, 0.3, 0.5, 0.9].map(statusAt)).toEqual(['rejected', 'quarantined', 'quarantined', 'accepted', 'accepted']);
  });

  it('has a key that follows the expressions and their order', () => {
    const keyOf = (reject: string[], quarantine: string[]) => compilePolicy({ reject, quarantine }, ALL_BLOCKS).key;
    expect(keyOf([], ['canonical'])).toMatch(/^policy@[0-9a-f]{12}$/u);
    expect(keyOf([], ['canonical'])).toBe(keyOf([], ['canonical']));
    expect(new Set([keyOf([], ['canonical']), keyOf(['canonical'], []), keyOf([], ['!canonical']), keyOf([], [])]).size).toBe(4);
  });
});

describe('expressions', () => {
  it.each<[string, boolean]>([
    ['structure.score < 0.95', true], ['structure.score > 0.95', false], ['structure.score == 0.9', true], ['0.5 < structure.score', true],
    ['structure.score >= 0.9 && structure.score <= 0.9', true], ['structure.score * 0.5 + freshness.score * 0.5 < 0.86', true],
    ['structure.score - freshness.score > 0.05', true], ['-structure.score < -0.5', true], ['freshness.score < structure.score', true],
    ['freshness.ageDays > 99', true], ['freshness.expired', false], ['!freshness.expired', true],
    ['canonical', true], ['canonical == false', false], ['canonical ? tokens > 100 : tokens > 1000', true], ['(canonical ? 1 : 2) == 1', true],
    ['source == "handbook"', true], ['source in ["wiki", "handbook"]', true], ['source in ["wiki", "blog"]', false],
    ['path.startsWith("people/")', true], ['path.endsWith(".md") && !path.contains("draft")', true], ['size(path) == 15', true], ['path.size() < 3', false],
    ['type == "policy"', true], ['type.startsWith("pol")', true], ['type != "how-to"', true], ['mediaType == "text/" + "markdown"', true],
    ['language.upperAscii() == "EN"', true], ['authority < 0.6', true], ['tokens < 121', true], ['tokens + 1 == 121', true], ['tokens - 120 == 0', true],
    ['unchecked("contradiction")', true], ['unchecked("structure")', false], ['known(owner)', true], ['known(access)', false],
    ['source == "wiki" || path.startsWith("people/") == canonical', true],
  ])('%s gives %s', (expression, expected) => {
    expect(holds(expression)).toBe(expected);
  });

  it('asks for rules by id and by dimension', () => {
    const findings = [findingOf('structure/placeholder')];
    expect(holds('fired("structure/placeholder")', { findings })).toBe(true);
    expect(holds('fired("structure/garbled")', { findings })).toBe(false);
    expect(holds('fired("structure/*")', { findings })).toBe(true);
    expect(holds('fired("freshness/*")', { findings })).toBe(false);
  });
});

describe('what is missing', () => {
  const undated: Partial<PolicyFacts> = { scores: { structure: 0.9, freshness: null }, ageDays: null };

  it.each(['<', '<=', '>', '>=', '==', '!='])('freshness.score %s 0.5 does not hold without a score, on either side', (operator) => {
    expect(holds(`freshness.score ${operator} 0.5`, undated)).toBe(false);
    expect(holds(`0.5 ${operator} freshness.score`, undated)).toBe(false);
    expect(holds(`freshness.score ${operator} structure.score`, undated)).toBe(false);
    expect(holds(`freshness.score * 2.0 ${operator} 0.5`, undated)).toBe(false);
    expect(holds(`contradiction.score ${operator} contradiction.score`)).toBe(false);
    expect(holds(`freshness.ageDays ${operator} 100.0`, undated)).toBe(false);
    expect(holds(`freshness.score ${operator} 0.5`, { scores: {} })).toBe(false);
    expect(holds(`freshness.score ${operator} 0.5`, { scores: { freshness: Number.NaN } })).toBe(false);
  });

  it('is the comparison that does not hold, so its negation does', () => {
    expect(holds('!(freshness.score < 0.5)', undated)).toBe(true);
    expect(holds('unchecked("freshness")', undated)).toBe(true);
    expect(holds('known(freshness.score)', undated)).toBe(false);
  });

  it.each([
    'metadata.status == "draft"', 'metadata.status != "draft"', 'metadata.a.b.c == "x"', 'metadata.tags[7] == "x"', '"x" in metadata.tags', 'metadata.draft == true',
    'metadata.year < 2000', 'metadata.name.startsWith("x")', 'size(metadata.tags) == 0', 'has(metadata.status)', 'has(metadata.a.b)', 'metadata.a + 1 > 0',
    'metadata["constructor"] != "x"', 'has(metadata.toString)', '"__proto__" in metadata', 'known(metadata.tags[0])', 'metadata.flag && canonical',
  ])('%s does not hold and does not throw without the key', (expression) => {
    expect(holds(expression)).toBe(false);
  });

  it('reads metadata that is there', () => {
    const metadata = { status: 'draft', year: 1999, tags: ['x', 'y'], a: { b: { c: 'x' } }, draft: true, nothing: null };
    for (const expression of ['metadata.status == "draft"', 'metadata.year < 2000', 'metadata.year == 1999', '"y" in metadata.tags', 'metadata.a.b.c == "x"', 'metadata["a"]["b"].c == "x"',
      'metadata.tags[1] == "y"', 'metadata.draft', 'metadata.draft == true', 'size(metadata.tags) == 2', '"status" in metadata', 'has(metadata.a.b)', '!has(metadata.nothing)']) {
      expect([expression, quarantining(`${expression} && true`).evaluate(factsOf({ metadata })).status]).toEqual([expression, 'quarantined']);
    }
  });

  it('does not compare values of different kinds, not even by !=', () => {
    const metadata = { year: '2020', list: [1], object: {} };
    for (const expression of ['metadata.year == 2020', 'metadata.year != 2020', 'metadata.year < 3000', 'metadata.list != 1', 'metadata.list == metadata.list', 'metadata.object != "x"']) {
      expect([expression, holds(expression, { metadata })]).toEqual([expression, false]);
    }
  });
});

describe('reasons', () => {
  it('are the findings the expression rested on', () => {
    const [seen, other, stale] = [findingOf('structure/placeholder', 'error', { span: { start: 3, end: 7 } }), findingOf('structure/too-short'), findingOf('freshness/stale')];
    const facts = factsOf({ scores: { structure: 0.2, freshness: 0.9 }, findings: [other, stale, seen] });
    expect(quarantining('fired("structure/placeholder")').evaluate(facts).reasons).toEqual([{ ...seen, expression: 'fired("structure/placeholder")' }]);
    expect(quarantining('structure.score < 0.5 || freshness.score < 0.25').evaluate(facts).reasons.map(({ rule }) => rule)).toEqual(['structure/placeholder', 'structure/too-short']);
    expect(quarantining('!fired("structure/garbled") && fired("freshness/*")').evaluate(facts).reasons.map(({ rule }) => rule)).toEqual(['freshness/stale']);
    expect(quarantining('!(structure.score >= 0.5)').evaluate(facts).reasons.map(({ rule }) => rule)).toEqual(['structure/placeholder', 'structure/too-short']);
  });

  it('name what was seen and expected where there is no finding', () => {
    const reasonOf = (expression: string, facts: Partial<PolicyFacts> = {}) => quarantining(expression).evaluate(factsOf(facts)).reasons.map(({ rule, message, seen, expected }) => ({ rule, message, seen, expected }));
    expect(reasonOf('structure.score < 0.95')).toEqual([{ rule: 'policy/expression', message: 'Unexpected structure.score 0.9, expected at least 0.95', seen: 'structure.score 0.9', expected: 'at least 0.95' }]);
    expect(reasonOf('0.5 < structure.score')[0]?.message).toBe('Unexpected structure.score 0.9, expected at most 0.5');
    expect(reasonOf('type == "policy"')[0]?.message).toBe('Unexpected type `policy`, expected other than `policy`');
    expect(reasonOf('type != "how-to"')[0]?.message).toBe('Unexpected type `policy`, expected `how-to`');
    expect(reasonOf('path.startsWith("people/") && tokens > 5')[0]?.message)
      .toBe('Unexpected path `people/leave.md`, tokens 120, expected no match for `path.startsWith("people/") && tokens > 5`');
    expect(reasonOf('unchecked("contradiction")')[0]?.message).toBe('Unexpected missing contradiction.score, expected no match for `unchecked("contradiction")`');
    expect(reasonOf('!known(access)')[0]?.message).toBe('Unexpected missing access, expected no match for `!known(access)`');
    expect(reasonOf('true')[0]?.message).toBe('Unexpected match, expected no match for `true`');
    expect(reasonOf('metadata.note == "x\u202E\\ny"', { metadata: { note: 'x\u202E\ny' } })[0]?.message).toContain('`x\\u{202e} y`');
  });

  it('do not print what changes overnight', () => {
    const policy = quarantining('freshness.score < 0.9', 'freshness.ageDays > 50', 'freshness.score + structure.score < 1.9', 'freshness.ageDays > 20 && canonical');
    const tonight = policy.evaluate(factsOf({ scores: { structure: 0.9, freshness: 0.8 }, ageDays: 100 }));
    const tomorrow = policy.evaluate(factsOf({ scores: { structure: 0.9, freshness: 0.79 }, ageDays: 101 }));
    expect(tonight.reasons).toHaveLength(4);
    expect(tomorrow).toEqual(tonight);
    expect(tonight.reasons.map(({ message }) => message)).toContain('Unexpected freshness.score below 0.9, expected at least 0.9');
  });

  it('come once, worst first, in an order that the findings\' does not change', () => {
    const findings = [findingOf('structure/too-short', 'info'), findingOf('structure/garbled', 'error'), findingOf('structure/placeholder'), findingOf('duplication/near')];
    const policy = quarantining('structure.score < 0.5', 'fired("structure/garbled")', 'fired("duplication/*")');
    const facts = { scores: { structure: 0.3 } };
    const { reasons } = policy.evaluate(factsOf({ ...facts, findings }));
    expect(reasons.map(({ rule }) => rule)).toEqual(['structure/garbled', 'duplication/near', 'structure/placeholder', 'structure/too-short']);
    expect(reasons[0]?.expression).toBe('structure.score < 0.5');
    expect(policy.evaluate(factsOf({ ...facts, findings: [...findings].reverse() })).reasons).toEqual(reasons);
  });

  it('are capped, keeping the worst', () => {
    const findings = Array.from({ length: 5_000 }, (_, start) => findingOf('structure/garbled', start === 4_321 ? 'error' : 'warning', { span: { start, end: start + 1 } }));
    const { reasons } = quarantining('fired("structure/*")').evaluate(factsOf({ findings }));
    expect(reasons).toHaveLength(MAX_REASONS);
    expect(reasons[0]).toMatchObject({ severity: 'error', span: { start: 4_321 } });
  });
});

describe('mistakes', () => {
  const faultOf = (expression: string, known = ALL_BLOCKS): string => {
    try {
      compilePolicy({ reject: [], quarantine: ['canonical', expression] }, known);
    } catch (error) {
      expect(error).toMatchObject({ name: 'WinnowError', code: 'policy-invalid', exitCode: 2 });
      return (error as Error).message;
    }
    throw new Error(`accepted: ${expression}`);
  };

  it.each<[string, RegExp]>([
    ['frehsness.score < 0.2', /^policy\.quarantine\[1\] `frehsness\.score < 0\.2` at `frehsness` \(character 1\): unknown variable `frehsness`; did you mean `freshness`\?$/u],
    ['canonical && fresness', /at `fresness` \(character 14\): unknown variable `fresness`; did you mean `freshness`/u],
    ['kind == "x"', /unknown variable `kind`; expected one of: access, authority, canonical/u],
    ['_typ == "x"', /unknown variable `_typ`/u],
    ['structure < 0.5', /`structure` is a dimension, expected `structure\.score`/u],
    ['structure.scor < 0.5', /unknown field `structure\.scor`, expected `structure\.score`/u],
    ['structure.ageDays < 5', /unknown field/u],
    ['fired("freshness/stael")', /unknown rule `freshness\/stael`; did you mean `freshness\/stale`\?/u],
    ['fired("frehsness/*")', /unknown rule `frehsness\/\*`/u],
    ['fired(path)', /expected a text written out, as in `fired\('dimension\/name'\)`/u],
    ['fired("structure/garbled", "x")', /`fired` was given other arguments/u],
    ['unchecked("freshnes")', /unknown dimension `freshnes`; did you mean `freshness`/u],
    ['structure.score', /it gives a number, expected true or false/u],
    ['path', /it gives a text, expected true or false/u],
    ['metadata.draft', /compare it: `metadata\.draft == true`/u],
    ['structure.score == 1', /no such overload: double == int; write the whole number with a point/u],
    ['structure.score < "x"', /no such overload: double < string; both sides must be of one type/u],
    ['type < 3', /no such overload: string < int/u],
    ['freshness.score == null', /a comparison with `null` is always false/u],
    ['metadata.x == null', /ask `unchecked\('dimension'\)` or `!known\(value\)`/u],
    ['path.matches("(a+)+$")', /`matches` is not part of policies; use `startsWith`/u],
    ['path.startWith("x")', /unknown function `startWith`; did you mean `startsWith`/u],
    ['frd("x")', /unknown function `frd`/u],
    ['metadata.tags.exists(t, t == "x")', /unknown function `exists`/u],
    ['[1, 2] == [1, 2]', /a list may only stand to the right of `in`/u],
    ['{"a": 1}["a"] == 1', /maps are not part of policies/u],
    ['tokens / 2 > 3', /`\/` is not part of policies/u],
    ['tokens > 99999999999999999', /expected a text, a number/u],
    ['b"x" == b"x"', /expected a text, a number/u],
    ['structure.score <', /Unexpected token: EOF/u],
    ['structure.score < 0.5 &&& true', /Unexpected character: &/u],
    ['"unfinished', /Unterminated string/u],
    ['', /Unexpected token: EOF/u],
    [`${'('.repeat(500)}true${')'.repeat(500)}`, /Exceeded maxDepth/u],
    [`true${' && true'.repeat(3_000)}`, /Exceeded maxAstNodes/u],
  ])('%s', (expression, message) => {
    expect(faultOf(expression)).toMatch(message);
  });

  it('say which block to add', () => {
    const few = { dimensions: ['structure'], rules: ['structure/garbled'] };
    expect(faultOf('fired("duplication/near")', few)).toContain('no configured block measures it; add `join: [{ use: duplication }]` to the pipeline');
    expect(faultOf('fired("freshness/superseded")', few)).toContain('add `join: [{ use: supersession }]`');
    expect(faultOf('freshness.score < 0.2', few)).toContain('add `score: [{ use: freshness }]`');
    expect(faultOf('unchecked("contradiction")', few)).toContain('add `join: [{ use: contradiction }]`');
    expect(faultOf('fired("pii/email")', { dimensions: [], rules: [] })).toContain('no configured block brings any rule');
  });

  it('are all reported at once', () => {
    expect(() => compilePolicy({ reject: ['nope.score < 1'], quarantine: ['canonical', 'path'] }, ALL_BLOCKS)).toThrow(/policy\.reject\[0\][^\n]+\npolicy\.quarantine\[1\]/u);
  });
});

describe('dimensions of outside blocks', () => {
  it('are variables when CEL can name them', () => {
    const known = { dimensions: ['pii', 'path', 'in', 'two-words', 'constructor', 'list', 'pii'], rules: ['pii/email', 'two-words/x'] };
    const policy = compilePolicy({ reject: [], quarantine: ['pii.score < 0.5', 'unchecked("two-words") && fired("two-words/*")', 'constructor.score < 0.5'] }, known);
    expect(policy.evaluate(factsOf({ scores: { pii: 0.4, 'two-words': 1 } })).status).toBe('quarantined');
    expect(policy.evaluate(factsOf({ scores: { pii: 0.6 } })).status).toBe('accepted');
    expect(() => compilePolicy({ reject: [], quarantine: ['path.score < 0.5'] }, known)).toThrow(/policy-invalid|Cannot index|path/u);
  });
});

describe('the default policy', () => {
  const policy = compilePolicy(defaultPolicyFor(ALL_BLOCKS), ALL_BLOCKS);

  it('fits all built-in blocks', () => {
    expect(defaultPolicyFor(ALL_BLOCKS)).toEqual(DEFAULT_POLICY);
  });

  it('drops what is about blocks that are not configured', () => {
    const noJoins = { dimensions: ['structure', 'freshness'], rules: ALL_BLOCKS.rules.filter((rule) => /^(structure|freshness)\/(?!superseded|sole-source|outdated-version)/u.test(rule)) };
    expect(defaultPolicyFor(noJoins)).toEqual({
      reject: ['structure.score < 0.15'],
      quarantine: ['structure.score < 0.5', 'freshness.score < 0.25', 'fired(\'freshness/expired\')', 'fired(\'freshness/future-date\')', 'fired(\'freshness/deprecated\')', 'fired(\'structure/glyph-rubbish\')'],
    });
    expect(defaultPolicyFor({ dimensions: [], rules: [] })).toEqual({ reject: [], quarantine: [] });
  });

  it.each<[string, Partial<PolicyFacts>, string]>([
    ['a sound chunk', {}, 'accepted'],
    ['an undated chunk', { scores: { structure: 1, freshness: null }, ageDays: null, findings: [findingOf('freshness/undated', 'info')] }, 'accepted'],
    ['a stale chunk', { scores: { structure: 1, freshness: 0.2 } }, 'quarantined'],
    ['a worthless chunk', { scores: { structure: 0.1 } }, 'rejected'],
    ['the kept copy', { findings: [findingOf('duplication/near')] }, 'accepted'],
    ['the other copy', { canonical: false, findings: [findingOf('duplication/near')] }, 'quarantined'],
    ['a possible contradiction', { findings: [findingOf('contradiction/possible', 'info')] }, 'accepted'],
    ['a likely contradiction', { findings: [findingOf('contradiction/likely')] }, 'quarantined'],
    ['invisible text', { findings: [findingOf('safety/invisible-text')] }, 'quarantined'],
    ['an expired chunk', { scores: { structure: 1, freshness: 0 }, expired: true, findings: [findingOf('freshness/expired')] }, 'quarantined'],
  ])('takes %s right', (_what, facts, status) => {
    expect(policy.evaluate(factsOf(facts)).status).toBe(status);
  });
});

describe('thresholds', () => {
  it('are the numbers that scores and ages are compared with', () => {
    const { thresholds } = quarantining('freshness.score < 0.25 || 0.5 > freshness.score', 'freshness.ageDays >= 700', 'structure.score < 0.1', 'freshness.score <= 0.5');
    expect(thresholds).toEqual({ scores: [0.25, 0.5, 0.5000000000000001], ageDays: [700], daily: false });
  });

  it.each(['freshness.score < structure.score', 'freshness.score * 2.0 < 0.5', 'freshness.score in [0.5]', '(canonical ? freshness.score : 1.0) < 0.5', 'freshness.ageDays - 1.0 > 5.0'])(
    '%s is asked every day', (expression) => {
      expect(quarantining(expression).thresholds.daily).toBe(true);
    });
});
