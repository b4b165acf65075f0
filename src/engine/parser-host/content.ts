import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { WinnowError, messageOf, sha256, type HashedFile } from '../../core/index.js';

// Both flags are missing on Windows. A FIFO or a link put in the file's place since must neither hang nor lead elsewhere.
const FLAGS = process.platform === 'win32' ? constants.O_RDONLY : constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW;

/**
 * The bytes to parse; those of a file are the ones that were hashed, or none.
 * @throws WinnowError `changed-while-reading` for a file that is not there any more or has other bytes, `item-unreadable` for one it may not read
 */
export async function bytesOf(content: Uint8Array | HashedFile): Promise<Uint8Array> {
  if (content instanceof Uint8Array) return content;
  const bytes = await read(content).catch((error: unknown) => {
    if (!isDenied(error)) return null;
    throw new WinnowError('item-unreadable', `The parser's process may not read the file: ${messageOf(error)}`, { cause: error });
  });
  if (bytes === null || sha256(bytes) !== content.sha256) throw new WinnowError('changed-while-reading', 'The file changed between hashing and parsing');
  return bytes;
}

function isDenied(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EPERM');
}

async function read({ absolute, size }: HashedFile): Promise<Uint8Array | null> {
  const handle = await open(absolute, FLAGS);
  try {
    const stat = await handle.stat();
    return stat.isFile() && stat.size === size ? await handle.readFile() : null;
  } finally {
    await handle.close();
  }
}
