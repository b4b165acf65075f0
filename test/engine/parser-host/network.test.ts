import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { BUILT } from '../../built/index.js';
import { createParserHost } from '../../../src/engine/parser-host/index.js';
import { permissionArguments } from '../../../src/engine/parser-host/command.js';
import { networkNamespace } from '../../../src/engine/parser-host/network.js';
import type { ChildReply, ChildRequest } from '../../../src/engine/parser-host/protocol.js';

// Other tests share processes: see test/built/children.ts.
vi.unmock('../../../src/engine/parser-host/index.js');

const PLUGIN = fileURLToPath(new URL('./plugins/misbehaving.mjs', import.meta.url));
const NONE = 'A parser process has no network';
const refused = { connect: NONE, fetch: NONE, listen: NONE, datagram: NONE, lookup: NONE };

let server: Server;
let reached = 0;
let content: Uint8Array;
beforeAll(async () => {
  server = createServer((socket) => {
    reached += 1;
    socket.destroy();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  content = new TextEncoder().encode(`network ${(server.address() as AddressInfo).port}`);
});
afterAll(() => {
  server.close();
});

describe('a parser process', () => {
  it('reaches no network, and sees no interface where the system has namespaces', async () => {
    const host = createParserHost({ size: 1, plugins: [PLUGIN] });
    const { documents } = await host.parse({ parserId: null, content, path: 'a.bad' });
    const said = JSON.parse(documents[0]?.text ?? '') as { interfaces: string[] };
    expect(said).toMatchObject(refused);
    if (networkNamespace() !== null) expect(said.interfaces).toEqual([]);
    expect(reached).toBe(0);
    await host.close();
  });

  it('reaches none without a namespace either', async () => {
    const child = fork(join(BUILT, 'engine/parser-host/child.js'), [new URL('./plugins/misbehaving.mjs', import.meta.url).href], {
      execArgv: [...permissionArguments()], serialization: 'advanced', stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    await once(child, 'message');
    const request: ChildRequest = { id: 1, parserId: null, parserOptions: {}, content, chunker: null, path: 'a.bad', mediaType: null, declared: {}, render: null, maxTextChars: 10_000 };
    child.send(request);
    const [reply] = (await once(child, 'message')) as [ChildReply];
    child.kill();
    expect(JSON.parse(reply.kind === 'done' ? (reply.pieces[1]?.text ?? '') : '')).toMatchObject({ ...refused, internals: 'process.binding' });
    expect(reached).toBe(0);
  });
});
