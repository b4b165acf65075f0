import Database from 'better-sqlite3';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as sqliteVec from 'sqlite-vec';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defineEmbeddings, exportTargets, planTargets, run, verifyTargets, type Embedder, type EmbeddingModel, type PipelineInput, type RunResult } from '../../src/index.js';
import { openSqliteStore } from '../../src/store/sqlite/index.js';

const now = new Date('2026-11-23');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'winnow-export-vectors-'));
  mkdirSync(join(folder, 'docs'));
});
afterEach(() => { rmSync(folder, { recursive: true, force: true }); });

const LEAVE = 'Everybody has twenty-five days of leave a year, and may take up to five of them into the next one.';
const LAMPS = 'Every lamp in the cellar is switched off by whoever leaves last, and the porter looks at ten in the evening.';
const write = (path: string, text: string): void => { writeFileSync(join(folder, 'docs', path), `# Page\n\n${text}\n`); };

/** Four numbers that tell the texts of these tests apart, and a note of all that was asked. */
class Letters implements Embedder {
  readonly asked: string[] = [];
  /** Calls that are answered before one fails. */
  good = Infinity;

  embedDocuments(texts: string[]): Promise<number[][]> {
    this.good -= 1;
    if (this.good < 0) return Promise.reject(new Error('quota of key sk-secret'));
    this.asked.push(...texts);
    return Promise.resolve(texts.map((text) => ['a', 'e', 'l', 'p'].map((letter) => text.split(letter).length + 0.1)));
  }
}

const lettersBy = (embedder: Embedder, change: Partial<EmbeddingModel> = {}): EmbeddingModel => defineEmbeddings({ id: 'letters', version: 1, textsPerBatch: 1, batchesAtOnce: 1, create: () => embedder, ...change });
const pipeline = (embeddings: EmbeddingModel): PipelineInput => ({
  version: 1, name: 'vectors', read: [{ name: 'docs', use: 'files', with: { root: join(folder, 'docs'), git: false } }], join: [], policy: {},
  export: [{ use: 'sqlite-vec', name: 'search', with: { path: join(folder, 'out', 'search.db'), embeddings } }], limits: { parserProcesses: 1 },
});
const store = (): string => join(folder, 'store.db');
const night = (model: EmbeddingModel): Promise<RunResult> => run(pipeline(model), { store: store(), now });

interface Hit { readonly text: string; readonly path: string; readonly distance: number }
function nearest(vector: readonly number[], where = ''): Hit[] {
  const db = new Database(join(folder, 'out', 'search.db'), { readonly: true });
  sqliteVec.load(db);
  const hits = db.prepare<[Buffer], Hit>(`SELECT c.text, c.path, v.distance FROM chunks_vectors v JOIN chunks c ON c.no = v.no WHERE v.embedding MATCH ? AND v.k = 5${where} ORDER BY v.distance`)
    .all(Buffer.from(Float32Array.from(vector).buffer));
  db.close();
  return hits;
}
const vectorOf = async (text: string): Promise<number[]> => (await new Letters().embedDocuments([text]))[0] ?? [];

describe('a target with vectors', () => {
  it('is filled by the run, and found in by what it holds', async () => {
    write('leave.md', LEAVE);
    write('lamps.md', LAMPS);
    const model = new Letters();
    const { summary } = await night(lettersBy(model));
    expect(summary.exports).toEqual([{ target: 'search', upserted: 2, deleted: 0, verified: 'read-back' }]);
    const [first] = nearest(await vectorOf(LAMPS));
    expect(first?.path).toBe('lamps.md');
    expect(nearest(await vectorOf(first?.text ?? ''))[0]).toMatchObject({ path: 'lamps.md', distance: 0 });
    expect(nearest(await vectorOf(LAMPS), " AND v.path = 'leave.md'").map(({ path }) => path)).toEqual(['leave.md']);
    expect(model.asked).toHaveLength(2);
  });

  it('asks for a text once, whatever becomes of its chunk', async () => {
    write('leave.md', LEAVE);
    write('lamps.md', LAMPS);
    const model = new Letters();
    await night(lettersBy(model));
    await night(lettersBy(model));
    write('lamps.md', LAMPS.replace('ten', 'nine'));
    await night(lettersBy(model));
    expect(model.asked).toHaveLength(3);
    write('lamps.md', LAMPS);
    expect((await night(lettersBy(model))).summary.exports).toMatchObject([{ upserted: 1, deleted: 1 }]);
    expect(model.asked).toHaveLength(3);
    rmSync(join(folder, 'out'), { recursive: true });
    expect((await night(lettersBy(model))).summary.exports).toMatchObject([{ upserted: 2 }]);
    expect(model.asked).toHaveLength(3);
  });

  it('is embedded anew by another version of the model, whatever the length of its vectors, and the old ones go', async () => {
    write('leave.md', LEAVE);
    await night(lettersBy(new Letters()));
    const short = { embedDocuments: (texts: string[]): Promise<number[][]> => Promise.resolve(texts.map(() => [1, 0])) };
    expect((await run(pipeline(lettersBy(short, { version: 2 })), { store: store(), now })).summary.exports).toMatchObject([{ upserted: 1, deleted: 0, verified: 'read-back' }]);
    expect(nearest([1, 0])).toHaveLength(1);
    const opened = openSqliteStore(store());
    expect(await opened.dropExportVectors(['letters@2'])).toBe(0);
    expect(await opened.dropExportVectors([])).toBe(1);
    await opened.close();
  });

  it('keeps what came before the model failed, and the target as it was', async () => {
    for (const [at, text] of [LEAVE, LAMPS, `${LEAVE} ${LAMPS}`].entries()) write(`${at}.md`, text);
    const model = new Letters();
    model.good = 2;
    const failed = night(lettersBy(model, { timeoutMs: 1000 }));
    await expect(failed).rejects.toMatchObject({ code: 'embedding-failed' });
    expect(model.asked).toHaveLength(2);
    expect((await verifyTargets({ pipeline: pipeline(lettersBy(model)), store: store() }))[0]?.report).toMatchObject({ ok: false, found: 0 });
    model.good = Infinity;
    await exportTargets({ pipeline: pipeline(lettersBy(model)), store: store() });
    expect(model.asked).toHaveLength(3);
    expect((await verifyTargets({ pipeline: pipeline(lettersBy(model)), store: store() }))[0]?.report).toMatchObject({ ok: true, found: 3 });
  });

  it('is told what a text too long costs before, and refuses it instead of cutting it', async () => {
    write('leave.md', LEAVE);
    write('long.md', Array.from({ length: 40 }, (_, n) => `Sentence number ${n} says something about the lamps in the cellar.`).join(' '));
    const model = new Letters();
    const limited = lettersBy(model, { maxTokens: 100, usdPerMillionTokens: 1_000_000, tokenizer: 'cl100k_base' });
    await run({ ...pipeline(limited), export: [] }, { store: store(), now });
    const asked = { pipeline: pipeline(limited), store: store() };
    const [plan] = await planTargets(asked);
    expect(plan?.embedding).toMatchObject({ texts: 3, tooLong: 2 });
    expect(plan?.embedding?.usd).toBe(plan?.embedding?.tokens);
    await expect(exportTargets(asked)).rejects.toMatchObject({ code: 'embedding-failed', message: expect.stringMatching(/^a text of \d{3} tokens is longer than the 100 that the embeddings letters@1 take \("/u) as string });
    expect(model.asked).toEqual([]);
  });

  it('counts as the model says it counts, and asks for that only where a text is new', async () => {
    write('leave.md', LEAVE);
    let asked = 0;
    const own = lettersBy(new Letters(), { limits: () => { asked += 1; return Promise.resolve({ count: (text) => text.length, maxTokens: 150 }); } });
    await night(own);
    expect(asked).toBe(1);
    const query = { pipeline: pipeline(own), store: store() };
    await night(own);
    expect(await planTargets(query)).toMatchObject([{ embedding: { texts: 0 } }]);
    expect(asked).toBe(1);
    write('lamps.md', `${LAMPS} ${LEAVE}`);
    await run({ ...pipeline(own), export: [] }, { store: store(), now });
    expect(await planTargets(query)).toMatchObject([{ embedding: { texts: 1, tokens: `# Page\n\n${LAMPS} ${LEAVE}`.length, tooLong: 1 } }]);
    await expect(exportTargets(query)).rejects.toMatchObject({ code: 'embedding-failed', message: expect.stringContaining('longer than the 150') as string });
  });

  it('is planned and verified without a word to the model', async () => {
    write('leave.md', LEAVE);
    const model = new Letters();
    await night(lettersBy(model));
    write('lamps.md', LAMPS);
    await run({ ...pipeline(lettersBy(model)), export: [] }, { store: store(), now });
    const asked = { pipeline: pipeline(lettersBy(model)), store: store() };
    const [plan] = await planTargets(asked);
    expect(plan).toMatchObject({ target: 'search', released: 2, holds: 1, add: 1, change: 0, delete: 0, embedding: { model: 'letters@1', texts: 1 } });
    expect(plan?.embedding?.tokens).toBeGreaterThan(15);
    expect((await verifyTargets(asked))[0]?.report).toMatchObject({ ok: false, counts: { missing: 1, extra: 0, different: 0 } });
    expect(model.asked).toHaveLength(1);
    await exportTargets(asked);
    expect(await planTargets(asked)).toMatchObject([{ add: 0, change: 0, delete: 0, problems: [], embedding: { texts: 0, tokens: 0, tooLong: 0, usd: null } }]);
  });

  it('is not in step with one number of a vector, one column or one vector too many, and is mended', async () => {
    write('leave.md', LEAVE);
    write('lamps.md', LAMPS);
    const asked = { pipeline: pipeline(lettersBy(new Letters())), store: store() };
    await run(asked.pipeline, { store: store(), now });
    const spoilt = async (sql: string, ...values: unknown[]): Promise<unknown> => {
      const db = new Database(join(folder, 'out', 'search.db'));
      sqliteVec.load(db);
      db.prepare(sql).run(...values);
      db.close();
      const [before] = await verifyTargets(asked);
      await exportTargets(asked);
      expect((await verifyTargets(asked))[0]?.report).toMatchObject({ ok: true, found: 2 });
      return before?.report;
    };
    expect(await spoilt('UPDATE chunks_vectors SET embedding = ? WHERE no = ?', Buffer.from(Float32Array.of(1, 2, 3, 4).buffer), 1)).toMatchObject({ ok: false, counts: { different: 1 } });
    expect(await spoilt("UPDATE chunks_vectors SET language = 'xx' WHERE no = ?", 1)).toMatchObject({ ok: false, counts: { different: 1 } });
    expect(await spoilt('DELETE FROM chunks_vectors WHERE no = ?', 1)).toMatchObject({ ok: false, counts: { different: 1 } });
    expect(await spoilt("INSERT INTO chunks_vectors (no, embedding, source, path, language, version, access, date) VALUES (99, ?, '', '', '', '', '', '')", Buffer.from(Float32Array.of(1, 2, 3, 4).buffer)))
      .toMatchObject({ ok: false, problems: ['1 vectors belong to no text'] });
    expect(await spoilt("UPDATE chunks_winnow SET stamp = json_set(stamp, '$.chunks', 7)")).toMatchObject({ ok: false, problems: ['its stamp says chunks 7, expected 2'] });
  });

  it("is left alone when it is somebody else's", async () => {
    write('leave.md', LEAVE);
    mkdirSync(join(folder, 'out'));
    const db = new Database(join(folder, 'out', 'search.db'));
    db.exec("CREATE TABLE chunks (recipe TEXT); INSERT INTO chunks VALUES ('soup')");
    db.close();
    await expect(night(lettersBy(new Letters()))).rejects.toMatchObject({ code: 'target-foreign', message: expect.stringContaining('belongs to something else') as string });
    const after = new Database(join(folder, 'out', 'search.db'), { readonly: true });
    expect(after.prepare('SELECT * FROM chunks').all()).toEqual([{ recipe: 'soup' }]);
    after.close();
  });
});
