import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync } from 'node:fs';
import { afterAll, onTestFinished } from 'vitest';
import type { ChunkStory } from '../../src/engine/explain.js';
import type { ReviewDesk } from '../../src/engine/review/types.js';
import { ITEM, stubDesk, type StubDesk } from '../server/desk.js';
import { MAIN } from '../built/index.js';
import { NOW, corpus, folder, winnow, type Ran } from './support.js';

const page = (title: string, updated: string, text: string): string => `---\ntitle: ${title}\nupdated: ${updated}\n---\n\n# ${title}\n\n${text}\n`;
const returns = (days: number): string => `Customers may return a product within ${days} days of delivery. The refund is paid within 5 working days after the product has arrived at the warehouse in Leeds.`;

/** What could steer a terminal or hide text. */
const HOSTILE = 'A bicycle shed \u001b[2J\u001b]0;owned\u0007 is \u202elocked\u202c at night\u200b, and whoever leaves last in the evening hangs the key on the hook beside the door of the porter.';
const PAIR = { 'docs/returns-a.md': page('Returns policy', '2026-08-01', returns(30)), 'docs/returns-b.md': page('Returns policy', '2026-09-01', returns(60)) };

const made = new Map<boolean, Promise<string>>();

/** A corpus that was run: a contradiction (2 items), a stale page, an older copy; `hostile`: also a page that would steer terminals. Made once for all tests of a file, each of which gets a copy. */
export async function waiting({ hostile = false }: { readonly hostile?: boolean } = {}): Promise<string> {
  const model = made.get(hostile) ?? run(hostile);
  made.set(hostile, model);
  const cwd = folder();
  cpSync(await model, cwd, { recursive: true });
  return cwd;
}

async function run(hostile: boolean): Promise<string> {
  const cwd = corpus({ ...PAIR, ...(hostile ? { 'docs/shed.md': page('Shed', '2016-09-01', HOSTILE) } : {}) }, (tidy) => { tidying.push(tidy); });
  const ran = await winnow(['run', 'small.yaml', ...NOW], { cwd });
  if (ran.code !== 0) throw new Error(ran.stderr);
  return cwd;
}

const tidying: (() => void)[] = [];
afterAll(() => { for (const tidy of tidying) tidy(); });

/** `winnow review` with a key a line. */
export const review = (cwd: string, keys: readonly string[], ...options: string[]): Promise<Ran> => winnow(['review', '--actor', 'ada', ...options], { cwd, input: keys.map((key) => `${key}\n`).join('') });

/** The answers to the first screen and to each key: place, then the rest. */
export const answers = ({ stdout }: Ran): string[] => stdout.split(/^== /mu).slice(1);

export interface Typed {
  readonly child: ChildProcess;
  /** Resolves with what was printed since the last key, once it matches. */
  readonly until: (pattern: RegExp) => Promise<string>;
  readonly type: (text: string) => void;
  readonly ended: Promise<number | null>;
  readonly err: () => string;
}

/** A process that somebody types into. Stopped when the test has finished. */
export function typing(command: string, args: readonly string[], cwd: string): Typed {
  const child = spawn(command, args, { cwd, env: { PATH: process.env['PATH'] ?? '', HOME: cwd, TERM: 'xterm' }, stdio: ['pipe', 'pipe', 'pipe'] });
  onTestFinished(() => { child.kill('SIGKILL'); });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => { out += text; });
  child.stderr.setEncoding('utf8').on('data', (text: string) => { err += text; });
  const ended = new Promise<number | null>((resolve) => { child.once('close', resolve); });
  return {
    child, ended, err: () => err,
    type: (text) => { out = ''; child.stdin.write(text); },
    until: async (pattern) => {
      const deadline = Date.now() + 20_000;
      while (!pattern.test(out)) {
        if (Date.now() > deadline) throw new Error(`no ${String(pattern)} in ${JSON.stringify(out.slice(-2000))} ${err}`);
        await new Promise((resolve) => { setTimeout(resolve, 20); });
      }
      return out;
    },
  };
}

/** `winnow review` that is typed into over a pipe. */
export const reviewing = (cwd: string, ...options: string[]): Typed => typing(process.execPath, [MAIN, 'review', '--actor', 'ada', ...options], cwd);

/** A desk with fixed answers, whose item can be shown. */
export function itemDesk(own: Partial<ReviewDesk> = {}): StubDesk {
  const story = { document: { source: { authority: 0.5 } }, dates: { believed: { value: '2019-01-01', source: 'text', confidence: 1, expires: null }, ladder: [] }, cluster: [] } as unknown as ChunkStory;
  return stubDesk({ item: async (id) => ({ ...(await stubDesk().item(id)), item: { ...ITEM, id }, story }), ...own });
}
