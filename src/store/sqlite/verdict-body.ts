import type { DecidedChunk, Reason, Status } from '../../core/index.js';

export interface VerdictRow { status: Status; next_change_at: number | null; body: string }

/** What a verdict says beside what SQL needs to see. */
type VerdictBody = Omit<DecidedChunk, 'status' | 'nextChangeAt'>;

/** A reason that is one of the verdict's findings, with what the policy adds to it: findings quote other documents, and twice would be once too often. */
type TerseReason = Pick<Reason, 'rule'> & Partial<Reason> & { readonly finding: number };

/** What a verdict says where there is nothing to say: most chunks are good, and need no bytes for it. */
const UNREMARKABLE = { reasons: [], by: '', decisionSeq: null, canonical: true, scores: {}, findings: [], survivor: null } as const satisfies VerdictBody;

/** What stands in a verdict's `body` column: without what goes without saying. */
export function verdictBody({ reasons, decisionSeq, canonical, findings, survivor, ...others }: VerdictBody): string {
  const { status: _status, nextChangeAt: _nextChangeAt, ...body } = others as Partial<DecidedChunk>;
  return JSON.stringify({
    ...(reasons.length === 0 ? {} : { reasons: reasons.map((reason) => terse(reason, findings)) }), ...(decisionSeq === null ? {} : { decisionSeq }), ...(canonical ? {} : { canonical }), ...body,
    ...(findings.length === 0 ? {} : { findings }), ...(survivor === null ? {} : { survivor }),
  });
}

/** `rule` stays where SQL looks for it. */
function terse(reason: Reason, findings: VerdictBody['findings']): Reason | TerseReason {
  const at = findings.findIndex((finding) => finding.rule === reason.rule && Object.entries(finding).every(([name, value]) => isEqual(value, reason[name as keyof Reason])));
  const finding = findings[at];
  if (finding === undefined) return reason;
  return { rule: reason.rule, finding: at, ...Object.fromEntries(Object.entries(reason).filter(([name]) => !(name in finding))) };
}

const isEqual = (a: unknown, b: unknown): boolean => a === b || (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b));

/** Stores of schema 13 and before hold everything in full. */
export function readVerdictBody(text: string): VerdictBody {
  const { reasons = [], ...body } = JSON.parse(text) as Omit<Partial<VerdictBody>, 'reasons'> & { readonly reasons?: readonly (Reason | TerseReason)[] };
  const full = (reason: Reason | TerseReason): Reason => {
    if (!('finding' in reason)) return reason;
    const { finding, ...added } = reason;
    return { ...body.findings?.[finding], ...added } as Reason;
  };
  return { ...UNREMARKABLE, ...body, reasons: reasons.map(full) };
}

export function decidedChunk(row: VerdictRow): DecidedChunk {
  return { ...readVerdictBody(row.body), status: row.status, nextChangeAt: row.next_change_at };
}
