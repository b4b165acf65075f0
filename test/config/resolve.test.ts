import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { defineEmbeddings } from '../../src/core/index.js';
import { loadPipelineObject, resolvePipeline, type Pipeline, type PipelineInput } from '../../src/config/index.js';

const folder = mkdtempSync(join(tmpdir(), 'winnow-resolve-'));
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

const resolved = (change: Partial<PipelineInput> = {}): Promise<Pipeline> =>
  resolvePipeline(loadPipelineObject({ version: 1, name: 'docs', read: [{ name: 'handbook', use: 'files' }], ...change }, folder));

let modules = 0;
function plugin(code: string): string {
  const name = `./plugin-${++modules}.mjs`;
  writeFileSync(join(folder, name), code);
  return name;
}

/** A block as plain JavaScript, so that it needs nothing of the repository. */
const SCORER = `export const tone = {
  kind: 'scorer', id: 'tone', version: 1, level: 'chunk', dimension: 'tone', rules: ['tone/shouting'],
  options: { safeParse: (value) => ({ success: true, data: { loud: 3, ...value } }), shape: { loud: 1 } },
  run: () => ({ score: 1, signals: [], findings: [] }),
};`;

const bag = (version: number): string => `export const bag = { kind: 'embeddings', id: 'bag', version: ${version}, textsPerBatch: 64, batchesAtOnce: 2, timeoutMs: 1000, create: () => ({}) };`;
const paraphrase = { use: 'paraphrase', with: { embeddings: 'bag' } };

describe('embeddings', () => {
  it('come from a plugin, and are part of the key of the join that asks for them', async () => {
    const [one, other] = [await resolved({ plugins: [plugin(bag(1))], join: [paraphrase] }), await resolved({ plugins: [plugin(bag(2))], join: [paraphrase] })];
    expect([one.joins[0]?.embeddings?.version, other.joins[0]?.embeddings?.version]).toEqual([1, 2]);
    expect(one.joins[0]?.key).not.toBe(other.joins[0]?.key);
  });

  it('are asked for by no default join', async () => {
    expect((await resolved()).joins.filter(({ embeddings }) => embeddings !== null)).toEqual([]);
  });

  it('that nobody brings are refused, naming those there are', async () => {
    const next = expect.stringContaining("defineEmbeddings({ id: 'bag'") as string;
    await expect(resolved({ join: [paraphrase] })).rejects.toMatchObject({ code: 'block-unknown', next, message: 'join[0].with: there are no embeddings `bag` (no plugin brings any)' });
    const others = plugin(bag(1).replace("id: 'bag'", "id: 'sack'"));
    await expect(resolved({ plugins: [others], join: [paraphrase] })).rejects.toMatchObject({ code: 'block-unknown', message: 'join[0].with: there are no embeddings `bag` (there are: sack)' });
  });

  it('by a model that runs here are named with its settings, made once for all that name them alike', async () => {
    const local = { local: 'Xenova/all-MiniLM-L6-v2', prefix: 'passage: ' };
    const target = { use: 'sqlite-vec', with: { path: 'out.db', embeddings: local } };
    const { joins, exports, definition } = await resolved({ join: [{ use: 'paraphrase', with: { embeddings: local } }], export: [target, { ...target, name: 'other', with: { path: 'other.db', embeddings: { ...local, pooling: 'cls' } } }] });
    expect(joins[0]?.embeddings?.id).toBe('local:Xenova/all-MiniLM-L6-v2');
    expect(exports[0]?.embeddings).toBe(joins[0]?.embeddings);
    expect(exports[1]?.embeddings?.version).not.toBe(exports[0]?.embeddings?.version);
    expect(definition).toMatchObject({ export: [{ with: { embeddings: local } }, {}] });
  });

  it.each<[unknown, string]>([
    [{ local: 'Xenova/x', poling: 'mean' }, 'join[0].with.embeddings.poling: unknown key'],
    [{ local: 'Xenova/x', pooling: 'max' }, 'join[0].with.embeddings.pooling: Invalid option: expected one of "mean"|"cls"|"last_token"'],
    [{ local: 'Xenova/x', normalize: 'yes' }, 'join[0].with.embeddings.normalize: Invalid input: expected boolean, received string'],
    [{ pooling: 'mean' }, 'join[0].with.embeddings: expected the id of embeddings that a plugin exports (`defineEmbeddings`), `{ local: … }` for a model'],
    [{ embedDocuments: () => [] }, 'join[0].with.embeddings: expected the id of embeddings'], [7, 'join[0].with.embeddings: expected the id of embeddings'],
    [{ local: './none' }, `join[0].with.embeddings.local: ${join(folder, 'none')} lacks config.json`],
  ])('written wrong are refused where the fault is: %j', async (embeddings, said) => {
    await expect(resolved({ join: [{ use: 'paraphrase', with: { embeddings } }] })).rejects.toMatchObject({ code: 'pipeline-invalid', message: expect.stringContaining(said) as string });
  });

  it('are of chunks: a join of documents that asks for some is refused', async () => {
    const join = `export const kin = { kind: 'join', id: 'kin', version: 1, unit: 'document', dimension: 'kin', rules: [], options: { safeParse: () => ({ success: true, data: {} }), shape: {} }, embedding: { of: () => 'bag', wants: () => true } };`;
    await expect(resolved({ plugins: [plugin(`${bag(1)} ${join}`)], join: [{ use: 'kin' }] })).rejects.toMatchObject({ code: 'plugin-failed', message: expect.stringContaining('only chunks are embedded') as string });
  });

  it.each([['textsPerBatch', 0], ['textsPerBatch', 5000], ['batchesAtOnce', 1.5], ['timeoutMs', Number.NaN]])('are not made with a %s of %d', (name, value) => {
    expect(() => defineEmbeddings({ id: 'bag', version: 1, create: () => ({ embedDocuments: async () => [] }), [name]: value })).toThrow(RangeError);
  });
});

describe('resolvePipeline', () => {
  it('gives the documented defaults', async () => {
    const pipeline = await resolved();
    expect(pipeline.chunkScorers.concat(pipeline.documentScorers as never).map((entry) => entry.block.id).sort()).toEqual(['freshness', 'safety', 'structure']);
    expect(pipeline.joins.map((entry) => entry.block.id)).toEqual(['supersession', 'coverage', 'currency', 'duplication', 'document-copies', 'contradiction']);
    expect(pipeline.chunker.block.id).toBe('headings');
    expect(pipeline.exports).toEqual([]);
    expect([...pipeline.parserKeys.keys()]).toEqual(expect.arrayContaining(['markdown', 'html', 'pdf', 'docx', 'text', 'csv']));
  });

  it('takes `[]` for none', async () => {
    const pipeline = await resolved({ score: [], join: [] });
    expect([pipeline.chunkScorers, pipeline.documentScorers, pipeline.joins]).toEqual([[], [], []]);
  });

  it.each<[string, Partial<PipelineInput>, string, string]>([
    ['reader', { read: [{ name: 'x', use: 'filse' }] }, 'block-unknown', 'read[0].use: there is no reader `filse`, did you mean `files`?'],
    ['chunker', { chunk: { use: 'sentences' } }, 'block-unknown', 'chunk.use'],
    ['scorer', { score: [{ use: 'structure' }, { use: 'freshnes' }] }, 'block-unknown', 'score[1].use: there is no scorer `freshnes`, did you mean `freshness`?'],
    ['join', { join: [{ use: 'likeness' }] }, 'block-unknown', 'join[0].use'],
    ['exporter', { export: [{ use: 'json' }] }, 'block-unknown', 'export[0].use'],
    ['parser', { parse: { pfd: {} } }, 'block-unknown', 'parse.pfd: there is no parser `pfd`, did you mean `pdf`?'],
    ['option', { score: [{ use: 'freshness', with: { halfLifeDay: 3 } }] }, 'pipeline-invalid', 'score[0].with.halfLifeDay: unknown key, did you mean `halfLifeDays`?'],
    ['option value', { chunk: { use: 'headings', with: { maxTokens: 'many' } } }, 'pipeline-invalid', 'chunk.with.maxTokens: '],
    ['parser option', { parse: { pdf: { pages: 1 } } }, 'pipeline-invalid', 'parse.pdf.pages: unknown key'],
    ['source of an option', { score: [{ use: 'freshness', with: { halfLifeDaysBySource: { handbok: 90 } } }] }, 'pipeline-invalid', 'score[0].with.halfLifeDaysBySource.handbok: `read` has no source `handbok`, did you mean `handbook`?'],
    ['source of a rule', { score: [{ use: 'freshness', with: { types: [{ type: 'wiki', source: 'confluence' }] } }] }, 'pipeline-invalid', 'score[0].with.types[0].source: `read` has no source `confluence`, expected one of `handbook`'],
    ['twin target', { export: [{ use: 'jsonl', with: { path: 'a' } }, { use: 'jsonl', with: { path: 'b' } }] }, 'pipeline-invalid', 'export: two entries are named `jsonl`'],
    ['rule in the policy', { policy: { quarantine: ["fired('freshness/stal')"] } }, 'policy-invalid', 'freshness/stal'],
    ['dimension in the policy', { policy: { reject: ["unchecked('tone')"] } }, 'policy-invalid', 'tone'],
    ['plugin', { plugins: ['./nowhere.mjs'] }, 'plugin-failed', './nowhere.mjs'],
  ])('refuses an unknown or wrong %s, and says where', async (_what, change, code, says) => {
    await expect(resolved(change)).rejects.toMatchObject({ code, message: expect.stringContaining(says) as string });
  });

  it('gives a block another key when its options change, and only then', async () => {
    const key = async (options?: Record<string, unknown>): Promise<string | undefined> =>
      (await resolved({ score: [options === undefined ? { use: 'structure' } : { use: 'structure', with: options }] })).chunkScorers[0]?.key;
    expect(await key()).toBe(await key({}));
    expect(await key({ minWords: 3 })).toBe(await key());
    expect(await key({ minWords: 4 })).not.toBe(await key());
  });

  it('hashes the definition with its defaults', async () => {
    expect((await resolved()).hash).toBe((await resolved({ plugins: [], limits: {} })).hash);
    expect((await resolved({ read: [{ name: 'handbook', use: 'files', authority: 0.6 }] })).hash).not.toBe((await resolved()).hash);
  });
});

describe('plugins', () => {
  it('bring blocks that pipelines and policies use like built-in ones', async () => {
    const specifier = plugin(SCORER);
    const pipeline = await resolved({ plugins: [specifier], score: [{ use: 'tone', with: { loud: 9 } }], policy: { quarantine: ["fired('tone/shouting')", 'tone.score < 0.5'] } });
    expect(pipeline.chunkScorers).toMatchObject([{ block: { id: 'tone' }, options: { loud: 9 } }]);
    expect(pipeline.pluginModules).toEqual([pathToFileURL(join(folder, specifier)).href]);
  });

  it.each([
    ['throw while loading', "throw new Error('no luck');", 'no luck'],
    ['have a syntax error', 'export const = 1;', 'plugin'],
    ['bring no block', 'export const nothing = 1; export default null;', 'exports no block'],
  ])('that %s are named', async (_what, code, says) => {
    await expect(resolved({ plugins: [plugin(code)] })).rejects.toMatchObject({ code: 'plugin-failed', message: expect.stringContaining(says) as string });
  });
});
