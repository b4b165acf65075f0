import type { Status } from '../../src/core/index.js';
import type { PolicyChoice, PolicyExample, PolicyPreview, PolicyView, QueueItem } from '../../src/engine/review/types.js';
import type { FakeCorpus } from './fake-corpus.js';
import { Refused } from './refused.js';

const NUMBER = /(?<=[<>=] )\d+(?:\.\d+)?/gu;
/** As the real server: words that an expression may hold. */
const KNOWN = /^(?:structure|freshness|duplication|contradiction)\.(?:score|ageDays)|^fired\(|^path\./u;

/** A policy in memory, and what another one would make of the made-up corpus: of `dimension.score < number` it understands what it says. */
export class FakePolicy {
  reject: readonly string[] = ['structure.score < 0.15'];
  quarantine: readonly string[] = ['freshness.score < 0.25', "fired('duplication/near') && !canonical", "contradiction.score < 0.5 && fired('contradiction/likely')", 'freshness.ageDays > 1460'];
  file: string | null = 'pipelines/nightly.yaml';
  sample = 2000;
  private version = 1;

  constructor(private readonly corpus: FakeCorpus) {}

  view(): PolicyView {
    const lists = { reject: this.reject, quarantine: this.quarantine };
    return {
      key: `policy@${String(this.version).padStart(12, '3f2a9c0b1d7e')}`, ...lists, file: this.file,
      thresholds: (['reject', 'quarantine'] as const).flatMap((list) => lists[list].flatMap((text, index) => [...text.matchAll(NUMBER)].map((found) => ({ list, index, at: found.index, length: found[0].length, value: Number(found[0]) })))),
    };
  }

  private check(choice: PolicyChoice): void {
    for (const list of ['reject', 'quarantine'] as const) {
      choice[list].forEach((text, index) => {
        if (!KNOWN.test(text)) throw new Refused(400, 'policy-invalid', `policy.${list}[${index}] \`${text}\` at \`${text.split(/\W/u, 1)[0] ?? ''}\` (character 1): unknown variable`, 'Mend the expression.');
      });
    }
  }

  preview(choice: PolicyChoice, whole: boolean, generation: number): PolicyPreview {
    this.check(choice);
    const all = [...this.corpus.items.values()].map(({ item }) => item);
    const looked = whole ? all : all.slice(0, this.sample);
    const [now, then] = [{ accepted: 0, quarantined: 0, rejected: 0 }, { accepted: 0, quarantined: 0, rejected: 0 }];
    const changes = new Map<string, { from: Status; to: Status; count: number; examples: PolicyExample[] }>();
    for (const item of looked) {
      const to = this.after(item, choice);
      now[item.status] += 1;
      then[to] += 1;
      if (to === item.status) continue;
      const change = changes.get(`${item.status} ${to}`) ?? { from: item.status, to, count: 0, examples: [] };
      changes.set(`${item.status} ${to}`, change);
      change.count += 1;
      const reasons = to === 'accepted' ? [] : [{ rule: 'policy/expression', severity: 'warning' as const, message: `\`${choice.quarantine[0] ?? ''}\` holds: its freshness is ${item.scores['freshness']?.toFixed(2) ?? 'not known'}` }];
      if (change.examples.length < 8) change.examples.push({ id: item.id, source: item.source, path: item.path, title: item.title, excerpt: item.excerpt, scores: item.scores, from: item.status, to, reasons });
    }
    return { generation, key: 'policy@000000000000', looked: looked.length, chunks: all.length, now, then, changes: [...changes.values()] };
  }

  private after(item: QueueItem, choice: PolicyChoice): Status {
    const below = (list: readonly string[]): boolean => list.some((text) => {
      const [, dimension = '', number = ''] = /^(\w+)\.score < (\d+(?:\.\d+)?)$/u.exec(text) ?? [];
      const score = item.scores[dimension];
      return typeof score === 'number' && score < Number(number);
    });
    if (below(choice.reject) !== below(this.reject)) return below(choice.reject) ? 'rejected' : item.status;
    if (below(choice.quarantine) === below(this.quarantine) || item.status === 'rejected') return item.status;
    return below(choice.quarantine) ? 'quarantined' : 'accepted';
  }

  save(choice: PolicyChoice & { readonly expectKey: string }): PolicyView {
    this.check(choice);
    if (choice.expectKey !== this.view().key) throw new Refused(409, 'decision-conflict', 'Somebody has saved another policy since.', 'Look at it first.');
    [this.reject, this.quarantine] = [choice.reject, choice.quarantine];
    this.version += 1;
    return this.view();
  }

  /** As if somebody else had saved one. */
  replace(): void { this.version += 1; this.quarantine = [...this.quarantine, 'structure.score < 0.3']; }
}
