import { sha256, type HashedFile, type SourceItem } from '../core/index.js';

/** What a child process is given to read, and the hash of it. */
export interface ItemContent {
  readonly content: Uint8Array | HashedFile;
  /** SHA-256 of the bytes. */
  readonly sourceHash: string;
}

/** An item's bytes, or the file that has them. Fails as the item's `load` does. */
export async function contentOf(item: SourceItem): Promise<ItemContent> {
  if (item.hashFile !== undefined) {
    const file = await item.hashFile();
    return { content: file, sourceHash: file.sha256 };
  }
  const bytes = await item.load();
  return { content: bytes, sourceHash: sha256(bytes) };
}
