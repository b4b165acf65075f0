/** The scoreboard for people. */
import type { Scoreboard, Unit } from './scoreboard.js';

const cut = (text: string, max: number): string => {
  const line = text.replace(/\s+/gu, ' ').trim();
  return line.length <= max ? line : `${line.slice(0, max - 1)}…`;
};

const place = (unit: Unit): string => `${unit.path}${unit.record === null ? '' : `#${unit.record}`}`;

export function scoreboardText({ problems, sound, lookalikes, kinds }: Scoreboard): string {
  const width = Math.max(...kinds.map(({ kind }) => kind.length));
  return [
    'Scoreboard (data/demo/labels.json)',
    `  found ${problems.found} of ${problems.total} planted problems; held back ${sound.held} of ${sound.total} sound chunks; ${lookalikes.passed} of ${lookalikes.total} look-alikes passed`,
    '',
    `  ${'kind'.padEnd(width)}  found  of which subtle`,
    ...kinds.map(({ kind, found, total, subtle }) => `  ${kind.padEnd(width)}  ${`${found}/${total}`.padStart(5)}  ${subtle.total === 0 ? '' : `${subtle.found}/${subtle.total}`}`.trimEnd()),
    ...section('Missed', problems.missed.map(({ id, path, quote, why }) => `${id}  ${path}  ${why}${quote === null ? '' : `: "${cut(quote, 90)}"`}`)),
    ...section('Sound, but held back', sound.units.map((unit) => `${unit.id.slice(0, 13)}  ${place(unit)}  ${unit.reasons.map(({ rule }) => rule).join(', ')}: ${cut(unit.reasons[0]?.message ?? '', 160)}`)),
    ...section('Look-alikes held back', lookalikes.held.map(({ id, path, reasons }) => `${id}  ${path}  ${reasons[0] === undefined ? 'no chunk holds it' : `${reasons[0].rule}: ${cut(reasons[0].message, 160)}`}`)),
  ].join('\n');
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
}
