import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { MAIN } from '../built/index.js';
import { folder } from './support.js';

const RECORDS = 1500;
const records = Array.from({ length: RECORDS }, (_, room) => JSON.stringify({
  id: `room-${room}`, text: `Room ${room} is cleaned by the ${room % 2 === 0 ? 'morning' : 'evening'} shift, which finds its key at hook ${room * 3} of the board.`,
})).join('\n');
const PIPELINE = `version: 1
name: rooms
read: [{ name: rooms, use: jsonl, with: { path: rooms.jsonl } }]
`;
/** Single quotes keep a shell from reading anything into a path. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

describe('on a terminal', () => {
  // util-linux's `script` gives the command a terminal of its own; other systems' take other arguments.
  it.skipIf(process.platform !== 'linux')('a run shows items, rate and time left, and leaves nothing of it behind', async () => {
    const cwd = folder({ 'rooms.yaml': PIPELINE, 'rooms.jsonl': records });
    const command = `stty cols 100; ${quoted(process.execPath)} ${quoted(MAIN)} run rooms.yaml --now 2026-11-23 >result.txt`;
    const { stdout } = await promisify(execFile)('script', ['-qec', command, '/dev/null'], { cwd, encoding: 'utf8', maxBuffer: 1e8 });
    const drawn = stdout.split('\r\u001b[2K');
    expect(drawn.some((line) => /^[a-z ]+ {2}\d+\/1500 {2}\d+% {2}[\d.]+\/s {2}.+ left$/u.test(line))).toBe(true);
    expect(drawn.at(-1)?.trim()).toBe('');
  });
});
