import { Writable } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { duration, progressLine, progressOn } from '../../src/cli/progress.js';

function screen(isTTY: boolean): Writable & { text: string } {
  const stream = new Writable({ write(chunk: Buffer, _encoding, done) { stream.text += chunk.toString(); done(); } }) as Writable & { text: string; isTTY: boolean; columns: number };
  return Object.assign(stream, { text: '', isTTY, columns: 60 });
}

describe('progress', () => {
  it('says stage, items, rate and time left', () => {
    expect(progressLine({ name: 'parsing', done: 120, total: 400, elapsedMs: 3000 })).toBe('parsing  120/400  30%  40/s  7.0 s left');
    expect(progressLine({ name: 'reading', done: 5, total: null, elapsedMs: 2000 })).toBe('reading  5  2.5/s');
    expect(progressLine({ name: 'reading', done: 0, total: 0, elapsedMs: 0 })).toBe('reading  0/0');
    expect(progressLine({ name: 'publishing', done: 0, total: null, elapsedMs: 3200 })).toBe('publishing  3.2 s');
  });

  it('promises no time left on a rate of a moment, nor once more came than was expected', () => {
    expect(progressLine({ name: 'reading', done: 1, total: 400, elapsedMs: 3 })).toBe('reading  1/400  0%');
    expect(progressLine({ name: 'reading', done: 410, total: 400, elapsedMs: 10_000 })).toBe('reading  410  41/s');
  });

  it('draws on a terminal only after a second, and clears its line at the end', () => {
    let now = 0;
    const stream = screen(true);
    const sink = progressOn(stream, { quiet: false, verbose: false, clock: () => now });
    sink.stage('parsing');
    sink.expect(60);
    sink.expect(40);
    now = 999;
    sink.advance(10);
    expect(stream.text).toBe('');
    now = 1000;
    sink.advance(10);
    expect(stream.text).toBe('\r\u001b[2Kparsing  20/100  20%  20/s  4.0 s left');
    now = 1050;
    sink.advance(1);
    expect(stream.text).not.toContain('21/100');
    sink.end();
    expect(stream.text.endsWith('\r\u001b[2K')).toBe(true);
  });

  it('shows a stage at once when the command has taken a second, and keeps its clock going', async () => {
    let now = 0;
    const stream = screen(true);
    const sink = progressOn(stream, { quiet: false, verbose: false, clock: () => now });
    sink.stage('parsing');
    now = 1200;
    sink.stage('publishing');
    expect(stream.text).toBe('\r\u001b[2Kpublishing  0.0 s');
    now = 2500;
    await vi.waitFor(() => { expect(stream.text).toContain('publishing  1.3 s'); }, { timeout: 5000 });
    sink.end();
    const ended = stream.text;
    await new Promise((done) => { setTimeout(done, 1200); });
    expect(stream.text).toBe(ended);
  });

  it('never draws where there is no terminal or when quiet', () => {
    for (const [tty, quiet] of [[false, false], [true, true]] as const) {
      let now = 0;
      const stream = screen(tty);
      const sink = progressOn(stream, { quiet, verbose: false, clock: () => (now += 5000) });
      sink.stage('parsing');
      sink.expect(100);
      sink.advance(50);
      sink.end();
      expect(stream.text).toBe('');
      sink.warn('slow disk');
      expect(stream.text).toBe(quiet ? '' : 'warning: slow disk\n');
    }
  });

  it('names stages with their times when verbose', () => {
    let now = 0;
    const stream = screen(false);
    const sink = progressOn(stream, { quiet: false, verbose: true, clock: () => now });
    sink.stage('parsing');
    sink.advance(2);
    now = 1500;
    sink.stage('scoring');
    sink.end();
    expect(stream.text).toBe('parsing: 2 in 1.5 s\nscoring: 0 in 0.0 s\n');
  });

  it.each([[0, '0.0 s'], [9949, '9.9 s'], [9950, '10 s'], [59_400, '59 s'], [200_000, '3 min 20 s'], [7_500_000, '2 h 5 min']])('writes %d ms as %s', (ms, text) => {
    expect(duration(ms)).toBe(text);
  });
});
