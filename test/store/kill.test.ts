import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openSqliteStore } from '../../src/store/sqlite/index.js';
import { Session } from '../contract/store/session.js';

const CHILD = fileURLToPath(new URL('kill-child.ts', import.meta.url));
const KILLS = Number(process.env['WINNOW_KILLS'] ?? 10);
/** Long enough for several whole turns, so that kills land anywhere in them. */
const LONGEST_MS = 250;

/** Lets a child write to the store for a while and kills it in the middle of whatever it does. */
async function writeAndKill(location: string, seed: number): Promise<void> {
  const child = spawn(process.execPath, ['--import', 'tsx', CHILD, location, String(seed)], { stdio: ['ignore', 'pipe', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => { complaint += chunk.toString('utf8'); });
  const gone = once(child, 'exit');
  await Promise.race([once(child.stdout, 'data'), gone.then(() => { throw new Error(`the child ended by itself: ${complaint}`); })]);
  await sleep(Math.random() * LONGEST_MS);
  child.kill('SIGKILL');
  expect(await gone, complaint).toEqual([null, 'SIGKILL']);
}

describe('a store whose writer is killed', () => {
  it(`is whole after each of ${KILLS} kills, and the next run converges`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'winnow-kill-'));
    const location = join(folder, 'store.db');
    let generations = 0;
    try {
      for (let kill = 1; kill <= KILLS; kill += 1) {
        await writeAndKill(location, kill);
        const session = new Session(openSqliteStore(location, { create: false }));
        expect(await session.store.check(), `after kill ${kill}`).toEqual([]);
        const before = (await session.store.currentGeneration())?.number ?? 0;
        expect(before).toBeGreaterThanOrEqual(generations);
        for (const number of new Set([1, before].filter((at) => at > 0 && at <= before))) {
          const listed = (await session.store.listChunks({ at: number, limit: 10_000 })).length;
          expect((await session.store.generation(number))?.counts.chunks.total, `generation ${number}`).toBe(listed);
        }
        // The next run takes the lease of the dead one over and goes on with what it left.
        const files = { 'last.md': [`after kill ${kill}`], '1.md': ['one', 'bad'] };
        generations = (await session.night(files)).number;
        const held = await session.store.listChunks({ at: generations, limit: 100 });
        expect(held.map((chunk) => chunk.text)).toEqual(['one', 'bad', `after kill ${kill}`]);
        for (const chunk of held) {
          const decision = (await session.store.decisionsOf(chunk.id)).at(-1)?.verdict;
          const unasked = chunk.text === 'bad' ? 'quarantined' : 'accepted';
          expect(chunk.decided.status, chunk.text).toBe(decision === undefined ? unasked : decision === 'approve' ? 'accepted' : 'rejected');
        }
        expect(await session.undecided()).toEqual([]);
        expect((await session.night(files)).number).toBe(generations);
        expect(await session.store.check()).toEqual([]);
        await session.store.close();
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 120_000 + KILLS * 6000);
});
