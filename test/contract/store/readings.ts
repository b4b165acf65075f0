import { describe, expect, it } from 'vitest';
import { sha256, type DocumentVersion, type Readings } from '../../../src/core/index.js';
import type { StoreWorkshop } from '../store.js';
import { decidedAs, documentOf, itemOf, SOURCE, verdictOf, type Files, type Session } from './session.js';

const SCORERS = { 'house@1': 'structure' };

/** Ends a run as an engine does: with what it saw. */
async function endWithReadings(a: Session, fence: Awaited<ReturnType<Session['begin']>>, status: 'succeeded' | 'held' = 'succeeded'): Promise<Readings> {
  const readings = await a.store.readings('pending', SCORERS);
  const generation = (await a.store.currentGeneration())?.number ?? null;
  await a.store.endRun(fence, { status, generation: status === 'held' ? null : generation, work: null, summary: null, readings, finishedAt: new Date().toISOString() });
  return readings;
}

async function measured(a: Session, fence: Awaited<ReturnType<Session['begin']>>): Promise<void> {
  for (;;) {
    const chunks = await a.store.unmeasured(['house@1'], { limit: 100 });
    if (chunks.length === 0) return;
    await a.store.putMeasurements(fence, chunks.map(({ rowId, text }) => ({ rowId, measurements: new Map([['house@1', { score: text.includes('bad') ? 0.25 : 0.75, signals: [], findings: text.includes('bad') ? [{ rule: 'structure/placeholder', severity: 'warning', message: 'm' }] : [] }]]) })));
  }
}

async function night(a: Session, files: Files, publish = true): Promise<Readings> {
  const fence = await a.begin();
  await a.put(fence, files);
  await a.store.removeItems(fence, await a.store.unmetItems(fence, SOURCE.name, { limit: 1000 }));
  await measured(a, fence);
  await a.store.markAllUndecided(fence);
  if (publish) await a.publish(fence);
  else await a.decide(fence);
  return endWithReadings(a, fence, publish ? 'succeeded' : 'held');
}

const agrees = async (a: Session): Promise<void> => {
  const current = (await a.store.currentGeneration())?.number ?? 0;
  for (const at of ['pending', current] as const) expect(await a.store.readings(at, SCORERS), String(at)).toEqual(await a.store.readings(at, SCORERS, { fromScratch: true }));
};

export function readingContract({ session }: StoreWorkshop): void {
  describe('readings', () => {
    it('are the corpus in numbers, by source', async () => {
      const a = session();
      a.verdictOf = (text, subject) => ({ ...verdictOf(text, subject), scores: { duplication: text === 'one' ? 0.5 : 1, contradiction: null } });
      const readings = await night(a, { 'a.md': ['one', 'bad'], 'b.txt': ['two'], 'empty.md': [] });
      expect(readings).toEqual({ scorers: SCORERS, sources: { src: {
        documents: 3, chunks: 3, accepted: 2, characters: 9, formats: { 'text/plain': { documents: 3, empty: 1 } },
        scores: { duplication: { chunks: 3, sum: 2_500_000 }, structure: { chunks: 3, sum: 1_750_000 } }, items: { md: { items: 2, failed: 0 }, txt: { items: 1, failed: 0 } },
      } } });
      const fence = await a.begin();
      await a.store.putFailures(fence, [{ source: 'src', path: 'a.md', record: null, stage: 'parse', code: 'parse-failed', message: 'm', fingerprint: null }, { source: 'src', path: 'dir/', record: null, stage: 'read', code: 'source-unreadable', message: 'm', fingerprint: null }]);
      expect((await a.store.readings('pending', SCORERS)).sources['src']?.items).toEqual({ md: { items: 2, failed: 1 }, txt: { items: 1, failed: 0 } });
      await a.end(fence);
    });

    it('worked out from those of the last run are those worked out from all rows', async () => {
      const a = session();
      const words = ['one', 'two', 'bad', 'three bad', 'four'];
      let seed = 7;
      const random = (below: number): number => Math.floor(((seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648) * below);
      const files: Record<string, string[]> = {};
      for (let turn = 0; turn < 40; turn += 1) {
        for (let change = random(4); change >= 0; change -= 1) {
          const path = `${random(6)}.${random(2) === 0 ? 'md' : 'txt'}`;
          if (random(4) === 0) Reflect.deleteProperty(files, path);
          else files[path] = Array.from({ length: random(4) }, () => words[random(words.length)] ?? '');
        }
        // Another policy: verdicts change where documents do not.
        const threshold = random(3) === 0 ? random(4) : 9;
        a.verdictOf = (text, subject) => (text.length > threshold ? decidedAs('rejected', { scores: { duplication: threshold / 4 } }) : verdictOf(text, subject));
        await night(a, files, random(4) > 0);
        await agrees(a);
        const current = (await a.store.currentGeneration())?.number ?? 0;
        const chunks = current === 0 ? [] : await a.store.listChunks({ at: current, limit: 100 });
        if (chunks.length > 0 && random(3) === 0) {
          await a.review([chunks[random(chunks.length)]?.id ?? ''], random(2) === 0 ? 'approve' : 'reject', current);
          await agrees(a);
        }
        if (current > 2 && random(8) === 0) {
          await a.store.rollback(1 + random(current - 1), { actor: 'ada', reason: 'r', now: 0 });
          await a.store.unpin();
          await agrees(a);
        }
      }
      expect((await a.store.pastReadings(100)).length).toBeGreaterThan(10);
      // Another scorer's scores are not added to these.
      expect((await a.store.readings('pending', { 'other@1': 'structure' })).sources['src']?.scores['structure']).toBeUndefined();
    });

    it('of past runs are those that published or had nothing to, the newest first', async () => {
      const a = session();
      await night(a, { 'a.md': ['one'] });
      await night(a, { 'a.md': ['one'], 'b.md': ['two'] }, false);
      await night(a, { 'a.md': ['one', 'two', 'three'] });
      expect((await a.store.pastReadings(10)).map(({ generation, readings }) => [generation, readings.sources['src']?.chunks])).toEqual([[2, 3], [1, 1]]);
      expect((await a.store.pastReadings(1)).map(({ generation }) => generation)).toEqual([2]);
    });

    it('tell what is replaced, and what another parser reads differently', async () => {
      const a = session();
      await night(a, { 'gone.md': ['one'], 'edited.md': ['one'], 'same.md': ['two'], 'reparsed.md': ['three'], 'rekeyed.md': ['four'] });
      const fence = await a.begin();
      const reparsed = (path: string, was: string, is: string): DocumentVersion => ({ ...documentOf(path, [is]), versionKey: `parser@2 ${is}`, parserKey: 'text@2', sourceHash: sha256(was) });
      await a.store.putItems(fence, [
        itemOf('edited.md', ['another']), itemOf('same.md', ['two']), itemOf('new.md', ['five']),
        itemOf('reparsed.md', ['three'], { documents: [reparsed('reparsed.md', 'three', '3')] }), itemOf('rekeyed.md', ['four'], { documents: [reparsed('rekeyed.md', 'four', 'four')] }),
      ]);
      await a.store.removeItems(fence, await a.store.unmetItems(fence, SOURCE.name, { limit: 10 }));
      expect(await a.store.turnover()).toEqual({ replaced: { src: 2 }, reparsed: [{ source: 'src', mediaType: 'text/plain', from: 'text@1', to: 'text@2', documents: 1 }] });
      await a.end(fence);
    });

    it('tell what the pending state makes of one document', async () => {
      const a = session();
      await night(a, { 'a.md': ['one', 'bad'], 'failing.md': ['two'], 'empty.md': [] });
      const fence = await a.begin();
      await a.put(fence, { 'a.md': ['one'], 'b.md': ['bad'] });
      await a.store.putFailures(fence, ['failing.md', 'never.md'].map((path) => ({ source: 'src', path, record: null, stage: 'parse' as const, code: 'parse-failed', message: 'm', fingerprint: null })));
      await measured(a, fence);
      a.verdictOf = (text, subject) => (text === 'bad' ? decidedAs('rejected', { reasons: [{ rule: 'policy/expression', severity: 'warning', message: 'm' }], findings: [{ rule: 'freshness/stale', severity: 'info', message: 'm' }] }) : verdictOf(text, subject));
      await a.decide(fence);
      const outcome = (path: string): unknown => a.store.outcomeOf(`src:${path}`);
      expect(await outcome('a.md')).toEqual({ status: 'accepted', rules: [], text: 'one' });
      expect(await outcome('b.md')).toEqual({ status: 'rejected', rules: ['freshness/stale', 'policy/expression', 'structure/placeholder'], text: 'bad' });
      expect(await outcome('failing.md')).toMatchObject({ status: 'failed', text: 'two' });
      expect(await outcome('empty.md')).toEqual({ status: 'quarantined', rules: [], text: '' });
      expect(await outcome('never.md')).toEqual({ status: 'failed', rules: [], text: null });
      expect(await outcome('none.md')).toEqual({ status: 'absent', rules: [], text: null });
      await a.end(fence);
    });
  });
}
