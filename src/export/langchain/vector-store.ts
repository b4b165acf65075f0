/** What LangChain calls a document, as far as it is used here. */
export interface DocumentLike {
  readonly pageContent: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly id?: string;
}

/** What LangChain calls a `VectorStore`, as far as it is used here. */
export interface VectorStoreLike {
  addVectors(vectors: number[][], documents: DocumentLike[], options?: { ids: string[] }): Promise<unknown>;
  addDocuments(documents: DocumentLike[], options?: { ids: string[] }): Promise<unknown>;
  delete(given: { ids: string[] }): Promise<unknown>;
  similaritySearchVectorWithScore?(query: number[], k: number): Promise<readonly (readonly [DocumentLike, number])[]>;
}
