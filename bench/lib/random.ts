import { createHash } from 'node:crypto';

/** Numbers in [0, 1), the same for the same seed: mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** `count` of the items, each as likely as any other (Fisher-Yates). */
export function sample<Item>(items: readonly Item[], count: number, random: () => number): Item[] {
  const pool = [...items];
  const taken = Math.min(count, pool.length);
  for (let index = 0; index < taken; index += 1) {
    const other = index + Math.floor(random() * (pool.length - index));
    [pool[index], pool[other]] = [pool[other]!, pool[index]!];
  }
  return pool.slice(0, taken);
}

export function oneOf<Item>(items: readonly Item[], random: () => number): Item {
  return items[Math.floor(random() * items.length)]!;
}

/** A fixed order that has nothing to do with names or folders: by hash. */
export function byHash(names: readonly string[]): string[] {
  const hash = (name: string): string => createHash('sha256').update(name).digest('hex');
  return names.map((name) => ({ name, key: hash(name) })).sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ name }) => name);
}
