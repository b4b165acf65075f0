import { lowerRole, type Role } from './access.js';
import { LoginCodes } from './codes.js';
import { tooMany, unauthenticated, type Refused } from './errors.js';
import { RateLimiter } from './limits.js';
import { Sessions, type Session } from './sessions.js';
import { TokenBook } from './tokens.js';

const FAILURES_A_MINUTE = 10;

/** Who may log in: whoever reads a code in the terminal, as `actor`; or who is in a token file. */
export type Admission =
  | { readonly by: 'code'; readonly actor: string; readonly role: Role }
  | { readonly by: 'tokens'; readonly file: string };

/** Who asks. */
export interface Identity {
  readonly actor: string;
  readonly role: Role;
  /** `null` = by a token of their own, without a cookie. */
  readonly session: Session | null;
  /** What their requests are counted by. */
  readonly key: string;
}

/** Knows who asks: logs people in, and tells them again by cookie or token. */
export class Doorkeeper {
  readonly #admission: Admission;
  readonly #readOnly: boolean;
  readonly #sessions: Sessions;
  readonly #codes: LoginCodes;
  readonly #book: TokenBook | null;
  readonly #failures: RateLimiter;

  /** Throws `tokens-invalid`. `readOnly`: everybody is a viewer. */
  constructor(admission: Admission, { readOnly, now, log }: { readonly readOnly: boolean; readonly now: () => number; readonly log: (line: string) => void }) {
    this.#admission = admission;
    this.#readOnly = readOnly;
    this.#sessions = new Sessions(now);
    this.#codes = new LoginCodes(now);
    this.#failures = new RateLimiter(FAILURES_A_MINUTE, now);
    this.#book = admission.by === 'code' ? null : new TokenBook(admission.file, log, (book) => this.#sessions.endWithout((hash) => book.byHash(hash) !== null));
  }

  /** A fresh login code; `null` where tokens are asked for. */
  newCode(): string | null {
    return this.#admission.by === 'code' ? this.#codes.issue() : null;
  }

  /** Starts a session. `address`: where failures are counted. Throws `Refused` 401 or 429. */
  logIn(secret: { readonly token: string } | { readonly code: string }, address: string): { readonly id: string; readonly identity: Identity } {
    const wait = this.#failures.waitFor(address);
    if (wait > 0) throw tooMany(wait);
    const who = 'token' in secret ? this.#byToken(secret.token) : this.#byCode(secret.code);
    if (who === null) throw this.#failed(address, 'token' in secret ? 'there is no such token' : 'the code is wrong, was used or has ended');
    const { id, session } = this.#sessions.start(who);
    return { id, identity: this.#identityOf(session, session) };
  }

  logOut(session: Session): void {
    this.#sessions.end(session);
  }

  /** Who a cookie belongs to; `null` = nobody. */
  bySession(id: string): Identity | null {
    const session = this.#sessions.use(id);
    if (session === null) return null;
    if (session.token === null) return this.#identityOf(session, session);
    // The role is that of the token as it is now.
    const entry = this.#book?.byHash(session.token) ?? null;
    return entry === null ? null : this.#identityOf({ actor: entry.name, role: entry.role }, session);
  }

  /** Who an `Authorization` header belongs to. Throws `Refused` 401, or 429 after too many that belong to nobody. A right one is never kept waiting by wrong ones of the same address: with 132 bits or more nobody guesses. */
  byAuthorization(header: string, address: string): Identity {
    const token = /^Bearer ([\w-]+)$/iu.exec(header)?.[1] ?? '';
    const who = this.#byToken(token);
    if (who === null) throw this.#failed(address, 'there is no such token');
    return { actor: who.actor, role: this.#least(who.role), session: null, key: `token ${who.token}` };
  }

  #byToken(token: string): { actor: string; role: Role; token: string } | null {
    const entry = this.#book?.find(token) ?? null;
    return entry === null ? null : { actor: entry.name, role: entry.role, token: entry.sha256 };
  }

  #byCode(code: string): { actor: string; role: Role; token: null } | null {
    if (this.#admission.by !== 'code' || !this.#codes.redeem(code)) return null;
    return { actor: this.#admission.actor, role: this.#admission.role, token: null };
  }

  #identityOf({ actor, role }: { readonly actor: string; readonly role: Role }, session: Session): Identity {
    return { actor, role: this.#least(role), session, key: `session ${session.key}` };
  }

  #least(role: Role): Role {
    return this.#readOnly ? lowerRole(role, 'viewer') : role;
  }

  #failed(address: string, message: string): Refused {
    const wait = this.#failures.take(address);
    return wait > 0 ? tooMany(wait) : unauthenticated(message);
  }
}
