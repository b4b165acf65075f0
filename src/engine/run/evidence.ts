import type { DecideSubject, DecisionEvent, DecisionEvidence, Store } from '../../core/index.js';
import type { Pipeline } from '../../config/index.js';
import { evidenceRules, inPast } from '../../curate/index.js';
import type { Conflict, SeenEvidence } from './conflict.js';
import { ChunkFacts } from './facts.js';

/** What a person can see of a chunk, as a decision on it keeps it: the text and the rules that have fired. `decidedAt`: the generation's, ms since the epoch. */
export function evidenceOf(pipeline: Pipeline, subject: DecideSubject, decidedAt: number): DecisionEvidence {
  const facts = new ChunkFacts(pipeline, subject);
  const findings = [...facts.measuredFindings(), ...(subject.verdict?.findings ?? facts.ageing(decidedAt).findings)];
  return { contentHash: subject.contentHash, textHash: subject.textHash, rules: evidenceRules(findings, subject.verdict?.reasons ?? []) };
}

/** The same with the newest decision on it, for a reviewer to hand back. */
export async function seenOf(store: Store, pipeline: Pipeline, subject: DecideSubject, decidedAt: number): Promise<SeenEvidence> {
  const { contentHash, rules } = evidenceOf(pipeline, subject, decidedAt);
  return { contentHash, rules, decision: (await store.decisionsOf(subject.chunkId)).at(-1)?.seq ?? 0 };
}

/** What is no longer as it was seen; `null` = all is. */
export async function conflictWith(seen: SeenEvidence, { chunkId, path }: Pick<DecideSubject, 'chunkId' | 'path'>, now: SeenEvidence, decisions: () => Promise<readonly DecisionEvent[]>): Promise<Conflict | null> {
  const said: string[] = [];
  const changed: Conflict['changed'][number][] = [];
  if (now.contentHash !== seen.contentHash) {
    changed.push('content');
    said.push('its text has changed');
  }
  const [came, went] = [now.rules.filter((rule) => !seen.rules.includes(rule)), seen.rules.filter((rule) => !now.rules.includes(rule))];
  if (came.length > 0 || went.length > 0) {
    changed.push('rules');
    if (came.length > 0) said.push(`${came.join(', ')} fired since`);
    if (went.length > 0) said.push(`${went.join(', ')} no longer fires`);
  }
  if (now.decision !== seen.decision) {
    changed.push('decision');
    const newest = (await decisions()).find(({ seq }) => seq === now.decision);
    said.push(newest === undefined ? 'it was decided on since' : `it was decided on since (${inPast(newest)})`);
  }
  return changed.length === 0 ? null : { id: chunkId, changed, message: `chunk ${chunkId} of ${path}: ${said.join('; ')}`, now };
}

/** For a chunk that has left the corpus. */
export const goneConflict = (id: string): Conflict => ({ id, changed: ['gone'], message: `chunk ${id} is no longer in the corpus`, now: null });
