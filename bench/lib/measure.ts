/** Runs a command as a user would and measures it from outside. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cli } from './places.js';

export interface Measured {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly wallSeconds: number;
  /** User and system time of the process and of all its descendants. */
  readonly cpuSeconds: number;
  /** High-water mark of the main process; `null` where there is no /proc. */
  readonly peakRssMb: number | null;
}

/** `time` counts the whole process tree; an inner shell writes down its process id and then becomes the command, so that its memory can be watched. */
const SCRIPT = `TIMEFORMAT='%R %U %S'; times=$1; shift; { time bash -c 'echo "$$" >"$0"; exec "$@" 2>&3' "$times.pid" "$@" ; status=$?; } 3>&2 2>"$times"; exit "$status"`;
const POLL_MS = 40;
/** USER_HZ, the unit of /proc/<pid>/stat: 100 on every architecture that Node runs on. */
const TICKS_PER_SECOND = 100;

export async function measured(command: readonly string[], options: { cwd?: string } = {}): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'winnow-time-'));
  const times = join(folder, 'times');
  try {
    const child = spawn('bash', ['-c', SCRIPT, 'bash', times, ...command], { stdio: ['ignore', 'pipe', 'pipe'], cwd: options.cwd });
    const watch = new Watch(`${times}.pid`);
    const timer = setInterval(() => watch.look(), POLL_MS);
    const [stdout, stderr, exitCode] = await Promise.all([
      textOf(child.stdout), textOf(child.stderr), new Promise<number>((done, failed) => child.on('close', (code) => done(code ?? 1)).on('error', failed))]);
    clearInterval(timer);
    const [wall, user, system] = readFileSync(times, 'utf8').trim().split(' ').map(Number);
    if (wall === undefined || user === undefined || system === undefined) throw new Error(`bash did not say how long ${command.join(' ')} took`);
    return { exitCode, stdout, stderr, wallSeconds: wall, cpuSeconds: Math.max(user + system, watch.cpuSeconds), peakRssMb: watch.peakKb === null ? null : watch.peakKb / 1024 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * What /proc says of a process and its children while they live. Children that outlive their parent by a moment are missing in what
 * `time` counts, so the larger of both sums is nearer to the truth; what is used after the last look is missed.
 */
class Watch {
  peakKb: number | null = null;
  readonly #pidFile: string;
  readonly #ticks = new Map<string, number>();

  constructor(pidFile: string) {
    this.#pidFile = pidFile;
  }

  look(): void {
    try {
      const pid = readFileSync(this.#pidFile, 'utf8').trim();
      const peak = /^VmHWM:\s+(\d+) kB$/mu.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
      if (peak !== null) this.peakKb = Number(peak[1]);
      for (const one of [pid, ...readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ')]) if (one !== '') this.#ticks.set(one, ticksOf(one));
    } catch {
      // Not started yet, gone already, or no /proc here.
    }
  }

  get cpuSeconds(): number {
    return [...this.#ticks.values()].reduce((sum, ticks) => sum + ticks, 0) / TICKS_PER_SECOND;
  }
}

/** `utime` and `stime`, the 14th and 15th field of /proc/<pid>/stat; the 2nd, in brackets, may hold spaces. */
function ticksOf(pid: string): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(Buffer.from(part));
  return Buffer.concat(parts).toString('utf8');
}

/** The built command with Node itself; any other exit code than the expected ones is an error. */
export async function winnow(args: readonly string[], options: { cwd?: string; expect?: readonly number[] } = {}): Promise<Measured> {
  const ran = await measured([process.execPath, cli, ...args], options);
  if (!(options.expect ?? [0]).includes(ran.exitCode)) throw new Error(`winnow ${args.join(' ')} exited with ${ran.exitCode}: ${ran.stderr.trim()}`);
  return ran;
}

/** What `winnow run --json` printed. */
export interface Summary {
  readonly run: { readonly status: string; readonly generation: number; readonly durationMs: number };
  readonly work: { readonly discovered: number; readonly unchanged: number; readonly processed: number; readonly failed: number; readonly removed: number };
  readonly corpus: { readonly documents: { readonly total: number; readonly failed: number }; readonly chunks: Readonly<Record<'total' | 'accepted' | 'quarantined' | 'rejected', number>> };
  readonly findings: Readonly<Record<string, number>>;
}

export const summaryOf = (ran: Measured): Summary => JSON.parse(ran.stdout) as Summary;

/** Lines that `winnow list --json` printed. */
export function linesOf<Line>(ran: Measured): Line[] {
  return ran.stdout.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Line);
}
