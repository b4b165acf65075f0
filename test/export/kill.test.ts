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
const KILLS = Number(process.env['WINNOW_KILLS'] ?? 8);
/** Long enough for several whole exports, so that kills land anywhere in them. */
const LONGEST_MS = 200;

/** Two corpora that share half of their chunks, some of them changed; with vectors where the target holds them. */
const corporaFor = (exporter: string): readonly ExportSnapshot[] =>
  [0, 1].map((which) => snapshot(Array.from({ length: 400 }, (_, n) => item(n + which * 200, n % 3 === 0 ? `text ${n} of corpus ${which}` : undefined)), which + 1, exporter === 'sqlite-vec' ? 16 : undefined));

async function written(corpora: readonly ExportSnapshot[], file: string): Promise<void> {
  const plain = await Promise.all(corpora.map(async (snapshotOf) => {
    const all: unknown[] = [];
    for await (const { id, text, metadata, vector } of snapshotOf.items()) all.push({ id, text, metadata, vector: vector === undefined ? null : [...vector] });
    return { ...snapshotOf, items: all };
  }));
  writeFileSync(file, JSON.stringify(plain));
}

async function exportAndKill(folder: string, id: string, path: string): Promise<void> {
  const child = spawn(process.execPath, [CHILD, folder, id, path, join(folder, 'corpora.json')], { stdio: ['ignore', 'pipe', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => { complaint += chunk.toString('utf8'); });
  const gone = once(child, 'exit');
  await Promise.race([once(child.stdout, 'data'), gone.then(() => { throw new Error(`the child ended by itself: ${complaint}`); })]);
  await sleep(Math.random() * LONGEST_MS);
  child.kill('SIGKILL');
  expect(await gone, complaint).toEqual([null, 'SIGKILL']);
}

describe.each([['jsonl', 'out.jsonl'], ['parquet', 'out.parquet'], ['sqlite-vec', 'out.db']])('a process that exports to %s', (id, path) => {
  it(`is killed ${KILLS} times: what is there is one corpus or the other, and the next export mends whatever else is wrong`, async () => {
    const exporter = exporters.find((one) => one.id === id)!;
    const corpora = corporaFor(id);
    const folder = mkdtempSync(join(tmpdir(), 'winnow-export-kill-'));
    const context = { baseDir: folder, signal: new AbortController().signal };
    const options = exporter.options.parse({ path }) as never;
    await written(corpora, join(folder, 'corpora.json'));
    try {
      for (let kill = 1; kill <= KILLS; kill += 1) {
        await exportAndKill(folder, id, path);
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
  }, 60_000 + KILLS * 5_000);
});
