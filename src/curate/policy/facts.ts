import type { FindingDraft, JsonObject, Score } from '../../core/index.js';

/** All that a policy may know of one chunk, at one time. */
export interface PolicyFacts {
  /** By dimension: 0..1, 1 = good; `null` or absent = not checked. */
  readonly scores: Readonly<Record<string, Score>>;
  /** Days since the document's date; `null` when undated. */
  readonly ageDays: number | null;
  /** The document's own expiry date has passed. */
  readonly expired: boolean;
  /** Every finding that holds at this time: of parsers, scorers, joins and age. */
  readonly findings: readonly FindingDraft[];
  /** The copy that is kept; true for a chunk without copies. */
  readonly canonical: boolean;
  readonly source: string;
  readonly path: string;
  readonly type: string | null;
  readonly language: string | null;
  readonly mediaType: string;
  readonly owner: string | null;
  readonly access: string | null;
  /** 0..1, 1 = most trusted. */
  readonly authority: number;
  readonly tokens: number;
  /** Declared metadata: front matter, record fields. Hostile. */
  readonly metadata: JsonObject;
}

/** The one dimension that changes as time passes. */
export const AGEING_DIMENSION = 'freshness';

interface FactVariable {
  /** Its type in CEL. */
  readonly type: 'bool' | 'string' | 'int' | 'double' | 'map<string, dyn>';
  read(facts: PolicyFacts): PolicyFacts[keyof PolicyFacts] & (string | number | boolean | JsonObject | null);
}

/** The variables of the policy language, dimensions apart. docs/policy.md lists them (a test compares). */
export const FACT_VARIABLES: Readonly<Record<string, FactVariable>> = Object.freeze({
  canonical: { type: 'bool', read: (facts) => facts.canonical },
  source: { type: 'string', read: (facts) => facts.source },
  path: { type: 'string', read: (facts) => facts.path },
  type: { type: 'string', read: (facts) => facts.type },
  language: { type: 'string', read: (facts) => facts.language },
  mediaType: { type: 'string', read: (facts) => facts.mediaType },
  owner: { type: 'string', read: (facts) => facts.owner },
  access: { type: 'string', read: (facts) => facts.access },
  authority: { type: 'double', read: (facts) => facts.authority },
  tokens: { type: 'int', read: (facts) => facts.tokens },
  metadata: { type: 'map<string, dyn>', read: (facts) => facts.metadata },
});

/** The fields of a dimension's variable. */
export function fieldsOf(dimension: string): Readonly<Record<string, 'double' | 'bool'>> {
  return dimension === AGEING_DIMENSION ? { score: 'double', ageDays: 'double', expired: 'bool' } : { score: 'double' };
}
