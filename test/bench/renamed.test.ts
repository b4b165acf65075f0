import { describe, expect, it } from 'vitest';
import { commonWords, renamed } from '../../bench/lib/renamed.js';

const body = 'Every shard replicates its primary. Replication lags, gossip converges; quorum elects leaders, tombstones vanish, compaction reclaims space.';
const words = (text: string): string[] => text.match(/\p{L}+/gu) ?? [];

describe('renamed copies', () => {
  it('rename about half of the words, everywhere alike, and keep their ends', () => {
    const one = words(renamed(`${body} ${body}`, 1, new Set()));
    const changed = words(body).filter((word, at) => one[at] !== word);
    expect(changed.length).toBeGreaterThan(3);
    expect(changed.length).toBeLessThan(words(body).length - 3);
    expect(one.slice(0, one.length / 2)).toEqual(one.slice(one.length / 2));
    words(body).forEach((word, at) => expect(one[at]!.toLowerCase().endsWith(word.toLowerCase())).toBe(true));
  });

  it('differ from copy to copy, and leave common words, short ones and front matter alone', () => {
    const matter = '---\ntitle: Compaction reclaims space\n---\n';
    expect(renamed(body, 1, new Set())).not.toBe(renamed(body, 2, new Set()));
    expect(renamed(body, 1, commonWords([body]))).toBe(body);
    expect(renamed(`${matter}${body}`, 1, new Set()).startsWith(matter)).toBe(true);
    expect(renamed('its own key', 3, new Set())).toBe('its own key');
  });

  it('keep capitals, for names', () => {
    const copies = [0, 1, 2, 3, 4].map((copy) => renamed('Compaction', copy, new Set()));
    expect(copies.every((word) => /^[A-Z][a-z]+$/u.test(word))).toBe(true);
    expect(new Set(copies).size).toBeGreaterThan(1);
  });
});
