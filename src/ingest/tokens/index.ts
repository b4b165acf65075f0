import { WinnowError, type CountTokens } from '../../core/index.js';
import { bpeCounter } from './bpe.js';
import { huggingFaceCounter } from './huggingface.js';

/** OpenAI's embedding models all use `cl100k_base` (tiktoken, `model.py`, MODEL_TO_ENCODING). */
const ENCODING_OF_MODEL: ReadonlyMap<string, EncodingName> = new Map([
  ['text-embedding-3-small', 'cl100k_base'],
  ['text-embedding-3-large', 'cl100k_base'],
  ['text-embedding-ada-002', 'cl100k_base'],
  ['ada-002', 'cl100k_base'],
]);

const ENCODINGS = {
  cl100k_base: async () => {
    const [{ Cl100KBase }, { default: ranks }] = await Promise.all([
      import('gpt-tokenizer/encodingParams/cl100k_base'),
      import('gpt-tokenizer/bpeRanks/cl100k_base'),
    ]);
    return bpeCounter({ ranks, pieces: Cl100KBase(ranks).tokenSplitRegex });
  },
  o200k_base: async () => {
    const [{ O200KBase }, { default: ranks }] = await Promise.all([
      import('gpt-tokenizer/encodingParams/o200k_base'),
      import('gpt-tokenizer/bpeRanks/o200k_base'),
    ]);
    return bpeCounter({ ranks, pieces: O200KBase(ranks).tokenSplitRegex });
  },
} satisfies Record<string, () => Promise<CountTokens>>;

type EncodingName = keyof typeof ENCODINGS;

const HUGGING_FACE = 'huggingface:';
const counters = new Map<string, Promise<CountTokens>>();

/** Names `tokenCounter` takes, for messages and documentation. */
export const TOKENIZER_NAMES: readonly string[] = [...ENCODING_OF_MODEL.keys(), ...Object.keys(ENCODINGS), `${HUGGING_FACE}<path to tokenizer.json>`];

/**
 * The token counter of an embedding model (`text-embedding-3-small`), of an encoding (`cl100k_base`, `o200k_base`) or of
 * a Hugging Face tokenizer file (`huggingface:models/bge/tokenizer.json`, which needs the optional package
 * `@huggingface/tokenizers`). Special tokens in the text are counted as the plain text they are.
 *
 * @throws WinnowError `pipeline-invalid` for an unknown name, `package-missing` without the optional package.
 */
export function tokenCounter(name: string): Promise<CountTokens> {
  const encoding = ENCODING_OF_MODEL.get(name) ?? name;
  const known = counters.get(encoding);
  if (known !== undefined) return known;
  const counter = load(encoding);
  counters.set(encoding, counter);
  counter.catch(() => counters.delete(encoding));
  return counter;
}

/** What a pipeline counts by when its chunker names no tokenizer. */
export const DEFAULT_TOKENIZER = 'text-embedding-3-small';

/** The tokenizer that a chunker's options name; `null` = none. */
export function tokenizerIn(options: unknown): string | null {
  return typeof options === 'object' && options !== null && 'tokenizer' in options && typeof options.tokenizer === 'string' ? options.tokenizer : null;
}

/**
 * Whether a tokenizer can be had, without loading the encodings that are built in.
 * @throws WinnowError as `tokenCounter` does
 */
export async function checkTokenizer(name: string): Promise<void> {
  if (!isEncoding(ENCODING_OF_MODEL.get(name) ?? name)) await tokenCounter(name);
}

async function load(name: string): Promise<CountTokens> {
  if (name.startsWith(HUGGING_FACE)) return huggingFaceCounter(name.slice(HUGGING_FACE.length));
  if (isEncoding(name)) return ENCODINGS[name]();
  throw new WinnowError('pipeline-invalid', `Unknown tokenizer \`${name}\`, expected one of ${TOKENIZER_NAMES.join(', ')}`);
}

function isEncoding(name: string): name is EncodingName {
  return Object.hasOwn(ENCODINGS, name);
}
