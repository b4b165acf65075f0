import type { KeptItem, SnapshotItem } from '../../core/index.js';
import { linesOf, type Line } from '../../core/lines.js';
import { openTarget, piecesOf } from '../shared/digest.js';
import { NotThere } from '../shared/file-target.js';
import { MAX_LINE_BYTES } from './scan.js';

/** Lines of items that are new, and of those that are kept as they stand in the file, which has them in the same order. A line that is passed on the way is not wanted any more. */
export async function* copyLines(items: AsyncIterable<SnapshotItem | KeptItem>, path: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const handle = await openTarget(path);
  if (handle === null) throw new NotThere();
  try {
    const lines = linesOf(piecesOf(handle, signal), MAX_LINE_BYTES);
    for await (const item of items) yield 'kept' in item ? await lineOf(lines, item.id) : Buffer.from(`${item.json}\n`);
  } finally {
    await handle.close();
  }
}

async function lineOf(lines: AsyncGenerator<Line>, id: string): Promise<Uint8Array> {
  const start = Buffer.from(`{"id":${JSON.stringify(id)},`);
  for (let next = await lines.next(); next.done !== true; next = await lines.next()) {
    const { bytes } = next.value;
    if (bytes !== null && start.equals(bytes.subarray(0, start.length))) return Buffer.concat([bytes, NEWLINE]);
  }
  throw new NotThere();
}

const NEWLINE = Buffer.from('\n');
