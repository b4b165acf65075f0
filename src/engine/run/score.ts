import { WinnowError, messageOf, type DocumentAssessment, type Measurement, type StoredChunk } from '../../core/index.js';
import type { Configured } from '../../config/index.js';
import type { ChunkScorer, DocumentScorer, UnassessedDocument } from '../../core/index.js';
import { expectWork, type RunContext } from './context.js';

const PAGE = 200;

/** Assesses every document and measures every chunk of the pending state that has not been. */
export async function score(context: RunContext): Promise<void> {
  for (const scorer of context.pipeline.documentScorers) await assessAll(context, scorer);
  await measureAll(context);
}

/** All chunk scorers in one pass over the chunks. */
async function measureAll(context: RunContext): Promise<void> {
  const scorers = new Map(context.pipeline.chunkScorers.map((scorer) => [scorer.key, scorer]));
  if (scorers.size === 0) return;
  context.progress.stage('scoring chunks');
  for (let afterRow: number | undefined; ;) {
    context.signal.throwIfAborted();
    const chunks = await context.store.unmeasured([...scorers.keys()], { limit: PAGE, ...(afterRow === undefined ? {} : { afterRow }) });
    if (chunks.length === 0) break;
    if (afterRow === undefined) await expectWork(context, { of: 'unmeasured', scorerKeys: [...scorers.keys()] }, chunks, PAGE);
    await context.store.putMeasurements(context.fence, chunks.map((chunk) => ({
      rowId: chunk.rowId,
      measurements: new Map(chunk.missing.flatMap((key) => {
        const scorer = scorers.get(key);
        return scorer === undefined ? [] : [[key, measure(scorer, chunk)] as const];
      })),
    })));
    await context.store.heartbeat(context.fence);
    context.progress.advance(chunks.length);
    afterRow = chunks.at(-1)?.rowId ?? afterRow;
  }
  await context.store.settleMeasurements(context.fence, [...scorers.keys()]);
  context.progress.end();
}

function measure({ block, options }: Configured<ChunkScorer>, chunk: StoredChunk): Measurement {
  const { text, headingPath, kinds, parentItem, tokens, language, mediaType, last } = chunk;
  return named(`${block.id} on chunk ${chunk.id} of ${chunk.uri}`, () => block.run({ text, headingPath, kinds, parentItem, tokens, language, mediaType, last }, options));
}

async function assessAll(context: RunContext, scorer: Configured<DocumentScorer>): Promise<void> {
  context.progress.stage(`scoring ${scorer.block.id}`);
  let counted = false;
  for (let afterVersion = 0; ;) {
    context.signal.throwIfAborted();
    const documents = await context.store.unassessed(scorer.key, { limit: PAGE, afterVersion });
    if (documents.length === 0) break;
    if (!counted && documents.length < PAGE) context.progress.expect(documents.length); // a page of long documents is short without being the last
    else if (!counted) await expectWork(context, { of: 'unassessed', scorerKey: scorer.key }, documents, PAGE);
    counted ||= documents.length === PAGE;
    await context.store.putAssessments(context.fence, scorer.key, documents.map((document) => ({ versionId: document.versionId, assessment: assess(scorer, document) })));
    await context.store.heartbeat(context.fence);
    context.progress.advance(documents.length);
    afterVersion = documents.at(-1)?.versionId ?? afterVersion;
  }
  context.progress.end();
}

function assess({ block, options }: Configured<DocumentScorer>, document: UnassessedDocument): DocumentAssessment {
  const { path, source, title, text, language, mediaType, declared, dates, parts } = document;
  return named(`${block.id} on ${document.uri}`, () => block.run({ path, source, title, text, language, mediaType, declared, dates, parts }, options));
}

/** A scorer is trusted code on hostile text: a throw is its fault, says on what, and ends the run, since what is not measured would pass. */
function named<Result>(what: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw new WinnowError('score-failed', `${what}: ${messageOf(error)}`, { cause: error });
  }
}
