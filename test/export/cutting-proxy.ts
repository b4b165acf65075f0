import { connect, createServer, type Server, type Socket } from 'node:net';

/** Passes bytes on to a server, and ends connections in the middle of what they say. */
export class CuttingProxy {
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  /** Bytes from the client after which the next connections are cut, one after the other; those after them are left alone. */
  cuts: number[] = [];
  /** Connections that were cut. */
  cut = 0;
  /** Bytes that the client of each connection said, in the order they were opened. */
  readonly said: number[] = [];

  constructor(to: { readonly host: string; readonly port: number }) {
    this.#server = createServer((client) => {
      const server = connect(to);
      const end = (): void => {
        client.destroy();
        server.destroy();
      };
      for (const socket of [client, server]) {
        this.#open.add(socket);
        socket.on('error', end).on('close', () => {
          end();
          this.#open.delete(socket);
        });
      }
      let left = this.cuts.shift() ?? Infinity;
      const at = this.said.push(0) - 1;
      client.on('data', (bytes) => {
        this.said[at] = (this.said[at] ?? 0) + bytes.length;
        server.write(bytes.subarray(0, Math.min(left, bytes.length)));
        left -= bytes.length;
        if (left > 0) return;
        this.cut += 1;
        // What was let through goes out first.
        setImmediate(end);
      });
      server.on('data', (bytes) => { client.write(bytes); });
    });
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => { this.#server.listen(0, '127.0.0.1', resolve); });
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  async close(): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
