import type { DecisionEvent, FindingDraft, Precedence, Status, StoredEdge } from '../../core/index.js';
import type { Corpus } from '../corpus.js';
import { edgesOf, Subjects } from '../views/index.js';

export interface ClusterMember {
  readonly chunkId: string;
  readonly path: string | null;
  readonly status: Status | null;
  readonly canonical: boolean;
  /** The copy that is kept in its place; `null` = it is kept itself. */
  readonly survivor: string | null;
  /** Why that one is kept and not this, as it was decided. */
  readonly because: Precedence | null;
  /** A person's decision that pins it as canonical and stands. */
  readonly pin: Pin | null;
}

export type Pin = Pick<DecisionEvent, 'seq' | 'at' | 'actor' | 'reason'>;

/** Chunks that are copies of a chunk, directly or through others, the chunk itself among them. */
export interface Cluster {
  /** The kept ones first, then the chunk itself; at most 50. `[]` when it has no copies. */
  readonly members: readonly ClusterMember[];
  /** How many there are, counted up to 1,000 and over 2,000 edges. */
  readonly size: number;
}

const MAX_MEMBERS = 50;
const MAX_COUNTED = 1000;
/** Edges that are followed: in a dense cluster the first few members lead to all the others. */
const MAX_FOLLOWED = 2000;
const COPIES: ReadonlySet<StoredEdge['kind']> = new Set(['duplicate', 'near-duplicate', 'contained']);

/** The cluster of a chunk. Edges with a cue tell two texts apart: they link nothing. */
export async function clusterOf(corpus: Corpus, chunkId: string, findings: readonly FindingDraft[]): Promise<Cluster> {
  const canonical = findings.find(({ precedence }) => precedence !== undefined)?.related?.chunkId;
  const seen = new Set(canonical === undefined ? [chunkId] : [canonical, chunkId]);
  let followed = 0;
  for (const id of seen) {
    if (seen.size >= MAX_COUNTED || followed >= MAX_FOLLOWED) break;
    for await (const edge of edgesOf(corpus, id)) {
      if (edge.of === 'chunks' && edge.cue === null && COPIES.has(edge.kind)) seen.add(edge.aId).add(edge.bId);
      followed += 1;
      if (seen.size >= MAX_COUNTED || followed >= MAX_FOLLOWED) break;
    }
  }
  if (seen.size === 1) return { members: [], size: 0 };
  const subjects = new Subjects(corpus);
  const members: ClusterMember[] = [];
  for (const id of [...seen].slice(0, MAX_MEMBERS)) members.push(await memberOf(corpus, subjects, id));
  const before = (member: ClusterMember): number => (member.chunkId === canonical ? 3 : member.canonical ? 2 : member.chunkId === chunkId ? 1 : 0);
  return { members: members.sort((a, b) => before(b) - before(a)), size: seen.size };
}

async function memberOf({ store }: Corpus, subjects: Subjects, chunkId: string): Promise<ClusterMember> {
  const subject = await subjects.get('chunks', chunkId);
  const decided = subject?.decided ?? null;
  const finding = decided?.findings.find(({ precedence }) => precedence !== undefined);
  return {
    chunkId, path: subject?.path ?? null, status: decided?.status ?? null, canonical: decided?.canonical ?? false,
    survivor: finding?.related?.chunkId ?? null, because: finding?.precedence ?? null, pin: decided?.pin?.stands === true ? await pinAt(store, decided.pin.seq) : null,
  };
}

async function pinAt(store: Corpus['store'], number: number): Promise<Pin | null> {
  const [event] = await store.listDecisions({ limit: 1, afterSeq: number - 1 });
  return event === undefined ? null : { seq: event.seq, at: event.at, actor: event.actor, reason: event.reason };
}
