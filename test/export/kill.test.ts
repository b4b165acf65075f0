import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { ExportSnapshot } from '../../src/core/index.js';
import { exporters } from '../../src/export/index.js';
import { item, snapshot } from '../contract/exporter.js';

const CHILD = fileURLToPath(new URL('kill-child.mjs', import.meta.url));
/** 200 with `WINNOW_KILLS=200`. */
const KILLS = Number(process.env['WINNOW_KILLS'] ?? 5);
/** Two corpora that share half of their chunks, some of them changed; with vectors where the target holds them. */
const corporaFor = (exporter: string, chunks: number): readonly ExportSnapshot[] =>
  [0, 1].map((which) => snapshot(Array.from({ length: chunks }, (_, n) => item(n + (which * chunks) / 2, n % 3 === 0 ? `text ${n} of corpus ${which}` : undefined)), which + 1, ['sqlite-vec', 'lancedb'].includes(exporter) ? 16 : undefined));

async function written(corpora: readonly ExportSnapshot[], file: string): Promise<void> {
  const plain = await Promise.all(corpora.map(async (snapshotOf) => {
    const all: unknown[] = [];
    for await (const { id, text, metadata, vector } of snapshotOf.items()) all.push({ id, text, metadata, vector: vector === undefined ? null : [...vector] });
    return { ...snapshotOf, items: all };
  }));
  writeFileSync(file, JSON.stringify(plain));
}

async function exportAndKill(folder: string, { id, path, longestMs }: { readonly id: string; readonly path: string; readonly longestMs: number }): Promise<void> {
  const child = spawn(process.execPath, [CHILD, folder, id, path, join(folder, 'corpora.json')], { stdio: ['ignore', 'pipe', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => { complaint += chunk.toString('utf8'); });
  const gone = once(child, 'exit');
  await Promise.race([once(child.stdout, 'data'), gone.then(() => { throw new Error(`the child ended by itself: ${complaint}`); })]);
  await sleep(Math.random() * longestMs);
  child.kill('SIGKILL');
  expect(await gone, complaint).toEqual([null, 'SIGKILL']);
}

// Long enough for several whole exports, so that kills land anywhere in them; LanceDB takes a while to load. What is not held in memory there goes another way.
describe.each([
  { id: 'jsonl', path: 'out.jsonl', chunks: 400, longestMs: 200 },
  { id: 'parquet', path: 'out.parquet', chunks: 400, longestMs: 200 },
  { id: 'sqlite-vec', path: 'out.db', chunks: 400, longestMs: 200 },
  { id: 'lancedb', path: 'out', chunks: 400, longestMs: 800 },
  { id: 'lancedb', path: 'out', chunks: 5_000, longestMs: 2_000 },
])('a process that exports $chunks chunks to $id', ({ id, path, chunks, longestMs }) => {
  it(`is killed ${KILLS} times: what is there is one corpus or the other, and the next export mends whatever else is wrong`, async () => {
    const exporter = exporters.find((one) => one.id === id)!;
    const corpora = corporaFor(id, chunks);
    const folder = mkdtempSync(join(tmpdir(), 'winnow-export-kill-'));
    const context = { baseDir: folder, signal: new AbortController().signal };
    const options = exporter.options.parse({ path }) as never;
    await written(corpora, join(folder, 'corpora.json'));
    try {
      for (let kill = 1; kill <= KILLS; kill += 1) {
        await exportAndKill(folder, { id, path, longestMs });
        const reports = await Promise.all(corpora.map((snapshot) => exporter.verify(options, snapshot, context)));
        const whole = reports.filter(({ counts }) => counts?.missing === 0 && counts.extra === 0 && counts.different === 0);
        const nothingYet = !existsSync(join(folder, path)) || reports.every(({ found }) => found === 0);
        expect(whole.length === 1 || nothingYet, `after kill ${kill}: ${JSON.stringify(reports.map(({ counts, problems }) => ({ counts, problems })))}`).toBe(true);
        const next = corpora[kill % 2]!;
        await exporter.apply(options, next, new Map(), context);
        expect(await exporter.verify(options, next, context), `after kill ${kill}`).toMatchObject({ ok: true });
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 60_000 + KILLS * 10_000);
});
