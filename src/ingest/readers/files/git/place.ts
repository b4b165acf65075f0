import { git } from './process.js';

/** Where a folder lies in its repository. */
export interface Place {
  /** Id of the oldest first commit, which all clones and branches of a repository have in common; `null` in a shallow clone, which does not have it. */
  readonly repository: string | null;
  /** `docs/`, or `''` at the top. */
  readonly prefix: string;
}

const COMMIT_ID = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/u;
const MAX_ANSWER_CHARS = 10_000;

export async function placeOf(root: string, signal: AbortSignal): Promise<Place> {
  // The name of a folder may hold line breaks, the word after it does not.
  const [, prefix = '', shallow] = /^(.*)\n(true|false)\n$/su.exec(await said(root, ['rev-parse', '--show-prefix', '--is-shallow-repository'], signal)) ?? [];
  return { prefix, repository: shallow === 'false' ? await firstCommit(root, signal) : null };
}

/** Commits come newest first: the last of those without parents is the oldest, whatever other histories were merged since. */
async function firstCommit(root: string, signal: AbortSignal): Promise<string | null> {
  let last = '';
  await git(root, ['rev-list', '--max-parents=0', 'HEAD'], signal, (line) => {
    if (COMMIT_ID.test(line)) last = line;
    return true;
  }, '\n');
  return last === '' ? null : last;
}

async function said(root: string, args: readonly string[], signal: AbortSignal): Promise<string> {
  let answer = '';
  await git(root, args, signal, (text) => {
    answer += text;
    return answer.length < MAX_ANSWER_CHARS;
  });
  return answer;
}
