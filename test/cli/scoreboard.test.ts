import { describe, expect, it } from 'vitest';
import type { Labels, Problem } from '../../scripts/demo-corpus/labels.js';
import { scoreboardText } from '../../scripts/demo/print.js';
import { plain, scoreboard, type Unit } from '../../scripts/demo/scoreboard.js';
import { cpuMs } from '../cpu-time.js';

const problem = (over: Partial<Problem> & Pick<Problem, 'id' | 'kind' | 'path' | 'quote' | 'rules'>): Problem =>
  ({ scope: 'document', mustGo: 'path', subtle: false, note: '', ...over });
const unit = (id: string, path: string, text: string, rule?: string, record: string | null = null): Unit =>
  ({ id, path, record, text, held: rule !== undefined, reasons: rule === undefined ? [] : [{ rule, message: `Unexpected ${id}` }] });
const labels = (problems: Problem[], lookalikes: Labels['lookalikes'] = []): Labels => ({ description: '', now: '2026-11-23', problems, lookalikes });

describe('the scoreboard of the demo', () => {
  it('finds a problem only where the chunk with the quote is held back for a reason of the right kind', () => {
    const stale = problem({ id: 'stale-1', kind: 'stale', path: 'help/a.html', quote: 'runs on Windows 7', rules: ['freshness/'] });
    const found = (units: Unit[]): number => scoreboard(labels([stale]), units).problems.found;
    expect(found([unit('1', 'help/a.html', 'Sync runs on\nWindows 7 today', 'freshness/stale')])).toBe(1);
    expect(found([unit('1', 'help/a.html', 'Sync runs on Windows 7 today', 'structure/placeholder')])).toBe(0);
    expect(found([unit('1', 'help/a.html', 'Sync runs on Windows 7 today')])).toBe(0);
    expect(found([unit('1', 'help/a.html', 'Something else', 'freshness/stale')])).toBe(0);
    expect(found([unit('1', 'wiki/a.html', 'Sync runs on Windows 7 today', 'freshness/stale')])).toBe(0);
  });

  it('takes either side only where either may go, and tells records apart', () => {
    const both = problem({
      id: 'c-1', kind: 'contradiction', scope: 'passage', path: 'files/a.jsonl', record: 'r1', quote: 'we text you a code', rules: ['contradiction/'],
      other: { path: 'help/b.html', quote: 'no codes by text', scope: 'passage' },
    });
    const units = [unit('1', 'files/a.jsonl', 'we text you a code', undefined, 'r1'), unit('2', 'help/b.html', 'There are no codes by text.', 'contradiction/likely')];
    expect(scoreboard(labels([both]), units).problems.found).toBe(0);
    expect(scoreboard(labels([{ ...both, mustGo: 'either' }]), units).problems.found).toBe(1);
    expect(scoreboard(labels([both]), [unit('1', 'files/a.jsonl', 'we text you a code', 'contradiction/likely', 'r2')]).problems.missed[0]?.why).toBe('the document is not in the corpus');
  });

  it('counts as sound what no problem covers, by scope, and the newer of a superseded pair', () => {
    const problems = [
      problem({ id: 's', kind: 'superseded', path: 'p/old.pdf', quote: 'ahead by 21 days', rules: ['freshness/'], other: { path: 'p/new.pdf', quote: 'ahead by 14 days', scope: 'passage' } }),
      problem({ id: 't', kind: 'placeholder', scope: 'passage', path: 'h/v.md', quote: 'days: TBD', rules: ['structure/'] }),
    ];
    const units = [
      unit('old-1', 'p/old.pdf', 'ahead by 21 days', 'freshness/superseded'), unit('old-2', 'p/old.pdf', 'more of it'),
      unit('new-1', 'p/new.pdf', 'ahead by 14 days', 'duplication/near'), unit('v-1', 'h/v.md', 'days: TBD', 'structure/placeholder'), unit('v-2', 'h/v.md', 'sound words'),
    ];
    const { sound, problems: found } = scoreboard(labels(problems), units);
    expect(found.found).toBe(2);
    expect([sound.total, sound.held, sound.units.map(({ id }) => id)]).toEqual([2, 1, ['new-1']]);
  });

  it('counts a document without text by itself', () => {
    const scan = problem({ id: 'n', kind: 'no-text', path: 'p/scan.pdf', quote: null, rules: ['structure/'] });
    expect(scoreboard(labels([scan]), [unit('d', 'p/scan.pdf', '', 'structure/no-text')]).problems.found).toBe(1);
    expect(scoreboard(labels([scan]), []).problems.missed[0]?.why).toBe('the document is not in the corpus');
    expect(scoreboard(labels([scan]), [unit('x', 'p/other.pdf', '', 'structure/no-text')]).sound).toMatchObject({ total: 1, held: 1 });
  });

  it('passes a look-alike when its passage is there and released', () => {
    const look = { id: 'l', path: 'h/mac.html', quote: 'disk image', note: '' };
    expect(scoreboard(labels([], [look]), [unit('1', 'h/mac.html', 'The disk image')]).lookalikes.passed).toBe(1);
    expect(scoreboard(labels([], [look]), [unit('1', 'h/mac.html', 'The disk image', 'duplication/near')]).lookalikes.passed).toBe(0);
    expect(scoreboard(labels([], [look]), []).lookalikes.passed).toBe(0);
  });

  it('looks quotes up in markup as a reader sees it', () => {
    expect(plain('Use **the** [agency’s\n app](https://x.example/a_b) and `book` _early_.')).toBe('Use the agency’s app and book early.');
    const started = cpuMs();
    plain('['.repeat(200_000) + ']('.repeat(200_000));
    expect(cpuMs() - started).toBeLessThan(2000);
  });

  it('prints figures, kinds, misses and sound chunks held back', () => {
    const stale = problem({ id: 'stale-1', kind: 'stale', path: 'help/a.html', quote: 'runs on Windows 7', rules: ['freshness/'], subtle: true });
    const text = scoreboardText(scoreboard(labels([stale]), [unit('u1', 'help/a.html', 'runs on Windows 7'), unit('u2', 'help/b.html', 'fine', 'structure/short')]));
    expect(text).toContain('found 0 of 1 planted problems; held back 1 of 1 sound chunks');
    expect(text).toContain('stale-1  help/a.html  accepted: "runs on Windows 7"');
    expect(text).toContain('u2  help/b.html  structure/short: Unexpected u2');
    expect(text).toMatch(/stale\s+0\/1\s+0\/1/u);
  });
});
