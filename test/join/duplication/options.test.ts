import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { duplicationJoin } from '../../../src/join/duplication/index.js';
import { joinInput, runJoin } from '../../contract/join.js';
import { LEAVE } from './texts.js';

describe('where copies are looked for', () => {
  const inputs = [['hr', 'en'], ['hr', 'de'], ['it', 'en'], ['it', 'en']].map(([source = '', language = ''], at) => joinInput({ text: at === 3 ? LEAVE.replace('as early as they can', 'early') : LEAVE, source, language, path: `legal/${at}.md` }));
  const copies = (given: object): string[] => {
    const asked = duplicationJoin.options.parse(given);
    const pathOf = new Map(inputs.map(({ id, path }) => [id, path.slice(6, 7)]));
    const { outcomes } = runJoin(duplicationJoin, inputs, asked);
    expect(runJoin(duplicationJoin, inputs, asked, { allPairs: true }).outcomes).toEqual(outcomes);
    return [...outcomes.values()].filter(({ canonical }) => !canonical).map(({ id, survivor }) => `${pathOf.get(id) ?? ''}${pathOf.get(survivor ?? '') ?? ''}`).sort();
  };
  test('everywhere, in a source, or in a language', () => {
    expect(copies({})).toHaveLength(3);
    expect(copies({ within: 'source' })).toEqual(['10', '32']);
    expect(copies({ within: 'language' })).toHaveLength(2);
    expect(copies({ within: 'language' }).join()).not.toContain('1');
  });
  test('not in what is ignored', () => {
    expect(copies({ ignore: ['legal/{0,1}.md'] })).toEqual(['32']);
    expect(copies({ ignore: ['legal/**'] })).toEqual([]);
    expect(copies({ ignore: ['**/*.txt'] })).toHaveLength(3);
  });
});

test('a node determines its keys, whatever white space does to lists and fences', () => {
  const asked = duplicationJoin.options.parse({ minWords: 5, shingleWords: 2 });
  const parts = ['1.', '2)', '-', '[x]', '>', '~~~', 'stop', 'the', 'server', 'now', '- 5', '(-3)'];
  const text = fc.array(fc.tuple(fc.constantFrom(...parts), fc.nat(3)), { minLength: 8, maxLength: 16 });
  fc.assert(fc.property(text, fc.array(fc.constantFrom(' ', '\n', '\n\n', ' \n  '), { minLength: 16, maxLength: 16 }), (pieces, spaces) => {
    const [a, b] = [pieces.map(([part]) => part).join(' '), pieces.map(([part], at) => `${part}${spaces[at] ?? ' '}`).join('')].map((whole) => {
      const input = joinInput({ text: whole });
      const prepared = duplicationJoin.prepare(input, asked);
      return { node: duplicationJoin.node(input, prepared, asked, { nodes: 0, frequency: () => 0 }), keys: [...duplicationJoin.keys(prepared, asked, { nodes: 0, frequency: () => 0 })].sort() };
    });
    if (a?.node !== null && a?.node === b?.node) expect(a?.keys).toEqual(b?.keys);
  }), { numRuns: 2000 });
});

test('options that cannot work are refused with the arithmetic', () => {
  const said = (given: object): string | undefined => duplicationJoin.options.safeParse(given).error?.issues[0]?.message;
  expect(said({ jaccard: 0.3, hashes: 16, recall: 0.9999 })).toContain('1-(1-0.3)^16');
  expect(said({ excerpt: 0.5 })).toContain('excerpt 0.5 is below containment 0.6');
  expect(said({ minWords: 3 })).toContain('minWords 3 is below shingleWords 5');
});
