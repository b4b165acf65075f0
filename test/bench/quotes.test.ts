import { describe, expect, it } from 'vitest';
import { holds, nearlySame, placeOf } from '../../bench/lib/quotes.js';

describe('quotes in benches', () => {
  it('hold each other by their words, whatever markup and white space', () => {
    expect(holds('Keys  expire\nafter **30** days.', 'keys expire after 30 days')).toBe(true);
    expect(holds('Note: keys expire after 30 days', 'Keys expire after 30 days.')).toBe(true);
    expect(holds('See [the keys](/docs/keys-60.md) of 30 days', 'the keys of 30 days')).toBe(true);
  });

  it('do not hold each other by a part of a word, or where nothing is said', () => {
    expect(holds('Keys expire after 30 days', 'Keys expire after 3')).toBe(false);
    expect(holds('Keys expire after 30 days', 'Keys expire after 60 days')).toBe(false);
    expect(holds('**', 'Keys expire')).toBe(false);
    expect(holds('**', '-')).toBe(false);
  });

  it('are nearly the same where a word of many is another', () => {
    const quote = 'By default every database of a cluster keeps its keys for thirty days';
    expect(nearlySame(quote, quote.replace('thirty', 'sixty'))).toBe(true);
    expect(nearlySame(quote, 'By default every database has one shard')).toBe(false);
  });

  it('have a place in a text with other white space and signs of patterns', () => {
    const text = 'First.\n- Up to [(30)\n  days.*/ Last.';
    const place = placeOf('- Up to [(30) days.*/', text)!;
    expect(text.slice(place.start, place.end)).toBe('- Up to [(30)\n  days.*/');
    expect(placeOf('Up to (60) days.', text)).toBeNull();
    expect(placeOf('  ', text)).toBeNull();
  });
});
