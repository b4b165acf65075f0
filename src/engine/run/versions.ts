import {
  canonicalJson, chunkIdOf, documentIdOf, sha256, textHashOf, toJsonObject, uriOf,
  type ChunkDraft, type ChunkRow, type DateEvidence, type DocumentVersion, type FindingDraft, type ParsedDocument, type Provenance, type SourceItem,
} from '../../core/index.js';
import { withProvenance } from '../../core/model/provenance.js';

/** Everything a version is made with, apart from what the parser gave. */
export interface VersionContext {
  readonly source: string;
  readonly item: SourceItem;
  readonly itemDates: readonly DateEvidence[];
  readonly itemFindings: readonly FindingDraft[];
  /** The item's; `null` = nothing is known. */
  readonly provenance: Provenance | null;
  readonly sourceHash: string;
  readonly parserKey: string;
}

/** Gives chunks their identity: the normalised text and the ordinal among equal texts of the document. */
export function identify(uri: string, text: string, drafts: readonly ChunkDraft[]): ChunkRow[] {
  const seen = new Map<string, number>();
  return drafts.map((draft, index) => {
    const own = text.slice(draft.start, draft.end);
    const context = draft.context ?? '';
    const textHash = textHashOf(own);
    const ordinal = seen.get(textHash) ?? 0;
    seen.set(textHash, ordinal + 1);
    return {
      start: draft.start, end: draft.end, headingPath: draft.headingPath, page: draft.page, parentItem: draft.parentItem, context, kinds: draft.kinds,
      tokens: draft.tokens, id: chunkIdOf(uri, textHash, ordinal), ordinal, contentHash: sha256(own), textHash,
      last: index === drafts.length - 1,
    };
  });
}

/** Names the documents of one item: the item's record, the document's own, and a number where two would be the same. */
export function recordNames(itemRecord: string | undefined, documents: readonly ParsedDocument[]): (string | null)[] {
  const seen = new Map<string, number>();
  return documents.map((document) => {
    const name = [itemRecord, document.record].filter((part) => part !== undefined).join('/');
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    const unique = count === 1 ? name : `${name}~${count}`;
    return unique === '' ? null : unique;
  });
}

/** Makes a parsed and cut document a version. */
export function versionOf(document: ParsedDocument, record: string | null, context: VersionContext): DocumentVersion {
  const { source, item } = context;
  const uri = uriOf(source, item.path, record);
  const body = {
    text: document.text, title: document.title, language: document.language, mediaType: document.mediaType,
    // The path is the item's: of an item of many documents none stands where it does.
    declared: withProvenance({ ...toJsonObject(document.declared), ...item.declared }, record === null ? context.provenance : null), dates: [...context.itemDates, ...document.dates], findings: [...context.itemFindings, ...document.findings],
    chunks: identify(uri, document.text, document.chunks ?? []),
  };
  // The file's own time is left out of the key: touching a file makes no new version of it.
  const contentHash = sha256(document.text);
  const versionKey = sha256(canonicalJson({ ...body, text: contentHash, dates: body.dates.filter((date) => date.source !== 'file-time'), parser: context.parserKey }));
  return {
    ...body, documentId: documentIdOf(uri), uri, record, versionKey, contentHash, sourceHash: context.sourceHash, parserKey: context.parserKey,
  };
}
