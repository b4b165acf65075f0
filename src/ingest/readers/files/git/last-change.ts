import type { BlobReader } from './blobs.js';
import { MOST_CHANGES, type Change, type TrackedFile } from './log.js';
import { hasWords, wordsOf } from './words.js';

/** The last commit that changed what a file says. */
export interface LastChange {
  /** Author date, ms since the epoch. */
  readonly at: number;
  /** Whether the commit touched most files at once (an import, a reformat, another name everywhere), so that it says little about this one. */
  readonly mass: boolean;
  /** Whether later commits changed nothing but its layout. */
  readonly relaid: boolean;
}

/**
 * The newest commit of a few files that changed the words, else the newest of those that touched most files and changed them; `null` where
 * none is known. Where versions cannot be compared (no text, too large, missing, too much compared already), the words count as changed.
 */
export async function lastChangeOf(path: string, { changes }: Pick<TrackedFile, 'changes'>, blobs: BlobReader): Promise<LastChange | null> {
  const passed: Change[] = [];
  const words = hasWords(path) ? new Versions(path, blobs) : null;
  const newest = async (of: readonly Change[], most: number): Promise<Change | null> => {
    for (const change of of) {
      if (words === null || !(await words.areKept(change))) return change;
      passed.push(change);
    }
    // The words are the same since the oldest change that is kept, and older ones are not known.
    return of.length >= most ? (passed.pop() ?? null) : null;
  };
  const ordinary = await newest(changes.ordinary, MOST_CHANGES.ordinary);
  const found = ordinary ?? (await newest(changes.mass, MOST_CHANGES.mass)) ?? changes.ordinary.at(-1) ?? changes.mass.at(-1);
  if (found === undefined) return null;
  return { at: found.at, mass: changes.mass.includes(found), relaid: passed.some(({ at }) => at > found.at) };
}

/** Versions of one file. What one change began with the one before it mostly ended with. */
class Versions {
  readonly #path: string;
  readonly #blobs: BlobReader;
  #last: { readonly id: string; readonly words: string | null } | null = null;

  constructor(path: string, blobs: BlobReader) {
    this.#path = path;
    this.#blobs = blobs;
  }

  /** Whether a change kept the words. */
  async areKept({ before, after }: Change): Promise<boolean> {
    if (before === null) return false;
    const now = await this.#words(after);
    return now !== null && now === (await this.#words(before));
  }

  async #words(id: string): Promise<string | null> {
    if (this.#last?.id === id) return this.#last.words;
    const bytes = await this.#blobs.read(id);
    const words = bytes === null ? null : wordsOf(this.#path, bytes);
    this.#last = { id, words };
    return words;
  }
}
