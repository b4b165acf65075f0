import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wordDiff, type WordDiff } from '../../../src/engine/explain/word-diff.js';

const NOTHING = { differs: null, excerpt: null } as const;
const words = (from: number, to: number): string => Array.from({ length: to - from }, (_, at) => `w${at + from}`).join(' ');
const changes = (diff: WordDiff | null): string[] => (diff?.changes ?? []).map(({ here, there }) => `${here}|${there}`);

describe('a word diff', () => {
  it('tells what stands here and there, and at most 20 words before and after', () => {
    const diff = wordDiff(`${words(0, 50)} within 30 days, ${words(50, 100)}`, `${words(0, 50)} within 90 days, ${words(50, 100)}`, NOTHING);
    expect(diff).toEqual({ changes: [{ before: `${words(31, 50)} within`, here: '30', there: '90', after: `days, ${words(50, 69)}` }], more: 0 });
  });

  it('tells words that one side lacks, wherever they stand', () => {
    expect(changes(wordDiff('You may not park here at night', 'You may park here at', NOTHING))).toEqual(['not|', 'night|']);
    expect(changes(wordDiff('park here', 'You may park here', NOTHING))).toEqual(['|You may']);
  });

  it('does not tell markup, case and layout', () => {
    expect(wordDiff('**Keys** hang in the box.', '<b>keys</b>\nhang in the BOX', NOTHING)).toEqual({ changes: [], more: 0 });
  });

  it('lists 5 changes and counts the others; what keeps the texts apart comes first', () => {
    const text = (value: (at: number) => string): string => Array.from({ length: 9 }, (_, at) => `${words(at * 10, at * 10 + 10)} ${value(at)}`).join(' ');
    const diff = wordDiff(text((at) => `a${at}`), text((at) => `b${at}`), { differs: ['a7', 'b7'], excerpt: null });
    expect([changes(diff), diff?.more]).toEqual([['a7|b7', 'a0|b0', 'a1|b1', 'a2|b2', 'a3|b3'], 4]);
  });

  it('does not tell what stands around an excerpt', () => {
    const [whole, part] = [`${words(0, 30)} ten ${words(30, 60)}`, `${words(20, 30)} nine ${words(30, 40)}`];
    expect(changes(wordDiff(part, whole, { differs: null, excerpt: 'here' }))).toEqual(['nine|ten']);
    expect(changes(wordDiff(whole, part, { differs: null, excerpt: 'there' }))).toEqual(['ten|nine']);
  });

  it('cuts long changes, and does not compare long texts', () => {
    const [change] = wordDiff(`one ${words(0, 100)} two`, 'one two', NOTHING)?.changes ?? [];
    expect(change).toMatchObject({ here: `${words(0, 40)} …`, there: '' });
    expect(wordDiff('a '.repeat(50_001), 'a', NOTHING)).toBeNull();
  });

  it('makes of the words here, with every change applied, the words there', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 8 }).map((list) => list.join(' '));
    fc.assert(fc.property(text, text, (here, there) => {
      const diff = wordDiff(here, there, NOTHING);
      fc.pre(diff?.more === 0);
      // Every change stands behind all words before it: these are few enough to be told whole.
      let [out, at] = ['', 0];
      for (const change of diff.changes) {
        const place = change.before === '' ? 0 : change.before.length + 1;
        out += ` ${here.slice(at, place)} ${change.there}`;
        at = place + change.here.length;
      }
      expect(`${out} ${here.slice(at)}`.split(' ').filter((word) => word !== '').join(' ')).toBe(there);
    }));
  });
});
