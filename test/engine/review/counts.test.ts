import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Connection } from '../../../src/store/sqlite/connection.js';
import { corpusCounts } from '../../../src/store/sqlite/counts.js';
import { ADA, ReviewedCorpus, choice, page, subjects } from './support.js';

let corpus: ReviewedCorpus;
let raw: Connection;
beforeEach(async () => {
  corpus = new ReviewedCorpus({ reject: ["fired('freshness/expired')"], quarantine: ["fired('freshness/stale')", "fired('duplication/near') && !canonical"] });
  corpus.put({
    'north.md': page('2026-10-01'), 'south.md': page('2026-09-01', subjects('hoist')), 'west.md': page('2019-08-01', subjects('winch')),
    'fire.md': `${page('2019-03-01', ['alarm', 'hose'], 'Fire')}\n# More\n\n${page('2019-03-01').split('\n\n').slice(2).join('\n\n')}`,
    'gone.md': page('2019-03-01', ['tap', 'drain'], 'Water').replace('updated:', 'expires: 2020-01-01\nupdated:'),
  });
  await corpus.night();
  raw = new Connection(corpus.location, { create: false });
});
afterEach(async () => {
  raw.close();
  await corpus.close();
});

describe('the counts of a generation that a review has made', () => {
  it('are those of a full count, after any acts', async () => {
    const desk = await corpus.desk();
    const acts: { first: number; last: number }[] = [];
    for (let step = 0; step < 60; step += 1) {
      const chunks = await corpus.chunks();
      const { item, counterparts: [other] } = await desk.item(chunks[(step * 7) % chunks.length]?.id ?? '');
      const turn = step % 6;
      const last = acts.at(-1);
      const said = turn === 5 && last !== undefined ? await desk.undo(last, ADA)
        : turn === 4 && other?.relation === 'copy' ? await desk.decide({ verdict: 'not-duplicate', pair: [choice(item), choice(other)] }, ADA)
          : turn === 3 ? await desk.decide({ verdict: 'keep', item: choice(item) }, ADA)
            : await desk.decide({ verdict: (['approve', 'reject', 'requeue'] as const)[turn % 3] ?? 'approve', items: [choice(item)] }, ADA);
      if (turn === 5 && last !== undefined) acts.pop();
      else if (said.act !== null) acts.push(said.act);
      const generation = await corpus.store.currentGeneration();
      expect(generation?.counts, `step ${step}`).toEqual(corpusCounts(raw, generation?.number ?? 0));
    }
    expect((await corpus.store.currentGeneration())?.number).toBeGreaterThan(40);
  });
});
