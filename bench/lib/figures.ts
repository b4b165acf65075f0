/** What benches report, and what it is held against. */
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { root } from './places.js';

export interface Figure {
  /** Key in floors.json: `fullRun.cpuSeconds`. */
  readonly key: string;
  readonly label: string;
  /** `null` = could not be measured here. */
  readonly value: number | null;
  readonly unit: string;
}

export interface Bench {
  readonly name: string;
  readonly group: 'speed' | 'quality';
  /** Archives it cannot do without. */
  readonly needs: readonly string[];
  /** What else it cannot do without and is not here; `null` when nothing is. */
  lacks?(): string | null;
  run(): Promise<readonly Figure[]>;
}

/** One entry of floors.json. A `target` is an aim: missing it fails only with `--strict`. */
interface Floor {
  readonly atLeast?: number;
  readonly atMost?: number;
  readonly target?: boolean;
}

export interface Judged {
  readonly figure: Figure;
  readonly bound: string;
  readonly ok: boolean | null;
  readonly target: boolean;
}

type Floors = Readonly<Record<string, Readonly<Record<string, Floor | string | number>>>>;

/** `demo.foundAtLeast` may stand as a bare number, other figures as `{ atLeast | atMost }`. */
function floorOf(floors: Floors, key: string): Floor | null {
  const [group = '', name = ''] = key.split('.');
  const entry = floors[group];
  if (entry === undefined) return null;
  const own = entry[name];
  if (typeof own === 'object') return own;
  const [least, most] = [entry[`${name}AtLeast`], entry[`${name}AtMost`]];
  if (typeof least === 'number') return { atLeast: least };
  return typeof most === 'number' ? { atMost: most } : null;
}

export function judge(figures: readonly Figure[]): Judged[] {
  const floors = JSON.parse(readFileSync(join(root, 'bench', 'floors.json'), 'utf8')) as Floors;
  return figures.map((figure) => {
    const floor = floorOf(floors, figure.key);
    const { value } = figure;
    if (floor === null || value === null) return { figure, bound: '', ok: null, target: false };
    const ok = value >= (floor.atLeast ?? -Infinity) && value <= (floor.atMost ?? Infinity);
    const bound = [floor.atLeast === undefined ? '' : `>= ${floor.atLeast}`, floor.atMost === undefined ? '' : `<= ${floor.atMost}`].join(' ').trim();
    return { figure, bound: floor.target === true ? `${bound} (target)` : bound, ok, target: floor.target === true };
  });
}

export function figureTable(rows: readonly Judged[]): string {
  return table(['figure', 'measured', 'floor or target', 'ok'],
    rows.map(({ figure, bound, ok }) => [figure.label, figure.value === null ? 'not available' : `${shown(figure.value)} ${figure.unit}`.trim(), bound, ok === null ? '' : ok ? 'yes' : 'NO']));
}

/** Three digits that mean something; whole numbers as they are. */
export function shown(value: number): string {
  if (Number.isInteger(value)) return String(value);
  const size = Math.abs(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3);
}

/** Columns set apart by two spaces; those of numbers lean right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((cell, column) => Math.max(cell.length, ...rows.map((row) => (row[column] ?? '').length)));
  const right = head.map((_, column) => column > 0 && rows.length > 0 && rows.every((row) => /^(?:[-\d.,%]*|not available)$/u.test((row[column] ?? '').split(' ')[0] ?? '')));
  const line = (cells: readonly string[]): string => cells.map((cell, column) => (right[column] === true ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!))).join('  ').trimEnd();
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

/** What a figure depends on: Node, processors, date. */
export function machine(): string {
  return `Node ${process.versions.node}, ${process.platform} ${process.arch}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown processor'}, ${new Date().toISOString().slice(0, 10)}`;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** 0 of none. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
