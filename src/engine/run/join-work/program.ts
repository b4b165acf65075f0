/** The program of a join's worker thread: does the CPU work of one join at a time. The main thread reads and writes the store. */
import { parentPort } from 'node:worker_threads';
import { isWinnowError, messageOf, type Join } from '../../../core/index.js';
import { joins } from '../../../join/index.js';
import { packNumbers, type FromThread, type LoadMessage, type SharedKeys, type TaskRequest, type TaskResult, type ThreadError, type ToThread } from './messages.js';
import { JoinWork, type WorkRequest } from './work.js';

let work: JoinWork | null = null;
/** The load asked for last: one that takes longer than the next comes too late. */
let wanted = 0;
/** Numbered anew by every join. */
const NO_KEYS: { readonly number: number; readonly keys: ReadonlySet<number> } = { number: -1, keys: new Set() };
let common = NO_KEYS;
let questions = 0;
const asked = new Map<number, (found: ReadonlyMap<string, number>) => void>();

function post(message: FromThread, transfer: readonly ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, transfer);
}

function frequencies(terms?: readonly string[]): Promise<ReadonlyMap<string, number>> {
  return new Promise((resolve) => {
    const question = (questions += 1);
    asked.set(question, resolve);
    post({ kind: 'frequencies', question, terms: terms ?? null });
  });
}

async function joinOf({ id, plugin }: LoadMessage): Promise<Join> {
  const found = plugin === null ? await joins.find((entry) => entry.id === id)?.load() : Object.values((await import(plugin)) as Record<string, unknown>).flat().find((value) => isJoin(value, id));
  if (found === undefined) throw new Error(`there is no join \`${id}\``);
  return found as Join;
}

function isJoin(value: unknown, id: string): boolean {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'join' && 'id' in value && value.id === id;
}

async function load(message: LoadMessage): Promise<void> {
  wanted = message.load;
  common = NO_KEYS;
  try {
    const join = await joinOf(message);
    if (wanted === message.load) work = new JoinWork(join, message.options, frequencies);
    post({ kind: 'loaded', load: message.load });
  } catch (error) {
    post({ kind: 'unloadable', load: message.load, message: messageOf(error) });
  }
}

function commonKeys({ number, keys }: SharedKeys): ReadonlySet<number> {
  if (common.number !== number) common = { number, keys: new Set(keys) };
  return common.keys;
}

async function did(request: TaskRequest): Promise<{ result: TaskResult; transfer: ArrayBuffer[] }> {
  if (work === null) throw new Error('no join is loaded');
  const given: WorkRequest = request.do === 'verify' ? { ...request, common: commonKeys(request.common) } : request;
  if (given.do === 'verify') return { result: { did: 'verify', edges: await work.do<'verify'>(given) }, transfer: [] };
  if (given.do === 'enter') {
    const entered = await work.do<'enter'>(given);
    const keys = packNumbers(entered.map((subject) => subject.keys));
    return { result: { did: 'enter', entered: entered.map(({ keys: _keys, ...rest }) => rest), keys }, transfer: [keys.values.buffer, keys.ends.buffer] };
  }
  const counted = await work.do<'count'>(given);
  const documentTerms = packNumbers(counted.documentTerms);
  return { result: { did: 'count', frequencies: counted.frequencies, documentTerms }, transfer: [documentTerms.values.buffer, documentTerms.ends.buffer] };
}

function errorOf(error: unknown): ThreadError {
  const stack = error instanceof Error ? error.stack : undefined;
  return { name: error instanceof Error ? error.name : 'Error', message: messageOf(error), stack, code: isWinnowError(error) ? error.code : null };
}

async function answer(task: number, request: TaskRequest): Promise<void> {
  try {
    const { result, transfer } = await did(request);
    post({ kind: 'done', task, result }, transfer);
  } catch (error) {
    post({ kind: 'failed', task, error: errorOf(error) });
  }
}

parentPort?.on('message', (message: ToThread) => {
  if (message.kind === 'load') void load(message);
  else if (message.kind === 'task') void answer(message.task, message.request);
  else {
    asked.get(message.question)?.(message.found);
    asked.delete(message.question);
  }
});
