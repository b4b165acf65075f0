import { isDeepStrictEqual } from 'node:util';
import type { ChromaClient, Collection } from 'chromadb';
import { WinnowError, excerpt, messageOf, secretOf, withoutSecrets } from '../../core/index.js';
import type { ChromaExportOptions } from './options.js';

/** Classes of the client's errors that may pass: no connection, too many requests, a server that is not well. */
const TRANSIENT = new Set(['ChromaConnectionError', 'ChromaRateLimitError', 'ChromaServerError', 'TimedOut']);

export function isTransient(error: unknown): boolean {
  return error instanceof Error && (TRANSIENT.has(error.name) || TRANSIENT.has(error.constructor.name));
}

/** Collections of one database that are told. */
const MOST_NAMES = 1_000;

/** Never asked: every text comes with its vector. Without it the client would warn of its absence. */
const NO_EMBEDDING = { name: 'none', generate: () => Promise.reject(new Error('every text comes with its vector')) };

/** A server's collections, by a client whose errors tell nothing of the token. */
export interface Server {
  names(): Promise<string[]>;
  /** `null` = there is none of this name. */
  find(name: string): Promise<Collection | null>;
  make(name: string, given: { readonly metadata: Record<string, string>; readonly distance: ChromaExportOptions['distance'] }): Promise<Collection>;
  drop(name: string): Promise<void>;
  /** Does it with errors that can be shown. */
  readonly guarded: <Result>(what: () => Promise<Result>) => Promise<Result>;
}

/**
 * @throws WinnowError `package-missing`, `usage` when the variable of the token is not set
 */
export async function connect({ url, tenant, database, tokenEnv }: Pick<ChromaExportOptions, 'url' | 'tenant' | 'database' | 'tokenEnv'>): Promise<Server> {
  const { ChromaClient: Client, ChromaNotFoundError, ChromaUniqueError } = await import('chromadb').catch((error: unknown) => {
    throw new WinnowError('package-missing', `Targets in Chroma need the package chromadb, which is not installed: ${excerpt(messageOf(error), 200)}`, { next: 'npm install chromadb@3.5.0', cause: error });
  });
  const token = secretOf(tokenEnv, 'a token');
  const guarded = async <Result>(what: () => Promise<Result>): Promise<Result> => {
    try {
      return await what();
    } catch (error) {
      throw withoutSecrets(error, token === null ? [] : [token], ['name']);
    }
  };
  const { protocol, hostname, port } = new URL(url);
  const ssl = protocol === 'https:';
  const client: ChromaClient = new Client({
    host: hostname, port: port === '' ? (ssl ? 443 : 80) : Number(port), ssl, tenant, database,
    // A token must go nowhere but where it belongs.
    fetchOptions: { redirect: 'error' }, ...(token === null ? {} : { headers: { 'x-chroma-token': token } }),
  });
  return {
    guarded,
    names: () => guarded(async () => (await client.listCollections({ limit: MOST_NAMES })).map(({ name }) => name)),
    find: (name) => guarded(async () => {
      try {
        return await client.getCollection({ name, embeddingFunction: NO_EMBEDDING });
      } catch (error) {
        if (error instanceof ChromaNotFoundError) return null;
        throw error;
      }
    }),
    make: (name, { metadata, distance }) => guarded(async () => {
      try {
        return await client.createCollection({ name, metadata, embeddingFunction: null, configuration: { hnsw: { space: distance } } });
      } catch (error) {
        // Made by a request whose answer was lost.
        const found = error instanceof ChromaUniqueError ? await client.getCollection({ name, embeddingFunction: NO_EMBEDDING }) : null;
        if (found !== null && isDeepStrictEqual(found.metadata, metadata)) return found;
        throw error;
      }
    }),
    drop: (name) => guarded(async () => {
      try {
        await client.deleteCollection({ name });
      } catch (error) {
        if (!(error instanceof ChromaNotFoundError)) throw error;
      }
    }),
  };
}
