import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** A Chroma server of its own, of the executable that `WINNOW_TEST_CHROMA` names (`pip install chromadb` makes one). */
export interface ChromaServer {
  readonly url: string;
  close(): Promise<void>;
}

export async function startChroma(executable: string): Promise<ChromaServer> {
  const folder = await mkdtemp(join(tmpdir(), 'winnow-chroma-'));
  const port = await freePort();
  const child = spawn(executable, ['run', '--path', folder, '--host', '127.0.0.1', '--port', String(port)], { cwd: folder, stdio: 'ignore', env: { ...process.env, ANONYMIZED_TELEMETRY: 'False' } });
  const url = `http://127.0.0.1:${port}`;
  for (let tried = 0; ; tried += 1) {
    if (await fetch(`${url}/api/v2/heartbeat`).then(({ ok }) => ok, () => false)) break;
    if (tried > 300 || child.exitCode !== null) throw new Error(`${executable} does not answer`);
    await wait(200);
  }
  return {
    url,
    async close() {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
