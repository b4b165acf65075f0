import { excerpt, sha256, type HeldChunk, type Reason } from '../../core/index.js';

/** What a queue is grouped by: one decision of a person often settles a whole group. */
export const CAUSE_KINDS = ['contradiction', 'lapsed', 'family', 'cluster', 'document', 'rule'] as const;
/**
 * `contradiction`: two chunks that cannot both hold; `lapsed`: people's decisions on a document whose evidence has changed; `family`: what a newer document
 * stands in place of; `cluster`: copies of what one document holds; `document`: what is wrong with a document as a whole, its age for one; `rule`: chunks that one rule holds back.
 */
export type CauseKind = (typeof CAUSE_KINDS)[number];

export interface Cause {
  readonly kind: CauseKind;
  /** The same for all items of a group; URL-safe. */
  readonly key: string;
  /** One line for people, made printable: it quotes document text and names. */
  readonly title: string;
  /** The rule that tells it. */
  readonly rule: string;
  /** Chunk or document on the other side. */
  readonly other: string | null;
}

/** Marks of `superseded` by its two rules: what has a counterpart and what has none are one family's. */
const SUPERSEDED: ReadonlySet<string> = new Set(['freshness/superseded', 'freshness/superseded-unique']);

/**
 * Why a chunk is held back, as one cause. Where several reasons hold, the one that a person can settle with most at once, or must settle
 * first: a contradiction, a decision that has lapsed, a newer document, copies; then what is wrong with the document, then with the chunk.
 */
export function causeOf(chunk: Pick<HeldChunk, 'chunkId' | 'documentId' | 'path' | 'reasons' | 'survivor'>): Cause {
  const { reasons, documentId, path } = chunk;
  const named = excerpt(path, 120);
  const dispute = reasons.find((reason) => reason.dispute !== undefined);
  if (dispute?.dispute !== undefined) {
    const other = dispute.related?.chunkId ?? '';
    const { words } = dispute.dispute;
    const sides = [chunk.chunkId, other].sort().join(' ');
    return cause('contradiction', sides, dispute, `“${excerpt(words[0], 60)}” here, “${excerpt(words[1], 60)}” in ${excerpt(dispute.related?.path ?? 'another document', 80)}`, other);
  }
  const lapsed = reasons.find(({ rule }) => rule === 'decision/lapsed');
  if (lapsed !== undefined) return cause('lapsed', documentId, lapsed, `${named}: ${excerpt(lapsed.message, 160)}`, null);
  const superseded = reasons.find(({ rule }) => SUPERSEDED.has(rule));
  if (superseded !== undefined) {
    const newer = superseded.related?.documentId ?? null;
    return cause('family', newer ?? documentId, superseded, superseded.related?.path === undefined ? `Older edition: ${named}` : `Older than ${excerpt(superseded.related.path, 120)}`, newer);
  }
  const copy = reasons.find(({ precedence }) => precedence !== undefined);
  if (copy !== undefined) {
    const kept = chunk.survivor ?? copy.related?.chunkId ?? '';
    // Of a page that is another's copy all chunks are: one group.
    return cause('cluster', copy.related?.documentId ?? kept, copy, `Copies of ${excerpt(copy.related?.path ?? 'one chunk', 120)}`, kept);
  }
  const [first] = reasons;
  if (first === undefined) return { kind: 'rule', key: keyOf('rule', ''), title: named, rule: '', other: null };
  if (first.rule.startsWith('freshness/')) return cause('document', documentId, first, `${named}: ${excerpt(first.message, 160)}`, null);
  const material = first.rule === 'policy/expression' ? `${first.rule} ${first.expression ?? ''}` : first.rule;
  return cause('rule', material, first, first.rule === 'policy/expression' ? excerpt(first.message, 160) : first.rule, null);
}

function cause(kind: CauseKind, material: string, { rule }: Reason, title: string, other: string | null): Cause {
  return { kind, key: keyOf(kind, material), title, rule, other };
}

const keyOf = (kind: CauseKind, material: string): string => `${kind}-${sha256(material).slice(0, 20)}`;
