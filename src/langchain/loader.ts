import { BaseDocumentLoader } from '@langchain/core/document_loaders/base';
import { Document } from '@langchain/core/documents';
import type { ExportItem } from '../core/index.js';
import type { ReleasedSource } from './released.js';

/**
 * A LangChain document loader for released chunks: only what a policy or a person accepted.
 *
 * `pageContent` is the chunk's text, `Document.id` and `metadata.id` its id (a UUID, stable as long as the text is), the other
 * metadata are those of the JSONL export.
 */
export class WinnowLoader extends BaseDocumentLoader {
  constructor(private readonly source: ReleasedSource) {
    super();
  }

  /** All released chunks, in document order. Rejects with the source's `WinnowError`. */
  override async load(): Promise<Document[]> {
    const documents: Document[] = [];
    for await (const document of this.lazyLoad()) documents.push(document);
    return documents;
  }

  /** The same one by one, for corpora that do not fit in memory. */
  async *lazyLoad(): AsyncGenerator<Document> {
    for await (const item of this.source.items()) yield documentOf(item);
  }
}

function documentOf({ id, text, metadata }: ExportItem): Document {
  return new Document({ id, pageContent: text, metadata: { ...metadata, id } });
}
