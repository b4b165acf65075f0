import { spawn, type ChildProcess } from 'node:child_process';

const TIMEOUT_MS = 60_000;
/** UTF-16 units kept of what git complains about. */
const MAX_COMPLAINT = 500;

// A repository's own configuration is hostile: it may name programs to run (pager, fsmonitor, gpg, diff drivers) or a
// promisor remote to fetch from. None of the commands below may start anything or go out.
const SAFE = [
  '--no-pager', '-c', 'core.fsmonitor=', '-c', 'core.hooksPath=/dev/null', '-c', 'log.showSignature=false', '-c', 'gpg.program=false',
  '-c', 'protocol.allow=never', '-c', 'safe.bareRepository=explicit',
] as const;

/** Starts git without a shell, with nothing of the repository's own that could run a program. */
export function startGit(root: string, args: readonly string[], { signal, input, timeout }: { readonly signal: AbortSignal; readonly input: 'ignore' | 'pipe'; readonly timeout: number }): ChildProcess {
  return spawn('git', [...SAFE, '-C', root, ...args], {
    stdio: [input, 'pipe', 'pipe'], env: environment(), signal, timeout, killSignal: 'SIGKILL', windowsHide: true,
  });
}

/** Runs git and hands over what lies between separators; stops it when `take` has had enough. What comes after the last separator is handed over, too. */
export function git(root: string, args: readonly string[], signal: AbortSignal, take: (token: string) => boolean, separator = '\0'): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = startGit(root, args, { signal, input: 'ignore', timeout: TIMEOUT_MS });
    let rest = '';
    let enough = false;
    child.stdout?.setEncoding('utf8');
    child.stdout?.on('data', (text: string) => {
      const tokens = (rest + text).split(separator);
      rest = tokens.pop() ?? '';
      for (const token of tokens) {
        if (enough) return;
        enough = !take(token);
      }
      if (enough) child.kill('SIGKILL');
    });
    let complaint = '';
    child.stderr?.setEncoding('utf8');
    child.stderr?.on('data', (text: string) => {
      if (complaint.length < MAX_COMPLAINT) complaint += text.slice(0, MAX_COMPLAINT);
    });
    child.on('error', reject);
    child.on('close', (code, signalled) => {
      if (code === 0 || enough) {
        if (!enough && rest !== '') take(rest);
        resolve();
      } else reject(new Error(signalled === null ? complaint.split('\n', 1)[0] || `git ${args[0] ?? ''} ended with ${String(code)}` : `git took longer than ${String(TIMEOUT_MS / 1000)} s`));
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
