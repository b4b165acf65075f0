import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { onScreen } from '../../src/cli/review/screen.js';
import type { Session } from '../../src/cli/review/state.js';
import { started } from '../../src/cli/review/state.js';
import { loaded } from '../../src/cli/review/work.js';
import { GROUP, ITEM, RESULT, type StubDesk } from '../server/desk.js';
import { MAIN } from '../built/index.js';
import { itemDesk, typing, waiting, type Typed } from './reviewed.js';
import { ndjson, winnow } from './support.js';

/** Single quotes keep a shell from reading anything into a path. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
const ENTER = '\u001b[?1049h';
const LEAVE = '\u001b[?25h\u001b[?1049l';

/** `winnow review` on a terminal of its own, which util-linux's `script` makes. */
function onTerminal(cwd: string, columns = 100, rows = 40): Typed {
  const command = `stty cols ${columns} rows ${rows}; ${quoted(process.execPath)} ${quoted(MAIN)} review --actor ada; echo "ended with $?"; stty -a | tr ' ' '\\n' | grep -x -e icanon -e echo`;
  return typing('script', ['-qfec', command, '/dev/null'], cwd);
}

/** Rows of the last screen that was drawn whole. */
const rowsOf = (text: string): string[] => (text.split('\u001b[H').at(-1) ?? '').split('\n').map((row) => row.replace(/\r|\u001b\[[\d;?]*[A-Za-z]/gu, ''));

describe.skipIf(process.platform !== 'linux')('winnow review on a terminal', () => {
  it('is driven by single keys, and gives the terminal back as it was', async () => {
    const cwd = await waiting();
    const { type, until, ended } = onTerminal(cwd);
    const first = await until(/Q leave/u);
    expect(first).toContain(ENTER);
    expect(rowsOf(first)).toHaveLength(40);
    expect(rowsOf(first)[1]).toMatch(/^> contradiction {5}2 /u);
    type('j');
    expect(rowsOf(await until(/> document[\s\S]*Q leave/u))[0]).toMatch(/^group 2 of 3/u);
    type('m');
    await until(/Reason: /u);
    type('checked with HR\r');
    await until(/reason: checked with HR/u);
    type('E');
    await until(/Edit date, owner, version or authority/u);
    type('owner=grace\r');
    await until(/owner grace[\s\S]*owner of bicycles\.md is grace \(decision 1\)/u);
    type('m');
    await until(/Reason: /u);
    type('checked with HR\r');
    await until(/reason: checked with HR/u);
    type('/');
    await until(/Only with/u);
    type('\u001b');
    await until(/> document[\s\S]*Q leave/u);
    type('a');
    await until(/approved bicycles\.md \(decision 2\)/u);
    type('e');
    await until(/Chunk [0-9a-f-]{36}/u);
    type('\u001b');
    await until(/group 2 of 2[\s\S]*Approving/u);
    type('\u0003');
    const end = await until(/icanon/u);
    expect(end).toMatch(/1 document edited, 1 chunk approved by ada[\s\S]*ended with 0\r\n[\s\S]*icanon/u);
    expect(end).toContain(LEAVE);
    expect(await ended).toBe(0);
    expect(ndjson(await winnow(['list', 'decisions', '--json'], { cwd }))).toMatchObject([{ verdict: 'edit', path: 'bicycles.md', reason: 'checked with HR', actor: 'ada' }, { verdict: 'approve', path: 'bicycles.md', reason: 'checked with HR', actor: 'ada' }]);
  });

  it('fits a small terminal, and scrolls', async () => {
    const { type, until } = onTerminal(await waiting({ hostile: true }), 40, 12);
    const rows = rowsOf(await until(/Q leave/u));
    expect(rows).toHaveLength(12);
    expect(rows.filter((row) => row.length > 40)).toEqual([]);
    expect(rows.join('\n')).not.toContain('Approving');
    type('\u001b[F');
    expect(rowsOf(await until(/Approving/u)).join('\n')).toContain('Approving releases');
    type('Q');
    await until(/ended with 0/u);
  });

  it('gives the terminal back when a signal ends it', async () => {
    const cwd = await waiting();
    const { until } = typing('script', ['-qfec', `sh -c ${quoted(`echo $$ >pid; exec ${quoted(process.execPath)} ${quoted(MAIN)} review`)}; echo "ended with $?"`, '/dev/null'], cwd);
    await until(/Q leave/u);
    process.kill(Number(readFileSync(join(cwd, 'pid'), 'utf8')), 'SIGTERM');
    expect(await until(/ended with \d+/u)).toMatch(/\u001b\[\?1049h[\s\S]*\u001b\[\?1049l[\s\S]*error\[interrupted\][\s\S]*ended with 130/u);
  });
});

/** A terminal that is none. */
function fake(): { input: PassThrough & { setRawMode(on: boolean): void }; output: PassThrough; raw: boolean[]; drawn: () => string } {
  const raw: boolean[] = [];
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: (on: boolean) => { raw.push(on); } });
  const output = Object.assign(new PassThrough().setEncoding('utf8'), { isTTY: true, columns: 80, rows: 24 });
  let text = '';
  output.on('data', (piece: string) => { text += piece; });
  return { input, output, raw, drawn: () => text };
}

describe('the screen', () => {
  const walk = async (desk: StubDesk): Promise<ReturnType<typeof fake> & { done: Promise<void>; abort: AbortController; sessions: Session[] }> => {
    const terminal = fake();
    const [abort, work, sessions] = [new AbortController(), { desk, limit: 50 }, [] as Session[]];
    const session = await loaded(work, started({}, 'ada'), {});
    const done = onScreen(work, session, { ...terminal, paint: (_style, text) => text, signal: abort.signal, reached: (next) => { sessions.push(next); } });
    return { ...terminal, done, abort, sessions };
  };

  it('does nothing with keys that were pressed before the item was shown', async () => {
    const [first, second] = [{ ...ITEM, id: 'first' }, { ...ITEM, id: 'second' }];
    let done = 0;
    const desk = itemDesk({
      group: async () => ({ generation: 3, group: GROUP, items: done === 0 ? [first, second] : [second], next: null }),
      decide: async (act, { preview }) => {
        if (preview !== true) done += 1;
        return { ...RESULT, act: preview === true ? null : { first: done, last: done } };
      },
    });
    const { input, done: left, sessions } = await walk(desk);
    input.write('ar');
    await expect.poll(() => sessions.at(-1)?.notice?.lines.join() ?? '').toContain('pressed before this item was shown');
    expect([done, sessions.at(-1)?.shown?.review.item.id]).toEqual([1, 'second']);
    input.write('Q');
    await left;
  });

  it('is left, and the terminal restored, when the desk fails', async () => {
    const { input, done, raw, drawn } = await walk(failing());
    input.write('j');
    await expect(done).rejects.toThrow('disk gone');
    expect(raw).toEqual([true, false]);
    expect(drawn().endsWith(LEAVE)).toBe(true);
  });

  it('is left when it is told to stop', async () => {
    const { done, abort, raw, drawn } = await walk(itemDesk());
    abort.abort(new Error('stop'));
    await expect(done).rejects.toThrow('stop');
    expect([raw, drawn().endsWith(LEAVE)]).toEqual([[true, false], true]);
  });
});

/** A desk that fails once the first screen is there. */
function failing(): StubDesk {
  let asked = 0;
  const desk = itemDesk();
  return Object.assign(desk, { queue: async (...given: Parameters<typeof desk.queue>) => {
    asked += 1;
    if (asked > 1) throw new Error('disk gone');
    return { ...(await itemDesk().queue(...given)), next: 'more' };
  } });
}
