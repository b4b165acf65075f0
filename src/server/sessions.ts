import type { Role } from './access.js';
import { hashOf, newSecret, same } from './secrets.js';

const HOUR_MS = 3_600_000;
const IDLE_MS = 12 * HOUR_MS;
const LONGEST_MS = 7 * 24 * HOUR_MS;
const MAX_SESSIONS = 100;

/** Somebody who is logged in with a browser. */
export interface Session {
  readonly actor: string;
  readonly role: Role;
  /** SHA-256 of the token they came with; `null` = with a login code. */
  readonly token: string | null;
  /** What the header `X-Winnow-CSRF` must say of requests that change something. */
  readonly csrf: string;
  /** SHA-256 of the id in the cookie. */
  readonly key: string;
  readonly startedAt: number;
  seenAt: number;
}

/** Sessions in memory, by the hash of their id: a copy of the memory holds no cookie, and a restart ends them all. */
export class Sessions {
  readonly #now: () => number;
  /** Ordered by last use. */
  readonly #byKey = new Map<string, Session>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Starts one. Where there are 100, the one that has rested longest ends. Returns the id for the cookie, which is kept nowhere. */
  start(who: Pick<Session, 'actor' | 'role' | 'token'>): { readonly id: string; readonly session: Session } {
    const id = newSecret();
    const now = this.#now();
    const session: Session = { ...who, csrf: newSecret(), key: hashOf(id), startedAt: now, seenAt: now };
    for (const [key, other] of this.#byKey) {
      if (!this.#isOver(other) && this.#byKey.size < MAX_SESSIONS) continue;
      this.#byKey.delete(key);
    }
    this.#byKey.set(session.key, session);
    return { id, session };
  }

  /** The session of an id, which counts as its use; `null` = there is none, or it has ended. */
  use(id: string): Session | null {
    const key = hashOf(id);
    const session = this.#byKey.get(key);
    if (session === undefined) return null;
    this.#byKey.delete(key);
    if (this.#isOver(session)) return null;
    session.seenAt = this.#now();
    this.#byKey.set(key, session);
    return session;
  }

  end(session: Session): void {
    this.#byKey.delete(session.key);
  }

  /** Ends those that came with a token which `stands` says no to. */
  endWithout(stands: (token: string) => boolean): void {
    for (const [key, { token }] of this.#byKey) {
      if (token !== null && !stands(token)) this.#byKey.delete(key);
    }
  }

  #isOver({ startedAt, seenAt }: Session): boolean {
    const now = this.#now();
    return now - seenAt >= IDLE_MS || now - startedAt >= LONGEST_MS;
  }
}

/** Whether a request that changes something says the session's own secret. */
export function saysCsrf(session: Session, header: string | undefined): boolean {
  return header !== undefined && same(header, session.csrf);
}
