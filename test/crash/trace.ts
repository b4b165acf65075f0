import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** One step as `note` in shim.c writes it. */
export interface Step {
  readonly op: 'open' | 'write' | 'truncate' | 'sync' | 'rename' | 'unlink';
  readonly path: string;
  /** Of a rename, the new name. */
  readonly to: string;
  /** Of a write, where; of a truncation, the new length; of an opening, 1 = emptied. */
  readonly offset: number;
  readonly data: Buffer;
}

const OPS: Readonly<Record<string, Step['op']>> = { O: 'open', W: 'write', T: 'truncate', S: 'sync', R: 'rename', U: 'unlink' };
const HEAD = 25;

export function readTrace(file: string): Step[] {
  const bytes = readFileSync(file);
  const steps: Step[] = [];
  for (let at = 0; at < bytes.length;) {
    const op = OPS[String.fromCharCode(bytes[at] ?? 0)];
    if (op === undefined) throw new Error(`the trace is broken at byte ${at}`);
    const [pathLength, toLength, dataLength] = [bytes.readUInt32LE(at + 1), bytes.readUInt32LE(at + 5), Number(bytes.readBigUInt64LE(at + 17))];
    const offset = Number(bytes.readBigUInt64LE(at + 9));
    const path = at + HEAD;
    const data = path + pathLength + toLength;
    steps.push({
      op, offset, path: bytes.subarray(path, path + pathLength).toString('utf8'), to: bytes.subarray(path + pathLength, data).toString('utf8'), data: bytes.subarray(data, data + dataLength),
    });
    at = data + dataLength;
  }
  return steps;
}

/** What a file holds, and what of it a power cut cannot take any more. */
class File {
  content: Buffer;
  durable: Buffer;
  /** Since the last sync. */
  unsynced: { readonly offset: number; readonly data: Buffer | null }[] = [];

  constructor(content: Buffer) {
    this.content = content;
    this.durable = content;
  }

  write(offset: number, data: Buffer): void {
    this.content = written(this.content, offset, data);
    this.unsynced.push({ offset, data });
  }

  truncate(length: number): void {
    this.content = resized(this.content, length);
    this.unsynced.push({ offset: length, data: null });
  }

  sync(): void {
    this.durable = this.content;
    this.unsynced = [];
  }

  /** What may be there after a power cut: of what was not synced, each sector of each write either came to the disk or did not. */
  afterPowerCut(random: () => number): Buffer {
    let content = this.durable;
    for (const { offset, data } of this.unsynced) {
      if (data === null) {
        if (random() < 0.5) content = resized(content, offset);
        continue;
      }
      for (let at = 0; at < data.length; at += SECTOR) if (random() < 0.5) content = written(content, offset + at, data.subarray(at, at + SECTOR));
    }
    return content;
  }
}

const SECTOR = 512;

function resized(content: Buffer, length: number): Buffer {
  const out = Buffer.alloc(length);
  content.copy(out, 0, 0, length);
  return out;
}

/** A new buffer: those that stand for what is durable stay as they are. */
function written(content: Buffer, offset: number, data: Buffer): Buffer {
  const out = Buffer.alloc(Math.max(content.length, offset + data.length));
  content.copy(out);
  data.copy(out, offset);
  return out;
}

/**
 * The files of a folder as they stood between two steps. Names (made, renamed, removed) are taken to be as they were told, as file systems with a
 * journal keep them in order; contents survive a power cut as far as they were synced.
 */
export class Replay {
  readonly #files = new Map<string, File>();

  constructor(before: ReadonlyMap<string, Buffer>) {
    for (const [path, content] of before) this.#files.set(path, new File(content));
  }

  #file(path: string): File {
    let file = this.#files.get(path);
    if (file === undefined) this.#files.set(path, file = new File(Buffer.alloc(0)));
    return file;
  }

  /** `half`: a write of which only the first half was done. */
  apply({ op, path, to, offset, data }: Step, half = false): void {
    switch (op) {
      case 'open':
        if (offset === 1) this.#file(path).truncate(0);
        else this.#file(path);
        return;
      case 'write': { this.#file(path).write(offset, half ? data.subarray(0, data.length >> 1) : data); return; }
      case 'truncate': { this.#file(path).truncate(offset); return; }
      case 'sync': return this.#files.get(path)?.sync();
      case 'rename':
        this.#files.set(to, this.#file(path));
        this.#files.delete(path);
        return;
      case 'unlink':
        this.#files.delete(path);
    }
  }

  /** Contents by path. `random`: after a power cut, else after a kill. */
  contents(random?: () => number): Map<string, Buffer> {
    return new Map([...this.#files].map(([path, file]) => [path, random === undefined ? file.content : file.afterPowerCut(random)]));
  }
}

/** Copies of some files on the disk, kept in step with a replay at the cost of what changes. */
export class Mirror {
  readonly #names: ReadonlyMap<string, string>;
  readonly #left = new Map<string, Buffer>();

  /** `names`: where the copy of each file is. */
  constructor(names: ReadonlyMap<string, string>) {
    this.#names = names;
  }

  bring(files: ReadonlyMap<string, Buffer>): void {
    for (const [path, name] of this.#names) {
      const [now, before] = [files.get(path), this.#left.get(path)];
      if (now === before) continue;
      if (now === undefined) {
        rmSync(name, { force: true });
        this.#left.delete(path);
        continue;
      }
      if (before?.length !== now.length || before.length === 0) writeFileSync(name, now);
      else rewrite(name, before, now);
      this.#left.set(path, now);
    }
  }
}

const PIECE = 4096;

function rewrite(name: string, before: Buffer, now: Buffer): void {
  const file = openSync(name, 'r+');
  for (let at = 0; at < now.length; at += PIECE) {
    const end = Math.min(at + PIECE, now.length);
    if (now.compare(before, at, end, at, end) !== 0) writeSync(file, now, at, end - at, at);
  }
  closeSync(file);
}

/** Makes a folder hold these files and no others. */
export function materialise(folder: string, files: ReadonlyMap<string, Buffer>): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const [path, content] of files) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
}
