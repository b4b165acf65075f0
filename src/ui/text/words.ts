import type { DecisionLine, Dispute, Precedence, Severity, Status } from '../../engine/review/types.js';
import type { CauseKind, QueueGroup, QueueItem } from '../../engine/review/types.js';
import { printable } from './hostile.js';

export const KIND_NAMES: Readonly<Record<CauseKind, string>> = {
  contradiction: 'Contradiction', cluster: 'Copies', family: 'Superseded', document: 'Document', lapsed: 'Lapsed decision', rule: 'Rule', audit: 'Sample',
};

export const STATUS_NAMES: Readonly<Record<Status, string>> = { accepted: 'Released', quarantined: 'Held back', rejected: 'Rejected' };
export const SEVERITY_NAMES: Readonly<Record<Severity, string>> = { info: 'note', warning: 'warning', error: 'error' };

/** After a name: `ada waived it`. */
export const PAST: Readonly<Record<DecisionLine['verdict'], string>> = {
  approve: 'approved it', reject: 'rejected it', requeue: 'put it back in the queue', waive: 'waived it', canonical: 'kept it of its copies', unpin: 'no longer kept it of its copies', 'not-duplicate': 'told it apart from a copy',
  'not-contradiction': 'found no contradiction', acknowledge: 'marked it as known', snooze: 'snoozed it', assign: 'assigned it', edit: 'edited its metadata', withdraw: 'took a decision back',
};
/** What has become of a decision. */
export const FATES: Readonly<Record<DecisionLine['fate'], string>> = {
  stands: 'in force', carried: 'in force here too', lapsed: 'lapsed', gone: 'its text is gone', superseded: 'followed by another', ended: 'ended', withdrawn: 'taken back',
};

/** Names that say too little without their dimension. */
const RULE_NAMES: Readonly<Record<string, string>> = {
  'contradiction/likely': 'Contradicts another text', 'contradiction/possible': 'May contradict another text',
  'decision/lapsed': 'A decision has lapsed', 'decision/rejected': 'Rejected by a person', 'decision/requeued': 'Put back in the queue',
  'duplication/boilerplate': 'Repeated passage', 'duplication/contained': 'Excerpt of another text', 'duplication/document': 'Copy of a document', 'duplication/exact': 'Exact copy',
  'duplication/near': 'Near copy', 'duplication/paraphrase': 'Said in other words elsewhere',
  'freshness/stale': 'Out of date', 'freshness/sole-source': 'Out of date, and nothing newer speaks of it', 'freshness/superseded-unique': 'Only in a superseded edition',
  'policy/expression': 'Held back by the policy', 'structure/no-text': 'No text came out', 'structure/ocr-noise': 'Scanned badly',
};

export function ruleName(rule: string): string {
  const known = RULE_NAMES[rule];
  if (known !== undefined) return known;
  const name = printable(rule.slice(rule.indexOf('/') + 1).replaceAll('-', ' '), 60);
  return name.charAt(0).toUpperCase() + name.slice(1);
}

export const rulePage = (rule: string): string => `docs/rules/${rule}.md`;

/** What a row says of its cause, and beside its sources. */
export function causeText({ kind, title, rule, lead }: Pick<QueueGroup, 'kind' | 'title' | 'rule' | 'lead'>): { readonly title: string; readonly about: string | null } {
  if (kind === 'rule' && title === rule) return { title: ruleName(rule), about: null };
  // Of a document the title says the path and a whole sentence: the row has room for the name and the rule, its tip has the rest.
  if (kind === 'document' || kind === 'lapsed') return { title: lead.title ?? lead.path.split('/').at(-1) ?? lead.path, about: ruleName(rule) };
  return { title, about: null };
}

const NUMBER = new Intl.NumberFormat('en');
export const count = (value: number): string => NUMBER.format(value);
/** `1 item`, `1,204 items` */
export const many = (value: number, one: string, other = `${one}s`): string => `${count(value)} ${value === 1 ? one : other}`;

export function pathOf({ source, path, record }: Pick<QueueItem, 'source' | 'path' | 'record'>): string {
  return `${source}:${path}${record === null ? '' : `#${record}`}`;
}

/** The last part of a path, for messages that must be short. */
export const fileName = (path: string): string => printable(path.split('/').at(-1) ?? path, 60);

/** `86`, of a share of 1. */
export const percent = (share: number): string => String(Math.round(share * 100));

const DAY = 86_400_000;

/** `today`, `5 days`, `7 weeks`, `14 months`: how long something has lasted. */
export function since(at: string, now = Date.now()): string {
  const days = Math.floor((now - Date.parse(at)) / DAY);
  if (!Number.isFinite(days)) return 'unknown';
  if (days < 1) return 'today';
  if (days < 21) return many(days, 'day');
  return days < 90 ? many(Math.floor(days / 7), 'week') : many(Math.floor(days / 30.44), 'month');
}

export const day = (at: string): string => at.slice(0, 10);
/** Minutes are enough, and the zone is said. */
export const moment = (at: string): string => `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;

const PROPOSALS: Readonly<Record<Dispute['proposal'], string>> = {
  'keep-this': 'keep this one', 'keep-other': 'keep the other one', 'ask-owner': 'ask the owners: nothing tells which is right',
};

/** As `winnow explain` words it: `keep the other one (newer: 2025-06-01 to 2024-01-01)`. */
export function proposalText({ proposal, by, standing: [here, there] }: Dispute): string {
  const worse = proposal === 'keep-other';
  const [kept, other] = worse ? [there, here] : [here, there];
  const because = by === null ? '' : by === 'held-back' ? ` (${worse ? 'this' : 'the other'} one is held back for another reason)` : ` (${by === 'date' ? 'newer' : 'more trusted'}: ${String(kept)} to ${String(other)})`;
  return `${PROPOSALS[proposal]}${because}`;
}

export const RELATIONS: Readonly<Record<Precedence['relation'], string>> = { exact: 'exact copy', near: 'near copy', contained: 'excerpt', paraphrase: 'paraphrase' };

/** What makes the kept one of two copies the better: `newer (2024-05-01 against 2023-01-01)`. */
export function betterText({ by, kept, copy }: Precedence): string {
  const against = `(${shown(kept)} against ${shown(copy)})`;
  switch (by) {
    case 'held-back': return 'not held back for another reason';
    case 'pin': return 'pinned by a person';
    case 'measured': return 'compared with every copy of a large cluster';
    case 'source': return `part of a source of more authority that says nearly all of this ${against}`;
    case 'holds': return 'a text that holds this one';
    case 'authority': return `of more authority ${against}`;
    case 'date': return copy === null ? `dated (${shown(kept)} against no date)` : `newer ${against}`;
    case 'tokens': return `more complete (${shown(kept)} tokens against ${shown(copy)})`;
    case 'structure': return `better structured ${against}`;
    case 'path': return `first by path ${against}`;
    case 'id': return 'first by id';
    case 'elsewhere': return 'kept already, for what this one was first a copy of';
  }
}

export function shown(value: string | number | boolean | null): string {
  if (typeof value === 'number') return String(Math.round(value * 1000) / 1000);
  return value === null ? 'none' : printable(String(value), 120);
}
