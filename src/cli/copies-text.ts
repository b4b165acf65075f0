import { excerpt, type Precedence } from '../core/index.js';
import type { ChunkStory, ClusterMember, EdgeStory } from '../engine/explain.js';
import { shortId } from './labels.js';
import type { Paint } from './terminal.js';

const MAX_MEMBERS = 20;
/** Of one side of a change, and of the words around it. */
const MAX_CHANGE_CHARS = 400;

/** The cluster of a chunk: which of it is kept, and why each of the others is not. */
export function copiesLines({ id, cluster, clusterSize, canonicalDiff }: Pick<ChunkStory, 'id' | 'cluster' | 'clusterSize' | 'canonicalDiff'>, paint: Paint): string[] {
  const [first] = cluster;
  if (first === undefined) return [];
  const own = cluster.find(({ chunkId }) => chunkId === id);
  const more = clusterSize - Math.min(cluster.length, MAX_MEMBERS);
  return [
    `canonical: ${first.chunkId === id ? 'this one' : `${excerpt(first.path ?? '(gone)', 120)} ${shortId(first.chunkId)}`}${own === undefined || own.because === null ? pinned(first) : `, ${betterText(own.because, first, own)}`}`,
    ...diffLines(canonicalDiff, paint).map((line) => `  ${line}`),
    ...cluster.slice(0, MAX_MEMBERS).map((member) => memberLine(member, first, id)),
    ...(more > 0 ? [`and ${more} more`] : []),
    ...(own !== undefined && own.pin !== null && own.canonical && own.status !== 'accepted' ? ['a pin releases nothing: while this one is held back for another reason, no copy that could be released gives way to it'] : []),
  ];
}

const pinned = ({ pin }: ClusterMember): string => (pin === null ? '' : `, pinned by ${excerpt(pin.actor, 60)} on ${pin.at.slice(0, 10)}, "${excerpt(pin.reason, 120)}"`);

function memberLine(member: ClusterMember, first: ClusterMember, id: string): string {
  const { chunkId, path, status, canonical, survivor, because } = member;
  const relation = because === null ? '' : `  ${RELATIONS[because.relation]} ${because.similarity.toFixed(2)}`;
  const why = because === null || chunkId === id ? '' : `; ${survivor === first.chunkId ? 'the canonical' : shortId(survivor ?? '')} is ${betterText(because, survivor === first.chunkId ? first : null, member)}`;
  return `${shortId(chunkId)}  ${excerpt(path ?? '(gone)', 120)}  ${status ?? 'gone'}${canonical ? ' (kept)' : ''}${chunkId === id ? ' (this one)' : ''}${relation}${why}${canonical && member !== first ? pinned(member) : ''}`;
}

const RELATIONS: Readonly<Record<Precedence['relation'], string>> = { exact: 'exact copy', near: 'near copy', contained: 'excerpt', paraphrase: 'paraphrase' };

/** What makes the kept one the better: `newer (2024-05-01 against 2023-01-01)`. */
export function betterText({ by, kept, copy }: Precedence, winner: ClusterMember | null = null, loser: ClusterMember | null = null): string {
  const against = `(${shown(kept)} against ${shown(copy)})`;
  switch (by) {
    case 'held-back': return 'not held back for another reason';
    case 'pin': return `pinned${winner === null ? '' : pinned(winner).replace(', pinned', '')}${loser === null || loser.pin === null ? '' : `, after the pin by ${excerpt(loser.pin.actor, 60)} on ${loser.pin.at.slice(0, 10)}`}`;
    case 'measured': return 'compared with every copy of a large cluster';
    case 'source': return `part of a source of more authority that says nearly all of this ${against}`;
    case 'holds': return 'a text that holds this one';
    case 'authority': return `of more authority ${against}`;
    case 'date': return copy === null ? `dated (${shown(kept)} against no date)` : `newer ${against}`;
    case 'tokens': return `more complete (${shown(kept)} tokens against ${shown(copy)})`;
    case 'structure': return `better structured ${against}`;
    case 'path': return `first by path ${against}`;
    case 'id': return 'first by id';
    case 'elsewhere': return 'kept already, for what this one was first a copy of';
  }
}

function shown(value: string | number | null): string {
  if (typeof value === 'number') return String(Math.round(value * 100) / 100);
  return value === null ? 'none' : excerpt(value, 120);
}

/** A word diff, a change a line: `within [-30-] {+90+} days`. */
export function diffLines(diff: EdgeStory['diff'], paint: Paint): string[] {
  if (diff === null || diff.changes.length === 0) return [];
  const text = (words: string): string => excerpt(words, MAX_CHANGE_CHARS);
  return [
    'words [-here-] {+there+}:',
    ...diff.changes.map(({ before, here, there, after }) => `  ${[
      start(before), here === '' ? '' : paint('red', `[-${text(here)}-]`), there === '' ? '' : paint('green', `{+${text(there)}+}`), text(after),
    ].filter((part) => part !== '').join(' ')}`),
    ...(diff.more > 0 ? [`  and ${diff.more} more`] : []),
  ];
}

/** The end of the words before a change: those next to it matter most. */
function start(before: string): string {
  const tail = before.length > MAX_CHANGE_CHARS ? before.slice(-MAX_CHANGE_CHARS) : before;
  return excerpt(tail, MAX_CHANGE_CHARS);
}
