import { defineJoin, excerpt, type EdgeDraft, type EdgeSide, type JoinInput, type JoinMember, type JoinOutcome, type JoinSide } from '../../core/index.js';
import { areOneLanguage } from '../../core/language/index.js';
import { coverageOptions, type CoverageOptions } from './options.js';
import { likeness, orderOf, pairKeys, prepare, sharedLemmas, speaksFor, subjectOf, type About } from './subject.js';

export type { CoverageOptions } from './options.js';

/** Words of a subject that an edge names. */
const NAMED_LEMMAS = 5;

/**
 * Which chunks have nobody beside them: no chunk of another document is about the same subject, or all that are, are older. Of such a
 * chunk that is stale, expired, deprecated or superseded, the corpus would say nothing without it.
 */
export const coverageJoin = defineJoin<CoverageOptions, About>({
  id: 'coverage',
  version: 2,
  unit: 'chunk',
  dimension: 'freshness',
  rules: ['freshness/sole-source'],
  options: coverageOptions,
  ignores: ['parentItem', 'kinds', 'mediaType', 'declared', 'type'],
  // A view is a few hundred bytes, and meets views from all over the corpus.
  keep: 40_000,
  light: true,
  prepare,
  node: ({ id, title, headingPath, access }, { lemmas }, { minWords }) => (lemmas < minWords ? null : JSON.stringify([id, access, title, ...headingPath])),
  terms: ({ words }) => words.lemmas,
  keys: (about, _options, statistics) => pairKeys(subjectOf(about, statistics), about.access),
  bucket: { cap: 2, overflow: 'hubs' },
  order: ({ rank }) => orderOf(rank),
  filter: ({ documentId, language, access }, other) => documentId !== other.documentId && access === other.access && areOneLanguage(language, other.language),
  verify(a, b, { subject }, statistics) {
    const [ours, theirs] = [subjectOf(a.prepared, statistics), subjectOf(b.prepared, statistics)];
    const cosine = likeness(ours, theirs);
    if (cosine < subject) return [];
    const edge = edgeOf(a, b, { score: Math.round(cosine * 1000) / 1000, method: `idf-cosine >= ${subject}: ${sharedLemmas(ours, theirs, NAMED_LEMMAS).join(', ')}` });
    return [
      ...(speaksFor(b.prepared.rank, a.prepared.rank) ? [edge] : []),
      ...(speaksFor(a.prepared.rank, b.prepared.rank) ? [{ ...edge, a: edge.b, b: edge.a, reversed: true }] : []),
    ];
  },
  sameNode: null,
  reduce: ({ members }) => members.map(outcomeOf),
});

/** From a chunk to one that speaks for it. */
function edgeOf(a: JoinSide<About>, b: JoinSide<About>, rest: Pick<EdgeDraft, 'score' | 'method'>): EdgeDraft {
  return { kind: 'same-subject', a: sideOf(a.input), b: sideOf(b.input), certainty: 'likely', cue: null, differs: null, aside: 'counted', ...rest };
}

const sideOf = ({ headingPath, title }: JoinInput): EdgeSide => ({ quote: excerpt(headingPath.at(-1) ?? title ?? '', 80), span: null });

function outcomeOf({ id, asides }: JoinMember): JoinOutcome {
  const nothing = { id, score: null, canonical: true, survivor: null };
  if (asides > 0) return { ...nothing, findings: [] };
  return {
    ...nothing,
    findings: [{
      rule: 'freshness/sole-source', severity: 'warning', seen: 'no other text on its subject', expected: 'a newer one',
      message: 'Unexpected lack of a newer text on the subject of one that is out of date, expected one before this is left out',
      beside: ['freshness/stale', 'freshness/expired', 'freshness/deprecated', 'freshness/superseded'],
    }],
  };
}
