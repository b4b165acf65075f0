import { describe, expect, it } from 'vitest';
import { isOfOthers } from '../../../src/ingest/parsers/html/selectors.js';

const KEYS: ReadonlySet<string> = new Set(['p', 'html', '.a', '#x']);

describe('isOfOthers', () => {
  it.each(['.b', 'p .b', 'div', 'p.b', '.b.a', '.a#y', 'p > div:hover', '.b::before', '.A'])('%j is found by a name that no element has', (selector) => {
    expect(isOfOthers(selector, KEYS)).toBe(true);
  });

  it.each(['.a', 'P', '.b .a', '.b#x', '.a.b', '*', ':root', '.b:not(.c)', '.b[c]', '.b:hover#x', '\\2e b', '.w-\\31 b', '.a:hover', '.a::after', ''])('%j may be of the page', (selector) => {
    expect(isOfOthers(selector, KEYS)).toBe(false);
  });
});
