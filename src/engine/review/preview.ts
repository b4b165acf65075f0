import { WinnowError, excerpt, type Span } from '../../core/index.js';
import { published, type Corpus } from '../corpus.js';
import type { DocumentPreview } from './types.js';

/** A document's text as it was parsed, with where one of its chunks stands. Fails with `id-unknown`. */
export async function previewOf(corpus: Corpus, documentId: string, chunkId?: string): Promise<DocumentPreview> {
  const at = published(corpus).number;
  const document = await corpus.store.document(documentId, at);
  if (document === null) throw new WinnowError('id-unknown', `there is no document "${excerpt(documentId)}" in the published corpus`);
  const { source, path, record, title, mediaType, text } = document;
  return { generation: at, id: documentId, source, path, record, title, mediaType, text, chunk: chunkId === undefined ? null : await spanOf(corpus, documentId, chunkId, at) };
}

async function spanOf({ store }: Corpus, documentId: string, chunkId: string, at: number): Promise<Span> {
  const chunk = await store.chunk(chunkId, at);
  if (chunk === null || chunk.documentId !== documentId) throw new WinnowError('id-unknown', `the document has no chunk "${excerpt(chunkId)}" in the published corpus`);
  return { start: chunk.start, end: chunk.end };
}
