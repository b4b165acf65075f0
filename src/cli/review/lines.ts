import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { excerpt } from '../../core/index.js';
import { usage } from '../context.js';
import { commandOf } from './keys.js';
import type { Session } from './state.js';
import { perform, type Work } from './work.js';

interface LineReader {
  readonly input: Readable;
  readonly signal: AbortSignal;
  /** Is shown the session before the first line and after each. */
  readonly show: (session: Session) => Promise<void>;
  /** Is told of each session, whatever becomes of the next line. */
  readonly reached: (session: Session) => void;
}

/** Reads a key a line until the input ends or one leaves. Fails with `usage` at a line that is no key: those after it may rest on it. */
export async function readLines(work: Work, first: Session, { input, signal, show, reached }: LineReader): Promise<void> {
  let session = first;
  await show(session);
  const lines = createInterface({ input, crlfDelay: Infinity });
  const stop = (): void => { lines.close(); };
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const line of lines) {
      if (signal.aborted) break;
      const command = commandOf(line);
      if (command === null) throw usage(`there is no key "${excerpt(line, 60)}"`, 'Give a key a line, as `?` lists them.');
      const next = await perform(work, session, command);
      if (next === null) return;
      session = next;
      reached(session);
      await show(session);
    }
  } finally {
    signal.removeEventListener('abort', stop);
    lines.close();
  }
  if (signal.aborted) throw signal.reason;
}
