import type { PolicyChoice, PolicyView } from '../../engine/review/types.js';
import { api, shownError, type ApiError } from '../api/client.js';
import { createStore } from './store.js';

export type PolicyList = 'reject' | 'quarantine';
export const LISTS: readonly PolicyList[] = ['reject', 'quarantine'];

/** A number in an expression, and how far it can be moved. */
export interface Threshold { readonly at: number; readonly length: number; readonly max: number; readonly step: number }
export interface Row { readonly id: number; readonly list: PolicyList; readonly text: string; readonly thresholds: readonly Threshold[] }
interface PolicyState { readonly view: PolicyView | null; /** As they are being edited; kept while other screens are looked at. */ readonly rows: readonly Row[]; readonly error: ApiError | null }

export const policy = createStore<PolicyState>({ view: null, rows: [], error: null });

let ids = 0;

/** Scores go to 1. What is counted may be moved to some four times of what it is. */
function threshold(at: number, length: number, text: string): Threshold {
  const value = Number(text);
  const share = text.includes('.') && value <= 1;
  return { at, length, max: share ? 1 : Math.max(10, 10 ** Math.ceil(Math.log10(Math.max(1, value * 2.5)))), step: share ? 0.01 : text.includes('.') ? 0.1 : 1 };
}

/** Numbers that something is compared with, of an expression that the server has not seen. */
export function thresholdsIn(expression: string): Threshold[] {
  return [...expression.matchAll(/(?<=[<>=]\s*)\d+(?:\.\d+)?(?![\w.'"])/gu)].map(({ 0: text, index }) => threshold(index, text.length, text));
}

export function rowsOf(view: PolicyView): Row[] {
  return LISTS.flatMap((list) => view[list].map((text, index): Row => {
    ids += 1;
    const told = view.thresholds.filter((known) => known.list === list && known.index === index).sort((a, b) => a.at - b.at);
    return { id: ids, list, text, thresholds: told.map(({ at, length }) => threshold(at, length, text.slice(at, at + length))) };
  }));
}

/** The same expression with another number. One that was written with a point keeps one: to the policy 1 and 1.0 are of two kinds. */
export function withNumber(row: Row, which: number, value: number): Row {
  const moved = row.thresholds[which];
  if (moved === undefined || !Number.isFinite(value) || value < 0) return row;
  const before = row.text.slice(moved.at, moved.at + moved.length);
  const plain = String(Number(value.toFixed(4)));
  const written = before.includes('.') && !plain.includes('.') ? `${plain}.0` : plain;
  const shift = written.length - moved.length;
  return {
    ...row, text: row.text.slice(0, moved.at) + written + row.text.slice(moved.at + moved.length),
    thresholds: row.thresholds.map((other, at) => (at === which ? { ...other, length: written.length } : at > which ? { ...other, at: other.at + shift } : other)),
  };
}

/** What a number is compared with, to name it by: `freshness.score <`. */
export function nameOf({ text, thresholds }: Row, which: number): string {
  const before = text.slice(0, thresholds[which]?.at ?? 0);
  return /[\w.'/()-]+\s*[<>=!]+\s*$/u.exec(before)?.[0].trim() ?? 'number';
}

export function choiceOf(rows: readonly Row[]): PolicyChoice {
  const of = (list: PolicyList): string[] => rows.filter((row) => row.list === list && row.text.trim() !== '').map(({ text }) => text.trim());
  return { reject: of('reject'), quarantine: of('quarantine') };
}

export const isSame = (a: PolicyChoice, b: PolicyChoice): boolean => JSON.stringify([a.reject, a.quarantine]) === JSON.stringify([b.reject, b.quarantine]);

/** Which row a refusal is about: the server names its list and number. */
export function blamedRow(message: string, rows: readonly Row[]): Row | null {
  const [, list, index] = /\b(reject|quarantine)\[(\d+)\]/u.exec(message) ?? [];
  return rows.filter((row) => row.list === list && row.text.trim() !== '')[Number(index)] ?? null;
}

function change(id: number, to: (row: Row) => Row): void {
  policy.set(({ rows }) => ({ rows: rows.map((row) => (row.id === id ? to(row) : row)) }));
}

export const setNumber = (id: number, which: number, value: number): void => { change(id, (row) => withNumber(row, which, value)); };
export const setText = (id: number, text: string): void => { change(id, (row) => ({ ...row, text, thresholds: thresholdsIn(text) })); };

export function addRow(list: PolicyList): number {
  ids += 1;
  const id = ids;
  policy.set(({ rows }) => ({ rows: [...rows, { id, list, text: '', thresholds: [] }] }));
  return id;
}

export function removeRow(id: number): void {
  policy.set(({ rows }) => ({ rows: rows.filter((row) => row.id !== id) }));
}

export function showPolicy(view: PolicyView): void {
  policy.set({ view, rows: rowsOf(view), error: null });
}

/** An edit that has been begun is not lost, unless `anew`. */
export async function loadPolicy(anew = false): Promise<void> {
  try {
    const view = await api.policy();
    const { view: before, rows } = policy.get();
    if (anew || before === null || isSame(choiceOf(rows), before)) showPolicy(view);
  } catch (error) {
    policy.set({ error: shownError(error) });
  }
}
