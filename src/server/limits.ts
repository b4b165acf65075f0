/** How many keys a limiter remembers; beyond it those that have rested longest are forgotten. */
const MAX_KEYS = 10_000;

interface Bucket { left: number; at: number }

/** So many a minute by key, with as many at once: a token bucket for each key. */
export class RateLimiter {
  readonly #perMinute: number;
  readonly #now: () => number;
  /** Ordered by last use. */
  readonly #buckets = new Map<string, Bucket>();

  constructor(perMinute: number, now: () => number) {
    this.#perMinute = perMinute;
    this.#now = now;
  }

  /** Takes one. Returns 0, or the whole seconds to wait where there is none left. */
  take(key: string): number {
    const bucket = this.#filled(key);
    const wait = this.#waitOf(bucket);
    if (wait === 0) bucket.left -= 1;
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    for (const oldest of this.#buckets.keys()) {
      if (this.#buckets.size <= MAX_KEYS) break;
      this.#buckets.delete(oldest);
    }
    return wait;
  }

  /** Seconds to wait before the next, 0 = none. Takes nothing. */
  waitFor(key: string): number {
    return this.#waitOf(this.#filled(key));
  }

  #waitOf({ left }: Bucket): number {
    // What was gained bit by bit adds up to a hair less.
    return left >= 1 - 1e-9 ? 0 : Math.max(1, Math.ceil(((1 - left) / this.#perMinute) * 60));
  }

  #filled(key: string): Bucket {
    const now = this.#now();
    const bucket = this.#buckets.get(key);
    if (bucket === undefined) return { left: this.#perMinute, at: now };
    const gained = (Math.max(0, now - bucket.at) / 60_000) * this.#perMinute;
    return { left: Math.min(this.#perMinute, bucket.left + gained), at: now };
  }
}

/** What an address counts as: an IPv6 address by its /64, which one host may have all of. */
export function addressKey(address: string | undefined): string {
  if (address === undefined) return 'unknown';
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/iu.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!address.includes(':')) return address;
  const [head = '', tail] = (address.split('%')[0] ?? '').split('::');
  const groups = head === '' ? [] : head.split(':');
  const rest = tail === undefined || tail === '' ? [] : tail.split(':');
  while (tail !== undefined && groups.length + rest.length < 8) groups.push('0');
  return `${[...groups, ...rest].slice(0, 4).join(':')}::/64`;
}
