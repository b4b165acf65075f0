import { excerpt, type FindingDraft, type JoinEdge, type JoinMember, type JoinOutcome, type RuleId, type Span } from '../../core/index.js';
import { repetition } from './boilerplate.js';
import { clusters, type Attachment } from './cluster.js';
import type { DuplicationOptions } from './options.js';

/** One canonical a cluster; the copies score 1 - similarity and name the member that is kept in their place. */
export function reduce(component: { members: readonly JoinMember[]; edges: readonly JoinEdge[] }, options: DuplicationOptions): readonly JoinOutcome[] {
  const attached = clusters(component.members, component.edges, options);
  const spread = spreadOf(component.members);
  return [...component.members].sort((a, b) => (a.id < b.id ? -1 : 1)).map((member): JoinOutcome => {
    const attachment = attached.get(member.id);
    const documents = spread.get(member.node) ?? 1;
    // Of a chunk that is boilerplate as a whole, its paragraphs are not told one by one.
    const findings = documents >= options.boilerplateDocuments ? [repetition(documents, options)] : member.marks;
    if (attachment === undefined) return { id: member.id, score: 1, canonical: true, survivor: null, findings };
    return {
      id: member.id, score: Math.round((1 - attachment.similarity) * 10_000) / 10_000, canonical: false, survivor: attachment.to.id,
      findings: [findingOf(member, attachment, options), ...findings],
    };
  });
}

/** Node -> number of documents. */
function spreadOf(members: readonly JoinMember[]): Map<number, number> {
  const documents = new Map<number, Set<string>>();
  for (const member of members) documents.set(member.node, (documents.get(member.node) ?? new Set()).add(member.documentId));
  return new Map([...documents].map(([node, set]) => [node, set.size]));
}

const RULES: Record<Attachment['relation'], RuleId> = { exact: 'duplication/exact', near: 'duplication/near', contained: 'duplication/contained' };

function findingOf(member: JoinMember, attachment: Attachment, options: DuplicationOptions): FindingDraft {
  const { to, relation, similarity, edge, why } = attachment;
  const [mine, theirs] = sidesOf(member, to, edge);
  const path = excerpt((attachment.via ?? to).path, 200);
  const share = similarity.toFixed(2);
  const texts = {
    exact: [`Unexpected copy of \`${path}\` with the same words, expected the text once`, 'the same words', 'the text once'],
    near: [`Unexpected near copy of \`${path}\`: \`${share}\` of their shingles are shared, expected less than \`${options.jaccard}\``, `Jaccard ${share}`, `less than ${options.jaccard}`],
    contained: [`Unexpected excerpt of \`${path}\`: \`${share}\` of its shingles are found there, expected less than \`${options.excerpt}\``, `containment ${share}`, `less than ${options.excerpt}`],
  } as const;
  const [message, seen, expected] = texts[relation];
  return {
    rule: RULES[relation], severity: 'warning', message, seen, expected, span: mine.span,
    related: { documentId: to.documentId, chunkId: to.id, path: to.path, ...(theirs.quote === '' ? {} : { quote: excerpt(theirs.quote, 300) }) },
    precedence: { relation, similarity: Math.round(similarity * 10_000) / 10_000, ...why },
  };
}

/**
 * The edge's sides as [the member's, the other's]. An edge was measured on one member of each node: for another member
 * of the same node the words are the same, but they stand elsewhere, so no span is given.
 */
function sidesOf(member: JoinMember, to: JoinMember, edge: JoinEdge | null): [{ span: Span | null }, { quote: string }] {
  if (edge === null) return [{ span: null }, { quote: '' }];
  const first = edge.aNode === member.node && edge.bNode === to.node;
  const [mine, theirs, id] = first ? [edge.a, edge.b, edge.aId] : [edge.b, edge.a, edge.bId];
  return [{ span: id === member.id ? mine.span : null }, theirs];
}
