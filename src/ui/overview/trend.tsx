import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import type { Overview } from '../../engine/review/types.js';
import { theme } from '../state/theme.js';
import { useStore } from '../state/store.js';
import { count, moment, STATUS_NAMES } from '../text/words.js';

const LINES = [['accepted', '--good'], ['quarantined', '--fair'], ['rejected', '--poor']] as const;
type Line = (typeof LINES)[number];
const HEIGHT = 190;

/**
 * Released, held back and rejected over generations; what is held back has a scale of its own, on which its ups and downs can be seen.
 * The same numbers stand in a table for those who cannot see the lines.
 */
export function Trend({ trend }: { readonly trend: Overview['trend'] }): JSX.Element {
  if (trend.length < 2) return <p class="muted">There is something to see after the second generation.</p>;
  return (
    <>
      <ul class="legend">{LINES.map(([status]) => <li key={status}><span class={`swatch swatch-${status}`} aria-hidden="true" />{STATUS_NAMES[status]} <strong>{count(trend.at(-1)?.[status] ?? 0)}</strong></li>)}</ul>
      <div class="trends"><Plot trend={trend} lines={LINES.slice(0, 1)} /><Plot trend={trend} lines={LINES.slice(1)} /></div>
      <details><summary>The same as a table</summary>
        <div class="scroll scroll-table" tabIndex={0} role="region" aria-label="Chunks by generation, a table"><table class="data"><thead><tr><th scope="col">Generation</th><th scope="col">Published</th><th scope="col">By</th>{LINES.map(([status]) => <th key={status} scope="col" class="num">{STATUS_NAMES[status]}</th>)}</tr></thead>
          <tbody>{[...trend].reverse().map((point) => <tr key={point.generation}><th scope="row">{point.generation}</th><td>{moment(point.at)}</td><td>{point.madeBy}</td>{LINES.map(([status]) => <td key={status} class="num">{count(point[status])}</td>)}</tr>)}</tbody></table></div></details>
    </>
  );
}

function Plot({ trend, lines }: { readonly trend: Overview['trend']; readonly lines: readonly Line[] }): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const chosen = useStore(theme, (state) => state.theme);
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    let plot = draw(element, trend, lines);
    // Colours are read when it is drawn: another theme draws it again.
    const again = (): void => { plot.destroy(); plot = draw(element, trend, lines); };
    const system = matchMedia('(prefers-color-scheme: dark)');
    system.addEventListener('change', again);
    const observer = new ResizeObserver(() => { if (element.clientWidth > 0 && element.clientWidth !== plot.width) plot.setSize({ width: element.clientWidth, height: HEIGHT }); });
    observer.observe(element);
    return () => { system.removeEventListener('change', again); observer.disconnect(); plot.destroy(); };
  }, [trend, chosen]);
  return <div class="trend" ref={place} aria-hidden="true" />;
}

function draw(element: HTMLElement, trend: Overview['trend'], lines: readonly Line[]): uPlot {
  const [muted, line] = [colour(element, '--muted'), colour(element, '--line')];
  const axis: uPlot.Axis = { stroke: muted, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 }, font: '11px system-ui, sans-serif' };
  return new uPlot({
    width: Math.max(200, element.clientWidth), height: HEIGHT, legend: { show: false }, cursor: { y: false, points: { size: 7 } },
    scales: { x: { time: false }, y: { range: (_self, _least, most) => [0, Math.max(1, most * 1.08)] } },
    axes: [{ ...axis, space: 70, size: 30, incrs: [1, 2, 5, 10, 20, 50, 100, 500, 1000, 10_000], values: (_self, splits) => splits.map((at) => (Number.isInteger(at) ? `gen ${at}` : '')) }, { ...axis, size: 56, values: (_self, splits) => splits.map((value) => count(value)) }],
    series: [{}, ...lines.map(([status, name]): uPlot.Series => ({ label: STATUS_NAMES[status], stroke: colour(element, name), width: 2, points: { show: trend.length < 30, size: 5 } }))],
  }, [trend.map(({ generation }) => generation), ...lines.map(([status]) => trend.map((point) => point[status]))], element);
}

/** A token of the style sheet as the canvas needs it: resolved for the theme in force. */
function colour(element: HTMLElement, name: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${name})`;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
