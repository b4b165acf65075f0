import { policyLanguage } from './environment.js';
import type { KnownBlocks } from './known.js';
import { compiles, type PolicyConfig } from './policy.js';

/**
 * The policy that holds without `policy:` in the pipeline. docs/policy.md gives the reason for each line.
 *
 * - `structure.score < 0.15`: worthless as text (docs/rules/structure says which damage adds up to it); nobody needs to look.
 * - `freshness.score < 0.25`: two half-lives after the grace period, 2^-2. An undated document has no score and passes.
 * - `freshness/sole-source` holds back nothing that the lines above it do not; it tells the reviewer what the corpus would lose.
 * - Copies are held back where a better one is kept; contradictions only where both sides are likely to be about the same thing.
 */
export const DEFAULT_POLICY: PolicyConfig = Object.freeze({
  reject: Object.freeze(['structure.score < 0.15']),
  quarantine: Object.freeze([
    'structure.score < 0.5',
    'freshness.score < 0.25',
    'fired(\'freshness/expired\')',
    'fired(\'freshness/future-date\')',
    'fired(\'freshness/deprecated\')',
    'fired(\'freshness/superseded\') && !fired(\'freshness/superseded-unique\')',
    'fired(\'freshness/superseded-unique\')',
    'fired(\'freshness/sole-source\')',
    'fired(\'freshness/outdated-version\')',
    'fired(\'duplication/exact\') && !canonical',
    'fired(\'duplication/near\') && !canonical',
    'fired(\'duplication/contained\') && !canonical',
    'fired(\'contradiction/likely\')',
    'fired(\'structure/glyph-rubbish\')',
    'fired(\'safety/invisible-text\')',
  ]),
});

/** The default policy without the expressions about blocks that are not configured (`join: []`). */
export function defaultPolicyFor(known: KnownBlocks): PolicyConfig {
  const language = policyLanguage(known);
  const fitting = (expressions: readonly string[]): readonly string[] => expressions.filter((expression) => compiles(expression, known, language));
  return { reject: fitting(DEFAULT_POLICY.reject), quarantine: fitting(DEFAULT_POLICY.quarantine) };
}
