import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Readings, SourceReading } from '../../src/core/index.js';
import { guardFindings, guardsSchema, type GuardFinding, type GuardSettings } from '../../src/curate/index.js';
import { robustZ } from '../../src/curate/guards/robust-z.js';

const settings = (over: object = {}): GuardSettings => guardsSchema.parse(over) as GuardSettings;
const source = (over: Partial<SourceReading> = {}): SourceReading => ({
  documents: 100, chunks: 400, accepted: 380, characters: 200_000, formats: { 'text/markdown': { documents: 100, empty: 0 } }, scores: { structure: { chunks: 400, sum: 360_000_000 } },
  items: { md: { items: 100, failed: 0 } }, ...over,
});
const of = (wiki: SourceReading): Readings => ({ scorers: {}, sources: { wiki } });
const NOTHING = { replaced: {}, reparsed: [] };
const look = (seen: SourceReading, past: readonly SourceReading[], over: object = {}): GuardFinding[] => guardFindings({
  settings: settings(over), seen: of(seen), before: past[0] === undefined ? null : of(past[0]), past: past.map(of), turnover: NOTHING,
});
const rules = (findings: readonly GuardFinding[]): string[] => findings.map(({ rule }) => rule);
/** As many documents in past runs, the newest first, all else in proportion. */
const sizes = (...documents: number[]): SourceReading[] => documents.map((count) => source({
  documents: count, chunks: count * 4, accepted: count * 4, characters: count * 2000, formats: { 'text/markdown': { documents: count, empty: 0 } }, scores: { structure: { chunks: count * 4, sum: count * 4e6 } }, items: { md: { items: count, failed: 0 } },
}));
const size = (documents: number): SourceReading => sizes(documents)[0] ?? source();

describe('robust z', () => {
  it('says nothing with few past changes', () => {
    expect(robustZ(5, [1, 2, 3, 4])).toBeNull();
  });

  it('is the distance from the median in robust standard deviations, which outliers do not move', () => {
    // Median 0.02, deviations 0, .01, .01, .02, .98: their median is .01, and .01 x 1.4826 the unit.
    expect(robustZ(0.1, [0.02, 0.01, 0.03, 0, 1])).toBeCloseTo(0.08 / (1.4826 * 0.01), 10);
    expect(robustZ(0.1, [0.02, 0.01, 0.03, 0, 1000])).toBeCloseTo(0.08 / (1.4826 * 0.01), 10);
  });

  it('takes a spread of none for one of a hundredth', () => {
    expect(robustZ(-0.5, [0, 0, 0, 0, 0, 0])).toBeCloseTo(-50, 10);
  });
});

describe('guards of changes', () => {
  it('hold a drop of more than maxDrop while there is no history, and none below', () => {
    expect(rules(look(size(69), sizes(100)))).toEqual(['guard/documents', 'guard/chunks']);
    expect(look(size(71), sizes(100))).toEqual([]);
    expect(look(size(290), sizes(100))).toEqual([]);
    expect(rules(look(size(310), sizes(100)))).toEqual(['guard/documents', 'guard/chunks']);
  });

  it('hold an unusual change beyond the floor once there is history', () => {
    const steady = sizes(100, 101, 100, 99, 100, 101, 100);
    expect(look(size(91), steady)).toEqual([]);
    expect(look(size(88), steady)[0]).toMatchObject({ rule: 'guard/documents', source: 'wiki', seen: 88, before: 100, past: [100, 101, 100, 99, 100, 101, 100], message: expect.stringMatching(/^Unexpected drop of the documents of `wiki` from 100 to 88 \(-12%\), expected one as in the last 6 runs \(robust z -\d+\.\d, at most 6\)$/u) as string });
    // A source that always swings so is left in peace.
    expect(look(size(60), sizes(100, 60, 100, 65, 100, 55, 100, 62))).toEqual([]);
  });

  it('compare with the level that was published last, not with the one before it', () => {
    expect(look(size(60), sizes(60, 100, 101, 100, 99, 100, 101, 100))).toEqual([]);
  });

  it('hold nothing of small sources, then and now', () => {
    expect(look(size(4), sizes(12))).toEqual([]);
    expect(rules(look(size(4), sizes(19)))).toEqual(['guard/chunks']);
    expect(rules(look(size(4), sizes(20)))).toEqual(['guard/documents', 'guard/chunks']);
  });

  it('look at accepted share, text length and mean scores, each by its own words', () => {
    const seen = source({ accepted: 300, characters: 20_000, scores: { structure: { chunks: 400, sum: 300_000_000 } } });
    expect(look(seen, [source()]).map(({ rule, of: what, message }) => [rule, what, message])).toEqual([
      ['guard/text-length', null, 'Unexpected drop of the characters a document of `wiki` from 2000 to 200 (-90%), expected a change of at most 30%'],
      ['guard/accepted', null, 'Unexpected drop of the share of accepted chunks of `wiki` from 0.950 to 0.750 (-20.0 points), expected a change of at most 15 points'],
      ['guard/score', 'structure', 'Unexpected drop of the mean score of structure of `wiki` from 0.900 to 0.750 (-15.0 points), expected a change of at most 10 points'],
    ]);
  });

  it('never hold what is as it was, whatever the history', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 1, maxLength: 30 }), (history) => {
      const past = sizes(...history);
      expect(look(past[0] ?? source(), past, { sourceVanished: false })).toEqual([]);
    }));
  });
});

describe('guards of shares', () => {
  const failing = (failed: number): SourceReading => source({ items: { md: { items: 60, failed: 0 }, pdf: { items: 40, failed } } });

  it('hold a first run of which most failed, and later ones of which many more did', () => {
    expect(rules(look(failing(21), []))).toEqual(['guard/failures']);
    expect(look(failing(20), [])).toEqual([]);
    expect(look(failing(14), [failing(0)])[0]).toMatchObject({ rule: 'guard/failures', of: 'pdf', message: 'Unexpected 35% of `.pdf` items of `wiki` that failed (14 of 40), expected at most 10% more than the 0% of the last run' });
    expect(look(failing(9), [failing(0)])).toEqual([]);
    // As bad as it was is no news.
    expect(look(failing(30), [failing(30)])).toEqual([]);
    expect(rules(look(failing(31), [failing(30)]))).toEqual(['guard/failures']);
  });

  it('hold documents that came to no text, by format', () => {
    const empty = (count: number): SourceReading => source({ formats: { 'text/markdown': { documents: 900, empty: 0 }, 'application/pdf': { documents: 40, empty: count } } });
    expect(look(empty(20), [empty(2)])[0]).toMatchObject({ rule: 'guard/empty', of: 'application/pdf', seen: 0.5, before: 0.05 });
    expect(look(empty(5), [empty(2)])).toEqual([]);
  });
});

describe('other guards', () => {
  it('hold a source that vanished, and say nothing else of it', () => {
    const all = { settings: settings(), before: of(source()), past: [of(source())], turnover: NOTHING };
    expect(rules(guardFindings({ ...all, seen: { scorers: {}, sources: {} } }))).toEqual(['guard/source-vanished']);
    expect(guardFindings({ ...all, settings: settings({ sources: { wiki: { sourceVanished: { minCount: 101 } } } }), seen: { scorers: {}, sources: {} } })).toEqual([]);
  });

  it('hold what is replaced at once, and what another parser reads differently', () => {
    const input = { settings: settings(), seen: of(source()), before: of(source()), past: [of(source())] };
    expect(guardFindings({ ...input, turnover: { replaced: { wiki: 40 }, reparsed: [] } })).toEqual([]);
    expect(rules(guardFindings({ ...input, turnover: { replaced: { wiki: 41 }, reparsed: [] } }))).toEqual(['guard/replaced']);
    const reparsed = (documents: number) => [{ source: 'wiki', mediaType: 'text/markdown', from: 'markdown@5 {}', to: 'markdown@6 {}', documents }];
    expect(guardFindings({ ...input, turnover: { replaced: {}, reparsed: reparsed(10) } })).toEqual([]);
    expect(guardFindings({ ...input, turnover: { replaced: {}, reparsed: reparsed(11) } })[0]).toMatchObject({ rule: 'guard/parser-changed', message: expect.stringContaining('read by `markdown@6` instead of `markdown@5`') as string });
  });

  it('take the settings of a source over those of all', () => {
    const over = { documents: { minDrop: 0.5 }, chunks: false, sources: { wiki: { documents: { maxDrop: 0.6 } }, other: { documents: false } } };
    expect(look(size(41), sizes(100), over)).toEqual([]);
    expect(rules(look(size(39), sizes(100), over))).toEqual(['guard/documents']);
    expect(look(size(39), sizes(100), { ...over, sources: { wiki: { documents: false } } })).toEqual([]);
  });
});
