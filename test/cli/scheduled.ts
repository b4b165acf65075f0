import { spawn, type ChildProcess } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { BUILT, MAIN } from '../built/index.js';
import { corpus } from './support.js';

export interface LogEvent {
  readonly time: string;
  readonly level: string;
  readonly event: string;
  readonly message: string;
  readonly runId?: string;
  readonly [field: string]: unknown;
}

export interface Scheduled {
  readonly child: ChildProcess;
  readonly events: LogEvent[];
  /** Lines of stdout, parsed. */
  readonly printed: Record<string, unknown>[];
  /** Lines of stderr that are no JSON. */
  readonly stray: string[];
  readonly ended: Promise<{ code: number | null; signal: string | null }>;
  /** The `nth` event of that name, as soon as it is told. */
  event(name: string, nth?: number): Promise<LogEvent>;
  count(name: string): number;
}

/** Long enough for a machine that does three other things. */
export const PATIENCE_MS = 45_000;

/** `winnow schedule`, as a service manager starts it. */
export function scheduled(cwd: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Scheduled {
  const child = spawn(process.execPath, [MAIN, 'schedule', ...args, '--log', 'json', '--json'], { cwd, env: { PATH: process.env['PATH'] ?? '', HOME: cwd, TZ: 'UTC', ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => { child.kill('SIGKILL'); });
  const events: LogEvent[] = [];
  const printed: Record<string, unknown>[] = [];
  const stray: string[] = [];
  lines(child, 'stdout', (line) => printed.push(JSON.parse(line) as Record<string, unknown>));
  lines(child, 'stderr', (line) => {
    if (line.startsWith('{')) events.push(JSON.parse(line) as LogEvent);
    else stray.push(line);
  });
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => { child.once('close', (code, signal) => { resolve({ code, signal }); }); });
  const named = (name: string): LogEvent[] => events.filter(({ event }) => event === name);
  return {
    child, events, printed, stray, ended, count: (name) => named(name).length,
    event: async (name, nth = 1) => {
      await expect.poll(() => named(name).length, { timeout: PATIENCE_MS, interval: 50, message: `event ${name} of ${JSON.stringify(events)} ${stray.join('\n')}` }).toBeGreaterThanOrEqual(nth);
      const found = named(name)[nth - 1];
      if (found === undefined) throw new Error(`no ${name}`);
      return found;
    },
  };
}

function lines(child: ChildProcess, stream: 'stdout' | 'stderr', take: (line: string) => void): void {
  let rest = '';
  child[stream]?.setEncoding('utf8').on('data', (text: string) => {
    const parts = `${rest}${text}`.split('\n');
    rest = parts.pop() ?? '';
    for (const line of parts) if (line !== '') take(line);
  });
}

/** A reader that does what the file `mode` says: `wait` for a stop, or `block` the whole process, deaf to signals; else it reads one page. */
const SLOW = `import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { defineReader } from ${JSON.stringify(pathToFileURL(join(BUILT, 'index.js')).href)};
export const slow = defineReader({ kind: 'reader', id: 'slow', version: '1', options: z.strictObject({}), async *read(_options, { baseDir, signal }) {
  const mode = () => readFileSync(join(baseDir, 'mode'), 'utf8').trim();
  if (mode() === 'block') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 120_000);
  while (mode() === 'wait' && !signal.aborted) await sleep(50);
  signal.throwIfAborted();
  yield { item: { path: 'page.md', fingerprint: '1', mediaType: 'text/markdown', declared: {}, load: async () => Buffer.from('# Page\\n\\nThe keys of the bicycle cellar hang at the front desk, and whoever takes them signs for it.\\n') } };
} });
`;

/** A corpus whose runs last as long as the file \`mode\` says. */
export function slowCorpus(mode: 'wait' | 'block' | 'go'): string {
  return corpus({
    'slow.mjs': SLOW.replace("from 'zod'", `from ${JSON.stringify(import.meta.resolve('zod'))}`), mode,
    'slow.yaml': 'version: 1\nname: slow\nplugins: [./slow.mjs]\nread: [{ name: slow, use: slow }]\njoin: []\n',
  });
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** A cron expression in UTC for one moment of the day. */
export const dailyAt = (at: Date): string => `${at.getUTCSeconds()} ${at.getUTCMinutes()} ${at.getUTCHours()} * * *`;
