import { appendFileSync, cpSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WinnowError, embeddingChoice, embeddingKey, type EmbeddingModel, type LocalModel } from '../../src/core/index.js';
import { localEmbeddings } from '../../src/embeddings/index.js';
import { batchesOf } from '../../src/engine/run/embed-batches.js';

const TINY = fileURLToPath(new URL('tiny', import.meta.url));
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'winnow-local-'));
  cpSync(TINY, join(folder, 'tiny'), { recursive: true });
});
afterEach(() => { rmSync(folder, { recursive: true, force: true }); });

type Named = Partial<LocalModel> & Pick<LocalModel, 'local'>;
const settings = (given: Named): LocalModel => embeddingChoice.parse(given) as LocalModel;
const place = (): { where: string; baseDir: string } => ({ where: 'export[0].with.embeddings', baseDir: folder });
const model = (given: Named, load?: () => Promise<unknown>): Promise<EmbeddingModel> => localEmbeddings(settings(given), place(), load);
const keyOf = async (given: Named): Promise<string> => embeddingKey(await model(given));

/** Stands in for `@huggingface/transformers`: a token a letter and one on either side, two numbers a token. */
class Stub {
  readonly loaded: unknown[] = [];
  readonly calls: (readonly string[])[] = [];
  config: object = {};
  modelMaxLength: number | undefined = undefined;
  paddingSide: 'left' | 'right' = 'right';
  output = 'last_hidden_state';
  type = 'float32';

  load = async (): Promise<unknown> => {
    this.loaded.push('package');
    const encode = (text: string): number[] => [1, ...Array.from(text, (letter) => letter.charCodeAt(0)), 2];
    const tokenizer = Object.assign((texts: readonly string[]) => {
      this.calls.push(texts);
      const rows = texts.map(encode);
      const longest = Math.max(...rows.map(({ length }) => length));
      const padded = (row: number[], fill: number): number[] => (this.paddingSide === 'right' ? [...row, ...Array<number>(longest - row.length).fill(fill)] : [...Array<number>(longest - row.length).fill(fill), ...row]);
      return { ids: rows.map((row) => padded(row, 777)), attention_mask: { data: BigInt64Array.from(rows.flatMap((row) => padded(row.map(() => 1), 0)).map(BigInt)) } };
    }, { encode, model_max_length: this.modelMaxLength });
    const noted = <Part>(kind: string, part: Part) => ({ from_pretrained: async (name: string, given: object) => { this.loaded.push([kind, name, given]); return part; } });
    return {
      AutoTokenizer: noted('tokenizer', tokenizer), AutoConfig: noted('config', this.config),
      AutoModel: noted('model', async ({ ids }: { ids: number[][] }) => ({ [this.output]: { type: this.type, dims: [ids.length, ids[0]?.length ?? 0, 2], data: Float32Array.from(ids.flat().flatMap((id) => [id, 1])) } })),
    };
  };

  async vectors(given: Partial<LocalModel>, texts: string[]): Promise<number[][]> {
    return (await (await model({ local: 'Xenova/x', normalize: false, ...given }, this.load)).create()).embedDocuments(texts);
  }
}

describe('the key of a local model', () => {
  it('changes with all that changes a vector, and with nothing else', async () => {
    const given: Named[] = [
      { local: './tiny' }, { local: './tiny', pooling: 'cls' }, { local: './tiny', normalize: false }, { local: './tiny', dtype: 'q8' }, { local: './tiny', prefix: 'passage: ' }, { local: './tiny', version: 2 },
      { local: 'Xenova/tiny' }, { local: 'Xenova/other' },
    ];
    const keys = await Promise.all(given.map(keyOf));
    expect(new Set(keys).size).toBe(given.length);
    expect(await keyOf({ local: './tiny', maxTokens: 7 })).toBe(keys[0]);
    expect(keys[0]).toMatch(/^local:tiny:[0-9a-f]{16}@1\+[0-9a-f]{12}$/u);
    expect(keys[6]).toMatch(/^local:Xenova\/tiny@1\+[0-9a-f]{12}$/u);
  });

  it('stays when the folder moves, is renamed, or gets files that the model does not use', async () => {
    const before = await keyOf({ local: './tiny' });
    renameSync(join(folder, 'tiny'), join(folder, 'moved'));
    writeFileSync(join(folder, 'moved', 'README.md'), 'About it.');
    appendFileSync(join(folder, 'moved', 'onnx', 'model_quantized.onnx'), 'x');
    expect(await keyOf({ local: './moved' })).toBe(before);
    expect(await keyOf({ local: join(folder, 'moved') })).toBe(before);
    for (const name of ['model.onnx', 'model_quantized.onnx']) renameSync(join(folder, 'moved', 'onnx', name), join(folder, 'moved', name));
    expect(await keyOf({ local: './moved' })).toBe(before);
  });

  it.each(['onnx/model.onnx', 'config.json', 'tokenizer.json', 'tokenizer_config.json', 'onnx/model.onnx_data'])('changes with one byte of %s', async (file) => {
    const before = await keyOf({ local: './tiny' });
    appendFileSync(join(folder, 'tiny', file), ' ');
    expect(await keyOf({ local: './tiny' })).not.toBe(before);
  });

  it('is told without the package', async () => {
    const stub = new Stub();
    await model({ local: './tiny' }, stub.load);
    await model({ local: 'Xenova/x' }, stub.load);
    expect(stub.loaded).toEqual([]);
  });
});

describe('a folder', () => {
  it.each<[Named, string]>([
    [{ local: './none' }, 'none lacks config.json, tokenizer.json, tokenizer_config.json, onnx/model.onnx'],
    [{ local: './tiny', dtype: 'q4' }, 'tiny lacks onnx/model_q4.onnx (there are: model.onnx, model_quantized.onnx)'],
  ])('that holds no such model is refused before anything is run: %j', async (given, said) => {
    const failed: unknown = await model(given).catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 'pipeline-invalid' });
    expect((failed as Error).message).toBe(`export[0].with.embeddings.local: ${join(folder, said)}`);
  });

  it('whose config is no JSON is refused', async () => {
    writeFileSync(join(folder, 'tiny', 'config.json'), '{');
    await expect(model({ local: './tiny' })).rejects.toMatchObject({ code: 'pipeline-invalid', message: expect.stringContaining('cannot be read') as string });
  });

  it('is loaded without the network, a name with it, both by the CPU', async () => {
    for (const [local, name, given] of [['./tiny', join(folder, 'tiny'), { local_files_only: true }], ['Xenova/x', 'Xenova/x', {}]] as const) {
      const stub = new Stub();
      const made = await model({ local }, stub.load);
      await made.create();
      await made.create();
      const own = local === './tiny' ? { ...given, subfolder: 'onnx' } : given;
      expect(stub.loaded.filter((each) => each !== 'package')).toEqual([['model', name, { ...own, dtype: 'fp32', device: 'cpu' }], ['tokenizer', name, given]]);
    }
  });
});

describe('the longest text', () => {
  it.each<[object, number | undefined, Partial<LocalModel>, number | undefined]>([
    [{ max_position_embeddings: 512 }, 256, {}, 256], [{ max_position_embeddings: 512 }, 1e30, {}, 512], [{ max_position_embeddings: 512 }, 256, { maxTokens: 99 }, 99], [{ max_position_embeddings: 512 }, 256, { maxTokens: 9999 }, 256],
    [{ max_position_embeddings: 514, model_type: 'xlm-roberta', pad_token_id: 1 }, undefined, {}, 512], [{ max_position_embeddings: 514, model_type: 'mpnet' }, undefined, {}, 512], [{}, undefined, {}, undefined], [{}, undefined, { maxTokens: 12 }, 12],
  ])('of %j and a tokenizer of %s with %j is %s', async (config, modelMaxLength, given, most) => {
    const stub = Object.assign(new Stub(), { config, modelMaxLength });
    const limits = await (await model({ local: 'Xenova/x', ...given }, stub.load)).limits?.();
    expect(limits?.maxTokens).toBe(most);
  });

  it('counts the prefix and what stands around a text, loads no model, and a longer text is refused', async () => {
    const stub = Object.assign(new Stub(), { config: { max_position_embeddings: 16 } });
    const made = await model({ local: 'Xenova/x', prefix: 'passage: ' }, stub.load);
    expect((await made.limits?.())?.count('lamps')).toBe(9 + 5 + 2);
    expect(await batchesOf([{ textHash: '1', text: 'lamps' }], made)).toHaveLength(1);
    await expect(batchesOf([{ textHash: '1', text: 'lamps!' }], made)).rejects.toMatchObject({ code: 'embedding-failed', message: expect.stringMatching(/^a text of 17 tokens is longer than the 16 that the embeddings local:Xenova\/x@/u) as string });
    expect(stub.loaded.flat()).not.toContain('model');
  });
});

describe('vectors of a local model', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((letter) => letter.charCodeAt(0)) as [number, number, number];

  it.each(['right', 'left'] as const)('are pooled without the padding on the %s', async (paddingSide) => {
    const stub = Object.assign(new Stub(), { paddingSide });
    expect(await stub.vectors({}, ['abc', 'b'])).toEqual([[(1 + a + b + c + 2) / 5, 1], [(1 + b + 2) / 3, 1]]);
    expect(await stub.vectors({ pooling: 'cls' }, ['abc', 'b'])).toEqual([[1, 1], [1, 1]]);
    expect(await stub.vectors({ pooling: 'last_token' }, ['abc', 'b'])).toEqual([[2, 1], [2, 1]]);
  });

  it('have length 1 unless that is not wanted, and the prefix before them', async () => {
    const stub = new Stub();
    const [vector = []] = await stub.vectors({ normalize: true, prefix: 'query: ' }, ['abc']);
    expect(Math.hypot(...vector)).toBeCloseTo(1, 12);
    expect(stub.calls).toEqual([['query: abc']]);
  });

  it('are made one by one where the model scales by what is in the batch', async () => {
    for (const [dtype, calls] of [['fp32', [['a', 'b']]], ['q4', [['a', 'b']]], ['q8', [['a'], ['b']]], ['int8', [['a'], ['b']]], ['uint8', [['a'], ['b']]]] as const) {
      const stub = new Stub();
      expect(await stub.vectors({ dtype }, ['a', 'b'])).toHaveLength(2);
      expect(stub.calls).toEqual(calls);
    }
  });

  it.each([[{ output: 'logits' }, 'unexpected logits from'], [{ type: 'float16' }, 'unexpected `last_hidden_state` of float16 in 3 dimensions from']])('are not made up from something else: %j', async (change, said) => {
    await expect(Object.assign(new Stub(), change).vectors({}, ['a'])).rejects.toMatchObject({ code: 'embedding-failed', message: expect.stringContaining(said) as string });
  });
});

describe('without what it needs', () => {
  it('says which package to install, for counting too', async () => {
    const made = await model({ local: 'Xenova/x' }, () => Promise.reject(new Error('Cannot find package')));
    for (const ask of [async () => made.create(), async () => made.limits?.()] as (() => Promise<unknown>)[]) await expect(ask()).rejects.toMatchObject({ code: 'package-missing', next: 'npm install @huggingface/transformers' });
  });

  it('says why a model does not load, and tries again when it is asked again', async () => {
    let times = 0;
    const broken = { from_pretrained: () => { times += 1; return Promise.reject(new Error('fetch failed')); } };
    const made = await model({ local: 'Xenova/x' }, () => Promise.resolve({ AutoTokenizer: broken, AutoConfig: broken, AutoModel: broken }));
    for (let at = 0; at < 2; at += 1) {
      const failed: unknown = await Promise.resolve().then(() => made.create()).catch((error: unknown) => error);
      expect(failed).toBeInstanceOf(WinnowError);
      expect(failed).toMatchObject({ code: 'embedding-failed', message: 'the model Xenova/x cannot be loaded: fetch failed' });
    }
    expect(times).toBe(2);
  });
});
