import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadPipelineObject, resolvePipeline, type Pipeline } from '../../src/config/index.js';
import { WinnowError, type Store } from '../../src/core/index.js';
import { runPipeline, type ProgressSink } from '../../src/engine/index.js';
import { openSqliteStore } from '../../src/store/sqlite/index.js';

const PARAGRAPHS = [
  'The lift of the north building is inspected each spring by the works council, which writes its findings into the blue folder.',
  'Bicycles may stand in the courtyard overnight as long as nobody needs the ramp for a delivery in the early morning.',
  'Visitors get a badge at the desk. It opens the doors of the ground floor, and it must be given back on the same day.',
];
const NOW = new Date('2026-11-23');
/** More than a batch, so that one is written while the source is still being read. */
const RECORDS = 150;
let folder: string;
let pipeline: Pipeline;
let expected: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'winnow-faults-'));
  mkdirSync(join(folder, 'docs'));
  PARAGRAPHS.forEach((text, index) => { writeFileSync(join(folder, `docs/page-${index}.md`), `---\nupdated: 2026-10-01\n---\n\n# Page ${index}\n\n${text}\n`); });
  writeFileSync(join(folder, 'docs/copy.md'), `---\nupdated: 2026-09-01\n---\n\n# Page 1\n\n${PARAGRAPHS[1] ?? ''}\n`);
  writeFileSync(join(folder, 'rooms.jsonl'), Array.from({ length: RECORDS }, (_, room) => JSON.stringify({
    id: `room-${room}`, text: `Room ${room} is cleaned by the ${room % 2 === 0 ? 'morning' : 'evening'} shift, which finds its key at hook ${room * 3} of the board.`, updated: '2026-10-01',
  })).join('\n'));
  pipeline = await resolvePipeline(loadPipelineObject({
    version: 1, name: 'faults', read: [{ name: 'rooms', use: 'jsonl', with: { path: 'rooms.jsonl' } }, { name: 'docs', use: 'files', with: { root: 'docs', git: false } }],
    export: [{ use: 'jsonl', with: { path: 'out.jsonl' } }],
  }, folder));
  const sound = openSqliteStore(join(folder, 'sound.db'), { create: true });
  expected = await night(sound);
  await sound.close();
}, 60_000);
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

/** A store whose disk is full from a call of one method on. */
function withFullDisk(store: Store, method: keyof Store): Store {
  return new Proxy(store, {
    get: (target, name) => (name === method
      ? () => Promise.reject(new WinnowError('store-unwritable', 'database or disk is full'))
      : (Reflect.get(target, name) as unknown)),
  });
}

async function night(store: Store, warnings: string[] = []): Promise<string> {
  const progress: ProgressSink = { stage() {}, expect() {}, advance() {}, end() {}, warn: (message) => { warnings.push(message); } };
  await runPipeline(pipeline, { store, now: NOW, progress });
  return readFileSync(join(folder, 'out.jsonl'), 'utf8');
}

describe('a run whose store cannot be written', () => {
  it.each(['putItems', 'putMeasurements', 'putJoinNodes', 'putEdges', 'publishRun', 'putLedger'] as const)(
    'says so at %s, blames no document for it, and the next run goes on from there', async (method) => {
      rmSync(join(folder, 'out.jsonl'), { force: true });
      const store = openSqliteStore(join(folder, `${method}.db`), { create: true });
      const warnings: string[] = [];
      await expect(night(withFullDisk(store, method), warnings)).rejects.toMatchObject({ code: 'store-unwritable' });
      expect(warnings).toEqual([]);
      expect(await store.listFailures({ limit: 10 })).toEqual([]);
      expect((await store.listRuns({ limit: 1 }))[0]?.status).toBe('failed');
      expect(await night(store)).toBe(expected);
      expect(await store.check()).toEqual([]);
      await store.close();
    },
  );
});
