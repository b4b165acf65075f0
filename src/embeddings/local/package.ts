import { WinnowError } from '../../core/index.js';

/** The part of `@huggingface/transformers` used here. The package is optional, so its own types may not be there. */
export interface TransformersPackage {
  readonly AutoTokenizer: { from_pretrained(model: string, settings: object): Promise<Tokenizer> };
  readonly AutoConfig: { from_pretrained(model: string, settings: object): Promise<ModelConfig> };
  readonly AutoModel: { from_pretrained(model: string, settings: object): Promise<Model> };
}

export interface Tokenizer {
  (texts: readonly string[], options: { readonly padding: true; readonly truncation: false }): { readonly attention_mask: { readonly data: ArrayLike<bigint> } };
  /** With the tokens that the model has around a text. */
  encode(text: string): readonly number[];
  readonly model_max_length?: number;
}

export interface ModelConfig {
  readonly model_type?: string;
  readonly max_position_embeddings?: number;
  readonly pad_token_id?: number | null;
}

/** Numbers of a shape: texts, tokens of the longest, numbers a token. */
export interface Hidden {
  readonly type: string;
  readonly dims: readonly number[];
  readonly data: ArrayLike<number>;
}

export type Model = (inputs: unknown) => Promise<Readonly<Record<string, Hidden | undefined>>>;

const PACKAGE: string = '@huggingface/transformers';

export const importTransformers = (): Promise<unknown> => import(PACKAGE);

/** @throws WinnowError `package-missing` */
export async function transformers(name: string, load: () => Promise<unknown>): Promise<TransformersPackage> {
  try {
    return (await load()) as TransformersPackage;
  } catch (error) {
    throw new WinnowError('package-missing', `the local embeddings ${name} need the package ${PACKAGE}, which is not installed`, { cause: error, next: `npm install ${PACKAGE}` });
  }
}
