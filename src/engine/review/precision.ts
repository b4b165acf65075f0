import { isOnStatus, type DecisionEvent, type Store } from '../../core/index.js';
import { wilsonInterval } from '../../curate/index.js';
import type { RulePrecision } from './types.js';

const PAGE = 1000;

/**
 * How people judged what each rule held back: of the chunks they approved or rejected, the share they rejected. The newest decision on a chunk counts that was not taken back;
 * a rule counts where it had fired when they decided.
 */
export async function rulePrecision(store: Store): Promise<RulePrecision[]> {
  const bySubject = new Map<string, DecisionEvent[]>();
  const taken = new Set<number>();
  for (let after = 0, more = true; more;) {
    const page = await store.listDecisions({ limit: PAGE, afterSeq: after });
    for (const event of page) {
      if (event.withdraws !== undefined) taken.add(event.withdraws);
      else if (isOnStatus(event)) {
        const known = bySubject.get(event.subjectId);
        if (known === undefined) bySubject.set(event.subjectId, [event]);
        else known.push(event);
      }
    }
    after = page.at(-1)?.seq ?? after;
    more = page.length === PAGE;
  }
  const rules = new Map<string, { kept: number; decided: number }>();
  for (const events of bySubject.values()) {
    const holds = events.findLast(({ seq }) => !taken.has(seq));
    if (holds === undefined || (holds.verdict !== 'approve' && holds.verdict !== 'reject')) continue;
    for (const rule of holds.evidence.rules) {
      const known = rules.get(rule) ?? { kept: 0, decided: 0 };
      rules.set(rule, { kept: known.kept + (holds.verdict === 'reject' ? 1 : 0), decided: known.decided + 1 });
    }
  }
  return [...rules].map(([rule, { kept, decided }]) => ({ rule, kept, decided, precision: kept / decided, interval: wilsonInterval(kept, decided) }))
    .sort((a, b) => b.decided - a.decided || (a.rule < b.rule ? -1 : 1));
}
