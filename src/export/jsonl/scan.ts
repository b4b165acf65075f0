import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { excerpt, messageOf, sha256 } from '../../core/index.js';
import { linesOf, type Line } from '../../core/lines.js';
import { piecesOf, withTarget } from '../shared/digest.js';
import type { TargetState } from '../shared/file-target.js';

/** Longest line looked at, in bytes. Ours stay far below: a text of 16 MiB in which every character is escaped has 96 MiB. */
export const MAX_LINE_BYTES = 256 * 1024 * 1024;
const MAX_PROBLEMS = 1000;

/** Reads a target file as a stream; `null` when there is none. */
export function scanTarget(path: string, signal: AbortSignal): Promise<TargetState | null> {
  return withTarget(path, (handle) => scanOpen(handle, signal));
}

async function scanOpen(handle: FileHandle, signal: AbortSignal): Promise<TargetState> {
  const whole = createHash('sha256');
  const items = new Map<string, string>();
  const problems: string[] = [];
  let bytes = 0;
  const hashed = async function* (): AsyncGenerator<Uint8Array> {
    for await (const piece of piecesOf(handle, signal)) {
      whole.update(piece);
      bytes += piece.length;
      yield piece;
    }
  };
  for await (const line of linesOf(hashed(), MAX_LINE_BYTES)) {
    const problem = take(line, items);
    if (problem !== null && problems.length < MAX_PROBLEMS) problems.push(problem);
  }
  return { items, bytes, sha256: whole.digest('hex'), problems };
}

function take(line: Line, items: Map<string, string>): string | null {
  if (line.bytes === null) return `line ${line.number} has ${line.length} bytes`;
  const item = itemOf(line.bytes);
  if (typeof item === 'string') return `line ${line.number} is broken: ${item}`;
  if (items.has(item.id)) return `line ${line.number} has the id ${excerpt(item.id)} of an earlier line`;
  items.set(item.id, sha256(line.bytes));
  return line.terminated ? null : `line ${line.number}, the last, has no end`;
}

/** The item's id, or what is wrong with the line. */
function itemOf(bytes: Uint8Array): { id: string } | string {
  try {
    const json: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    const isItem = json !== null && typeof json === 'object' && 'id' in json && typeof json.id === 'string';
    return isItem ? { id: json.id as string } : 'no object with an `id`';
  } catch (error) {
    return excerpt(messageOf(error));
  }
}
