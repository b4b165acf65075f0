/** What a run tells of near-copies of which one has a changed fact. */
import type { ChunkLine, EdgeLine, FindingLine } from '../../../src/index.js';
import { holds } from '../../lib/quotes.js';
import type { NearCopies } from './near-copies.js';

export type Changed = NearCopies['changed'][number];
export type TellsOf = 'likely' | 'possible' | 'differs by scope' | 'nothing';

/** What became of the copy with the changed fact. */
export type Fate = 'kept' | 'accepted, not the one kept' | 'held back';

export interface ToldOf {
  readonly changed: Changed;
  readonly told: TellsOf;
  /** Edges `contradicts` of the changed sentence with the true one of another copy: what a reviewer has to look at for one fact. */
  readonly edges: number;
  /** Findings on any of the passage's copies that are about contradictions, and the chunks that have them. */
  readonly findings: number;
  readonly chunks: number;
  readonly fate: Fate;
  /** Rules that the changed copy is held back for. */
  readonly rules: readonly string[];
  /** Copies with the true fact that are accepted. */
  readonly trueAccepted: number;
  /** Rules that the others are held back for: how many each. */
  readonly trueRules: ReadonlyMap<string, number>;
}

export interface Told {
  readonly facts: readonly ToldOf[];
  /** Edges `contradicts` between two copies that are not a changed fact against the true one. */
  readonly wrong: readonly EdgeLine[];
  /** Edges `contradicts` between a copy and a document that is none. */
  readonly strange: readonly EdgeLine[];
}

export interface Ran { readonly chunks: readonly ChunkLine[]; readonly edges: readonly EdgeLine[]; readonly findings: readonly FindingLine[] }

const ORDER: readonly TellsOf[] = ['nothing', 'differs by scope', 'possible', 'likely'];
const folderOf = (path: string | null): string => (path ?? '').split('/')[0] ?? '';

export function toldOf({ changed }: NearCopies, { chunks, edges, findings }: Ran): Told {
  const folders = new Map(changed.map((one) => [folderOf(one.path), one]));
  const isCopy = ({ path }: { readonly path: string | null }): boolean => folders.has(folderOf(path));
  const byFact = new Map<Changed, EdgeLine[]>();
  const [wrong, strange]: EdgeLine[][] = [[], []];
  for (const edge of edges) {
    const fact = folders.get(folderOf(edge.a.path)) ?? folders.get(folderOf(edge.b.path));
    if (fact === undefined) continue;
    if (isOfFact(edge, fact)) byFact.set(fact, [...(byFact.get(fact) ?? []), edge]);
    else if (edge.kind === 'contradicts') (isCopy(edge.a) && isCopy(edge.b) ? wrong : strange)!.push(edge);
  }
  const facts = changed.map((fact): ToldOf => {
    const own = byFact.get(fact) ?? [];
    const folder = folderOf(fact.path);
    const mine = findings.filter(({ rule, path }) => rule.startsWith('contradiction/') && folderOf(path) === folder);
    const copies = chunks.filter(({ path }) => folderOf(path) === folder);
    const truthful = copies.filter(({ path, text }) => path !== fact.path && holds(text, fact.from));
    const liar = copies.find(({ path, text }) => path === fact.path && holds(text, fact.to)) ?? copies.find(({ path }) => path === fact.path);
    return {
      changed: fact, told: own.map(levelOf).reduce((best, level) => (ORDER.indexOf(level) > ORDER.indexOf(best) ? level : best), 'nothing'),
      edges: own.filter(({ kind }) => kind === 'contradicts').length, findings: mine.length, chunks: new Set(mine.map(({ chunkId }) => chunkId)).size,
      fate: liar?.status !== 'accepted' ? 'held back' : liar.canonical ? 'kept' : 'accepted, not the one kept',
      rules: liar === undefined || liar.status === 'accepted' ? [] : [...new Set(liar.reasons.map(({ rule }) => rule))].sort(),
      trueAccepted: truthful.filter(({ status }) => status === 'accepted').length,
      trueRules: tally(truthful.filter(({ status }) => status !== 'accepted').flatMap(({ reasons }) => [...new Set(reasons.map(({ rule }) => rule))])),
    };
  });
  return { facts, wrong: wrong!, strange: strange! };
}

export function tally(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

/** The changed sentence on the one side, the true one of another copy of the same passage on the other. */
function isOfFact({ a, b }: EdgeLine, { path, from, to }: Changed): boolean {
  if (folderOf(a.path) !== folderOf(path) || folderOf(b.path) !== folderOf(path)) return false;
  return ([[a, b], [b, a]] as const).some(([lie, truth]) => lie.path === path && truth.path !== path && holds(lie.quote, to) && holds(truth.quote, from));
}

function levelOf({ kind, certainty }: EdgeLine): TellsOf {
  return kind !== 'contradicts' ? 'differs by scope' : certainty === 'likely' ? 'likely' : 'possible';
}
