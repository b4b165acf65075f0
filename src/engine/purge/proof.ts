import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Pipeline } from '../../config/index.js';
import type { PurgeCandidate, Store } from '../../core/index.js';
import { backupFolder } from '../backup/backups.js';
import { Passages } from './passages.js';
import { candidatesOf } from './select.js';

/** A document that stays and has much of what one that goes has. */
export interface Elsewhere {
  readonly documentId: string;
  readonly source: string;
  readonly path: string;
  /** Of the passages of the one that goes, 0..1. */
  readonly share: number;
  readonly current: boolean;
}

/** `store` and `target` must hold nothing of it. A `backup` is purged when it is restored; a `copy` is a store that was put aside. */
export type PlaceKind = 'store' | 'target' | 'backup' | 'copy';

export interface Searched {
  readonly file: string;
  readonly kind: PlaceKind;
  /** Different passages of what was erased that are in it. */
  readonly passages: number;
}

/** Smaller shares are phrases that any two documents have. */
const MUCH = 0.3;
const TEXTS_AT_ONCE = 200;

/** The passages of the documents that go and nobody else has, and who else has many of them. */
export async function passagesOf(store: Store, going: readonly PurgeCandidate[]): Promise<{ readonly passages: Passages; readonly elsewhere: readonly Elsewhere[] }> {
  const passages = new Passages();
  for (const [number, { versions, title, path }] of going.entries()) {
    for (const text of [title ?? '', path, ...(await store.versionTexts(versions.map(({ versionId }) => versionId)))]) passages.add(text, number);
  }
  const sizes = passages.sizes();
  const gone = new Set(going.map(({ documentId }) => documentId));
  const common = new Map<string, Buffer>();
  const elsewhere: Elsewhere[] = [];
  for await (const candidate of candidatesOf(store)) {
    if (gone.has(candidate.documentId)) continue;
    const shares = await sharesWith(store, passages, candidate, common);
    const share = Math.max(0, ...[...shares].map(([number, count]) => count / Math.max(1, sizes.get(number) ?? 1)));
    if (share >= MUCH) elsewhere.push({ documentId: candidate.documentId, source: candidate.source, path: candidate.path, share: Math.min(1, share), current: candidate.current });
  }
  passages.forget(common.values());
  return { passages, elsewhere: elsewhere.sort((a, b) => b.share - a.share) };
}

/** Passages that a document has, by the number of the text they are of; notes them as common. */
async function sharesWith(store: Store, passages: Passages, { versions, title, path }: PurgeCandidate, common: Map<string, Buffer>): Promise<ReadonlyMap<number, number>> {
  const found = new Map<string, ReadonlySet<number>>();
  const look = (text: string): void => {
    for (const { passage, texts } of passages.in(Buffer.from(text, 'utf8'))) {
      const key = passage.toString('hex');
      found.set(key, texts);
      common.set(key, passage);
    }
  };
  look(title ?? '');
  look(path);
  for (let at = 0; at < versions.length; at += TEXTS_AT_ONCE) for (const text of await store.versionTexts(versions.slice(at, at + TEXTS_AT_ONCE).map(({ versionId }) => versionId))) look(text);
  const shares = new Map<number, number>();
  for (const texts of found.values()) for (const number of texts) shares.set(number, (shares.get(number) ?? 0) + 1);
  return shares;
}

/** The files that may hold what the store held: the store, what is beside it, backups, and what targets write on this machine. */
export function placesOf(location: string, pipeline: Pipeline | null): { readonly file: string; readonly kind: PlaceKind }[] {
  const beside = [...namedLike(location), ...filesBelow(backupFolder(location))];
  const kindOf = (file: string): PlaceKind => {
    if (file.startsWith(backupFolder(location))) return 'backup';
    return ['', '-wal', '-shm', '-journal', '.purged.jsonl'].some((ending) => file === location + ending) ? 'store' : 'copy';
  };
  const targets = (pipeline?.exports ?? []).flatMap(({ options }) => {
    const path = typeof options === 'object' && options !== null && 'path' in options && typeof options.path === 'string' ? options.path : null;
    return path === null ? [] : [...namedLike(path), ...filesBelow(path)];
  });
  const places = new Map<string, PlaceKind>([...beside.map((file) => [file, kindOf(file)] as const), ...targets.map((file) => [file, 'target'] as const)]);
  return [...places].map(([file, kind]) => ({ file, kind }));
}

/** A file and what is called like it and more: its log, its manifest, copies of it. */
function namedLike(path: string): string[] {
  const folder = dirname(path);
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith(basename(path))).map((name) => join(folder, name)).filter(isFilled) : [];
}

function filesBelow(folder: string): string[] {
  const isFolder = statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
  return isFolder ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)).filter(isFilled) : [];
}

function isFilled(file: string): boolean {
  const found = statSync(file, { throwIfNoEntry: false });
  return found?.isFile() === true && found.size > 0;
}

/** Looks for the passages in every file. */
export async function searchAll(passages: Passages, places: readonly { readonly file: string; readonly kind: PlaceKind }[], signal?: AbortSignal): Promise<Searched[]> {
  const searched: Searched[] = [];
  for (const { file, kind } of places) searched.push({ file, kind, passages: await passages.inFile(file, signal) });
  return searched;
}
