import { filesReader } from './files/index.js';
import { jsonlReader } from './jsonl/index.js';
import { langchainReader } from './langchain/index.js';

export { filesReader, jsonlReader, langchainReader };
export type { FilesOptions } from './files/index.js';
export type { JsonlOptions } from './jsonl/index.js';
export type { LangchainOptions } from './langchain/index.js';

/** Every reader Winnow brings. None of them imports anything heavy before it reads. */
export const readers = [filesReader, jsonlReader, langchainReader] as const;
