import { setImmediate as nextTurn } from 'node:timers/promises';

/** UTF-16 units of text in pages at work, beyond which the oldest is waited for. */
const MOST_CHARS = 16_000_000;

interface Page {
  readonly chars: number;
  /** Waits for what was done and writes it. */
  readonly write: () => Promise<void>;
  settled: boolean;
}

/** Pages that are at work, few at a time, and written in the order in which they came, whichever is done first. */
export class PagesInOrder {
  readonly #atOnce: number;
  readonly #pages: Page[] = [];
  #chars = 0;

  /** @param atOnce Pages at work before the oldest is waited for; 0 = each is written before the next comes */
  constructor(atOnce: number) {
    this.#atOnce = atOnce;
  }

  /**
   * Takes in a page of so many UTF-16 units and writes those whose turn it is.
   * @throws why the oldest page failed: neither it nor any after it is written
   */
  async add<Result>(chars: number, done: Promise<Result>, write: (result: Result) => Promise<void>): Promise<void> {
    const page: Page = { chars, settled: false, write: async () => write(await done) };
    const settle = (): void => { page.settled = true; };
    done.then(settle, settle);
    this.#pages.push(page);
    this.#chars += chars;
    // What threads have sent arrives between two turns of the event loop.
    await nextTurn();
    while (this.#pages[0]?.settled === true || this.#pages.length > this.#atOnce || this.#chars > MOST_CHARS) await this.#writeFirst();
  }

  /**
   * Writes all that are left.
   * @throws as `add`
   */
  async finish(): Promise<void> {
    while (this.#pages.length > 0) await this.#writeFirst();
  }

  async #writeFirst(): Promise<void> {
    const page = this.#pages.shift();
    if (page === undefined) return;
    this.#chars -= page.chars;
    await page.write();
  }
}
