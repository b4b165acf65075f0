import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';
import { MAIN, ROOT } from '../built/index.js';

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly uid?: number;
  readonly gid?: number;
  /** What stdin holds; default: nothing. */
  readonly input?: string;
  /** Gets the process as soon as it runs. */
  readonly started?: (child: ChildProcess) => void;
}

/** Commands that stay until they are told to stop, read what is typed, or speak of their own process. */
const PROCESSES: ReadonlySet<string> = new Set(['schedule', 'serve', 'review']);

/**
 * Runs the built command. Where nothing asks for a process of its own, the shipped modules run in this one: to load them takes longer than most commands. Signals, accounts, environments, input
 * and two at once are `spawned`.
 */
export function winnow(args: readonly string[], options: RunOptions): Promise<Ran> {
  const { env = {}, input, started, uid, gid } = options;
  const own = Object.keys(env).length > 0 || [input, started, uid, gid].some((given) => given !== undefined) || args.some((arg) => PROCESSES.has(arg));
  return own ? spawned(args, options) : within(args, options);
}

interface CommandLine {
  readonly runCommandLine: (argv: readonly string[], cli: { terminal: { out: Writable; err: Writable; env: Readonly<Record<string, string | undefined>>; cwd: string }; exitCode: number; abort: AbortController }) => Promise<number>;
}

/** Keeps what is printed. */
class Printed extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString('utf8');
    done();
  }
}

let inFolder = 0;

async function within(args: readonly string[], { cwd }: RunOptions): Promise<Ran> {
  const { runCommandLine } = await import(/* @vite-ignore */ pathToFileURL(join(dirname(MAIN), 'command-line.js')).href) as CommandLine;
  const [out, err] = [new Printed({ decodeStrings: true }), new Printed({ decodeStrings: true })];
  // Packages and modules of a user's own know no other way to tell where they are.
  inFolder += 1;
  process.chdir(cwd);
  try {
    const code = await runCommandLine(args, { terminal: { out, err, env: { PATH: process.env['PATH'], HOME: cwd }, cwd }, exitCode: 0, abort: new AbortController() });
    return { code, stdout: out.text, stderr: err.text };
  } finally {
    inFolder -= 1;
    if (inFolder === 0) process.chdir(ROOT);
  }
}

/** Runs the built command as a user does, in a process of its own. */
export function spawned(args: readonly string[], { cwd, env = {}, input, started, ...account }: RunOptions): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...args], { cwd, env: { PATH: process.env['PATH'] ?? '', HOME: cwd, ...env }, stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'], ...account });
    let [stdout, stderr] = ['', ''];
    child.stdin?.end(input);
    child.stdout?.setEncoding('utf8').on('data', (text: string) => { stdout += text; });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => { stderr += text; });
    child.on('error', reject).on('close', (code) => { resolve({ code, stdout, stderr }); });
    started?.(child);
  });
}

export const json = <Value = Record<string, unknown>>(ran: Ran): Value => JSON.parse(ran.stdout) as Value;
export const ndjson = <Value = Record<string, unknown>>(ran: Ran): Value[] => ran.stdout.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Value);

export type Files = Readonly<Record<string, string | Buffer>>;
/** When to tidy up: after the test unless told otherwise. */
type TidyAfter = (tidy: () => void) => void;

/** A folder of its own, gone afterwards. */
export function folder(files: Files = {}, tidyAfter: TidyAfter = onTestFinished): string {
  const root = mkdtempSync(join(tmpdir(), 'winnow-cli-'));
  tidyAfter(() => { rmSync(root, { recursive: true, force: true }); });
  put(root, files);
  return root;
}

export function put(root: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

export const PIPELINE = `version: 1
name: small
read:
  - { name: docs, use: files, with: { root: docs } }
export: [{ use: jsonl, with: { path: out/small.jsonl } }]
`;

const PARAGRAPHS: readonly string[] = [
  'The archive keeps every invoice for ten years. After that the finance team decides together with the auditors which of them are destroyed, and writes down why.',
  'Visitors sign in at the front desk and wear a badge. The person who invited them meets them there and walks with them as long as they are in the building.',
  'A bicycle may be leased for three years. The company pays the insurance, and whoever rides it brings it to the yearly inspection.',
];

/** A small sound corpus: three pages of this year, a stale one, one with a placeholder, and an exact copy. */
export function corpus(extra: Files = {}, tidyAfter?: TidyAfter): string {
  const page = (title: string, updated: string, text: string): string => `---\ntitle: ${title}\nupdated: ${updated}\n---\n\n# ${title}\n\n${text}\n`;
  return folder({
    'small.yaml': PIPELINE,
    'docs/archive.md': page('Archive', '2026-08-01', PARAGRAPHS[0] ?? ''),
    'docs/visitors.md': page('Visitors', '2026-09-01', PARAGRAPHS[1] ?? ''),
    'docs/copy-of-visitors.md': page('Visitors', '2026-02-01', PARAGRAPHS[1] ?? ''),
    'docs/bicycles.md': page('Bicycles', '2017-03-01', PARAGRAPHS[2] ?? ''),
    'docs/parking.md': page('Parking', '2026-09-01', 'TODO: write this section. Lorem ipsum dolor sit amet, consectetur adipiscing elit, TBD.'),
    ...extra,
  }, tidyAfter);
}

export const NOW = ['--now', '2026-11-23'] as const;
