import type pg from 'pg';
import { WinnowError, excerpt, messageOf, withoutSecrets } from '../../core/index.js';
import type { PgvectorExportOptions } from './options.js';

const CONNECT_MS = 10_000;
/** A server that says nothing for so long is taken for gone. Building an index may take minutes. */
const ANSWER_MS = 1_800_000;

/** Conditions that pass: connections that end, servers that start or stop, too many connections, locks, transactions that got in each other's way. */
const TRANSIENT_STATES = /^(?:08...|57P0[1-3]|53300|40001|40P01|55P03)$/u;
const TRANSIENT_SYSTEM = new Set(['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN']);

export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return TRANSIENT_STATES.test(code) || TRANSIENT_SYSTEM.has(code) || /^(?:Connection terminated|timeout expired|Query read timeout|Client has encountered a connection error)/u.test(error.message);
}

/** A connection whose errors tell nothing of how it was made. */
export interface Connection {
  query<Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  literal(text: string): string;
  close(): Promise<void>;
}

/**
 * Connects by the connection string in an environment variable.
 * @throws WinnowError `package-missing`, `usage` when the variable is not set; what the server or the network says, with its `code` and without secrets
 */
export async function connect({ env }: Pick<PgvectorExportOptions, 'env'>): Promise<Connection> {
  const url = process.env[env];
  if (url === undefined || url === '') throw new WinnowError('usage', `the target needs a connection string in the environment variable ${env}, which is not set`, { next: `export ${env}=postgres://user:password@host/database` });
  const { default: postgres } = await import('pg').catch((error: unknown) => {
    throw new WinnowError('package-missing', `Targets in PostgreSQL need the package pg, which is not installed: ${excerpt(messageOf(error), 200)}`, { next: 'npm install pg@8.23.1', cause: error });
  });
  const guarded = async <Result>(what: () => Promise<Result>): Promise<Result> => {
    try {
      return await what();
    } catch (error) {
      throw withoutSecrets(error, [url, ...passwordsOf(url)]);
    }
  };
  const client = await guarded(async () => {
    const made = new postgres.Client({ connectionString: url, application_name: 'winnow', connectionTimeoutMillis: CONNECT_MS, query_timeout: ANSWER_MS, keepAlive: true });
    // A connection that ends between two queries fails the next one.
    made.on('error', () => undefined);
    await made.connect();
    return made;
  });
  return {
    query: <Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[]) => guarded(async () => (await client.query<Row>(text, values === undefined ? undefined : [...values])).rows),
    literal: (text) => client.escapeLiteral(text),
    close: () => client.end().catch(() => undefined),
  };
}

/** As written and as meant; also of a string that is no URL. */
function passwordsOf(url: string): string[] {
  const found = /:\/\/[^:/@]*:(.*)@/u.exec(url)?.[1] ?? /\bpassword=([^&\s]+)/u.exec(url)?.[1] ?? '';
  if (found === '') return [];
  try {
    return [found, decodeURIComponent(found)];
  } catch {
    return [found];
  }
}
