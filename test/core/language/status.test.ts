import { describe, expect, test } from 'vitest';
import { scanWords, statusName, statusesOf } from '../../../src/core/language/index.js';

const told = (text: string): string[] => [...statusesOf(scanWords(text).folded).values()].map(({ group, pole }) => `${statusName(group)} ${String(pole)}`);

describe('states', () => {
  test.each<[string, string[]]>([
    ['The import is experimental', ['maturity 0']],
    ['The import is generally available', ['maturity 1']],
    ['The import is production-ready', ['maturity 1']],
    ['The policy is in force', ['life 0']],
    ['The policy is no longer in force', ['life 1']],
    ['The server is not yet retired', ['life 0']],
    ['The policy has been withdrawn', ['life 1']],
    ['Ringwell is an approved vendor', ['approval 0']],
    ['The review ended with a rejection', ['approval 1']],
    ['The course is fully booked', ['vacancy 1']],
    ['gzip: off', ['switch 1']],
    ['The light is turned on', ['switch 0']],
    // Mostly something else.
    ['The notes on the table are no secret of ours', []],
    // Both sides: the text is about the change itself.
    ['The alpha becomes stable in May', []],
  ])('%s', (text, expected) => {
    expect(told(text)).toEqual(expected);
  });

  test('their words, with the denial before them, slice back', () => {
    const { folded } = scanWords('The old report server is no longer supported by us');
    const [status] = statusesOf(folded).values();
    expect(folded.slice(status?.from, status?.to)).toEqual(['no', 'longer', 'supported']);
  });
});
