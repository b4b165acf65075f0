import { WinnowError, excerpt } from '../../core/index.js';
import { published, type Corpus } from '../corpus.js';
import { sourceLook } from './source.js';
import type { DocumentPreview } from './types.js';

/** A document's text as it was parsed, with where one of its chunks stands and, if it is asked for, what its source looks like. Fails with `id-unknown`. */
export async function previewOf(corpus: Corpus, documentId: string, asked: { readonly chunk?: string | undefined; readonly source?: boolean | undefined } = {}): Promise<DocumentPreview> {
  const at = published(corpus).number;
  const document = await corpus.store.document(documentId, at);
  if (document === null) throw new WinnowError('id-unknown', `there is no document "${excerpt(documentId)}" in the published corpus`);
  const chunk = asked.chunk === undefined ? null : await corpus.store.chunk(asked.chunk, at);
  if (asked.chunk !== undefined && chunk?.documentId !== documentId) throw new WinnowError('id-unknown', `the document has no chunk "${excerpt(asked.chunk)}" in the published corpus`);
  const { source, path, record, title, mediaType, text } = document;
  return {
    generation: at, id: documentId, source, path, record, title, mediaType, text, chunk: chunk === null ? null : { start: chunk.start, end: chunk.end },
    look: asked.source === true ? await sourceLook(corpus.pipeline, document, chunk?.page ?? null) : null,
  };
}
