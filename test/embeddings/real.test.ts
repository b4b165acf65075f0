import Database from 'better-sqlite3';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as sqliteVec from 'sqlite-vec';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { embeddingChoice, exportTargets, planTargets, run, verifyTargets, type LocalModel, type RunResult } from '../../src/index.js';
import { localEmbeddings } from '../../src/embeddings/index.js';
import { importTransformers, transformers } from '../../src/embeddings/local/package.js';
import { winnow } from '../cli/support.js';

/** A folder in whose `node_modules` `@huggingface/transformers` is: too heavy to be a dependency of tests. */
const REAL = process.env['WINNOW_TEST_TRANSFORMERS'];
const PACKAGE = '@huggingface/transformers';
vi.mock('@huggingface/transformers', async () =>
  (await import(pathToFileURL(createRequire(join(process.env['WINNOW_TEST_TRANSFORMERS'] ?? '', 'package.json')).resolve('@huggingface/transformers')).href)) as object);

const TINY = fileURLToPath(new URL('tiny', import.meta.url));
const { vocab } = (JSON.parse(readFileSync(join(TINY, 'tokenizer.json'), 'utf8')) as { model: { vocab: Record<string, number> } }).model;

const WIDTH = Array.from({ length: 8 }, (_, at) => at);
const mean = (rows: readonly (readonly number[])[]): number[] => WIDTH.map((at) => rows.reduce((sum, row) => sum + (row[at] ?? 0), 0) / rows.length);
/** What `make-tiny-model.py` puts into the model, worked out by hand. Words of the vocabulary only. */
function hiddenOf(text: string): number[][] {
  const ids = ['[CLS]', ...text.split(' '), '[SEP]'].map((word) => vocab[word] ?? NaN);
  const words = ids.map((id) => WIDTH.map((at) => ((id * 31 + at * 17) % 127 - 63) / 64));
  const context = mean(words);
  return words.map((word, place) => WIDTH.map((at) => (word[at] ?? 0) + ((place * 13 + at * 7) % 31 - 15) / 64 + (context[at] ?? 0) / 2));
}
const unit = (vector: readonly number[]): number[] => vector.map((value) => value / Math.hypot(...vector));
const furthest = (a: readonly number[] = [], b: readonly number[] = []): number => Math.max(...WIDTH.map((at) => Math.abs((a[at] ?? NaN) - (b[at] ?? NaN))));

const vectorsOf = async (texts: string[], given: Partial<LocalModel> = {}): Promise<number[][]> =>
  (await (await localEmbeddings(embeddingChoice.parse({ local: TINY, ...given }) as LocalModel, { where: 'here', baseDir: '/' })).create()).embedDocuments(texts);

const TEXTS = ['lamp', 'the lamp in the cellar is off', 'every lamp', 'the porter and the key', 'twenty five days of leave are up', 'rain on the roof and the gate by night'];

describe.skipIf(REAL === undefined)(`a model that runs here, by ${PACKAGE}`, () => {
  it.each<[LocalModel['pooling'], (hidden: number[][]) => number[]]>([['mean', mean], ['cls', (hidden) => hidden[0] ?? []], ['last_token', (hidden) => hidden.at(-1) ?? []]])('pools by %s what can be worked out by hand', async (pooling, pool) => {
    const plain = await vectorsOf(TEXTS, { pooling, normalize: false });
    const normal = await vectorsOf(TEXTS, { pooling });
    for (const [at, text] of TEXTS.entries()) {
      expect(furthest(plain[at], pool(hiddenOf(text)))).toBeLessThan(1e-6);
      expect(furthest(normal[at], unit(pool(hiddenOf(text))))).toBeLessThan(1e-6);
    }
  });

  it.each(['fp32', 'q8'] as const)('gives a text of %s one vector, whatever is in the batch', async (dtype) => {
    const together = await vectorsOf(TEXTS, { dtype });
    const reversed = (await vectorsOf([...TEXTS].reverse(), { dtype })).reverse();
    for (const [at, text] of TEXTS.entries()) {
      const [alone] = await vectorsOf([text], { dtype });
      expect(furthest(together[at], alone)).toBeLessThan(dtype === 'q8' ? Number.MIN_VALUE : 1e-6);
      expect(furthest(reversed[at], alone)).toBeLessThan(dtype === 'q8' ? Number.MIN_VALUE : 1e-6);
    }
  });

  it('is tried on a model of q8 that does scale by the batch', async () => {
    const { AutoTokenizer, AutoModel } = await transformers(TINY, importTransformers);
    const tokenizer = await AutoTokenizer.from_pretrained(TINY, { local_files_only: true });
    const model = await AutoModel.from_pretrained(TINY, { local_files_only: true, dtype: 'q8' });
    const [alone, together] = await Promise.all([['lamp'], TEXTS].map(async (texts) => Array.from((await model(tokenizer(texts, { padding: true, truncation: false })))['last_hidden_state']?.data ?? [])));
    expect(furthest(alone, together)).toBeGreaterThan(1e-4);
  });

  it('puts the prefix before a text', async () => {
    expect(furthest((await vectorsOf(['lamp'], { prefix: 'every ' }))[0], unit(mean(hiddenOf('every lamp'))))).toBeLessThan(1e-6);
  });

  it('takes what its files say, counted as it counts', async () => {
    const model = await localEmbeddings(embeddingChoice.parse({ local: TINY, prefix: 'the ' }) as LocalModel, { where: 'here', baseDir: '/' });
    const limits = await model.limits?.();
    expect(limits?.maxTokens).toBe(64);
    expect(limits?.count('lamp')).toBe(4);
    expect(limits?.count('zoo')).toBe(6);
  });
});

describe.skipIf(REAL === undefined)('a pipeline that names a model in a folder', () => {
  const now = new Date('2026-11-23');
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'winnow-onnx-'));
    mkdirSync(join(folder, 'docs'));
    cpSync(TINY, join(folder, 'models', 'tiny'), { recursive: true });
    pipelineWith('./models/tiny');
    write('leave.md', 'Everybody may leave the garden by ten in the evening.');
    write('lamps.md', 'Every lamp in the cellar is off before the night. The porter and the bell are at the gate.');
  });
  afterEach(() => { rmSync(folder, { recursive: true, force: true }); });

  const write = (name: string, text: string): void => { writeFileSync(join(folder, 'docs', name), `# Rule\n\n${text}\n`); };
  const pipelineWith = (local: string, more = ''): void => {
    writeFileSync(join(folder, 'pipeline.yaml'), `version: 1
name: here
read: [{ name: docs, use: files, with: { root: docs, git: false } }]
join: []
policy: {}
limits: { parserProcesses: 1 }
export: [{ use: sqlite-vec, name: search, with: { path: out/search.db, embeddings: { local: ${local}${more} } } }]
`);
  };
  const pipeline = (): string => join(folder, 'pipeline.yaml');
  const night = (): Promise<RunResult> => run(pipeline(), { now });
  const store = (): string => join(folder, '.winnow', 'here.db');

  interface Row { readonly text: string; readonly vector: Uint8Array }
  function rows(): Map<string, number[]> {
    const db = new Database(join(folder, 'out', 'search.db'), { readonly: true });
    sqliteVec.load(db);
    const found = db.prepare<[], Row>('SELECT c.text, v.embedding AS vector FROM chunks c JOIN chunks_vectors v ON v.no = c.no').all();
    db.close();
    return new Map(found.map(({ text, vector }) => [text, Array.from(new Float32Array(Uint8Array.from(vector).buffer))]));
  }
  /** Vectors kept in the store: each was embedded once. */
  function kept(): { readonly model: string; readonly vectors: number }[] {
    const db = new Database(store(), { readonly: true });
    const found = db.prepare<[], { model: string; vectors: number }>('SELECT m.key AS model, count(*) AS vectors FROM export_vector v JOIN export_model m USING (model_no) GROUP BY m.key').all();
    db.close();
    return found;
  }

  it('exports its vectors, and embeds nothing the second time, nor where the folder moved', async () => {
    const { summary } = await night();
    expect(summary.exports).toEqual([{ target: 'search', upserted: 2, deleted: 0, verified: 'read-back' }]);
    const first = rows();
    for (const [text, vector] of first) expect(furthest(vector, (await vectorsOf([text]))[0])).toBeLessThan(1e-6);
    const before = kept();
    expect(before).toMatchObject([{ vectors: 2 }]);

    // The command as it is shipped finds no such package here: where something is to be embedded or counted it says so.
    renameSync(join(folder, 'models'), join(folder, 'elsewhere'));
    pipelineWith('./elsewhere/tiny');
    rmSync(join(folder, 'out'), { recursive: true });
    for (const verb of [['run', 'pipeline.yaml'], ['export'], ['verify'], ['export', '--dry-run']]) expect(await winnow(verb, { cwd: folder })).toMatchObject({ code: 0 });
    expect(rows()).toEqual(first);
    expect(kept()).toEqual(before);
    write('new.md', 'The roof is up.');
    expect(await winnow(['run', 'pipeline.yaml'], { cwd: folder })).toMatchObject({ code: 2, stderr: expect.stringContaining('npm install @huggingface/transformers') as string });
  });

  it('is remembered by the store for whoever has no pipeline file', async () => {
    await night();
    rmSync(pipeline());
    expect(await verifyTargets({ store: store() })).toMatchObject([{ target: 'search', report: { ok: true, found: 2 } }]);
    rmSync(join(folder, 'out'), { recursive: true });
    expect(await exportTargets({ store: store() })).toMatchObject([{ upserted: 2 }]);
  });

  it('embeds all anew where a file of the model was swapped', async () => {
    await night();
    const before = kept();
    const config = join(folder, 'models', 'tiny', 'config.json');
    writeFileSync(config, `${readFileSync(config, 'utf8')} `);
    await night();
    await exportTargets({ pipeline: pipeline() });
    expect(kept()).toMatchObject([{ vectors: 2 }]);
    expect(kept()[0]?.model).not.toBe(before[0]?.model);
  });

  it('tells before what is too long, counted as the model does and without its weights, and refuses it', async () => {
    write('long.md', 'The porter and the bell are at the gate, and the key is in the book by the lamp. '.repeat(5));
    await run({ version: 1, name: 'here', read: [{ name: 'docs', use: 'files', with: { root: join(folder, 'docs'), git: false } }], join: [], policy: {}, export: [], limits: { parserProcesses: 1 } }, { now, store: store() });
    const weights = join(folder, 'models', 'tiny', 'onnx', 'model.onnx');
    const sound = readFileSync(weights);
    writeFileSync(weights, 'no model');
    expect(await planTargets({ pipeline: pipeline() })).toMatchObject([{ add: 3, embedding: { texts: 3, tooLong: 1 } }]);
    writeFileSync(weights, sound);
    await expect(exportTargets({ pipeline: pipeline() })).rejects.toMatchObject({ code: 'embedding-failed', message: expect.stringMatching(/^a text of \d+ tokens is longer than the 64 that the embeddings local:tiny:/u) as string });
    expect(kept()).toEqual([]);
  });

  it('says that a file is no model', async () => {
    writeFileSync(join(folder, 'models', 'tiny', 'onnx', 'model.onnx'), 'no model');
    await expect(night()).rejects.toMatchObject({ code: 'embedding-failed', message: expect.stringContaining('the model ./models/tiny cannot be loaded') as string });
  });
});
