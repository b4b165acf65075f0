import { createInterface, emitKeypressEvents } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { columnsOf, type Paint } from '../terminal.js';
import { WORDED_KEYS, plainOf, type Command } from './keys.js';
import { decides, refused, type Session } from './state.js';
import { frame, type Size } from './view.js';
import { perform, type Work } from './work.js';

/** What keys are read from: a terminal. */
export interface Keyboard extends Readable {
  setRawMode?(on: boolean): unknown;
}

interface Screen {
  readonly input: Keyboard;
  readonly output: Writable;
  readonly paint: Paint;
  readonly signal: AbortSignal;
  readonly reached: (session: Session) => void;
}

interface Press { readonly name?: string; readonly sequence?: string; readonly ctrl?: boolean; readonly meta?: boolean }

const ENTER_SCREEN = '\u001b[?1049h\u001b[?25l';
const LEAVE_SCREEN = '\u001b[0m\u001b[?25h\u001b[?1049l';
const ARROWS: Readonly<Record<string, Command>> = { right: { do: 'next-item' }, left: { do: 'previous-item' }, escape: { do: 'cancel' }, return: { do: 'confirm' }, enter: { do: 'confirm' } };

/** Walks the queue on a screen of its own until somebody leaves, and puts the terminal back as it was, whatever happens. */
export async function onScreen(work: Work, first: Session, screen: Screen): Promise<void> {
  const walk = new Walk(work, first, screen);
  try {
    await walk.untilLeft();
  } finally {
    walk.restore();
  }
  if (screen.signal.aborted) throw screen.signal.reason;
}

class Walk {
  readonly #work: Work;
  readonly #screen: Screen;
  #session: Session;
  #scroll = 0;
  #last = 0;
  #busy: Promise<void> = Promise.resolve();
  #asking = false;
  #restored = true;
  #end: { readonly resolve: () => void; readonly reject: (error: unknown) => void } | null = null;
  readonly #onKey = (_text: string | undefined, key: Press | undefined): void => { this.#pressed(key ?? {}); };
  readonly #onResize = (): void => { if (!this.#asking) this.#draw(); };
  readonly #onEnd = (): void => { this.#end?.resolve(); };
  readonly #onExit = (): void => { this.restore(); };

  constructor(work: Work, first: Session, screen: Screen) {
    this.#work = work;
    this.#session = first;
    this.#screen = screen;
  }

  async untilLeft(): Promise<void> {
    const { input, output, signal } = this.#screen;
    const left = new Promise<void>((resolve, reject) => { this.#end = { resolve, reject }; });
    this.#restored = false;
    // A second signal, or an error nobody caught, ends the process at once.
    process.once('exit', this.#onExit);
    process.once('SIGHUP', this.#onEnd);
    signal.addEventListener('abort', this.#onEnd, { once: true });
    input.once('end', this.#onEnd);
    output.on('resize', this.#onResize);
    output.write(ENTER_SCREEN);
    emitKeypressEvents(input);
    this.#listen();
    this.#draw();
    if (signal.aborted) this.#onEnd();
    await left;
    // What was under way when somebody left is done, and counted.
    await this.#busy;
  }

  restore(): void {
    if (this.#restored) return;
    this.#restored = true;
    const { input, output, signal } = this.#screen;
    process.off('exit', this.#onExit).off('SIGHUP', this.#onEnd);
    signal.removeEventListener('abort', this.#onEnd);
    input.off('keypress', this.#onKey).off('end', this.#onEnd);
    output.off('resize', this.#onResize);
    input.setRawMode?.(false);
    input.pause();
    output.write(LEAVE_SCREEN);
  }

  #listen(): void {
    const { input } = this.#screen;
    input.setRawMode?.(true);
    input.on('keypress', this.#onKey);
    input.resume();
  }

  #size(): Size {
    const { output } = this.#screen;
    // A terminal that does not know its size says 0.
    return { columns: columnsOf(output) || 80, rows: (output as { rows?: number }).rows || 24 };
  }

  #draw(): void {
    if (this.#restored) return;
    const { lines, last } = frame(this.#session, this.#size(), this.#scroll, this.#screen.paint);
    this.#last = last;
    this.#scroll = Math.min(this.#scroll, last);
    // Erased before it is written: after a full row, erasing would take its last character.
    this.#screen.output.write(`\u001b[H${lines.map((line) => `\u001b[2K${line}`).join('\r\n')}`);
  }

  #pressed({ name = '', sequence = '', ctrl = false, meta = false }: Press): void {
    if (this.#asking) return;
    if (ctrl && (name === 'c' || name === 'd')) {
      this.#end?.resolve();
      return;
    }
    if (this.#scrolled(name, sequence)) return;
    const command = ctrl || (meta && name !== 'escape') ? undefined : (ARROWS[name] ?? plainCommand(sequence));
    if (command !== undefined) {
      this.#follow(command);
      return;
    }
    const worded = WORDED_KEYS.find(({ key }) => key === sequence);
    if (worded === undefined) return;
    this.#asking = true;
    void this.#ask(worded.asks).then((text) => {
      this.#asking = false;
      if (text !== null) this.#follow({ do: worded.does, text });
    }, (error: unknown) => { this.#end?.reject(error); });
  }

  #scrolled(name: string, sequence: string): boolean {
    const page = Math.max(1, this.#size().rows - 8);
    const by: Readonly<Record<string, number>> = { up: -1, down: 1, pageup: -page, pagedown: page, space: page, home: -Infinity, end: Infinity };
    const lines = sequence === 'b' ? -page : by[name];
    if (lines === undefined) return false;
    this.#scroll = Math.max(0, Math.min(this.#last, this.#scroll + lines));
    this.#draw();
    return true;
  }

  /** Commands are followed one after the other. */
  #follow(command: Command): void {
    const seen = this.#session.shown?.review.item.id;
    this.#busy = this.#busy.then(async () => {
      if (this.#restored) return;
      const before = this.#session;
      const now = before.shown?.review.item.id;
      const next = decides(command) && seen !== now ? refused(before, 0, 'That key was pressed before this item was shown: nothing was decided.') : await perform(this.#work, before, command);
      if (next === null) {
        this.#end?.resolve();
        return;
      }
      this.#session = next;
      this.#screen.reached(next);
      if (next.shown?.review.item.id !== now || next.view !== before.view) this.#scroll = 0;
      if (!this.#asking) this.#draw();
    }).catch((error: unknown) => { this.#end?.reject(error); });
  }

  /** Asks for words on the last row. `null` = Esc or Ctrl-C: nothing is done. */
  async #ask(prompt: string): Promise<string | null> {
    const { input, output, signal } = this.#screen;
    await this.#busy;
    input.off('keypress', this.#onKey);
    output.write(`\u001b[${this.#size().rows};1H\u001b[K\u001b[?25h`);
    const asked = createInterface({ input, output, terminal: true, historySize: 0, escapeCodeTimeout: 50 });
    const text = await new Promise<string | null>((resolve) => {
      const cancel = (): void => { resolve(null); };
      const onKey = (_text: string | undefined, key: Press | undefined): void => { if (key?.name === 'escape') cancel(); };
      input.on('keypress', onKey);
      signal.addEventListener('abort', cancel, { once: true });
      asked.on('SIGINT', cancel).on('close', cancel);
      asked.question(prompt, resolve);
      asked.once('close', () => { input.off('keypress', onKey); signal.removeEventListener('abort', cancel); });
    });
    asked.close();
    if (this.#restored) return null;
    output.write('\u001b[?25l');
    this.#listen();
    this.#draw();
    return text;
  }
}

function plainCommand(sequence: string): Command | undefined {
  const does = sequence === '' ? null : plainOf(sequence);
  return does === null ? undefined : { do: does };
}
