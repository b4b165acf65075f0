import { compatible, modalConflict, quantifierConflict, type Quantity } from '../../../core/language/index.js';
import type { Claim } from '../claims.js';
import { modalWords, statusCue, type Difference } from '../differences.js';
import { closestOf, type Alignment } from './alignment.js';

/** What to point at in a pair that the typed differences do not explain: the first of figures, modals, quantifiers, opposites, states, a denial, counts of what has two names, words in each other's place. */
export function pointedAt(a: Claim, b: Claim, alignment: Alignment): Difference | null {
  const { links } = alignment;
  for (const ours of a.quantities) {
    const theirs = b.quantities.find((one) => one.kind === ours.kind && one.dimension === ours.dimension && !compatible(ours, one));
    if (theirs !== undefined) return weak(ours.kind, [ours.from, ours.to], [theirs.from, theirs.to]);
  }
  const [one, other] = [a.cues.modal, b.cues.modal];
  if (one !== null && other !== null && modalConflict(one.value, other.value) !== null) return weak('modal', modalWords(a, one.at), modalWords(b, other.at));
  const [some, all] = [a.cues.quantifier, b.cues.quantifier];
  if (some !== null && all !== null && quantifierConflict(some.value, all.value)) return weak('quantifier', [some.at, some.at + 1], [all.at, all.at + 1]);
  const opposed = links.find(({ tie }) => tie === 'opposite');
  if (opposed !== undefined) return weak('antonym', [opposed.a.at, opposed.a.at + 1], [opposed.b.at, opposed.b.at + 1]);
  for (const [group, ours] of a.statuses) {
    const theirs = b.statuses.get(group);
    if (theirs !== undefined && theirs.pole !== ours.pole) return weak(statusCue(group), [ours.from, ours.to], [theirs.from, theirs.to]);
  }
  if (a.cues.negations.length !== b.cues.negations.length) return denial(a, b, links);
  const counted = countsOf(a, b);
  if (counted !== null) return counted;
  const instead = closestOf(alignment);
  return instead === null ? null : weak('entity', [instead.a.at, instead.a.at + 1], [instead.b.at, instead.b.at + 1]);
}

const counts = ({ kind, dimension }: Quantity): boolean => kind === 'number' && (dimension === 'plain' || dimension.startsWith('count:'));

/** One count on each side, of what goes by two names ("two first aiders", "four people"). */
function countsOf(a: Claim, b: Claim): Difference | null {
  const [ours, theirs] = [a.quantities.filter(counts), b.quantities.filter(counts)];
  const [one, other] = [ours[0], theirs[0]];
  if (one === undefined || other === undefined || ours.length > 1 || theirs.length > 1 || compatible({ ...one, dimension: 'plain' }, { ...other, dimension: 'plain' })) return null;
  return weak('number', [one.from, one.to], [other.from, other.to]);
}

const weak = (cue: Difference['cue'], a: Difference['a'], b: Difference['b']): Difference => ({ cue, a, b, weak: true });

/** Words after a negation among which is what it denies. */
const REACH = 4;

/** The denial and what it denies, against the words that stand there for it; `null` where the other side has none: something else is denied. */
function denial(a: Claim, b: Claim, links: Alignment['links']): Difference | null {
  const ofA = a.cues.negations.length > b.cues.negations.length;
  for (const at of (ofA ? a : b).cues.negations) {
    const link = links.find((one) => (ofA ? one.a : one.b).at > at && (ofA ? one.a : one.b).at <= at + REACH);
    if (link === undefined) continue;
    const denied: Difference['a'] = [at, (ofA ? link.a : link.b).at + 1];
    const said: Difference['a'] = [(ofA ? link.b : link.a).at, (ofA ? link.b : link.a).at + 1];
    return ofA ? weak('negation', denied, said) : weak('negation', said, denied);
  }
  return null;
}
