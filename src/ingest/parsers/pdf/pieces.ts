import type { TextItem } from './open.js';
import type { Run } from './runs.js';

/** A piece of text written from left to right. Lengths and positions in points. */
export interface Piece {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly baseline: number;
  readonly height: number;
  readonly font: string;
  readonly monospaced: boolean;
}

/** Slanted words up to this many are a watermark. */
const MAX_WATERMARK_WORDS = 6;

/**
 * Runs as pieces, the page turned so that most of it reads from left to right. Text in another direction comes in lists of its own
 * (labels of axes, stamps in the margin); slanted watermarks are left out.
 */
export function piecesOf(runs: readonly Run[]): { readonly main: readonly Piece[]; readonly turned: readonly (readonly Piece[])[] } {
  const byAngle = new Map<number, Run[]>();
  for (const run of runs) {
    const angle = (Math.round((Math.atan2(run.direction[1], run.direction[0]) * 180) / Math.PI) + 360) % 360;
    const list = byAngle.get(angle);
    if (list === undefined) byAngle.set(angle, [run]);
    else list.push(run);
  }
  const weight = (list: readonly Run[]): number => list.reduce((sum, run) => sum + run.text.length, 0);
  const groups = [...byAngle].map(([angle, list]) => ({ angle, list, weight: weight(list) })).sort((a, b) => b.weight - a.weight);
  const [first, ...others] = groups;
  if (first === undefined) return { main: [], turned: [] };
  const turned = others.filter(({ angle, list }) => angle % 90 === first.angle % 90 || list.map((run) => run.text).join(' ').split(/\s+/u).length > MAX_WATERMARK_WORDS);
  return { main: turn(first.list, first.angle), turned: turned.map(({ angle, list }) => turn(list, angle)) };
}

function turn(runs: readonly Run[], angle: number): readonly Piece[] {
  const [cos, sin] = [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)];
  const along = (x: number, y: number): number => (angle === 0 ? x : x * cos + y * sin);
  const across = (x: number, y: number): number => (angle === 0 ? y : y * cos - x * sin);
  return runs.map((run) => ({
    text: run.text, left: along(run.x, run.y), right: along(run.endX, run.endY), baseline: across(run.x, run.y), height: run.height, font: run.font, monospaced: run.monospaced,
  }));
}

/** pdf.js's own items as pieces; it gives no direction but for the turned, whose matrix has a second number. */
export function piecesOfItems(items: readonly TextItem[], monospaced: ReadonlySet<string>): readonly Piece[] {
  return items.filter(({ str }) => str.trim() !== '').map(({ str, transform, width, height, fontName }) => {
    const [left, baseline] = [transform[4] ?? 0, transform[5] ?? 0];
    return { text: str, left, right: left + width, baseline, height, font: fontName, monospaced: monospaced.has(fontName) };
  });
}
