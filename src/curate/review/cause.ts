import { excerpt, sha256, type HeldChunk, type Reason } from '../../core/index.js';

/** What a queue is grouped by: one decision of a person often settles a whole group. */
export const CAUSE_KINDS = ['contradiction', 'lapsed', 'family', 'cluster', 'document', 'rule', 'audit'] as const;
/**
 * `contradiction`: two chunks that cannot both hold; `lapsed`: people's decisions on a document whose evidence has changed; `family`: what a newer document
 * stands in place of; `cluster`: copies of what one document holds; `document`: what is wrong with a document as a whole, its age for one; `rule`: chunks that one rule holds back; `audit`: the sample of what a source has released.
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
}

/** Marks of `superseded` by its two rules: what has a counterpart and what has none are one family's. */
const SUPERSEDED: ReadonlySet<string> = new Set(['freshness/superseded', 'freshness/superseded-unique']);

/**
 * Why a chunk is held back, as one cause. Where several reasons hold, the one that a person can settle with most at once, or must settle
 * first: a contradiction, a decision that has lapsed, a newer document, copies; then what is wrong with the document, then with the chunk.
 */
export function causeOf(chunk: Held): Cause {
  const { reasons, documentId, path } = chunk;
  const named = excerpt(path, 120);
  const [first] = reasons;
  if (chunk.status === 'accepted') return { kind: 'audit', key: keyOf('audit', chunk.source.name), title: `Sample of what is released from ${excerpt(chunk.source.name, 80)}`, rule: '' };
  if (first === undefined) return { kind: 'rule', key: keyOf('rule', ''), title: named, rule: '' };
  const lapsed = reasons.find(({ rule }) => rule === 'decision/lapsed');
  return contradiction(chunk)
    ?? (lapsed === undefined ? null : cause('lapsed', documentId, lapsed, `${named}: ${excerpt(lapsed.message, 160)}`))
    ?? family(chunk) ?? cluster(chunk) ?? faulty(first, documentId, named);
}

type Held = Pick<HeldChunk, 'chunkId' | 'documentId' | 'path' | 'reasons' | 'survivor' | 'status' | 'source'>;

function contradiction({ chunkId, reasons }: Held): Cause | null {
  const reason = reasons.find(({ dispute }) => dispute !== undefined);
  if (reason?.dispute === undefined) return null;
  const { related, dispute: { words: [here, there] } } = reason;
  return cause('contradiction', [chunkId, related?.chunkId ?? ''].sort().join(' '), reason, `“${excerpt(here, 60)}” here, “${excerpt(there, 60)}” in ${excerpt(related?.path ?? 'another document', 80)}`);
}

function family({ documentId, path, reasons }: Held): Cause | null {
  const reason = reasons.find(({ rule }) => SUPERSEDED.has(rule));
  if (reason === undefined) return null;
  return cause('family', reason.related?.documentId ?? documentId, reason, reason.related?.path === undefined ? `Older edition: ${excerpt(path, 120)}` : `Older than ${excerpt(reason.related.path, 120)}`);
}

/** Of a page that is another's copy all chunks are: one group. */
function cluster({ reasons, survivor }: Held): Cause | null {
  const reason = reasons.find(({ precedence }) => precedence !== undefined);
  if (reason === undefined) return null;
  return cause('cluster', reason.related?.documentId ?? survivor ?? '', reason, `Copies of ${excerpt(reason.related?.path ?? 'one chunk', 120)}`);
}

/** By what is wrong with its document, or with the chunk itself. */
function faulty(reason: Reason, documentId: string, named: string): Cause {
  if (reason.rule.startsWith('freshness/')) return cause('document', documentId, reason, `${named}: ${excerpt(reason.message, 160)}`);
  const byPolicy = reason.rule === 'policy/expression';
  return cause('rule', byPolicy ? `${reason.rule} ${reason.expression ?? ''}` : reason.rule, reason, byPolicy ? excerpt(reason.message, 160) : reason.rule);
}

function cause(kind: CauseKind, material: string, { rule }: Reason, title: string): Cause {
  return { kind, key: keyOf(kind, material), title, rule };
}

const keyOf = (kind: CauseKind, material: string): string => `${kind}-${sha256(material).slice(0, 20)}`;
