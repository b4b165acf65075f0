import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WinnowError, defineEmbeddings, list, openStore, run, type ChunkLine, type EdgeLine, type Embedder, type EmbeddingModel, type FindingLine, type PipelineInput, type RunResult } from '../../src/index.js';
import { BagEmbeddings, PARAPHRASES } from '../join/paraphrase/embedder.js';

const now = new Date('2026-11-23');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'winnow-embed-'));
  mkdirSync(join(folder, 'docs'));
});
afterEach(() => { rmSync(folder, { recursive: true, force: true }); });

const [[LEASE, RENT] = ['', ''], [VISIT, GUEST] = ['', '']] = PARAPHRASES;
const PARKING = 'The garage below the yard has forty places, and every one of them belongs to a flat in the street behind it.';
const write = (path: string, ...texts: readonly string[]): void => {
  writeFileSync(join(folder, 'docs', path), texts.map((text, at) => `# Part ${'abcdef'.charAt(at)}\n\n${text}\n`).join('\n'));
};
const bag = (embedder: Embedder, change: Partial<EmbeddingModel> = {}): EmbeddingModel => defineEmbeddings({ id: 'bag', version: 1, create: () => embedder, ...change });
const pipelineWith = (embeddings: EmbeddingModel | string, change: Partial<PipelineInput> = {}): PipelineInput => ({
  version: 1, name: 'embedded', read: [{ name: 'docs', use: 'files', with: { root: join(folder, 'docs'), git: false } }],
  join: [{ use: 'duplication' }, { use: 'paraphrase', with: { embeddings, cosine: 0.65 } }], limits: { parserProcesses: 1 }, ...change,
});
const night = (embeddings: EmbeddingModel | string, store = 'store.db', change: Partial<PipelineInput> = {}): Promise<RunResult> =>
  run(pipelineWith(embeddings, change), { store: join(folder, store), now });

async function collected<Line>(lines: AsyncIterable<Line>): Promise<Line[]> {
  const found: Line[] = [];
  for await (const line of lines) found.push(line);
  return found.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
/** The store alone is enough to read what is published. */
const edgesIn = async (store: string): Promise<EdgeLine[]> => collected(list('edges', { store: join(folder, store) }));
const findingsIn = async (store: string): Promise<FindingLine[]> => collected(list('findings', { store: join(folder, store), rule: 'duplication' }));
const statesIn = async (store: string): Promise<unknown[]> =>
  (await collected<ChunkLine>(list('chunks', { store: join(folder, store) }))).map(({ id, status, canonical, survivor, scores }) => ({ id, status, canonical, survivor, scores }));

describe('a run with embeddings', () => {
  it('finds paraphrases, reports the copy, and holds nothing back for it by itself', async () => {
    write('lease.md', LEASE);
    write('rent.md', RENT);
    write('parking.md', PARKING);
    await night(bag(new BagEmbeddings()));
    expect(await edgesIn('store.db')).toMatchObject([{ kind: 'near-duplicate', certainty: 'likely', cue: null, method: 'cosine bag >= 0.65' }]);
    expect(await findingsIn('store.db')).toMatchObject([{ rule: 'duplication/paraphrase', severity: 'warning' }]);
    expect((await collected(list('chunks', { store: join(folder, 'store.db') }))).map(({ path, status, canonical }) => [path, status, canonical]).sort()).toEqual([
      ['lease.md', 'accepted', false], ['parking.md', 'accepted', true], ['rent.md', 'accepted', true],
    ]);
  });

  it('holds the copy back where the policy says so', async () => {
    write('lease.md', LEASE);
    write('rent.md', RENT);
    await night(bag(new BagEmbeddings()), 'store.db', { policy: { quarantine: ["fired('duplication/paraphrase') && !canonical"] } });
    expect((await collected(list('chunks', { store: join(folder, 'store.db') }))).map(({ path, status }) => [path, status]).sort()).toEqual([['lease.md', 'quarantined'], ['rent.md', 'accepted']]);
  });

  it('finds contradictions in other words, each text embedded once for both joins and never again', async () => {
    write('first-aid.md', 'Every storey of the Harbour Street house has two trained first aiders.');
    write('safety.md', 'On each level of the building there are four people with first-aid training.');
    write('parking.md', PARKING);
    const embedder = new BagEmbeddings();
    const everything = { embedDocuments: async (texts: string[]): Promise<number[][]> => (await embedder.embedDocuments(texts)).map((_, at) => (texts[at]?.includes('first') === true ? [1, 0] : [0, 1])) };
    const both = (): Promise<RunResult> => night(bag(everything), 'both.db', { join: [{ use: 'paraphrase', with: { embeddings: bag(everything), cosine: 0.999, minWords: 1 } }, { use: 'contradiction', with: { embeddings: bag(everything) } }] });
    await both();
    expect((await edgesIn('both.db')).filter(({ kind }) => kind === 'contradicts')).toMatchObject([{ certainty: 'possible' }]);
    expect(embedder.texts).toBe(3);
    await both();
    expect(embedder.texts).toBe(3);
    await night(bag(everything), 'without.db', { join: [{ use: 'contradiction' }] });
    expect(await edgesIn('without.db')).toEqual([]);
  });

  it('leaves the score of duplication to the join that measures it', async () => {
    write('lease.md', LEASE);
    write('rent.md', RENT);
    write('rent-again.md', RENT);
    await night(bag(new BagEmbeddings()));
    const scores = new Map((await collected(list('chunks', { store: join(folder, 'store.db') }))).map(({ path, scores: found }) => [path, found['duplication']]));
    expect([scores.get('rent.md'), scores.get('rent-again.md')].sort()).toEqual([0, 1]);
    await night(bag(new BagEmbeddings()), 'alone.db', { join: [{ use: 'paraphrase', with: { embeddings: bag(new BagEmbeddings()), cosine: 0.65 } }] });
    expect((await collected(list('chunks', { store: join(folder, 'alone.db') }))).map(({ scores: found }) => found['duplication'] ?? null)).toEqual([null, null, null]);
  });
});

describe('a text is embedded once', () => {
  it('whatever stands where: a second run, a renamed file, a copy and other white space ask for nothing', async () => {
    write('lease.md', LEASE);
    write('rent.md', RENT);
    const embedder = new BagEmbeddings();
    await night(bag(embedder));
    expect(embedder.texts).toBe(2);
    await night(bag(embedder));
    renameSync(join(folder, 'docs', 'rent.md'), join(folder, 'docs', 'renting.md'));
    write('copy.md', LEASE.replaceAll(' ', '\n'));
    await night(bag(embedder));
    expect(embedder.texts).toBe(2);
    write('visit.md', VISIT);
    await night(bag(embedder));
    expect(embedder.texts).toBe(3);
  });

  it('and needs no client on a night without new texts', async () => {
    write('lease.md', LEASE);
    await night(bag(new BagEmbeddings()));
    await night(defineEmbeddings({ id: 'bag', version: 1, create: () => { throw new Error('made without need'); } }));
  });

  it('in batches of the size and number that were asked for', async () => {
    for (let at = 0; at < 10; at += 1) write(`page-${at}.md`, `${LEASE} ${'abcdefghij'.charAt(at)}`);
    let [most, running] = [0, 0];
    const embedder = new BagEmbeddings();
    const slow: Embedder = {
      async embedDocuments(texts) {
        most = Math.max(most, running += 1);
        await new Promise((resolve) => setTimeout(resolve, 20));
        running -= 1;
        return embedder.embedDocuments(texts);
      },
    };
    await night(bag(slow, { textsPerBatch: 3, batchesAtOnce: 2 }));
    expect([embedder.calls.map((texts) => texts.length).sort(), most]).toEqual([[1, 3, 3, 3], 2]);
  });

  it('by each version of the embeddings: another one embeds all anew, and the vectors of the old one go', async () => {
    write('lease.md', LEASE);
    write('rent.md', RENT);
    const [first, second] = [new BagEmbeddings(), new BagEmbeddings()];
    await night(bag(first));
    await night(bag(second, { version: 2 }));
    expect([first.texts, second.texts]).toEqual([2, 2]);
    await night(bag(first));
    expect(first.texts).toBe(4);
    expect(await edgesIn('store.db')).toHaveLength(1);
  });

  it('not at all with fewer words than take part', async () => {
    writeFileSync(join(folder, 'docs', 'short.md'), 'Ask at the front desk.\n');
    const embedder = new BagEmbeddings();
    await night(bag(embedder));
    expect(embedder.texts).toBe(0);
  });

  it('until it leaves the corpus; a join that is switched off and on again pays nothing', async () => {
    write('lease.md', LEASE);
    write('rent.md', RENT);
    const embedder = new BagEmbeddings();
    await night(bag(embedder));
    await night('none', 'store.db', { join: [] });
    await night(bag(embedder));
    expect(embedder.texts).toBe(2);
    rmSync(join(folder, 'docs', 'rent.md'));
    await night(bag(embedder));
    write('rent.md', RENT);
    await night(bag(embedder));
    expect(embedder.texts).toBe(3);
  });
});

it('nights of edits leave the edges, findings and verdicts that a store made from scratch has', async () => {
  const embedder = new BagEmbeddings();
  const compare = async (fresh: string): Promise<void> => {
    await night(bag(embedder));
    await night(bag(embedder), fresh);
    expect(await edgesIn('store.db')).toEqual(await edgesIn(fresh));
    expect(await findingsIn('store.db')).toEqual(await findingsIn(fresh));
    expect(await statesIn('store.db')).toEqual(await statesIn(fresh));
    for (const store of ['store.db', fresh]) {
      const opened = openStore(join(folder, store));
      expect(await opened.check()).toEqual([]);
      await opened.close();
    }
  };
  write('lease.md', LEASE, VISIT);
  write('rent.md', RENT);
  write('guest.md', GUEST, PARKING);
  await compare('one.db');
  expect(await edgesIn('store.db')).toHaveLength(2);
  write('lease.md', VISIT, PARKING, LEASE);
  write('rent.md', RENT.replace('3 years', '5 years'));
  write('also.md', RENT);
  await compare('two.db');
  expect(new Set((await edgesIn('store.db')).map(({ cue }) => cue))).toEqual(new Set([null, 'number']));
  rmSync(join(folder, 'docs', 'lease.md'));
  write('guest.md', GUEST.replace('shows a pass', 'shows no pass'));
  await compare('three.db');
}, 60_000);

describe('embeddings that do not answer', () => {
  const failsWith = async (embedder: Embedder | null, change: Partial<EmbeddingModel> = {}): Promise<unknown> =>
    night(bag(embedder ?? new BagEmbeddings(), change)).then(() => 'published', (error: unknown) => error);
  const published = async (): Promise<number | undefined> => {
    const store = openStore(join(folder, 'store.db'));
    try {
      return (await store.currentGeneration())?.number;
    } finally {
      await store.close();
    }
  };
  beforeEach(() => {
    write('lease.md', LEASE);
    write('rent.md', RENT);
  });

  it('are asked again, and the run goes on', async () => {
    const embedder = new BagEmbeddings();
    let failures = 1;
    const flaky: Embedder = { embedDocuments: async (texts) => (failures-- > 0 ? Promise.reject(new Error('503')) : embedder.embedDocuments(texts)) };
    expect(await failsWith(flaky)).not.toBeInstanceOf(Error);
    expect([embedder.calls.length, failures]).toEqual([1, -1]);
  });

  it('end the run at once by an error that says what to do', async () => {
    let times = 0;
    const create = (): never => { times += 1; throw new WinnowError('package-missing', 'they need a package', { next: 'npm install it' }); };
    expect(await failsWith(null, { create })).toMatchObject({ code: 'package-missing', next: 'npm install it' });
    expect([times, await published()]).toEqual([1, undefined]);
  });

  it('end the run when they fail for good: nothing is published, and what came is kept', async () => {
    const embedder = new BagEmbeddings();
    await night(bag(embedder));
    write('visit.md', VISIT);
    write('guest.md', GUEST);
    const half: Embedder = { embedDocuments: async (texts) => (texts.some((text) => text.includes('Visitors')) ? Promise.reject(new Error('quota used up')) : embedder.embedDocuments(texts)) };
    expect(await failsWith(half, { textsPerBatch: 1, batchesAtOnce: 2 })).toMatchObject({ code: 'embedding-failed', exitCode: 1, message: 'the embeddings bag@1 failed 3 times: quota used up' });
    expect(await published()).toBe(1);
    expect(embedder.texts).toBe(3);
    await night(bag(embedder));
    expect(embedder.texts).toBe(4);
    expect((await edgesIn('store.db')).length).toBe(2);
  }, 20_000);

  it('in time count as failed', async () => {
    const silent: Embedder = { embedDocuments: () => new Promise(() => undefined) };
    expect(await failsWith(silent, { timeoutMs: 50 })).toMatchObject({ code: 'embedding-failed', message: expect.stringContaining('no answer within 50 ms') as string });
  }, 20_000);

  it.each<[string, unknown, string]>([
    ['too few vectors', [[1, 2]], 'unexpected 1 vectors for 2 texts'],
    ['vectors of several lengths', [[1, 2], [1, 2, 3]], 'unexpected vector of 3 numbers, expected 2 as for the other texts'],
    ['NaN', [[1, 2], [1, Number.NaN]], 'unexpected `NaN` in a vector, expected a number'],
    ['numbers that no float holds', [[1, 2], [1, 1e300]], 'unexpected `1e+300` in a vector'],
    ['words', [[1, 2], ['1', '2']], 'unexpected `1` in a vector, expected a number'],
    ['empty vectors', [[], []], 'unexpected vector of 0 numbers'],
    ['no vectors', { data: [] }, 'unexpected object, expected a list of vectors'],
    ['a list of something else', [null, null], 'unexpected vector that is no list of numbers'],
  ])('with %s end it at once', async (_what, answer, says) => {
    let calls = 0;
    const broken = { embedDocuments: async () => { calls += 1; return answer; } } as unknown as Embedder;
    expect(await failsWith(broken)).toMatchObject({ code: 'embedding-failed', message: expect.stringContaining(says) as string });
    expect(calls).toBe(1);
    expect(await published()).toBeUndefined();
  });

  it('with vectors of another length than before end it, and say what to do', async () => {
    await night(bag(new BagEmbeddings()));
    write('visit.md', VISIT);
    expect(await failsWith({ embedDocuments: async (texts) => texts.map(() => [1, 2]) })).toMatchObject({
      code: 'embedding-failed', message: expect.stringContaining('vector of 2 numbers from the embeddings bag@1, expected 256') as string, next: expect.stringContaining('another `version`') as string,
    });
    expect(await published()).toBe(1);
  });

  it('cannot be made, or are none, end it', async () => {
    expect(await failsWith(null, { create: () => { throw new Error('OPENAI_API_KEY is not set'); } })).toMatchObject({ code: 'embedding-failed', message: 'the embeddings bag@1 cannot be made: OPENAI_API_KEY is not set' });
    expect(await failsWith(null, { create: () => ({}) as Embedder })).toMatchObject({ code: 'embedding-failed', message: expect.stringContaining('no `Embeddings` of LangChain') as string });
  });

  it('stop when the run is interrupted', async () => {
    const control = new AbortController();
    const waiting: Embedder = { embedDocuments: () => new Promise(() => { control.abort(); }) };
    await expect(run(pipelineWith(bag(waiting)), { store: join(folder, 'store.db'), now, signal: control.signal })).rejects.toMatchObject({ code: 'interrupted' });
  });
});

it('embeddings of a TypeScript pipeline are no part of what the store remembers: it says so', async () => {
  write('lease.md', LEASE);
  await night(bag(new BagEmbeddings()));
  write('rent.md', RENT);
  const store = openStore(join(folder, 'store.db'));
  const remembered = (await store.pipeline())?.definition as unknown as PipelineInput;
  await store.close();
  await expect(run(remembered, { store: join(folder, 'store.db'), now })).rejects.toMatchObject({ code: 'embedding-failed', message: expect.stringContaining('an object of a pipeline in TypeScript') as string });
});
