import { hashOf, newSecret, same } from './secrets.js';

/** How long a login code lasts. */
const CODE_MS = 5 * 60_000;

/** Login codes for whoever can read the terminal: one at a time, each good for one login within five minutes. */
export class LoginCodes {
  readonly #now: () => number;
  #current: { readonly hash: string; readonly endsAt: number } | null = null;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** A fresh code; the one before it ends. */
  issue(): string {
    const code = newSecret();
    this.#current = { hash: hashOf(code), endsAt: this.#now() + CODE_MS };
    return code;
  }

  /** Uses a code up. A wrong one leaves the right one as it is. */
  redeem(code: string): boolean {
    const current = this.#current;
    if (current === null || !same(hashOf(code), current.hash)) return false;
    this.#current = null;
    return this.#now() < current.endsAt;
  }
}
