import { closeSync, fsyncSync, openSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeSync, type BigIntStats } from 'node:fs';
import { z } from 'zod';
import { WinnowError, messageOf } from '../core/index.js';
import { ROLES, type Role } from './access.js';
import { hashOf, newSecret, same } from './secrets.js';

const NAME = /^[\p{L}\p{N}](?:[\p{L}\p{N} ._@+-]{0,62}[\p{L}\p{N}])?$/u;
/** What is taken for a token at all: 132 bits or more, so that a file with the hash of a password lets nobody in. */
const TOKEN = /^[A-Za-z0-9_-]{22,256}$/u;
const MAX_FILE_BYTES = 1024 * 1024;

const entrySchema = z.strictObject({
  name: z.string().regex(NAME, 'expected 1 to 64 letters, digits, spaces or any of . _ @ + -'),
  role: z.enum(ROLES),
  sha256: z.string().regex(/^[0-9a-f]{64}$/u, 'expected the SHA-256 of a token in lower-case hex'),
});
const fileSchema = z.array(entrySchema);

/** Who may come in with which token: one entry of a token file. */
export type TokenEntry = Readonly<z.output<typeof entrySchema>>;

function parsed(text: string, file: string): TokenEntry[] {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw new WinnowError('tokens-invalid', `${file} is not JSON`); // the parser's own words quote the file
  }
  const result = fileSchema.safeParse(data);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new WinnowError('tokens-invalid', `${file}: ${issue === undefined || issue.path.length === 0 ? '' : `at ${issue.path.join('.')}: `}${issue?.message ?? 'expected a list of { name, role, sha256 }'}`);
  }
  const names = new Set<string>();
  for (const { name } of result.data) {
    if (names.has(name)) throw new WinnowError('tokens-invalid', `${file} has two entries named "${name}"`);
    names.add(name);
  }
  return result.data;
}

function read(file: string): { readonly entries: TokenEntry[]; readonly stamp: string; readonly mode: number } {
  try {
    const stats = statSync(file, { bigint: true });
    if (stats.size > MAX_FILE_BYTES) throw new WinnowError('tokens-invalid', `${file} is larger than 1 MiB`);
    return { entries: parsed(readFileSync(file, 'utf8'), file), stamp: stampOf(stats), mode: Number(stats.mode) };
  } catch (error) {
    if (error instanceof WinnowError) throw error;
    throw new WinnowError('tokens-invalid', `the token file cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

/** Changes whenever the file does. */
const stampOf = ({ ino, size, mtimeNs, ctimeNs }: BigIntStats): string => [ino, size, mtimeNs, ctimeNs].join(' ');

/** What is unwise about the rights on a token file; `null` = nothing. Throws `tokens-invalid` where everybody may write it. */
function aboutRights(file: string, mode: number): string | null {
  if (process.platform === 'win32') return null;
  if ((mode & 0o002) !== 0) throw new WinnowError('tokens-invalid', `everybody on this machine may write ${file}, and so let themselves in`, { next: `Run: chmod 600 ${file}` });
  return (mode & 0o077) === 0 ? null : `others on this machine may read ${file}; "chmod 600" keeps it to this account`;
}

/** The token file of a running server. Looked at again whenever it has changed, so that a token that is revoked is out at once. */
export class TokenBook {
  readonly #file: string;
  readonly #log: (line: string) => void;
  readonly #changed: (book: TokenBook) => void;
  #entries: readonly TokenEntry[];
  #stamp: string;

  /** `changed` is called after the file was read again. Throws `tokens-invalid`. */
  constructor(file: string, log: (line: string) => void, changed: (book: TokenBook) => void) {
    [this.#file, this.#log, this.#changed] = [file, log, changed];
    const { entries, stamp, mode } = read(file);
    const warning = aboutRights(file, mode);
    if (warning !== null) log(warning);
    if (entries.length === 0) log(`${file} has no entries yet: nobody can log in before "winnow token" adds one`);
    [this.#entries, this.#stamp] = [entries, stamp];
  }

  /** The entry of a token; `null` = none. */
  find(token: string): TokenEntry | null {
    return TOKEN.test(token) ? this.byHash(hashOf(token)) : null;
  }

  /** The entry with this hash. Every entry is compared, whichever it is. */
  byHash(sha256: string): TokenEntry | null {
    this.#refresh();
    let found: TokenEntry | null = null;
    for (const entry of this.#entries) if (same(entry.sha256, sha256)) found = entry;
    return found;
  }

  #refresh(): void {
    const stamp = this.#currentStamp();
    if (stamp === this.#stamp) return;
    this.#stamp = stamp;
    try {
      const { entries, mode } = read(this.#file);
      aboutRights(this.#file, mode);
      this.#entries = entries;
    } catch (error) {
      // Nobody is let in on the word of a file that is no longer there. Sessions stay, and count again once it can be read.
      this.#entries = [];
      this.#log(`nobody is let in: ${messageOf(error)}`);
      return;
    }
    this.#changed(this);
  }

  #currentStamp(): string {
    try {
      return stampOf(statSync(this.#file, { bigint: true }));
    } catch {
      return 'missing';
    }
  }
}

/** Adds a token for `name` to a file, which is made where there is none. Returns the token, which is kept nowhere. Fails with `usage` where the name has one, and `tokens-invalid`. */
export function addToken(file: string, name: string, role: Role): string {
  if (!NAME.test(name)) throw new WinnowError('usage', `"${name}" cannot be a name`, { next: 'A name has 1 to 64 letters, digits, spaces or any of . _ @ + -, and a letter or digit at both ends.' });
  const token = `winnow_${newSecret()}`;
  rewrite(file, true, (entries) => {
    if (entries.some((entry) => entry.name === name)) throw new WinnowError('usage', `${file} has a token for "${name}"`, { next: 'Revoke it first with --revoke, or choose another name.' });
    return [...entries, { name, role, sha256: hashOf(token) }];
  });
  return token;
}

/** Takes the token of `name` out of a file; servers that run end its sessions with their next request. Fails with `usage` where there is none. */
export function revokeToken(file: string, name: string): void {
  rewrite(file, false, (entries) => {
    const left = entries.filter((entry) => entry.name !== name);
    if (left.length === entries.length) throw new WinnowError('usage', `${file} has no token for "${name}"`, { next: entries.length === 0 ? 'It has none at all.' : `It has tokens for ${entries.map((entry) => entry.name).join(', ')}.` });
    return left;
  });
}

/** Puts a changed file in the place of the old one in one step: a server reads the one or the other. The file beside it keeps a second writer out meanwhile. */
function rewrite(file: string, make: boolean, change: (entries: readonly TokenEntry[]) => readonly TokenEntry[]): void {
  const [target, isThere] = whereIs(file);
  if (!isThere && !make) throw new WinnowError('tokens-invalid', `there is no token file ${file}`);
  const beside = `${target}.new`;
  const handle = openBeside(beside);
  let placed = false;
  try {
    try {
      writeSync(handle, `${JSON.stringify(change(isThere ? read(target).entries : []), null, 2)}\n`);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(beside, target);
    placed = true;
  } finally {
    if (!placed) rmSync(beside, { force: true });
  }
}

/** The file itself where a link leads to it. */
function whereIs(file: string): readonly [path: string, isThere: boolean] {
  try {
    return [realpathSync(file), true];
  } catch {
    return [file, false];
  }
}

function openBeside(path: string): number {
  try {
    return openSync(path, 'wx', 0o600);
  } catch (error) {
    const busy = (error as NodeJS.ErrnoException).code === 'EEXIST';
    throw new WinnowError('tokens-invalid', busy ? `${path} is there: another command is writing the token file` : `the token file cannot be written: ${messageOf(error)}`, {
      cause: error, ...(busy ? { next: 'Try again; if no other command runs, delete that file.' } : {}),
    });
  }
}
