import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { WinnowError, canonicalJson, messageOf, sha256, type LocalDtype } from '../../core/index.js';

/** What `@huggingface/transformers` calls a model's file (`utils/dtypes.js`, DEFAULT_DTYPE_SUFFIX_MAPPING). */
const SUFFIXES: Readonly<Record<LocalDtype, string>> = { fp32: '', fp16: '_fp16', q8: '_quantized', int8: '_int8', uint8: '_uint8', q4: '_q4', q4f16: '_q4f16', bnb4: '_bnb4' };
/** Beside the model's own file, all that it reads of a folder. */
const OTHERS = ['config.json', 'tokenizer.json', 'tokenizer_config.json'];
/** Where models of Hugging Face have their ONNX files, and where `optimum-cli export onnx` puts them. */
const SUBFOLDERS = ['onnx', ''];

/** A folder that holds a model. */
export interface ModelFolder {
  /** Told from the content of its files, wherever the folder stands and whatever it is called. */
  readonly id: string;
  /** Where its ONNX files lie within it. */
  readonly subfolder: string;
}

/**
 * Looks at the files of a model without loading it.
 * @throws WinnowError `pipeline-invalid` where one is missing or cannot be read
 */
export async function modelFolder(folder: string, dtype: LocalDtype, where: string): Promise<ModelFolder> {
  const file = `model${SUFFIXES[dtype]}.onnx`;
  try {
    const listed = await Promise.all(SUBFOLDERS.map(async (subfolder) => ({ subfolder, names: await readdir(join(folder, subfolder)).catch((): string[] => []) })));
    const there = listed.find(({ names }) => names.includes(file));
    const root = listed.find(({ subfolder }) => subfolder === '')?.names ?? [];
    const lacking = [...OTHERS.filter((name) => !root.includes(name)), ...(there === undefined ? [`onnx/${file}`] : [])];
    if (there === undefined || lacking.length > 0) throw missing(folder, where, lacking, listed.flatMap(({ names }) => names.filter((name) => name.endsWith('.onnx'))));
    // Weights of 2 GB and more lie beside the graph, as `model.onnx_data`, `model.onnx_data_1`.
    const weights = there.names.filter((name) => name === file || name.startsWith(`${file}_data`)).sort();
    const hashes: [string, string][] = [];
    for (const name of OTHERS) hashes.push([name, await hashOf(join(folder, name))]);
    for (const name of weights) hashes.push([name, await hashOf(join(folder, there.subfolder, name))]);
    return { id: [...await calledOf(folder), sha256(canonicalJson(hashes)).slice(0, 16)].join(':'), subfolder: there.subfolder };
  } catch (error) {
    if (error instanceof WinnowError) throw error;
    throw new WinnowError('pipeline-invalid', `${where}: the model in ${folder} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

function missing(folder: string, where: string, lacking: readonly string[], models: readonly string[]): WinnowError {
  const there = models.length === 0 ? '' : ` (there are: ${models.join(', ')})`;
  return new WinnowError('pipeline-invalid', `${where}: ${folder} lacks ${lacking.join(', ')}${there}`, {
    next: 'Name a folder that holds a model in ONNX as Hugging Face has it, and the `dtype` of which it has a file.',
  });
}

/** What the model calls itself, for people: a hash alone tells them little. */
async function calledOf(folder: string): Promise<string[]> {
  const config: unknown = JSON.parse(await readFile(join(folder, 'config.json'), 'utf8'));
  const name = typeof config === 'object' && config !== null && '_name_or_path' in config && typeof config._name_or_path === 'string' ? basename(config._name_or_path) : '';
  return /^[\w.-]{1,60}$/u.test(name) ? [name] : [];
}

/** Hashes by place and what the system says of the file: a process that resolves a pipeline often reads a model once. */
const known = new Map<string, { readonly state: string; readonly hash: string }>();

async function hashOf(path: string): Promise<string> {
  const { size, mtimeMs, ctimeMs, ino } = await stat(path);
  const state = `${size} ${mtimeMs} ${ctimeMs} ${ino}`;
  const before = known.get(path);
  if (before?.state === state) return before.hash;
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  const read = { state, hash: hash.digest('hex') };
  known.set(path, read);
  return read.hash;
}
