import { describe, expect, it } from 'vitest';
import { NO_DATES, type DocumentAssessment, type Measurement } from '../../../src/core/index.js';
import type { StoreWorkshop } from '../store.js';

const measurement = (score: number): Measurement => ({
  score, signals: [{ name: 'letters', value: 3 }, { name: 'share', value: null, unit: '%' }, { name: 'plain', value: true, confidence: 0.5 }, { name: 'word', value: 'x', unit: 'ms', confidence: 1 }], findings: [{ rule: 'structure/short', severity: 'info', message: 'Unexpected 3 letters, expected more', span: { start: 0, end: 1 } }],
});
const assessment: DocumentAssessment = {
  type: 'policy', dates: { ...NO_DATES, value: '2024-05', published: '2024-05' }, ladder: [],
  findings: [{ rule: 'freshness/undated', severity: 'info', message: 'No date' }],
};

export function scoreContract({ session }: StoreWorkshop): void {
  describe('measurements', () => {
    it('are asked for once a chunk and key, in pages', async () => {
      const a = session();
      const fence = await a.begin();
      await a.put(fence, { 'a.md': ['one', 'two', 'three'], 'b.md': ['four'] });
      const whole = await a.store.unmeasured(['structure@1'], { limit: 100 });
      expect(whole.map((chunk) => chunk.text).sort()).toEqual(['four', 'one', 'three', 'two']);
      const first = await a.store.unmeasured(['structure@1'], { limit: 3 });
      const rest = await a.store.unmeasured(['structure@1'], { limit: 3, afterRow: first.at(-1)?.rowId ?? 0 });
      expect([...first, ...rest]).toEqual(whole);
      await a.store.putMeasurements(fence, whole.map((chunk) => ({ rowId: chunk.rowId, measurements: new Map([['structure@1', measurement(0.5)]]) })));
      await a.store.putMeasurements(fence, whole.slice(0, 1).map((chunk) => ({ rowId: chunk.rowId, measurements: new Map([['safety@1', measurement(1)]]) })));
      const lacking = await a.store.unmeasured(['structure@1', 'safety@1', 'safety@2'], { limit: 100 });
      expect(lacking.map(({ missing }) => missing)).toEqual([['safety@2'], ...Array.from({ length: 3 }, () => ['safety@1', 'safety@2'])]);
      expect(await a.store.unmeasured(['structure@1'], { limit: 100 })).toEqual([]);
      expect(await a.store.unmeasured(['structure@2'], { limit: 100 })).toHaveLength(4);
      await a.publish(fence);
      await a.put(fence, { 'a.md': ['one', 'two', 'three, edited'] });
      // A new version is measured whole: the position in the document is part of what a scorer sees.
      expect(await a.store.unmeasured(['structure@1'], { limit: 100 })).toHaveLength(3);
    });

    it('are not looked for again until a version comes or leaves, once they are said to be whole', async () => {
      const a = session();
      const fence = await a.begin();
      await a.put(fence, { 'a.md': ['one'], 'b.md': ['two'] });
      const measure = async (): Promise<number> => {
        const lacking = await a.store.unmeasured(['structure@1'], { limit: 100 });
        await a.store.putMeasurements(fence, lacking.map(({ rowId }) => ({ rowId, measurements: new Map([['structure@1', measurement(0.5)]]) })));
        await a.store.settleMeasurements(fence, ['structure@1']);
        return lacking.length;
      };
      expect([await measure(), await measure()]).toEqual([2, 0]);
      expect(await a.store.unmeasured(['structure@1', 'safety@1'], { limit: 100 })).toHaveLength(2);
      await a.put(fence, { 'a.md': ['one, edited'] });
      expect([await measure(), await measure()]).toEqual([1, 0]);
      await a.put(fence, { 'a.md': ['one'], 'c.md': ['three'] });
      expect([await measure(), await measure()]).toEqual([1, 0]);
    });

    it('make the chunk undecided and are read back whole', async () => {
      const a = session();
      const { number } = await a.night({ 'a.md': ['one', 'two'] });
      const fence = await a.begin();
      expect(await a.undecided()).toEqual([]);
      const [chunk] = await a.store.unmeasured(['structure@1'], { limit: 1 });
      await a.store.putMeasurements(fence, [{ rowId: chunk?.rowId ?? 0, measurements: new Map([['structure@1', measurement(0.25)]]) }]);
      expect(await a.undecided()).toEqual([chunk?.id]);
      expect((await a.store.decideSubjects([chunk?.id ?? ''], 'pending'))[0]?.measurements.get('structure@1')).toEqual(measurement(0.25));
      expect((await a.store.chunk(chunk?.id ?? '', number))?.measurements.get('structure@1')).toEqual(measurement(0.25));
    });
  });

  describe('assessments of a generation', () => {
    it('are told by source and by what they say, with the chunks they stand for, and null where there are none', async () => {
      const a = session();
      const fence = await a.begin();
      await a.put(fence, { 'a.md': ['one', 'two'], 'b.md': ['three'], 'c.md': ['four', 'five', 'six'], 'd.md': ['seven'] });
      const older = { ...assessment, dates: { ...NO_DATES, value: '2020', published: '2020' } };
      await a.store.putAssessments(fence, 'freshness@1', (await a.store.unassessed('freshness@1', { limit: 10 })).filter(({ path }) => path !== 'd.md')
        .map(({ versionId, path }) => ({ versionId, assessment: path === 'b.md' ? older : assessment })));
      const { generation } = await a.publish(fence);
      const told = async (): Promise<unknown[]> => (await a.store.assessedChunks(generation.number, 'freshness@1')).map(({ source, assessment: found, chunks }) => [source, found?.dates.value ?? null, chunks]);
      expect(new Set(await told())).toEqual(new Set([['src', null, 1], ['src', '2020', 1], ['src', '2024-05', 5]]));
      expect(await a.store.assessedChunks(generation.number, 'freshness@2')).toMatchObject([{ assessment: null, chunks: 7 }]);
    });
  });

  describe('assessments', () => {
    it('are asked for once a document version and key, and make its chunks undecided', async () => {
      const a = session();
      const { number } = await a.night({ 'a.md': ['one', 'two'], 'b.md': ['three'] });
      const fence = await a.begin();
      const [first] = await a.store.unassessed('freshness@1', { limit: 1 });
      const rest = await a.store.unassessed('freshness@1', { limit: 10, afterVersion: first?.versionId ?? 0 });
      expect([first, ...rest].map((document) => document?.text).sort()).toEqual(['one\ntwo', 'three']);
      const aDocument = [first, ...rest].find((document) => document?.path === 'a.md');
      await a.store.putAssessments(fence, 'freshness@1', [{ versionId: aDocument?.versionId ?? 0, assessment }]);
      expect((await a.store.unassessed('freshness@1', { limit: 10 })).map((document) => document.path)).toEqual(['b.md']);
      expect([...(await a.undecided())].sort()).toEqual([await a.idOf('a.md', 'one', number), await a.idOf('a.md', 'two', number)].sort());
      expect((await a.store.document(aDocument?.documentId ?? '', number))?.assessments.get('freshness@1')).toEqual(assessment);
      const { generation } = await a.publish(fence);
      expect((await a.store.joinSubjects('document', { limit: 1 }))[0]?.assessments.get('freshness@1')).toEqual(assessment);
      expect(generation.number).toBe(number);
    });
  });
}
