import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { StoreWorkshop } from '../store.js';
import { itemOf } from './session.js';

/** A process that does nothing, to hold a lease with. */
async function sleeper(): Promise<{ pid: number; kill(): Promise<void> }> {
  const child: ChildProcess = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  await once(child, 'spawn');
  return {
    pid: child.pid ?? -1,
    async kill() {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}

export function runContract({ session, again }: StoreWorkshop): void {
  describe('runs and their lease', () => {
    it('lets one run in at a time and names who holds the store', async () => {
      const first = session();
      const fence = await first.begin();
      const second = again(first.store);
      expect(await second.store.leaseHolder()).toMatchObject({ runId: fence.runId, pid: process.pid });
      await expect(second.begin()).rejects.toMatchObject({ code: 'store-busy', message: expect.stringContaining(fence.runId) as string });
      await first.end(fence);
      expect(await second.store.leaseHolder()).toBeNull();
      expect((await second.begin()).attempt).toBeGreaterThan(fence.attempt);
    });

    it('takes over from a process that is gone; the old attempt can write nothing more', async () => {
      const a = session();
      const holder = await sleeper();
      const old = await a.begin({ pid: holder.pid });
      await expect(again(a.store).begin()).rejects.toMatchObject({ code: 'store-busy' });
      await holder.kill();
      expect(await a.store.leaseHolder()).toBeNull();
      const fence = await again(a.store).begin();
      const superseded = { code: 'run-superseded' };
      await expect(a.store.heartbeat(old)).rejects.toMatchObject(superseded);
      await expect(a.store.putItems(old, [itemOf('a.md', ['one'])])).rejects.toMatchObject(superseded);
      await expect(a.store.publishRun(old, { decisionSeq: 0, now: 0, policyKey: 'p' })).rejects.toMatchObject(superseded);
      await expect(a.end(old)).rejects.toMatchObject(superseded);
      await a.store.heartbeat(fence);
      expect((await a.store.listRuns({ limit: 10 })).map((run) => [run.id, run.status])).toEqual([[fence.runId, 'running'], [old.runId, 'interrupted']]);
    });

    it('keeps the pending work of a run that was interrupted', async () => {
      const a = session();
      const holder = await sleeper();
      await a.put(await a.begin({ pid: holder.pid }), { 'a.md': ['one', 'two'] });
      await holder.kill();
      const fence = await a.begin();
      expect(await a.store.itemStates([{ source: 'src', path: 'a.md', record: null }])).toMatchObject([{ documents: 1, stageKey: 'stage@1' }]);
      const { generation } = await a.publish(fence);
      expect(await a.corpus(generation.number)).toEqual({ 'a.md': ['one:accepted', 'two:accepted'] });
    });

    it('is bound to one pipeline and remembers its definition', async () => {
      const a = session();
      expect(await a.store.pipeline()).toBeNull();
      await a.end(await a.begin());
      expect(await a.store.pipeline()).toEqual({ name: 'contract', file: '/somewhere/contract.yaml', definition: { name: 'contract' }, hash: 'hash' });
      await expect(a.begin({ pipeline: 'another' })).rejects.toMatchObject({ code: 'pipeline-mismatch', message: expect.stringContaining('another') as string });
      expect(await a.store.leaseHolder()).toBeNull();
    });

    it('lists runs newest first, in pages that make up the whole', async () => {
      const a = session();
      for (let run = 0; run < 5; run += 1) await a.end(await a.begin());
      const whole = await a.store.listRuns({ limit: 100 });
      expect(whole).toHaveLength(5);
      const pages = [];
      for (let before: string | undefined; ;) {
        const page = await a.store.listRuns({ limit: 2, ...(before === undefined ? {} : { before }) });
        if (page.length === 0) break;
        pages.push(...page);
        before = page.at(-1)?.id;
      }
      expect(pages).toEqual(whole);
    });

    it('keeps what a run ended with', async () => {
      const a = session();
      const fence = await a.begin();
      const work = { discovered: 3, unchanged: 1, processed: 1, failed: 1, removed: 0 };
      const finishedAt = new Date(Date.now() + 5000).toISOString();
      await a.store.endRun(fence, { status: 'degraded', generation: 7, work, summary: { text: 'ünïcode' }, finishedAt });
      const [run] = await a.store.listRuns({ limit: 1 });
      expect(run).toMatchObject({ id: fence.runId, status: 'degraded', generation: 7, work, summary: { text: 'ünïcode' }, finishedAt });
      expect(run?.durationMs).toBeGreaterThan(0);
    });
  });
}
