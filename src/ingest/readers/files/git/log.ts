import { randomBytes } from 'node:crypto';
import { git } from './process.js';

/** A commit's change of a file. */
export interface Change {
  /** Author date, ms since the epoch. */
  readonly at: number;
  /** Object ids; `null` before the file's first commit. */
  readonly before: string | null;
  readonly after: string;
}

/** A file of the checkout's commit and what the history tells of it. */
export interface TrackedFile {
  readonly blob: string;
  /** Newest first: of commits of a few files, and of those that touched most files at once (an import, a reformat), which say little about this one. */
  readonly changes: { readonly ordinary: readonly Change[]; readonly mass: readonly Change[] };
  /** Paths it had before, relative to the root, the last one first. */
  readonly formerly: readonly string[];
}

interface OpenFile extends TrackedFile {
  readonly changes: { readonly ordinary: Change[]; readonly mass: Change[] };
  readonly formerly: string[];
}

const MAX_TRACKED = 2_000_000;
/** A commit is a mass commit when it touches more than 20 files and more than half of those tracked. */
const MASS = { files: 20, share: 0.5 } as const;
/** Changes kept of a file: a formatter that runs once a month is seen through for a year. Of all files together: some 200 MB; then one of a file. */
export const MOST_CHANGES = { ordinary: 12, mass: 4, altogether: 1_000_000 } as const;
const MOST_FORMER = 20;
/** Renames with edits are looked for among at most 500 x 500 files of a commit (about a second); those without edits among all. */
const INEXACT = ['-M50%', '-l500'] as const;
/** By object id alone, which needs no blob. */
const EXACT = ['-M100%'] as const;

/** The files under `root` of the commit checked out, with their changes and former paths. */
export async function readHistory(root: string, signal: AbortSignal): Promise<Map<string, TrackedFile>> {
  const tracked = await trackedFiles(root, signal);
  if (tracked.size === 0) return tracked;
  try {
    await readLog(root, INEXACT, tracked, signal);
    return tracked;
  } catch {
    signal.throwIfAborted();
    // A partial clone lacks the blobs that likeness is told by.
    const again = await trackedFiles(root, signal);
    await readLog(root, EXACT, again, signal);
    return again;
  }
}

async function trackedFiles(root: string, signal: AbortSignal): Promise<Map<string, OpenFile>> {
  const tracked = new Map<string, OpenFile>();
  // Without --full-tree, names are relative to the folder git runs in.
  await git(root, ['ls-tree', '-r', '-z', 'HEAD'], signal, (token) => {
    const tab = token.indexOf('\t');
    const [, type, blob] = token.slice(0, tab).split(' ');
    if (type === 'blob' && blob !== undefined) tracked.set(token.slice(tab + 1), { blob, changes: { ordinary: [], mass: [] }, formerly: [] });
    return tracked.size < MAX_TRACKED;
  });
  return tracked;
}

async function readLog(root: string, renames: readonly string[], tracked: ReadonlyMap<string, OpenFile>, signal: AbortSignal): Promise<void> {
  // File names cannot forge a commit's header: the marker is new each time.
  const marker = randomBytes(12).toString('hex');
  const log = new LogReader(tracked, marker);
  // %D says `grafted` where a shallow clone ends.
  const args = ['log', '-z', '--raw', '--no-abbrev', ...renames, '--no-ext-diff', '--no-textconv', '--no-show-signature', '--relative'];
  await git(root, [...args, `--format=${marker} %at %D`, '--', '.'], signal, (token) => log.take(token));
  log.end();
}

/** What a commit did to one name. */
interface Touched {
  readonly status: string;
  readonly before: string;
  readonly after: string;
  readonly name: string;
}

interface Commit {
  readonly at: number;
  readonly grafted: boolean;
  readonly touched: Touched[];
  readonly renamed: [from: string, to: string][];
}

const MISSING = /^0+$/u;

/** Reads the tokens of `git log -z --raw`, newest commit first. */
class LogReader {
  /** Name at this point of history -> the file of today it became. */
  private readonly names: Map<string, OpenFile>;
  private open: number;
  private kept = 0;
  private commit: Commit | null = null;
  private readonly pending: string[] = [];

  constructor(private readonly tracked: ReadonlyMap<string, OpenFile>, private readonly marker: string) {
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
    // `:100644 100644 <before> <after> M`, the name, and of a rename the new name.
    const [head = '', first, second] = this.pending;
    const [, , before = '', after = '', status = ''] = head.split(' ');
    const isRename = status.startsWith('R');
    if (first === undefined || (isRename && second === undefined)) return true;
    if (isRename && second !== undefined) this.commit?.renamed.push([first, second]);
    if (before !== after) this.commit?.touched.push({ status, before, after, name: second ?? first });
    this.pending.length = 0;
    return true;
  }

  /** Ends the commit being read. */
  end(): void {
    const { commit } = this;
    this.commit = null;
    this.pending.length = 0;
    if (commit === null || !Number.isFinite(commit.at) || commit.at <= 0) return;
    const mass = commit.grafted || this.isMass(commit.touched);
    for (const touched of commit.touched) {
      const file = this.names.get(touched.name);
      // A deletion of a name that is there today is of a branch that was merged otherwise.
      if (file === undefined || MISSING.test(touched.after)) continue;
      const isFirst = MISSING.test(touched.before);
      this.keep(mass ? file.changes.mass : file.changes.ordinary, mass ? MOST_CHANGES.mass : MOST_CHANGES.ordinary, {
        at: commit.at, before: isFirst ? null : ownCopy(touched.before), after: ownCopy(touched.after),
      });
      if (!isFirst || mass) continue;
      this.names.delete(touched.name);
      this.open -= 1;
    }
    this.rename(commit.renamed);
  }

  /** A move with edits counts twice, as the deletion and the addition that it is: files that a commit moves and edits are touched as little as others of it. */
  private isMass(touched: readonly Touched[]): boolean {
    const files = touched.length + touched.filter(({ status }) => status.startsWith('R')).length;
    return files > MASS.files && files > this.tracked.size * MASS.share;
  }

  private keep(changes: Change[], most: number, change: Change): void {
    if (changes.length >= (this.kept < MOST_CHANGES.altogether ? most : 1)) return;
    changes.push(change);
    this.kept += 1;
  }

  private rename(renamed: readonly [from: string, to: string][]): void {
    for (const [from, to] of renamed) {
      const file = this.names.get(to);
      this.names.delete(to);
      if (file === undefined) continue;
      this.names.set(from, file);
      if (file.formerly.length < MOST_FORMER && !file.formerly.includes(from)) file.formerly.push(ownCopy(from));
    }
  }
}

/** A slice holds on to all that was read with it. */
const ownCopy = (text: string): string => Buffer.from(text, 'utf16le').toString('utf16le');
