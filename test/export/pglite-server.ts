import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';

/** PostgreSQL with pgvector in this process, that answers over the wire. */
export interface PgliteServer {
  readonly url: string;
  close(): Promise<void>;
}

export async function startPglite(): Promise<PgliteServer> {
  const database = await PGlite.create({ extensions: { vector } });
  const server = new PGLiteSocketServer({ db: database, host: '127.0.0.1', port: 0, maxConnections: 8 });
  await server.start();
  return {
    url: `postgres://postgres:pa%24s-word@${server.getServerConn()}/postgres?sslmode=disable`,
    async close() {
      await server.stop();
      await database.close();
    },
  };
}
