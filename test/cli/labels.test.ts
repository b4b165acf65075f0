import { describe, expect, it } from 'vitest';
import { differsText } from '../../src/cli/labels.js';

describe('what tells two texts apart', () => {
  it('names both sides, also one that says nothing and one that is gone', () => {
    expect(differsText('negation', [['a.md', 'not'], ['b.md', '']])).toBe('negation "not" in a.md, nothing in b.md');
    expect(differsText(null, [['a.md', '1'], [null, '2']])).toBe('"1" in a.md, "2" in (gone)');
  });

  it('is safe to print', () => {
    expect(differsText('number', [['\u001b[2Ja.md', '3\u202e0'], ['b\n.md', 'x'.repeat(99)]])).toBe(`number "3\\u{202e}0" in \\u{1b}[2Ja.md, "${'x'.repeat(59)}…" in b .md`);
  });
});
