import { nearest } from '../../core/index.js';

/** What the configured blocks can measure and report. */
export interface KnownBlocks {
  /** Rule ids, `dimension/name`. */
  readonly rules: readonly string[];
  readonly dimensions: readonly string[];
}

/** Which line of a pipeline brings a built-in dimension, or a rule that another block brings. Only used to give advice. */
const HOMES: Readonly<Record<string, string>> = {
  structure: 'score: [{ use: structure }]',
  freshness: 'score: [{ use: freshness }]',
  safety: 'score: [{ use: safety }]',
  duplication: 'join: [{ use: duplication }]',
  contradiction: 'join: [{ use: contradiction }]',
  'duplication/document': 'join: [{ use: document-copies }]',
  'duplication/paraphrase': 'join: [{ use: paraphrase, with: { embeddings: … } }]',
  'freshness/superseded': 'join: [{ use: supersession }]',
  'freshness/sole-source': 'join: [{ use: coverage }]',
  'freshness/superseded-unique': 'join: [{ use: supersession }]',
};

function homeOf(name: string): string | null {
  for (const key of [name, name.split('/', 1)[0] ?? name]) {
    if (Object.hasOwn(HOMES, key)) return HOMES[key] ?? null;
  }
  return null;
}

/** Advice for a name that is not known: the one that was meant, the block that would bring it, or the list of what there is. */
export function adviceFor(name: string, there: readonly string[], what: string): string {
  const meant = nearest(name, there);
  if (meant !== null) return `did you mean \`${meant}\`?`;
  const home = homeOf(name);
  if (home !== null) return `no configured block measures it; add \`${home}\` to the pipeline`;
  if (there.length === 0) return `no configured block brings any ${what}`;
  return `expected one of: ${[...there].sort().join(', ')}`;
}

/** Whether a rule pattern (`dimension/name` or `dimension/*`) names something that configured blocks report. */
export function isKnownRule(pattern: string, known: KnownBlocks): boolean {
  if (!pattern.endsWith('/*')) return known.rules.includes(pattern);
  const prefix = pattern.slice(0, -1);
  return known.rules.some((rule) => rule.startsWith(prefix));
}
