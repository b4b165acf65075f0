import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { excerpt, messageOf, type DateEvidence, type FindingDraft } from '../../../core/index.js';
import type { Digest } from '../shared/regular.js';

/** The last commit that changed a file's content. */
interface LastChange {
  /** Author date, ms since the epoch. */
  readonly at: number;
  /** Whether the commit touched most files at once (an import, a reformat), so that it says little about this one. */
  readonly mass: boolean;
}

interface TrackedFile {
  readonly blob: string;
  change: LastChange | null;
}

export interface GitHistory {
  readonly files: ReadonlyMap<string, Readonly<TrackedFile>>;
  /** Why there is none although there should be. */
  readonly problem: string | null;
}

export const NO_HISTORY: GitHistory = Object.freeze({ files: new Map(), problem: null });

const TIMEOUT_MS = 60_000;
/** UTF-16 units kept of what git complains about. */
const MAX_COMPLAINT = 500;
const NO_COMMIT = /^fatal: not a valid object name head/iu;
const MAX_TRACKED = 2_000_000;
/** A commit is a mass commit when it touches more than 20 files and more than half of those tracked. */
const MASS = { files: 20, share: 0.5 } as const;
const CONFIDENCE = { ordinary: 0.7, doubtful: 0.3 } as const;

// A repository's own configuration is hostile: it may name programs to run (pager, fsmonitor, gpg, diff drivers) or a
// promisor remote to fetch from. None of the commands below may start anything or go out.
const SAFE = [
  '--no-pager', '-c', 'core.fsmonitor=', '-c', 'core.hooksPath=/dev/null', '-c', 'log.showSignature=false', '-c', 'gpg.program=false',
  '-c', 'protocol.allow=never', '-c', 'safe.bareRepository=explicit', 
] as const;

/** Whether the folder or one above it looks like a git checkout; saves starting git for nothing. */
export function isCheckout(folder: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return true;
    if (dirname(at) === at) return false;
  }
}

/**
 * Reads, once, when each tracked file under `root` last changed: the author date of the newest commit that changed its content
 * and is no mass commit; a file that only mass commits touched has the newest of those, marked. A rename without a change of
 * content is seen through. A failure (no git, no repository, too slow) gives an empty history, no evidence, and says why.
 */
export async function gitHistory(root: string, signal: AbortSignal): Promise<GitHistory> {
  try {
    const tracked = await trackedFiles(root, signal);
    if (tracked.size > 0) await readLog(root, tracked, signal);
    return { files: tracked, problem: null };
  } catch (error) {
    signal.throwIfAborted();
    // A repository without a commit has no history, and nothing is wrong with it.
    return NO_COMMIT.test(messageOf(error)) ? NO_HISTORY : { files: new Map(), problem: problemIn(error) };
  }
}

function problemIn(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 'git is not installed';
  return excerpt(messageOf(error), 200);
}

/** `freshness/git-unreadable`, the same for every file of a checkout. */
export function gitFindings({ problem }: GitHistory): FindingDraft[] {
  if (problem === null) return [];
  return [{
    rule: 'freshness/git-unreadable', severity: 'info', seen: problem, expected: 'a history',
    message: `Unexpected failure to read the git history, expected the dates of commits: \`${problem.replaceAll('`', "'")}\``,
  }];
}

/**
 * Evidence from git for a file of this object id. When it is not the committed one (edited since, or changed by a filter on
 * checkout) the date is doubtful.
 */
export function gitEvidence(file: Readonly<TrackedFile>, blob: string): DateEvidence[] {
  if (file.change === null) return [];
  const committed = blob === file.blob;
  const { at, mass } = file.change;
  const where = !committed ? 'git log, but the file differs from the commit' : mass ? 'git log, a commit that touched most files' : 'git log';
  const confidence = mass || !committed ? CONFIDENCE.doubtful : CONFIDENCE.ordinary;
  return [{ kind: 'modified', value: new Date(at).toISOString().slice(0, 10), precision: 'day', source: 'git', confidence, where }];
}

/** Git's own object id: SHA-1 (40 digits) or SHA-256 (64) of `blob <size>\0<bytes>`. */
export function blobDigestOf({ blob }: Readonly<TrackedFile>): Digest {
  return { algorithm: blob.length === 64 ? 'sha256' : 'sha1', header: (size) => `blob ${size}\0` };
}

async function trackedFiles(root: string, signal: AbortSignal): Promise<Map<string, TrackedFile>> {
  const tracked = new Map<string, TrackedFile>();
  // Without --full-tree, names are relative to the folder git runs in.
  await git(root, ['ls-tree', '-r', '-z', 'HEAD'], signal, (token) => {
    const tab = token.indexOf('\t');
    const [, type, blob] = token.slice(0, tab).split(' ');
    if (type === 'blob' && blob !== undefined) tracked.set(token.slice(tab + 1), { blob, change: null });
    return tracked.size < MAX_TRACKED;
  });
  return tracked;
}

async function readLog(root: string, tracked: Map<string, TrackedFile>, signal: AbortSignal): Promise<void> {
  // File names cannot forge a commit's header: the marker is new each time.
  const marker = randomBytes(12).toString('hex');
  const log = new LogReader(tracked, marker);
  // -M100%: exact renames only, found by object id. %D says `grafted` where a shallow clone ends.
  const args = ['log', '-z', '--name-status', '-M100%', '--no-ext-diff', '--no-textconv', '--no-show-signature', '--relative'];
  await git(root, [...args, `--format=${marker} %at %D`, '--', '.'], signal, (token) => log.take(token));
  log.end();
}

/** Reads the tokens of `git log -z --name-status`, newest commit first. */
class LogReader {
  /** Name at this point of history -> the file of today it became. */
  private readonly names: Map<string, TrackedFile>;
  private open: number;
  private commit: { at: number; grafted: boolean; touched: string[]; renamed: [from: string, to: string][] } | null = null;
  private readonly pending: string[] = [];

  constructor(private readonly tracked: ReadonlyMap<string, TrackedFile>, private readonly marker: string) {
    this.names = new Map(tracked);
    this.open = tracked.size;
  }

  /** Returns whether more is wanted. */
  take(token: string): boolean {
    if (token.startsWith(this.marker)) {
      this.end();
      const [, seconds = '', ...refs] = token.split(/[ ,]+/u);
      this.commit = { at: Number(seconds) * 1000, grafted: refs.includes('grafted'), touched: [], renamed: [] };
      return this.open > 0;
    }
    this.pending.push(this.pending.length === 0 ? token.trimStart() : token);
    const [status = '', first, second] = this.pending;
    const isRename = status.startsWith('R');
    if (first === undefined || (isRename && second === undefined)) return true;
    if (isRename && second !== undefined) this.commit?.renamed.push([first, second]);
    else this.commit?.touched.push(first);
    this.pending.length = 0;
    return true;
  }

  /** Ends the commit being read. */
  end(): void {
    const { commit } = this;
    this.commit = null;
    this.pending.length = 0;
    if (commit === null || !Number.isFinite(commit.at) || commit.at <= 0) return;
    const mass = commit.grafted || (commit.touched.length > MASS.files && commit.touched.length > this.tracked.size * MASS.share);
    for (const name of commit.touched) {
      const file = this.names.get(name);
      if (file === undefined) continue;
      if (mass) file.change ??= { at: commit.at, mass };
      else {
        file.change = { at: commit.at, mass };
        this.names.delete(name);
        this.open -= 1;
      }
    }
    for (const [from, to] of commit.renamed) {
      const file = this.names.get(to);
      this.names.delete(to);
      if (file !== undefined) this.names.set(from, file);
    }
  }
}

/** Runs git without a shell and hands over its NUL-separated output; stops it when `take` has had enough. */
function git(root: string, args: readonly string[], signal: AbortSignal, take: (token: string) => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', [...SAFE, '-C', root, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'], env: environment(), signal, timeout: TIMEOUT_MS, killSignal: 'SIGKILL', windowsHide: true,
    });
    let rest = '';
    let enough = false;
    child.stdout.setEncoding('utf8');
    child.stdout.on('data', (text: string) => {
      const tokens = (rest + text).split('\0');
      rest = tokens.pop() ?? '';
      for (const token of tokens) {
        if (enough) return;
        enough = !take(token);
      }
      if (enough) child.kill('SIGKILL');
    });
    let complaint = '';
    child.stderr.setEncoding('utf8');
    child.stderr.on('data', (text: string) => {
      if (complaint.length < MAX_COMPLAINT) complaint += text.slice(0, MAX_COMPLAINT);
    });
    child.on('error', reject);
    child.on('close', (code, signalled) => {
      if (code === 0 || enough) resolve();
      else reject(new Error(signalled === null ? complaint.split('\n', 1)[0] || `git ${args[0] ?? ''} ended with ${String(code)}` : `git took longer than ${String(TIMEOUT_MS / 1000)} s`));
    });
  });
}

/** Nothing of ours but what git needs to find itself and the user's trusted settings (`safe.directory`). */
function environment(): NodeJS.ProcessEnv {
  const kept = ['PATH', 'HOME', 'XDG_CONFIG_HOME', 'SystemRoot', 'USERPROFILE'];
  const own = kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  return {
    ...Object.fromEntries(own) as NodeJS.ProcessEnv,
    LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0', GIT_NO_LAZY_FETCH: '1', GIT_NO_REPLACE_OBJECTS: '1', GIT_ALLOW_PROTOCOL: '',
  };
}
