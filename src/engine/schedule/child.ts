import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';

/** How a run's process ended. */
export interface ChildEnd {
  /** `null` when a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** The JSON document that it printed; `null` where it printed none. */
  readonly printed: unknown;
  /** Why it could not be started at all. */
  readonly fault: string | null;
}

export interface RunningChild {
  readonly pid: number | null;
  readonly ended: Promise<ChildEnd>;
  /** Asks it to stop at the next sound point. */
  interrupt(): void;
  kill(): void;
}

export interface ChildRequest {
  /** Program and arguments. */
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A line that it wrote to stderr. */
  readonly onLine: (line: string) => void;
}

/** A run prints one JSON document of a few kilobytes. */
const MAX_STDOUT_CHARS = 8 * 1024 * 1024;
const MAX_LINE_CHARS = 32_768;
const PIPES_MS = 5000;
/** More lines than this are counted, not told. */
const MAX_LINES = 2000;

/**
 * Starts a run in a process of its own. It has its own process group, so that a Ctrl-C in the terminal comes to it once, through the service, and
 * a channel whose end tells it that the service is gone, however that came. It never outlives this process by itself.
 */
export function startChild({ command: [program = process.execPath, ...args], cwd, env, onLine }: ChildRequest): RunningChild {
  const child = spawn(program, args, { cwd, env: { ...env }, detached: true, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  const kill = (): void => { killGroup(child); };
  process.once('exit', kill);
  const ended = endOf(child, onLine).finally(() => process.off('exit', kill));
  return { pid: child.pid ?? null, ended, interrupt: () => { child.kill('SIGINT'); }, kill };
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL'); // no groups on this system, or it is gone
  }
}

async function endOf(child: ChildProcess, onLine: (line: string) => void): Promise<ChildEnd> {
  let stdout = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    if (stdout.length < MAX_STDOUT_CHARS) stdout += text;
  });
  if (child.stderr !== null) tellLines(child.stderr, onLine);
  return new Promise((resolve) => {
    child.once('error', (error) => {
      if (child.pid === undefined) resolve({ exitCode: null, signal: null, printed: null, fault: error.message });
    });
    const ended = (): void => { resolve({ exitCode: child.exitCode, signal: child.signalCode, printed: parsed(stdout), fault: null }); };
    child.once('close', ended);
    // What it started may still hold its pipes open, and is not waited for.
    child.once('exit', () => { setTimeout(ended, PIPES_MS).unref(); });
  });
}

/** Line by line; of a line without an end, and of lines without number, only the beginning is kept. */
function tellLines(stream: Readable, onLine: (line: string) => void): void {
  let rest = '';
  let told = 0;
  const tell = (line: string): void => {
    if (line.trim() === '') return;
    told += 1;
    if (told <= MAX_LINES) onLine(line.slice(0, MAX_LINE_CHARS));
  };
  stream.setEncoding('utf8').on('data', (text: string) => {
    const lines = `${rest}${text}`.split('\n');
    rest = (lines.pop() ?? '').slice(0, MAX_LINE_CHARS);
    for (const line of lines) tell(line.replace(/\r$/u, ''));
  });
  stream.on('end', () => {
    tell(rest);
    if (told > MAX_LINES) onLine(`${told - MAX_LINES} more lines are left out`);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
