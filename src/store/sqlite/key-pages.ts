import { EntryBuffer, firstAtLeast, sortEntries, type KeyEntries } from './key-entries.js';
import type { JoinState } from './join-state.js';
import type { NodeSet } from './node-set.js';
import { packEntries, unpackEntries } from './packed-entries.js';

/** Entries of a page: some 25 KB, six of SQLite's own pages. */
const PAGE_ENTRIES = 4096;
/** Segments of about one size that are merged into one: more are written less often and looked through more often. */
const FAN_IN = 8;

interface PagePlace { readonly page_no: number; readonly first_key: number; readonly last_key: number }
interface SegmentSize { readonly segment: number; readonly size: number }

/**
 * The keys of a join's nodes as sorted segments of packed pages (a log-structured merge tree: O'Neil et al., Acta Informatica 33, 1996).
 * What comes in one transaction is a segment; eight of about one size become one. Entries are never taken out one by one: node
 * numbers are not used again, and those of nodes that went are left out when a merge has been told which nodes live.
 */
export function addSegment(state: JoinState, entries: KeyEntries): void {
  if (entries.keys.length === 0) return;
  sortEntries(entries);
  const writer = new SegmentWriter(state, nextSegment(state));
  for (let at = 0; at < entries.keys.length; at += 1) writer.push(entries.keys[at] ?? 0, entries.nodes[at] ?? 0);
  writer.end();
  for (let due = dueForMerging(sizesOf(state)); due.length > 0; due = dueForMerging(sizesOf(state))) mergeSegments(state, due, null);
}

/** Merges all segments into one of the nodes that live. */
export function compactSegments(state: JoinState, lives: (nodeNo: number) => boolean): void {
  const segments = sizesOf(state).map(({ segment }) => segment);
  if (segments.length > 0) mergeSegments(state, segments, lives);
}

export const countEntries = (state: JoinState): number => sizesOf(state).reduce((sum, { size }) => sum + size, 0);

/** Every entry of every segment, in no order between the segments. */
export function* allEntries(state: JoinState): Generator<KeyEntries> {
  for (const { segment } of sizesOf(state)) for (const place of pagesOf(state, segment)) yield pageAt(state, place.page_no);
}

/** The keys of these nodes, ascending, each once. They stand in the pages alone, so that all of them are read. */
export function keysOf(state: JoinState, wanted: NodeSet): Float64Array {
  const found = new EntryBuffer();
  if (wanted.size > 0) {
    for (const { keys, nodes } of allEntries(state)) {
      for (let at = 0; at < nodes.length; at += 1) if (wanted.has(nodes[at] ?? 0)) found.push(keys[at] ?? 0, 0);
    }
  }
  const { keys } = found.view();
  keys.sort();
  let kept = 0;
  for (let at = 0; at < keys.length; at += 1) {
    const key = keys[at] ?? 0;
    if (at > 0 && key === keys[kept - 1]) continue;
    keys[kept] = key;
    kept += 1;
  }
  return keys.subarray(0, kept);
}

/** Entries whose key is among `keys` (ascending, each once), sorted by key. Pages that hold none of them are not read. */
export function entriesAt(state: JoinState, keys: Float64Array): KeyEntries {
  const found = new EntryBuffer(2 * keys.length + 1);
  let segmentsFound = 0;
  if (keys.length === 0) return found.view();
  for (const { segment } of sizesOf(state)) {
    const before = found.length;
    let at = 0;
    for (const place of pagesOf(state, segment)) {
      at = firstAtLeast(keys, place.first_key, at);
      if (at >= keys.length) break;
      if ((keys[at] ?? 0) > place.last_key) continue;
      matchPage(keys, at, pageAt(state, place.page_no), found);
    }
    if (found.length > before) segmentsFound += 1;
  }
  const entries = found.view();
  if (segmentsFound > 1) sortEntries(entries);
  return entries;
}

function matchPage(keys: Float64Array, from: number, page: KeyEntries, found: EntryBuffer): void {
  let at = from;
  let place = 0;
  while (at < keys.length && place < page.keys.length) {
    const wanted = keys[at] ?? 0;
    const here = page.keys[place] ?? 0;
    if (here === wanted) {
      found.push(here, page.nodes[place] ?? 0);
      place += 1;
    } else if (here < wanted) place = firstAtLeast(page.keys, wanted, place);
    else at += 1;
  }
}

const sizesOf = ({ db, joinNo }: JoinState): SegmentSize[] => (
  db.all<SegmentSize>('SELECT segment, sum(size) AS size FROM join_page WHERE join_no = ? GROUP BY segment ORDER BY segment', joinNo));

const pagesOf = ({ db, joinNo }: JoinState, segment: number): PagePlace[] => (
  db.all<PagePlace>('SELECT page_no, first_key, last_key FROM join_page WHERE join_no = ? AND segment = ? ORDER BY first_key, page_no', joinNo, segment));

function pageAt({ db }: JoinState, pageNo: number): KeyEntries {
  return unpackEntries(db.get<{ entries: Buffer }>('SELECT entries FROM join_page WHERE page_no = ?', pageNo)?.entries ?? Buffer.alloc(0));
}

const nextSegment = ({ db, joinNo }: JoinState): number => (
  db.get<{ next: number }>('SELECT coalesce(max(segment), 0) + 1 AS next FROM join_page WHERE join_no = ?', joinNo)?.next ?? 1);

/** The segments of a size class that is full; those of smaller classes go with them. */
function dueForMerging(sizes: readonly SegmentSize[]): number[] {
  const classOf = ({ size }: SegmentSize): number => Math.floor(Math.log(Math.max(1, size / PAGE_ENTRIES)) / Math.log(FAN_IN));
  const counts = new Map<number, number>();
  for (const one of sizes) counts.set(classOf(one), (counts.get(classOf(one)) ?? 0) + 1);
  const full = Math.max(-1, ...[...counts].flatMap(([tier, count]) => (count >= FAN_IN ? [tier] : [])));
  return sizes.flatMap((one) => (classOf(one) <= full ? [one.segment] : []));
}

/** Merges segments page by page: memory for one page of each. */
function mergeSegments(state: JoinState, segments: readonly number[], lives: ((nodeNo: number) => boolean) | null): void {
  const cursors = segments.map((segment) => new Cursor(state, segment)).filter((cursor) => cursor.key < Infinity);
  const writer = new SegmentWriter(state, nextSegment(state));
  while (cursors.length > 0) {
    let least = 0;
    for (let at = 1; at < cursors.length; at += 1) if ((cursors[at]?.key ?? Infinity) < (cursors[least]?.key ?? Infinity)) least = at;
    const cursor = cursors[least];
    if (cursor === undefined) break;
    if (lives === null || lives(cursor.node)) writer.push(cursor.key, cursor.node);
    if (!cursor.next()) cursors.splice(least, 1);
  }
  writer.end();
  for (const segment of segments) state.db.run('DELETE FROM join_page WHERE join_no = ? AND segment = ?', state.joinNo, segment);
}

/** Reads a segment in order. */
class Cursor {
  readonly #state: JoinState;
  readonly #places: readonly PagePlace[];
  #next = 0;
  #page = unpackEntries(Buffer.alloc(0));
  #at = -1;
  /** `Infinity` behind the last entry. */
  key = Infinity;
  node = 0;

  constructor(state: JoinState, segment: number) {
    this.#state = state;
    this.#places = pagesOf(state, segment);
    this.next();
  }

  next(): boolean {
    this.#at += 1;
    if (this.#at >= this.#page.keys.length) {
      const place = this.#places[this.#next];
      if (place === undefined) {
        this.key = Infinity;
        return false;
      }
      this.#next += 1;
      this.#page = pageAt(this.#state, place.page_no);
      this.#at = 0;
    }
    this.key = this.#page.keys[this.#at] ?? Infinity;
    this.node = this.#page.nodes[this.#at] ?? 0;
    return true;
  }
}

/** Takes entries in order of their keys and writes them page by page. */
class SegmentWriter {
  readonly #state: JoinState;
  readonly #segment: number;
  readonly #page = new EntryBuffer(PAGE_ENTRIES);

  constructor(state: JoinState, segment: number) {
    this.#state = state;
    this.#segment = segment;
  }

  push(key: number, node: number): void {
    this.#page.push(key, node);
    if (this.#page.length === PAGE_ENTRIES) this.end();
  }

  end(): void {
    if (this.#page.length === 0) return;
    const page = this.#page.view();
    this.#state.db.run(
      'INSERT INTO join_page (join_no, segment, first_key, last_key, size, entries) VALUES (?, ?, ?, ?, ?, ?)',
      this.#state.joinNo, this.#segment, page.keys[0], page.keys[page.keys.length - 1], page.keys.length, packEntries(page),
    );
    this.#page.clear();
  }
}
