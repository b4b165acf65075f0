import { BaseDocumentTransformer, Document, type DocumentInterface } from '@langchain/core/documents';
import { WinnowError, type Reason } from '../core/index.js';

/** A document as the check sees it. */
export interface FilterInput {
  readonly text: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** What the check says of one document. */
export interface FilterVerdict {
  readonly keep: boolean;
  readonly reasons: readonly Reason[];
}

/** Judges documents together, since copies show only side by side. Gives one verdict a document, in the same order. */
export type DocumentCheck = (documents: readonly FilterInput[]) => Promise<readonly FilterVerdict[]>;

export interface WinnowFilterOptions {
  /** `drop` (default) leaves out what is held back; `annotate` keeps everything and puts `{ status, reasons }` in `metadata.winnow`. */
  readonly mode?: 'drop' | 'annotate';
}

/**
 * A LangChain document transformer that filters documents in flight, before they are embedded. Order is kept, the documents given are
 * not changed. Rejects with what the check rejects with, and with `internal` when it does not give one verdict a document.
 */
export class WinnowFilter extends BaseDocumentTransformer {
  override lc_namespace = ['winnow', 'langchain'];
  private readonly mode: 'drop' | 'annotate';

  static override lc_name(): string {
    return 'WinnowFilter';
  }

  constructor(private readonly check: DocumentCheck, options: WinnowFilterOptions = {}) {
    super();
    this.mode = options.mode ?? 'drop';
  }

  override async transformDocuments(documents: DocumentInterface[]): Promise<DocumentInterface[]> {
    if (documents.length === 0) return [];
    const verdicts = await this.check(documents.map(({ pageContent, metadata }) => ({ text: pageContent, metadata })));
    if (verdicts.length !== documents.length) {
      throw new WinnowError('internal', `The check gave ${verdicts.length} verdicts for ${documents.length} documents, expected one each`);
    }
    return documents.flatMap((document, index): DocumentInterface[] => {
      const verdict = verdicts[index];
      if (verdict === undefined) return [];
      if (this.mode === 'annotate') return [annotated(document, verdict)];
      return verdict.keep ? [document] : [];
    });
  }
}

function annotated(document: DocumentInterface, verdict: FilterVerdict): Document {
  const winnow = { status: verdict.keep ? 'accepted' : 'quarantined', reasons: verdict.reasons };
  return new Document({
    pageContent: document.pageContent,
    metadata: { ...document.metadata, winnow },
    ...(document.id === undefined ? {} : { id: document.id }),
  });
}
