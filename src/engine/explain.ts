import { WinnowError, documentIdOf, excerpt, type GenerationRecord } from '../core/index.js';
import type { Corpus } from './corpus.js';
import { explainChunk, explainDeparted, type ChunkStory } from './explain/chunk.js';
import { explainDepartedDocument, explainDocument, type DocumentStory } from './explain/document.js';
import { storeAsOf } from './explain/as-of.js';
import { generationNamed, shortTime } from './generations.js';

export type Story = ChunkStory | DocumentStory;
export type { ChunkStory } from './explain/chunk.js';
export type { DocumentStory } from './explain/document.js';
export type { EdgeStory, DecisionStory } from './explain/parts.js';
export type { ClusterMember } from './explain/copies.js';
export type { FamilyMember } from './explain/family.js';

/** The fewest characters of an id that are taken for its beginning. */
const MIN_PREFIX = 8;
/** Ids that an error about several lists. */
const MAX_CANDIDATES = 10;
const ID = /^[0-9a-f-]+$/u;

/**
 * The story of a chunk or document as a generation had it, with what people had said by then. Fails with `generation-unknown`, `generation-dropped`, `id-unknown`, saying when it was in the corpus where it
 * was not in that generation.
 */
export async function explainAt(corpus: Corpus, name: string, at: string | number | Date): Promise<Story> {
  const generation = await generationNamed(corpus, at);
  const then = { ...corpus, store: storeAsOf(corpus.store, generation), generation };
  const id = await resolveId(then, name);
  const { number, publishedAt, decidedAt, by } = generation;
  const asOf = { generation: number, publishedAt, decidedAt, by };
  const chunk = await then.store.chunk(id, number);
  if (chunk !== null) return { ...(await explainChunk(then, chunk)), asOf };
  const document = await then.store.document(id, number);
  if (document !== null) return { ...(await explainDocument(then, document)), asOf };
  throw await absent(corpus, id, generation, name);
}

async function absent(corpus: Corpus, id: string, generation: GenerationRecord, name: string): Promise<WinnowError> {
  const { store } = corpus;
  const spans = await store.stands(id);
  const where = `generation ${generation.number}, published ${shortTime(generation.publishedAt)}`;
  if (spans.length === 0) {
    return (await store.documentOf(id)) === null ? unknown(name) : new WinnowError('id-unknown', `${excerpt(name)} was not in ${where}, nor in another that is kept`);
  }
  const date = async (number: number): Promise<string> => {
    const record = await store.generation(number);
    return `generation ${number}${record === null ? '' : ` (${shortTime(record.publishedAt)})`}`;
  };
  const said = await Promise.all(spans.map(async ({ fromGeneration, toGeneration }) => `from ${await date(fromGeneration)}${toGeneration === null ? ' on' : ` until ${await date(toGeneration)}`}`));
  return new WinnowError('id-unknown', `${excerpt(name)} was not in ${where}; it was in the corpus ${said.join(' and ')}`, { next: 'Ask for one of those generations with --at.' });
}

/** The whole story of a chunk or document, by `resolveId`'s rules; also of one that has left the corpus. */
export async function explain(corpus: Corpus, name: string): Promise<Story> {
  const id = await resolveId(corpus, name);
  const at = corpus.generation?.number ?? 0;
  const chunk = await corpus.store.chunk(id, at);
  if (chunk !== null) return explainChunk(corpus, chunk);
  const document = await corpus.store.document(id, at);
  if (document !== null) return explainDocument(corpus, document);
  const departed = (await explainDeparted(corpus, id)) ?? (await explainDepartedDocument(corpus, id));
  if (departed !== null) return departed;
  throw (await corpus.store.documentOf(id)) === null ? unknown(name) : new WinnowError('id-unknown', `${excerpt(name)} left the corpus with generations that are no longer kept`, { next: 'The log has what people decided on it: `winnow list decisions`.' });
}

/**
 * The id that is meant: itself, a document's URI (`source:path` or `source:path#record`), or the beginning of one id, 8 characters
 * or more. What is published goes before what has left. Fails with `id-unknown`, naming the candidates where there are several.
 */
export async function resolveId(corpus: Corpus, name: string): Promise<string> {
  const given = name.trim().toLowerCase();
  if (ID.test(given)) {
    if (given.length >= 36) return given;
    if (given.length < MIN_PREFIX) throw new WinnowError('id-unknown', `"${excerpt(name)}" is too short for an id, expected at least ${MIN_PREFIX} characters of one`);
    return byPrefix(corpus, given);
  }
  const id = documentIdOf(name);
  if ((await corpus.store.lastHeld(id)) !== null) return id;
  throw unknown(name);
}

async function byPrefix({ store, generation }: Corpus, prefix: string): Promise<string> {
  if (generation === null) throw unknown(prefix);
  const query = { limit: MAX_CANDIDATES + 1 };
  const published = await store.idsBeginning(prefix, { ...query, at: generation.number });
  const found = published.length > 0 ? published : await store.idsBeginning(prefix, query);
  const [only, ...others] = found;
  if (only === undefined) throw unknown(prefix);
  if (others.length === 0) return only;
  const count = found.length > MAX_CANDIDATES ? `more than ${MAX_CANDIDATES}` : String(found.length);
  throw new WinnowError('id-unknown', `${count} ids begin with ${prefix}: ${found.slice(0, MAX_CANDIDATES).join(', ')}`, { next: 'Give more of the id.' });
}

function unknown(name: string): WinnowError {
  return new WinnowError('id-unknown', `there is no chunk or document "${excerpt(name)}" in the published corpus`);
}
