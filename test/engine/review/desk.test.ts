import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from '../../../src/engine/index.js';
import { openDesk, type ReviewDesk } from '../../../src/engine/review/index.js';
import { ADA, BOB, ReviewedCorpus, choice, page, subjects } from './support.js';

const STALE = { quarantine: ["fired('freshness/stale')", "fired('freshness/expired')", "fired('duplication/near') && !canonical"] };

let corpus: ReviewedCorpus;
afterEach(() => corpus.close());

describe('the queue', () => {
  beforeEach(async () => {
    corpus = new ReviewedCorpus(STALE);
    corpus.put({
      'north.md': page('2026-10-01'), 'south.md': page('2026-09-01', subjects('hoist')), 'west.md': page('2026-08-01', subjects('winch')),
      'old/fire.md': page('2019-03-01', ['alarm', 'hose'], 'Fire'), 'old/water.md': page('2019-03-01', ['tap', 'drain'], 'Water'),
    });
    await corpus.night();
  });

  it('is grouped by cause, the likely worst first, and tells how many there are of what', async () => {
    const queue = await (await corpus.desk()).queue({});
    expect(queue.page.map(({ kind, title, count }) => `${kind} ${count} ${title.slice(0, 24)}`)).toEqual(['document 1 old/fire.md: Dated 2019-', 'document 1 old/water.md: Dated 2019', 'cluster 2 Copies of north.md']);
    expect(queue).toMatchObject({ generation: 1, items: 4, groups: 3, next: null, snoozed: 0, acknowledged: 0 });
    expect(queue.facets.kinds).toEqual([{ name: 'cluster', count: 2 }, { name: 'document', count: 2 }]);
    const damage = queue.page.map((group) => group.damage);
    expect(damage).toEqual([...damage].sort((a, b) => b - a));
  });

  it.each([
    [{ kind: 'cluster' }, ['south.md', 'west.md']], [{ rule: 'freshness' }, ['old/fire.md', 'old/water.md']], [{ rule: 'duplication/near' }, ['south.md', 'west.md']],
    [{ text: 'HOIST' }, ['south.md']], [{ text: 'old/w' }, ['old/water.md']], [{ owner: 'people-ops' }, ['old/fire.md', 'old/water.md', 'south.md', 'west.md']], [{ owner: 'nobody' }, []], [{ source: 'other' }, []],
    [{ dimension: 'freshness', below: 0.5 }, ['old/fire.md', 'old/water.md']], [{ since: '2000-01-01' }, ['old/fire.md', 'old/water.md', 'south.md', 'west.md']], [{ before: '2000-01-01' }, []], [{ status: 'rejected' }, []],
  ] as const)('filters by %o', async (query, paths) => {
    expect((await corpus.waiting(query)).map(({ path }) => path).sort()).toEqual(paths);
  });

  it('pages so that what is decided meanwhile neither repeats nor skips what comes after', async () => {
    const desk = await corpus.desk();
    const first = await desk.queue({ order: 'path' }, { limit: 1 });
    expect(first.page.map(({ lead }) => lead.path)).toEqual(['old/fire.md']);
    await desk.decide({ verdict: 'approve', items: first.page.map(({ lead }) => choice(lead)) }, ADA);
    const second = await desk.queue({ order: 'path' }, { limit: 1, after: first.next ?? '' });
    // The page that the mark named has gone: it goes on at its place.
    expect(second.page.map(({ lead }) => lead.path)).toEqual(['south.md']);
    const again = await desk.queue({ order: 'path' }, { limit: 1 });
    expect((await desk.queue({ order: 'path' }, { limit: 5, after: again.next ?? '' })).page.map(({ lead }) => lead.path)).toEqual(['south.md']);
    await expect(desk.queue({}, { after: 'nonsense' })).rejects.toMatchObject({ code: 'usage' });
  });

  it('is in step with what other desks and runs do', async () => {
    const [mine, theirs] = [await corpus.desk(), await openDesk(corpus.location)];
    try {
      const [item] = await corpus.waiting({ kind: 'document' });
      await theirs.decide({ verdict: 'reject', items: item === undefined ? [] : [choice(item)] }, BOB);
      expect((await mine.queue({})).items).toBe(3);
      expect((await mine.queue({ status: 'rejected' })).items).toBe(1);
      corpus.put({ 'old/air.md': page('2019-03-01', ['fan', 'vent'], 'Air') });
      await corpus.night();
      expect((await mine.queue({})).items).toBe(4);
      corpus.remove('old/air.md');
      await corpus.night();
      expect((await mine.queue({})).items).toBe(3);
    } finally {
      await theirs.close();
    }
  });

  it('shows an item with what stands beside it, and the chunk where it stands', async () => {
    const desk = await corpus.desk();
    const [copy] = await corpus.waiting({ kind: 'cluster' });
    const { around, counterparts: [kept], group, item, story } = await desk.item(copy?.id ?? '');
    expect(around.text.slice(around.chunk.start, around.chunk.end)).toBe(story.text);
    expect(kept).toMatchObject({ relation: 'copy', path: 'north.md', newer: 'other', status: 'accepted' });
    expect(kept?.diff?.filter(({ kind }) => kind !== 'same').map(({ kind, text }) => `${kind} ${text.trim()}`)).toEqual([`here ${item.path === 'south.md' ? 'hoist' : 'winch'}`, 'there lift']);
    expect(kept?.diff?.filter(({ kind }) => kind !== 'there').map(({ text }) => text).join('')).toBe(story.text);
    expect(group).toBe((await desk.queue({ kind: 'cluster' })).page[0]?.key);
    await expect(desk.item('00000000-0000-8000-8000-000000000000')).rejects.toMatchObject({ code: 'id-unknown' });
  });

  it('gives the corpus at a glance', async () => {
    const overview = await (await corpus.desk()).overview();
    expect(overview).toMatchObject({
      pipeline: 'docs', generation: { number: 1, madeBy: 'run' }, chunks: { total: 5, accepted: 1, quarantined: 4, rejected: 0 }, waiting: [{ owner: 'people-ops', items: 4 }],
      lastRun: { status: 'succeeded', newlyHeld: 4, newlyReleased: 1, left: 0 }, failures: 0, behind: [],
    });
    expect(overview.sources).toMatchObject([{ source: 'docs', chunks: { accepted: 1, quarantined: 4, rejected: 0 } }]);
    expect(overview.ages.reduce((sum, { chunks }) => sum + chunks, 0)).toBe(5);
    expect(overview.trend).toMatchObject([{ generation: 1, accepted: 1, quarantined: 4, rejected: 0 }]);
  });
});

describe('attention', () => {
  let desk: ReviewDesk;
  beforeEach(async () => {
    corpus = new ReviewedCorpus(STALE);
    corpus.put({ 'fire.md': page('2019-03-01', ['alarm', 'hose'], 'Fire'), 'water.md': page('2019-03-01', ['tap', 'drain'], 'Water') });
    await corpus.night();
    desk = await corpus.desk();
  });
  const paths = async (query: Parameters<ReviewedCorpus['waiting']>[0] = {}): Promise<string[]> => (await corpus.waiting(query)).map(({ path }) => path).sort();
  const fire = async (): Promise<ReturnType<typeof choice>[]> => (await corpus.waiting({ attention: 'all', text: 'alarm' })).map(choice);

  it('is given later: what is snoozed is out of the queue until its day, and held back all the while', async () => {
    const { act, generation } = await desk.decide({ verdict: 'snooze', items: await fire(), until: '2999-01-01' }, ADA);
    expect([await paths(), await paths({ attention: 'snoozed' }), await paths({ attention: 'all' })]).toEqual([['water.md'], ['fire.md'], ['fire.md', 'water.md']]);
    expect((await desk.queue({})).snoozed).toBe(1);
    // Who looks when is no part of the corpus.
    expect([generation, await corpus.night()]).toEqual([1, 1]);
    expect(await paths()).toEqual(['water.md']);
    await desk.undo(act ?? { first: 0, last: 0 }, ADA);
    expect(await paths()).toEqual(['fire.md', 'water.md']);
  });

  it('is somebody\'s: assigned, and taken from everybody again', async () => {
    await desk.decide({ verdict: 'assign', items: await fire(), assignee: 'cem' }, ADA);
    expect([await paths({ assignee: 'cem' }), await paths({ assignee: '' })]).toEqual([['fire.md'], ['water.md']]);
    expect((await desk.overview()).waiting).toMatchObject([{ owner: 'cem', items: 1 }, { owner: 'people-ops', items: 1 }]);
    await desk.decide({ verdict: 'assign', items: await fire(), assignee: '' }, ADA);
    expect(await paths({ assignee: 'cem' })).toEqual([]);
  });

  it('comes back to what was put off or known, whoever said so and however often; whose it is stays', async () => {
    await desk.decide({ verdict: 'snooze', items: await fire(), until: '2999-01-01' }, ADA);
    await desk.decide({ verdict: 'snooze', items: await fire(), until: '2999-06-01' }, ADA);
    await desk.decide({ verdict: 'assign', items: await fire(), assignee: 'cem' }, ADA);
    await desk.decide({ verdict: 'acknowledge', items: (await corpus.waiting({ attention: 'all' })).map(choice) }, ADA);
    expect(await paths()).toEqual([]);
    const seen = (await corpus.waiting({ attention: 'all' })).map(choice);
    expect(await desk.decide({ verdict: 'reopen', items: seen }, { ...BOB, preview: true })).toMatchObject({ act: null });
    const { act, decided, generation } = await desk.decide({ verdict: 'reopen', items: seen, reason: 'asked again' }, BOB);
    expect([generation, act, decided.map(({ path, from, to }) => `${path} ${from} ${to}`).sort()]).toEqual([1, { first: 6, last: 9 }, ['fire.md quarantined quarantined', 'water.md quarantined quarantined']]);
    expect([await paths(), await paths({ assignee: 'cem' }), (await desk.queue({})).snoozed]).toEqual([['fire.md', 'water.md'], ['fire.md'], 0]);
    expect((await desk.decisions()).slice(0, 4).map(({ verdict, actor, reason }) => `${verdict} ${actor} ${reason}`)).toEqual(Array(4).fill('withdraw bob asked again'));
    await expect(desk.decide({ verdict: 'reopen', items: await fire() }, BOB)).rejects.toMatchObject({ code: 'usage', message: 'it is neither snoozed nor known' });
    // On what was seen, as any decision.
    await desk.decide({ verdict: 'snooze', items: await fire(), until: '2999-01-01' }, ADA);
    await expect(desk.decide({ verdict: 'reopen', items: seen.filter(({ evidence }) => evidence.decision > 0) }, BOB)).rejects.toMatchObject({ code: 'decision-conflict' });
    expect(await paths({ attention: 'snoozed' })).toEqual(['fire.md']);
  });

  it('is no longer asked for what was there in the beginning: a baseline leaves only what is new', async () => {
    expect(await desk.baseline({ actor: 'ada', reason: 'the first night of an old corpus' })).toEqual({ items: 2, act: { first: 1, last: 2 } });
    expect([await paths(), (await desk.queue({})).acknowledged, await corpus.statuses()]).toEqual([[], 2, ['fire.md: quarantined', 'water.md: quarantined']]);
    corpus.put({ 'air.md': page('2019-03-01', ['fan', 'vent'], 'Air'), 'fire.md': page('2019-03-01', ['siren', 'hose'], 'Fire') });
    await corpus.night();
    expect(await paths()).toEqual(['air.md', 'fire.md']);
    expect(await desk.baseline({ actor: 'ada', reason: 'again' })).toMatchObject({ items: 2 });
    await desk.undo({ first: 3, last: 4 }, ADA);
    expect(await paths()).toEqual(['air.md', 'fire.md']);
    await expect(desk.baseline({ actor: 'ada', reason: ' ' })).rejects.toMatchObject({ code: 'usage' });
  });

  it('comes back when another rule fires on what was acknowledged', async () => {
    await desk.decide({ verdict: 'acknowledge', items: await fire() }, ADA);
    expect(await paths()).toEqual(['water.md']);
    await corpus.night();
    expect(await paths()).toEqual(['water.md']);
    corpus.put({ 'fire.md': page('2019-03-01', ['alarm', 'hose'], 'Fire').replace('updated:', 'expires: 2020-01-01\nupdated:') });
    await corpus.night();
    expect(await paths()).toEqual(['fire.md', 'water.md']);
  });
});

describe('another policy', () => {
  let desk: ReviewDesk;
  let file: string;
  beforeEach(async () => {
    corpus = new ReviewedCorpus();
    corpus.put({ 'new.md': page('2026-10-01', ['alarm', 'hose'], 'New'), 'middle.md': page('2025-03-01', ['tap', 'drain'], 'Middle'), 'old.md': page('2015-03-01', ['fan', 'vent'], 'Old') });
    file = join(corpus.folder, 'nightly.yaml');
    writeFileSync(file, "version: 1\nname: nightly\n# what is read\nread:\n  - { name: docs, use: files, with: { root: docs, git: false } }\npolicy:\n  quarantine: ['freshness.score < 0.05', \"path == 'a > 1'\"] # few\n");
    await run(file, { store: join(corpus.folder, 'nightly.db'), now: new Date('2026-11-23') });
    desk = await openDesk(join(corpus.folder, 'nightly.db'));
  });
  afterEach(() => desk.close());

  it('names the numbers in it that can be moved', async () => {
    const { thresholds, quarantine, reject } = await desk.policy();
    expect(reject).toEqual([]);
    expect(thresholds).toEqual([{ list: 'quarantine', index: 0, at: 18, length: 4, value: 0.05 }]);
    expect(quarantine[0]?.slice(18, 22)).toBe('0.05');
  });

  it('is tried on the corpus and changes nothing: counts and examples of each side', async () => {
    for (const whole of [false, true]) {
      const preview = await desk.previewPolicy({ reject: ['freshness.score < 0.05'], quarantine: ['freshness.score < 0.6'] }, { whole });
      expect(preview).toMatchObject({ generation: 1, looked: 3, chunks: 3, now: { accepted: 2, quarantined: 1, rejected: 0 }, then: { accepted: 1, quarantined: 1, rejected: 1 } });
      expect(preview.changes.map(({ from, to, examples }) => `${from} ${to} ${examples.map(({ path, reasons }) => `${path} ${reasons.length > 0}`).join()}`).sort()).toEqual(['accepted quarantined middle.md true', 'quarantined rejected old.md true']);
    }
    expect((await desk.queue({})).items).toBe(1);
    await expect(desk.previewPolicy({ reject: [], quarantine: ['freshnes.score < 1'] })).rejects.toMatchObject({ code: 'policy-invalid' });
  });

  it('is saved into the file with everything else as it stands, and decides from the next run on', async () => {
    const { key } = await desk.policy();
    const wanted = { reject: [], quarantine: ['freshness.score < 0.6'] };
    const saved = await desk.savePolicy(wanted, { actor: 'ada', expectKey: key });
    expect(saved).toMatchObject({ ...wanted, file });
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('# what is read');
    expect(text).toMatch(/saved by ada on \d{4}-\d\d-\d\d/u);
    expect((await desk.queue({})).items).toBe(1);
    await run(file, { store: join(corpus.folder, 'nightly.db'), now: new Date('2026-11-23') });
    expect((await desk.queue({})).items).toBe(2);
    await expect(desk.savePolicy(wanted, { actor: 'ada', expectKey: key })).rejects.toMatchObject({ code: 'decision-conflict' });
    await expect(desk.savePolicy({ reject: [], quarantine: ['nonsense('] }, { actor: 'ada', expectKey: saved.key })).rejects.toMatchObject({ code: 'policy-invalid' });
    expect(readFileSync(file, 'utf8')).toBe(text);
  });
});

describe('how right a rule is', () => {
  it('is told from what people decided: the newest word counts, and none that was taken back', async () => {
    corpus = new ReviewedCorpus(STALE);
    corpus.put(Object.fromEntries(Array.from({ length: 5 }, (_, n) => [`p${n}.md`, page('2019-03-01', [`thing ${n}`, `other ${n}`], `Page ${n}`)])));
    await corpus.night();
    const desk = await corpus.desk();
    const items = await corpus.waiting();
    for (const [at, verdict] of (['reject', 'reject', 'reject', 'approve', 'reject'] as const).entries()) await desk.decide({ verdict, items: items.slice(at, at + 1).map(choice) }, ADA);
    await desk.undo({ first: 5, last: 5 }, ADA);
    const rule = (await desk.precision()).find((one) => one.rule === 'freshness/stale');
    expect(rule).toMatchObject({ kept: 3, decided: 4, precision: 0.75 });
    // Wilson 1927 for 3 of 4 at 95%: 0.3006 to 0.9544.
    expect(rule?.interval.map((bound) => bound.toFixed(3))).toEqual(['0.301', '0.954']);
    // What held before the word that was taken back holds again.
    const { item } = await desk.item(items[0]!.id);
    const { act } = await desk.decide({ verdict: 'approve', items: [choice(item)] }, ADA);
    expect((await desk.precision()).find((one) => one.rule === 'freshness/stale')).toMatchObject({ kept: 2, decided: 4 });
    await desk.undo(act!, ADA);
    expect((await desk.precision()).find((one) => one.rule === 'freshness/stale')).toMatchObject({ kept: 3, decided: 4 });
  });
});

describe('a sample of what is released', () => {
  const pages = (count: number): Record<string, string> => Object.fromEntries(Array.from({ length: count }, (_, n) => [`p${n}.md`, page('2026-10-01', [`thing ${n}`, `other ${n}`], `Page ${n}`)]));

  it('waits with what is held back, is the same every night, and leaves when it has been judged', async () => {
    corpus = new ReviewedCorpus({ quarantine: ["fired('freshness/stale')"] }, { audit: 0.2 });
    corpus.put({ ...pages(60), 'old.md': page('2019-03-01', ['tap', 'drain'], 'Old') });
    await corpus.night();
    const desk = await corpus.desk();
    const sample = await corpus.waiting({ kind: 'audit' });
    // A share of 0.2 of 60: 12, give or take three standard deviations.
    expect(sample.length).toBeGreaterThan(2);
    expect(sample.length).toBeLessThan(22);
    expect(new Set(sample.map(({ status }) => status))).toEqual(new Set(['accepted']));
    expect((await desk.queue({})).items).toBe(sample.length + 1);
    await corpus.night('2026-11-24', true);
    expect((await corpus.waiting({ kind: 'audit' })).map(({ id }) => id).sort()).toEqual(sample.map(({ id }) => id).sort());
    const [bad, ...good] = sample;
    if (bad === undefined) throw new Error('there is a sample');
    await desk.decide({ verdict: 'reject', items: [choice(bad)] }, ADA);
    await desk.decide({ verdict: 'approve', items: good.slice(0, 2).map(choice) }, ADA);
    const [old] = await corpus.waiting({ kind: 'document' });
    await desk.decide({ verdict: 'reject', items: old === undefined ? [] : [choice(old)] }, ADA);
    const { audit } = await desk.overview();
    // Wilson 1927 for 1 of 3 at 95%: 0.0615 to 0.7923. What had been held back is no part of it.
    expect(audit).toMatchObject({ share: 0.2, waiting: sample.length - 3, looked: 3, missed: 1 });
    expect(audit?.interval.map((bound) => bound.toFixed(3))).toEqual(['0.061', '0.792']);
    expect((await desk.baseline({ actor: 'ada', reason: 'old' })).items).toBe(0);
    expect(await corpus.store.check()).toEqual([]);
  });

  it('is not asked for by default', async () => {
    corpus = new ReviewedCorpus({ quarantine: [] });
    corpus.put(pages(20));
    await corpus.night();
    expect([(await (await corpus.desk()).queue({})).items, (await (await corpus.desk()).overview()).audit]).toEqual([0, null]);
  });
});
