import { describe, expect, it } from 'vitest';
import type { Judge } from '../../src/index.js';
import { nliModel } from '../../src/judge/index.js';
import { QUESTION, statement } from './question.js';

const MNLI = { 0: 'CONTRADICTION', 1: 'NEUTRAL', 2: 'ENTAILMENT' };
const signal = new AbortController().signal;

/** Stands in for `@huggingface/transformers`: no model of inference comes with a package. */
class Stub {
  readonly loaded: unknown[] = [];
  readonly tokenized: unknown[] = [];
  readonly #logits: readonly number[];
  readonly #labels: Readonly<Record<string, string>> | undefined;

  constructor(logits: readonly number[] = [], labels: Readonly<Record<string, string>> | undefined = MNLI) {
    this.#logits = logits;
    this.#labels = labels;
  }

  load = async (): Promise<unknown> => ({
    AutoTokenizer: { from_pretrained: async (model: string, settings: object) => { this.loaded.push([model, settings]); return (text: unknown, options: unknown) => { this.tokenized.push([text, options]); return { input_ids: [] }; }; } },
    AutoModelForSequenceClassification: { from_pretrained: async (model: string, settings: object) => { this.loaded.push([model, settings]); return Object.assign(async () => ({ logits: { data: Float32Array.from(this.#logits) } }), { config: { id2label: this.#labels } }); } },
  });

  async judge(name = 'Xenova/nli'): Promise<Judge> {
    return (await nliModel(name, { settings: { dtype: 'q8' } }, '/corpus', this.load).create()) as Judge;
  }
}

describe('a model of natural language inference', () => {
  it.each<[readonly number[], string, string]>([
    [[4, 0, 0], 'contradiction', 'CONTRADICTION 0.96'], [[0, 0, 4], 'no-contradiction', 'ENTAILMENT 0.96'], [[0, 4, 0], 'no-contradiction', 'NEUTRAL 0.96'], [[1, 0, 0], 'cannot-tell', 'CONTRADICTION 0.58'], [[-900, -900, 900], 'no-contradiction', 'ENTAILMENT 1.00'],
  ])('that gives %j says %s', async (logits, verdict, because) => {
    expect(await (await new Stub(logits).judge()).ask(QUESTION, { signal })).toEqual({ verdict, because });
  });

  it('is given both statements as a pair, each after what it is said of', async () => {
    const stub = new Stub([4, 0, 0]);
    await (await stub.judge()).ask({ ...QUESTION, second: statement('It is 60 days.', { title: null, headings: [], parentItem: null }) }, { signal });
    expect(stub.tokenized).toEqual([[['Refunds, Deadlines: Refunds are paid within 30 days.'], { text_pair: ['It is 60 days.'], padding: true, truncation: true }]]);
  });

  it('is loaded by its name, or from a folder beside the pipeline file without asking the network', async () => {
    for (const [name, loaded] of [['Xenova/nli', ['Xenova/nli', { dtype: 'q8' }]], ['./models/nli', ['/corpus/models/nli', { dtype: 'q8', local_files_only: true }]], ['/models/nli', ['/models/nli', { dtype: 'q8', local_files_only: true }]]] as const) {
      const stub = new Stub();
      await stub.judge(name);
      expect(stub.loaded).toEqual([loaded, loaded]);
    }
  });

  it.each([[{ 0: 'LABEL_0', 1: 'LABEL_1' }], [{ 0: 'positive', 1: 'contradiction' }], [undefined]])('with labels %j is none', async (labels) => {
    await expect(new Stub([], labels ?? {}).judge()).rejects.toMatchObject({ code: 'judge-failed', message: expect.stringContaining('expected contradiction, entailment and neutral') as string });
  });

  it('says which package to install', async () => {
    const model = nliModel('Xenova/nli', { settings: {} }, '/', () => Promise.reject(new Error('Cannot find package')));
    await expect(Promise.resolve().then(() => model.create())).rejects.toMatchObject({ code: 'package-missing', next: 'npm install @huggingface/transformers' });
  });
});
