import { TELLING_CHARS, WinnowError, type PurgeCandidate, type Store } from '../../core/index.js';
import { compileSelection } from '../../curate/index.js';

/** Which documents: by id, URI or path; all of a source; those for which an expression holds of any version there is. */
export type PurgeSelector =
  | { readonly by: 'documents'; readonly names: readonly string[] }
  | { readonly by: 'source'; readonly source: string }
  | { readonly by: 'expression'; readonly expression: string };

export interface Selected {
  readonly documents: readonly PurgeCandidate[];
  /** Of these, those that were not named themselves but have the same text as one that was. */
  readonly copies: ReadonlySet<string>;
}

const PAGE = 500;
export async function* candidatesOf(store: Store): AsyncGenerator<PurgeCandidate> {
  for (let after: string | undefined; ;) {
    const page = await store.purgeCandidates({ limit: PAGE, ...(after === undefined ? {} : { after }) });
    yield* page;
    after = page.at(-1)?.documentId;
    if (page.length < PAGE || after === undefined) return;
  }
}

/**
 * The documents that are meant, in whatever generation they are, with those whose newest text is to the letter one of theirs: the same document under another name. Fails with `id-unknown` where a
 * name is that of no document, and with `usage` for an expression that is none.
 */
export async function select(store: Store, selector: PurgeSelector): Promise<Selected> {
  const chosen = new Map<string, PurgeCandidate>();
  const isMeant = await tester(store, selector);
  const all: PurgeCandidate[] = [];
  for await (const candidate of candidatesOf(store)) {
    all.push(candidate);
    if (await isMeant(candidate)) chosen.set(candidate.documentId, candidate);
  }
  refuseUnmet(selector, [...chosen.values()], store.location);
  const hashes = await tellingHashes(store, [...chosen.values()]);
  const copies = all.filter(({ documentId, versions }) => !chosen.has(documentId) && hashes.has(versions.at(-1)?.contentHash ?? ''));
  return { documents: [...chosen.values(), ...copies], copies: new Set(copies.map(({ documentId }) => documentId)) };
}

const isNamed = (name: string, { documentId, uri, path, source }: PurgeCandidate): boolean => [documentId, uri, path, `${source}/${path}`].includes(name);

async function tester(store: Store, selector: PurgeSelector): Promise<(candidate: PurgeCandidate) => boolean | Promise<boolean>> {
  if (selector.by === 'documents') return (candidate) => selector.names.some((name) => isNamed(name, candidate));
  if (selector.by === 'source') return ({ source }) => source === selector.source;
  const holds = compileSelection(selector.expression);
  return async ({ documentId: id, uri, source, path, title, language, mediaType, owner, access, versions }) => {
    const texts = await store.versionTexts(versions.map(({ versionId }) => versionId));
    return texts.some((text) => holds({ id, uri, source, path, title: title ?? '', language: language ?? '', mediaType, owner: owner ?? '', access: access ?? '', text }));
  };
}

function refuseUnmet(selector: PurgeSelector, chosen: readonly PurgeCandidate[], location: string): void {
  if (selector.by === 'documents') {
    const unmet = selector.names.find((name) => !chosen.some((candidate) => isNamed(name, candidate)));
    if (unmet !== undefined) throw new WinnowError('id-unknown', `no generation in ${location} has a document ${unmet}`, { next: 'Name a document by its id, path or URI: `winnow list documents --json`, with --at for one that is gone.' });
  }
  if (selector.by === 'source' && chosen.length === 0) throw new WinnowError('id-unknown', `no generation in ${location} has a document of a source "${selector.source}"`);
}

/** Content hashes of the versions that are long enough to be told by them. */
async function tellingHashes(store: Store, documents: readonly PurgeCandidate[]): Promise<ReadonlySet<string>> {
  const hashes = new Set<string>();
  for (const { versions } of documents) {
    const texts = await store.versionTexts(versions.map(({ versionId }) => versionId));
    versions.forEach(({ contentHash }, index) => {
      if ((texts[index] ?? '').length >= TELLING_CHARS) hashes.add(contentHash);
    });
  }
  return hashes;
}
