import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { excerpt, messageOf, type DateEvidence, type FindingDraft, type Provenance } from '../../../../core/index.js';
import { isoDay } from '../../../../core/calendar.js';
import type { Digest } from '../../shared/regular.js';
import { BlobReader } from './blobs.js';
import { lastChangeOf } from './last-change.js';
import { readHistory, type TrackedFile } from './log.js';
import { placeOf, type Place } from './place.js';

export interface GitHistory {
  readonly files: ReadonlyMap<string, TrackedFile>;
  /** Where the root lies in its repository; `null` where there is no history. */
  readonly place: Place | null;
  /** Why there is none although there should be. */
  readonly problem: string | null;
  readonly blobs: BlobReader | null;
}

export const NO_HISTORY: GitHistory = Object.freeze({ files: new Map(), place: null, problem: null, blobs: null });

const NO_COMMIT = /^fatal: not a valid object name head/iu;
const CONFIDENCE = { ordinary: 0.7, doubtful: 0.3 } as const;

/** Whether the folder or one above it looks like a git checkout; saves starting git for nothing. */
export function isCheckout(folder: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return true;
    if (dirname(at) === at) return false;
  }
}

/**
 * Reads, once, what git knows of the tracked files under `root`: the commits that changed them and the paths they had before. A failure
 * (no git, no repository, too slow) gives an empty history, no evidence, and says why.
 */
export async function gitHistory(root: string, signal: AbortSignal): Promise<GitHistory> {
  try {
    const files = await readHistory(root, signal);
    return { files, place: await placeOf(root, signal), problem: null, blobs: new BlobReader(root, signal) };
  } catch (error) {
    signal.throwIfAborted();
    // A repository without a commit has no history, and nothing is wrong with it.
    return NO_COMMIT.test(messageOf(error)) ? NO_HISTORY : { ...NO_HISTORY, problem: problemIn(error) };
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
 * Evidence from git for a file of this path (relative to the root) and object id: the UTC day on which the last commit that changed its words was
 * made, by the author's clock. When the file is not the committed one (edited since, or changed by a filter on checkout) the date is doubtful.
 */
export async function gitEvidence({ files, blobs }: GitHistory, path: string, blob: string): Promise<DateEvidence[]> {
  const file = files.get(path);
  const change = file === undefined || blobs === null ? null : await lastChangeOf(path, file, blobs);
  if (file === undefined || change === null) return [];
  const committed = blob === file.blob;
  const { at, mass, relaid } = change;
  const doubt = !committed ? ', but the file differs from the commit' : mass ? ', a commit that touched most files' : '';
  const confidence = mass || !committed ? CONFIDENCE.doubtful : CONFIDENCE.ordinary;
  return [{ kind: 'modified', value: isoDay(at), precision: 'day', source: 'git', confidence, where: `git log${doubt}${relaid ? '; later commits changed the layout only' : ''}` }];
}

/** Where the file of this path, relative to the root, stands in its repository, and where it stood. */
export function gitProvenance({ files, place }: GitHistory, path: string): Provenance | null {
  if (place === null) return null;
  const formerly = files.get(path)?.formerly ?? [];
  return { repository: place.repository, path: place.prefix + path, formerly: formerly.map((former) => place.prefix + former) };
}

/** Git's own object id: SHA-1 (40 digits) or SHA-256 (64) of `blob <size>\0<bytes>`. */
export function blobDigestOf({ blob }: Readonly<TrackedFile>): Digest {
  return { algorithm: blob.length === 64 ? 'sha256' : 'sha1', header: (size) => `blob ${size}\0` };
}

