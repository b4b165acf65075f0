import { assessmentsAt, type ChunkView, type FindingDraft, type Span } from '../../core/index.js';
import { wholeDiff } from '../explain/word-diff.js';
import type { ChunkStory } from '../explain.js';
import { datesOf, decidedAt } from '../views/index.js';
import { published, type Corpus } from '../corpus.js';
import { seenOf } from '../run/index.js';
import type { Counterpart } from './types.js';

const MAX_COUNTERPARTS = 5;

interface Meant { readonly id: string; readonly relation: Counterpart['relation']; readonly finding: FindingDraft | null }

/** The other sides of what a chunk is held back for, or would be: contradictions first, then the copy kept in its place, then what speaks for it in a newer document; at most 5. */
export async function counterpartsOf(corpus: Corpus, story: ChunkStory): Promise<Counterpart[]> {
  const found: Counterpart[] = [];
  const seen = new Set([story.id]);
  for (const meant of meantBy(story)) {
    if (seen.has(meant.id) || found.length >= MAX_COUNTERPARTS) continue;
    seen.add(meant.id);
    const counterpart = await counterpartOf(corpus, story, meant);
    if (counterpart !== null) found.push(counterpart);
  }
  return found;
}

function meantBy({ findings, survivor, coveredBy }: ChunkStory): Meant[] {
  const disputes = findings.filter(({ dispute, related }) => dispute !== undefined && related?.chunkId !== undefined);
  const copies = findings.filter(({ precedence, related }) => precedence !== undefined && related?.chunkId !== undefined);
  const newer = new Set(findings.flatMap(({ rule, related }) => (rule.startsWith('freshness/superseded') && related?.documentId !== undefined ? [related.documentId] : [])));
  return [
    ...disputes.map((finding): Meant => ({ id: finding.related?.chunkId ?? '', relation: 'contradiction', finding })),
    ...copies.map((finding): Meant => ({ id: finding.related?.chunkId ?? '', relation: 'copy', finding })),
    ...(survivor === null || copies.length > 0 ? [] : [{ id: survivor, relation: newer.size > 0 ? 'newer' as const : 'copy' as const, finding: null }]),
    ...coveredBy.flatMap(({ b }): Meant[] => (b.chunkId === undefined ? [] : [{ id: b.chunkId, relation: 'newer', finding: null }])).slice(0, newer.size > 0 ? 2 : 0),
  ];
}

async function counterpartOf(corpus: Corpus, story: ChunkStory, { id, relation, finding }: Meant): Promise<Counterpart | null> {
  const at = published(corpus).number;
  const chunk = await corpus.store.chunk(id, at);
  const [subject] = await corpus.store.decideSubjects([id], at);
  if (chunk === null || subject === undefined) return null;
  const date = datesOf(assessmentsAt(chunk.assessments, chunk), corpus.pipeline).value;
  return {
    relation, id, documentId: chunk.documentId, source: chunk.source, path: chunk.path, title: chunk.title, headingPath: chunk.headingPath, text: chunk.text, status: chunk.decided.status,
    canonical: chunk.decided.canonical, owner: chunk.sourceInfo.owner, authority: chunk.sourceInfo.authority, date, newer: newerOf(story.dates.believed.value, date),
    ...quotes(story, chunk, finding), dispute: finding?.dispute ?? null, precedence: finding?.precedence ?? null, diff: wholeDiff(story.text, chunk.text),
    evidence: await seenOf(corpus.store, corpus.pipeline, subject, decidedAt(corpus)),
  };
}

/** What is quoted on both sides, in the chunks' own texts. */
function quotes(story: ChunkStory, other: ChunkView, finding: FindingDraft | null): { here: Span | null; there: Span | null } {
  const span = finding?.span ?? null;
  const here = span === null || span.start < story.span.start || span.end > story.span.end ? null : { start: span.start - story.span.start, end: span.end - story.span.start };
  const edge = story.edges.find(({ a, b, kind }) => kind === 'contradicts' && (a.chunkId === other.id || b.chunkId === other.id));
  const quote = finding?.dispute === undefined || edge === undefined ? (finding?.related?.quote ?? '') : (edge.self === 'a' ? edge.b : edge.a).quote;
  const start = quote === '' ? -1 : other.text.indexOf(quote);
  return { here, there: start < 0 ? null : { start, end: start + quote.length } };
}

/** Which of two dates, each as precise as known, is later; `null` where a date is missing or they are the same as far as both tell. */
function newerOf(mine: string | null, theirs: string | null): Counterpart['newer'] {
  if (mine === null || theirs === null) return null;
  const precision = Math.min(mine.length, theirs.length);
  const [a, b] = [mine.slice(0, precision), theirs.slice(0, precision)];
  return a === b ? null : a > b ? 'this' : 'other';
}
