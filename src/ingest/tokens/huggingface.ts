import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { WinnowError, isWinnowError, messageOf, type CountTokens } from '../../core/index.js';

/** The part of `@huggingface/tokenizers` used here. The package is optional, so its own types may not be there. */
interface TokenizersPackage {
  readonly Tokenizer: new (tokenizer: object, config: object) => {
    encode(text: string, options: { add_special_tokens: boolean }): { readonly ids: ArrayLike<number> };
  };
}

const PACKAGE: string = '@huggingface/tokenizers';

/**
 * A counter from a `tokenizer.json`, with `tokenizer_config.json` beside it when there is one. The tokens a model adds
 * around every input (`[CLS]`, `[SEP]`) are not counted; special tokens inside the text are counted as plain text.
 *
 * @param path relative to the working directory, or absolute.
 * @throws WinnowError `package-missing` without `@huggingface/tokenizers`, `pipeline-invalid` for a file it cannot use.
 */
export async function huggingFaceCounter(path: string, load: () => Promise<unknown> = () => import(PACKAGE)): Promise<CountTokens> {
  const { Tokenizer } = await tokenizersPackage(load);
  try {
    const definition = await readJson(path);
    const config = await readJson(join(dirname(path), 'tokenizer_config.json')).catch(() => ({}));
    const tokenizer = new Tokenizer(withoutSpecialTokens(definition), config);
    return (text) => (text === '' ? 0 : tokenizer.encode(text, { add_special_tokens: false }).ids.length);
  } catch (error) {
    throw isWinnowError(error) ? error : new WinnowError('pipeline-invalid', `Cannot use \`${path}\` as a tokenizer: ${messageOf(error)}`, { cause: error });
  }
}

async function tokenizersPackage(load: () => Promise<unknown>): Promise<TokenizersPackage> {
  try {
    return (await load()) as TokenizersPackage;
  } catch (error) {
    const next = `npm install ${PACKAGE}`;
    throw new WinnowError('package-missing', `A \`huggingface:\` tokenizer needs the package ${PACKAGE}, which is not installed`, { cause: error, next });
  }
}

async function readJson(path: string): Promise<object> {
  const value: unknown = JSON.parse(await readFile(path, 'utf8'));
  if (value === null || typeof value !== 'object') throw new TypeError('expected a JSON object');
  return value;
}

/** Without its special tokens a tokenizer reads `[SEP]` in a document as the plain text it is. */
function withoutSpecialTokens(definition: object): object {
  const added: unknown = (definition as { added_tokens?: unknown }).added_tokens;
  const plain = Array.isArray(added) ? added.filter((token: { special?: unknown } | null) => token?.special !== true) : [];
  return { ...definition, added_tokens: plain };
}
