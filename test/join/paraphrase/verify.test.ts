import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defineEmbeddings, uuidOf, type EdgeDraft, type JoinInput } from '../../../src/core/index.js';
import { paraphraseJoin } from '../../../src/join/paraphrase/index.js';
import { cosineOf, unitOf } from '../../../src/core/signs.js';
import { joinContract, joinInput, runJoin } from '../../contract/join.js';
import { BagEmbeddings, PARAPHRASES, meaningOf } from './embedder.js';

const options = paraphraseJoin.options.parse({ embeddings: 'bag', cosine: 0.7 });
const none = { nodes: 0, frequency: () => 0 };
const embedded = (part: Partial<JoinInput> & { text: string }): JoinInput => joinInput({ embedding: Float32Array.from(meaningOf(part.text)), ...part });
const side = (part: Partial<JoinInput> & { text: string }) => {
  const input = embedded(part);
  return { input, prepared: paraphraseJoin.prepare(input, options) };
};
type Given = Partial<JoinInput> & { text: string };
const verify = (a: Given | string, b: Given | string): EdgeDraft | undefined => {
  const given = (one: Given | string): Given => (typeof one === 'string' ? { text: one } : one);
  return paraphraseJoin.verify(side({ path: 'a.md', ...given(a) }), side({ path: 'b.md', ...given(b) }), options, none)[0];
};
const [LEASE, RENT] = PARAPHRASES[0] ?? ['', ''];

describe('a paraphrase', () => {
  test.each(PARAPHRASES)('is found by the cosine, though it shares no run of words: %s', (a, b) => {
    expect(verify(a, b)).toMatchObject({ kind: 'near-duplicate', certainty: 'likely', cue: null, differs: null, method: 'cosine bag >= 0.7' });
  });

  test('has the exact cosine as its score', () => {
    const [a, b] = [LEASE, RENT].map((text) => unitOf(Float32Array.from(meaningOf(text))) ?? new Float32Array());
    expect(verify(LEASE, RENT)?.score).toBeCloseTo(cosineOf(a ?? new Float32Array(), b ?? new Float32Array()), 3);
  });

  test('quotes no more than the start of a long text', () => {
    const tail = ` ${'Lease, policy, check. '.repeat(200)}`;
    const edge = verify({ text: LEASE + tail, offset: 7 }, RENT + tail.replaceAll('Lease, policy, check', 'Rent, insurance, inspection'));
    expect(edge?.a.quote).toBe((LEASE + tail).slice(0, 200));
    expect(edge?.a.span).toEqual({ start: 7, end: 207 });
  });

  test('in a language whose words of denial are not known is only possible', () => {
    expect(verify({ text: LEASE, language: 'sv' }, { text: RENT, language: 'sv' })?.certainty).toBe('possible');
    expect(verify({ text: LEASE, language: null }, { text: RENT, language: 'en-GB' })?.certainty).toBe('likely');
  });
});

describe('is no paraphrase', () => {
  test.each<[string, Given, Given]>([
    ['a translation', { text: LEASE, language: 'en' }, { text: RENT, language: 'de' }],
    ['another section of the same document', { text: LEASE, documentId: uuidOf('document', 'one') }, { text: RENT, documentId: uuidOf('document', 'one') }],
    ['a text on another platform', { text: LEASE, headingPath: ['Windows'] }, { text: RENT, headingPath: ['macOS'] }],
    ['the same page of an old version', { text: LEASE, path: 'v1/lease.md' }, { text: RENT, path: 'lease.md' }],
    ['a text under another name in the same words', { text: LEASE, headingPath: ['GET /users'] }, { text: RENT, headingPath: ['GET /teams'] }],
    ['a copy, which the duplication join finds', { text: LEASE }, { text: `${LEASE} See below.` }],
    ['an excerpt, which it finds too', { text: LEASE }, { text: LEASE.split('. ').slice(1).join('. ') }],
    ['a text about something else', { text: LEASE }, { text: PARAPHRASES[1]?.[0] ?? '' }],
  ])('%s', (_what, a, b) => {
    expect(verify(a, b)).toBeUndefined();
  });
});

describe('texts of one meaning that differ in a fact keep the difference', () => {
  const rent = (from: string, to: string): string => {
    expect(RENT).toContain(from);
    return RENT.replace(from, to);
  };
  test.each([
    ['a number', LEASE, rent('3 years', '4 years'), 'number', ['3 years', '4 years']],
    ['a spelled number', LEASE, rent('3 years', 'four years'), 'number', ['3 years', 'four years']],
    ['a number that one side lacks', LEASE, rent('For 3 years a', 'A'), 'number', ['3 years', '']],
    ['a limit turned round', LEASE.replace('for 3 years', 'for at least 3 years'), rent('For 3 years', 'For at most 3 years'), 'number', ['3 years', '3 years']],
    ['a code', `${LEASE} Form B17.`, `${RENT} Form B18.`, 'number', ['B17', 'B18']],
    ['a date', `${LEASE} It holds from 1 May 2024 on.`, `${RENT} It holds from 1 June 2024 on.`, 'date', ['1 May 2024', '1 June 2024']],
    ['a version', `${LEASE} See release 2.1.3 here.`, `${RENT} See release 2.2.0 here.`, 'version', ['2.1.3', '2.2.0']],
    ['a cross for a tick', `${LEASE} ✅`, `${RENT} ❌`, 'sign', ['✓', '✗']],
    ['a denial', LEASE, rent('has to be taken', 'is not taken'), 'negation', ['', 'not']],
    ['a prohibition', LEASE, rent('may be rented by', 'is prohibited for'), 'negation', ['', 'prohibited']],
    ['what is denied', `${LEASE} It is not insured, it is locked.`, `${RENT} It is insured, it is not locked.`, 'negation', ['insured', 'locked']],
    ['a modal', LEASE.replace('may lease', 'must lease'), rent('may be rented', 'can be rented').replace('has to be taken', 'can be taken'), 'modal', ['must', 'can']],
    ['an opposite', `${LEASE} Leasing is enabled.`, `${RENT} Renting is disabled.`, 'antonym', ['enabled', 'disabled']],
    ['only', LEASE.replace('Every employee', 'Only employees'), RENT, 'quantifier', ['Only', '']],
    ['a name', `${LEASE} Ask the Horizon team.`, `${RENT} Ask the Marlow team.`, 'entity', ['Horizon', 'Marlow']],
    ['a region', `${LEASE} This holds in germany.`, `${RENT} This holds in france.`, 'entity', ['germany', 'france']],
  ])('%s', (_what, a, b, cue, differs) => {
    expect(verify(a, b)).toMatchObject({ cue, differs });
    expect(verify(b, a)).toMatchObject({ cue, differs: [...differs].reverse() });
  });

  test.each([
    ['one amount in two units', LEASE.replace('3 years', '36 months'), RENT],
    ['a modal on one side only', LEASE, RENT.replace('has to be taken', 'is taken')],
    ['the same prohibition in two words', `${LEASE} It must not be sold.`, `${RENT} It is forbidden to sell it.`],
    ['the same count of a thing by another name', `${LEASE} 4 employees share one.`, `${RENT} One is shared by four people.`],
    ['a name on one side only', `${LEASE} Ask the Horizon team.`, `${RENT} Ask the team.`],
    ['once a year and annually', `${LEASE} Tyres change once a year.`, `${RENT} Tyres change annually.`],
  ])('%s is no difference', (_what, a, b) => {
    expect(verify(a, b)).toMatchObject({ cue: null, differs: null });
  });

  test('and nobody gives way for it', () => {
    const { outcomes } = runJoin(paraphraseJoin, [embedded({ text: LEASE, path: 'a.md' }), embedded({ text: rent('3 years', '5 years'), path: 'b.md' })], options);
    expect([...outcomes.values()].map(({ canonical, findings }) => [canonical, findings])).toEqual([[true, []], [true, []]]);
  });

  test('a table of hundreds of numbers is never merged, in whatever order', () => {
    const row = (at: number): string => `${at} bicycles`;
    const table = Array.from({ length: 300 }, (_, at) => row(at + 2));
    expect(verify(`${LEASE} ${table.join(', ')}`, `${RENT} ${[...table].reverse().join(', ')}`)?.cue).toBe('number');
  });
});

test.each<[string, (at: number) => string]>([
  ['modals', (at) => (at % 2 === 0 ? 'must' : 'may')], ['numbers', (at) => `${at} bicycles`], ['denials', () => 'not'], ['names', (at) => `the Bike${String.fromCharCode(97 + (at % 26))}`], ['signs', () => '≥ ✅'],
])('texts of nothing but %s are compared in little time', (_what, piece) => {
  const text = (first: number): string => `${first === 0 ? LEASE : RENT} ${Array.from({ length: 30_000 }, (_, at) => piece(at * 2 + first)).join(' ')}`;
  const before = process.cpuUsage();
  expect(verify({ text: text(0), embedding: Float32Array.of(1) }, { text: text(1), embedding: Float32Array.of(1) })).toBeDefined();
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1e6).toBeLessThan(5);
}, 60_000);

describe('a chunk takes no part', () => {
  const nodeOf = (part: Given): string | null => {
    const { input, prepared } = side(part);
    return paraphraseJoin.node(input, prepared, options, none);
  };
  test('whose vector says nothing', () => {
    expect(nodeOf({ text: LEASE, embedding: new Float32Array(8) })).toBeNull();
    const { embedding: _none, ...bare } = embedded({ text: LEASE });
    expect(paraphraseJoin.node(bare, paraphraseJoin.prepare(bare, options), options, none)).toBeNull();
  });
  test('and is not embedded with fewer than minWords', () => {
    expect(paraphraseJoin.embedding?.wants(embedded({ text: 'See also the lease of bicycles here' }), options)).toBe(false);
    expect(paraphraseJoin.embedding?.wants(embedded({ text: 'See also the lease of all bicycles here' }), options)).toBe(true);
    expect(paraphraseJoin.embedding?.wants(embedded({ text: '自転車を三年間借りる' }), options)).toBe(true);
  });
  test('never with vectors of another length', () => {
    expect(cosineOf(Float32Array.of(1, 0), Float32Array.of(1))).toBe(-1);
  });
});

const FLOWERS = 'rose iris lily tulip daisy aster violet poppy orchid peony clover heather'.split(' ');

describe('clusters', () => {
  /** Vectors in one plane, so many degrees apart, of texts that share nothing. */
  const at = (degrees: number, name: string, part: Partial<JoinInput> = {}): JoinInput => {
    const angle = (degrees / 180) * Math.PI;
    return joinInput({ text: `${name} says what it has to say in some eight words of ${name}`, path: `${name}.md`, embedding: Float32Array.of(Math.cos(angle), Math.sin(angle)), ...part });
  };
  const byPath = (inputs: readonly JoinInput[], with_ = options): Record<string, string | null> => {
    const { outcomes } = runJoin(paraphraseJoin, inputs, with_, { allPairs: true });
    return Object.fromEntries(inputs.map(({ id, path }) => [path, inputs.find((other) => other.id === outcomes.get(id)?.survivor)?.path ?? null]));
  };

  test('do not chain: everybody that gives way is near the one that is kept', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 180 }), { minLength: 2, maxLength: 12 }), (degrees) => {
      const inputs = degrees.map((degree, number) => at(degree, FLOWERS[number] ?? ''));
      const { outcomes, edges } = runJoin(paraphraseJoin, inputs, options, { allPairs: true });
      const near = new Set(edges.flatMap(({ aId, bId }) => [`${aId} ${bId}`, `${bId} ${aId}`]));
      for (const [id, { survivor, canonical }] of outcomes) {
        expect(canonical).toBe(survivor === null);
        if (survivor === null) continue;
        expect(near).toContain(`${id} ${survivor}`);
        expect(outcomes.get(survivor)?.canonical).toBe(true);
      }
    }));
  });

  test('keep the one of more authority, and say why', () => {
    const [one, other] = [at(0, 'rose'), at(20, 'lily', { authority: 0.9 })];
    const outcome = runJoin(paraphraseJoin, [one, other], options).outcomes.get(one.id);
    expect(outcome).toMatchObject({
      canonical: false, survivor: other.id, score: null,
      findings: [{
        rule: 'duplication/paraphrase', severity: 'warning', message: 'Unexpected paraphrase of `lily.md`: cosine `0.94` by `bag`, expected less than `0.7`',
        precedence: { relation: 'paraphrase', by: 'authority', kept: 0.9, copy: 0.5 },
      }],
    });
  });

  test('never take a chunk of the kept one\'s own document, another version or another access label', () => {
    const document = uuidOf('document', 'rose.md');
    const [text, copy] = [at(0, 'rose'), at(0, 'rose')];
    expect(byPath([text, at(10, 'iris', { declared: { version: '2' } })])).toEqual({ 'rose.md': null, 'iris.md': null });
    expect(byPath([text, at(10, 'iris', { access: 'hr' })])).toEqual({ 'rose.md': null, 'iris.md': null });
    // `iris` stands in a document of its own and, word for word, in that of `rose`.
    const twin = at(10, 'iris', { documentId: document, path: 'rose.md', id: 'z' });
    const { outcomes } = runJoin(paraphraseJoin, [{ ...copy, authority: 0.9 }, at(10, 'iris'), twin], options, { allPairs: true });
    expect([outcomes.get(twin.id)?.canonical, outcomes.get(at(10, 'iris').id)?.canonical]).toEqual([true, false]);
  });

  test('of texts that may be paraphrases hold nobody back', () => {
    const inputs = [at(0, 'rose', { language: 'sv' }), at(10, 'iris', { language: 'sv' })];
    const { outcomes } = runJoin(paraphraseJoin, inputs, options);
    expect([...outcomes.values()].map(({ canonical }) => canonical)).toEqual([true, true]);
    expect([...outcomes.values()].flatMap(({ findings }) => findings)).toMatchObject([{ severity: 'info', message: expect.stringContaining('possible paraphrase') as string }]);
  });
});

describe('options', () => {
  test('without embeddings are refused with what is expected', () => {
    const parsed = paraphraseJoin.options.safeParse({});
    expect(JSON.stringify(parsed.error?.issues)).toContain('expected the id of embeddings that a plugin exports');
    expect(paraphraseJoin.options.safeParse({ embeddings: {} }).success).toBe(false);
    expect(paraphraseJoin.options.safeParse({ embeddings: defineEmbeddings({ id: 'bag', version: 1, create: () => new BagEmbeddings() }) }).success).toBe(true);
  });
  test.each([{ cosine: 0.2 }, { cosine: 1 }, { recall: 1 }, { shared: 0 }, { minWords: 0 }])('out of range are refused: %o', (change) => {
    expect(paraphraseJoin.options.safeParse({ embeddings: 'bag', ...change }).success).toBe(false);
  });
});

const inputs = PARAPHRASES.flatMap((pair, number) => pair.map((text, at) => embedded({ text, path: `${number}-${at}.md` })));
joinContract(paraphraseJoin, [...inputs, embedded({ text: RENT.replace('3 years', '5 years'), path: 'five.md' })], new Map([...inputs.map(({ documentId, text }) => [documentId, text] as const), [uuidOf('document', 'five.md'), RENT.replace('3 years', '5 years')]]), options);
