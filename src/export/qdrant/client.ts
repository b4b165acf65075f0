import type { QdrantClient, Schemas } from '@qdrant/js-client-rest';
import { WinnowError, excerpt, messageOf, secretOf, withoutSecrets } from '../../core/index.js';
import type { QdrantExportOptions } from './options.js';

/** Milliseconds after which a request counts as lost. */
export const TIMEOUT_MS = 60_000;

type Api = ReturnType<QdrantClient['api']>;
/** A key must go nowhere but where it belongs. */
const GUARDED: RequestInit = { redirect: 'error' };

/** What a server did not do, in words that can be shown. */
class Fault extends Error {
  constructor(message: string, readonly status: number | undefined, readonly transient: boolean, readonly askedMs: number | undefined, options: ErrorOptions) {
    super(message, options);
  }
}

export const isTransient = (error: unknown): boolean => error instanceof Error && ((error instanceof Fault && error.transient) || error.constructor.name === 'TimedOut');
export const askedMs = (error: unknown): number | undefined => (error instanceof Fault ? error.askedMs : undefined);

/** Does one request, or some. */
export interface Server {
  ask<Answer>(what: (api: Api, init: RequestInit) => Promise<{ readonly data: { readonly result?: Answer } }>): Promise<Answer>;
  /** Alias -> collection, all there are. */
  aliases(): Promise<ReadonlyMap<string, string>>;
  /** `null` = there is none of this name. */
  find(name: string): Promise<Schemas['CollectionInfo'] | null>;
}

/** An address as the client takes it, which by itself would ask port 6333 where none is named, and drop the path. */
export function addressOf(url: string): { readonly url: string; readonly port: number | null; readonly prefix: string } {
  const { origin, pathname, port } = new URL(url);
  return { url: origin, port: port === '' ? null : Number(port), prefix: pathname.replace(/\/+$/u, '') };
}

/**
 * @throws WinnowError `package-missing`, `usage` when the variable of the key is not set
 */
export async function connect({ url, tokenEnv }: QdrantExportOptions): Promise<Server> {
  const { QdrantClient: Client } = await import('@qdrant/js-client-rest').catch((error: unknown) => {
    throw new WinnowError('package-missing', `Targets in Qdrant need the package @qdrant/js-client-rest, which is not installed: ${excerpt(messageOf(error), 200)}`, { next: 'npm install @qdrant/js-client-rest@1.18.0', cause: error });
  });
  const key = secretOf(tokenEnv, 'an API key');
  const client = new Client({
    ...addressOf(url), timeout: TIMEOUT_MS, checkCompatibility: false,
    // As `apiKey` it would warn on the console of a server without TLS.
    ...(key === null ? {} : { headers: { 'api-key': key } }),
  });
  const ask: Server['ask'] = async (what) => {
    try {
      const { data: { result } } = await what(client.api(), GUARDED);
      if (result === undefined || result === null) throw new Error('an answer without a result, as no Qdrant server gives it');
      return result;
    } catch (error) {
      throw faultOf(error, key === null ? [] : [key]);
    }
  };
  return {
    ask,
    async aliases() {
      const { aliases } = await ask((api, init) => api.getCollectionsAliases({}, init));
      return new Map(aliases.map(({ alias_name: alias, collection_name: collection }) => [alias, collection]));
    },
    async find(name) {
      try {
        return await ask((api, init) => api.getCollection({ collection_name: name }, init));
      } catch (error) {
        if (error instanceof Fault && error.status === 404) return null;
        throw error;
      }
    },
  };
}

/** Connections that are refused, cut or not made: codes of Node and of its HTTP client. */
const CONNECTION = /^(?:E[A-Z]+|EAI_AGAIN|UND_ERR_[A-Z_]+)$/u;

function faultOf(error: unknown, secrets: readonly string[]): Fault {
  const said = withoutSecrets(error, secrets, ['name', 'status', 'statusText', 'retry_after']) as Error & { readonly status?: number; readonly retry_after?: number };
  const { status, retry_after: seconds } = said;
  const cause = error instanceof Error ? error.cause : undefined;
  const code: unknown = cause instanceof Error ? Reflect.get(cause, 'code') : undefined;
  // The client reads the first digit of `Retry-After` alone: what it says is the least of what was asked for.
  const busy = seconds !== undefined || said.message.startsWith('Invalid retryAfter'); // what the client makes of 429
  const transient = busy || said.name === 'QdrantClientTimeoutError' || (typeof code === 'string' && CONNECTION.test(code)) || status === 408 || status === 429 || (status !== undefined && status >= 500);
  const more = status === undefined ? (cause instanceof Error ? `: ${withoutSecrets(cause, secrets).message}` : '') : `: ${withoutSecrets(wordsOf(error), secrets).message}`;
  return new Fault(excerpt(`${status === undefined ? '' : `${status} `}${said.message}${more}`, 400), status, transient, seconds === undefined ? undefined : seconds * 1_000, { cause: said });
}

/** What the server said was wrong. */
function wordsOf(error: unknown): string {
  const data: unknown = error instanceof Error ? Reflect.get(error, 'data') : undefined;
  const status: unknown = typeof data === 'object' && data !== null ? Reflect.get(data, 'status') : data;
  const words: unknown = typeof status === 'object' && status !== null ? Reflect.get(status, 'error') : status;
  return typeof words === 'string' ? words : 'no word of what was wrong';
}
