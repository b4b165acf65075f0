import type { Writable } from 'node:stream';

/** What a command may print on and knows of where it runs. */
export interface Terminal {
  /** Results. */
  readonly out: Writable;
  /** Logs and progress. */
  readonly err: Writable;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

export const isTty = (stream: Writable): boolean => (stream as { isTTY?: boolean }).isTTY === true;
export const columnsOf = (stream: Writable): number => (stream as { columns?: number }).columns ?? 80;

const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;
export type Style = keyof typeof CODES;
export type Paint = (style: Style, text: string) => string;

/** Colour on a terminal only, and never with `--no-color` or NO_COLOR (https://no-color.org: set and not empty). */
export function painter(stream: Writable, wanted: boolean, env: Terminal['env']): Paint {
  const on = wanted && isTty(stream) && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
  return on ? (style, text) => `\u001b[${CODES[style]}m${text}\u001b[0m` : (_style, text) => text;
}

export const STATUS_STYLE: Readonly<Record<string, Style>> = {
  accepted: 'green', partial: 'yellow', quarantined: 'yellow', rejected: 'red', failed: 'red', succeeded: 'green', degraded: 'yellow', held: 'yellow', interrupted: 'yellow',
  stands: 'green', carried: 'green', lapsed: 'yellow', gone: 'yellow',
};
export const SEVERITY_STYLE: Readonly<Record<string, Style>> = { info: 'dim', warning: 'yellow', error: 'red' };

const UNSAFE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/gu;

/** Document text over several lines as it may be shown: whatever could steer a terminal or hide text is made visible. */
export function visible(text: string): string {
  return text.replace(/\r\n?/gu, '\n').replace(UNSAFE, (char) => (char === '\n' || char === '\t' ? char : `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`));
}

/** `1 document`, `2 documents`. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? noun : plural}`;
}

/** Waits where the reader is slower than the writer, so that memory stays flat. */
export async function write(stream: Writable, text: string): Promise<void> {
  if (stream.write(text)) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      stream.off('drain', done).off('close', done).off('error', done);
      resolve();
    };
    stream.on('drain', done).on('close', done).on('error', done);
  });
}
