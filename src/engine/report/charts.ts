import { html } from './escape.js';

/** A share of a whole, drawn as a part of a bar. */
export interface Part { readonly label: string; readonly value: number; readonly tone: string }

const [WIDTH, HEIGHT] = [720, 180];
const round = (value: number): number => Math.round(value * 10) / 10;

/** One bar of 100% wide parts; `''` when there is nothing. */
export function stackedBar(parts: readonly Part[]): string {
  const whole = parts.reduce((sum, { value }) => sum + value, 0);
  if (whole === 0) return '';
  let x = 0;
  const rects = parts.map(({ label, value, tone }) => {
    const width = (value / whole) * 100;
    const rect = `<rect class="${tone}" x="${round(x * 10) / 10}%" y="0" width="${round(width * 10) / 10}%" height="100%"><title>${html(label)}: ${value}</title></rect>`;
    x += width;
    return rect;
  });
  return `<svg class="bar" role="img" aria-label="${html(parts.map(({ label, value }) => `${label} ${value}`).join(', '))}" preserveAspectRatio="none">${rects.join('')}</svg>`;
}

/** Horizontal bars with their labels and numbers, as table rows. */
export function barRows(rows: readonly { readonly label: string; readonly value: number }[]): string {
  const most = Math.max(1, ...rows.map(({ value }) => value));
  return rows.map(({ label, value }) => `<tr><th scope="row">${html(label)}</th><td class="number">${value}</td><td class="wide"><svg class="bar thin" aria-hidden="true" preserveAspectRatio="none"><rect class="plain" x="0" y="0" width="${round((value / most) * 100)}%" height="100%"/></svg></td></tr>`).join('');
}

/** Areas over time, one above the other: of each point the parts, bottom first. */
export function stackedArea(points: readonly { readonly label: string; readonly parts: readonly Part[] }[]): string {
  if (points.length === 0) return '';
  const most = Math.max(1, ...points.map(({ parts }) => parts.reduce((sum, { value }) => sum + value, 0)));
  const x = (index: number): number => round(points.length === 1 ? WIDTH : (index / (points.length - 1)) * WIDTH);
  const y = (value: number): number => round(HEIGHT - (value / most) * HEIGHT);
  const below = points.map(() => 0);
  const areas = (points[0]?.parts ?? []).map(({ label, tone }, layer) => {
    const bottom = [...below];
    points.forEach(({ parts }, index) => { below[index] = (below[index] ?? 0) + (parts[layer]?.value ?? 0); });
    const single = points.length === 1;
    const top = single ? `0,${y(below[0] ?? 0)} ${WIDTH},${y(below[0] ?? 0)}` : below.map((value, index) => `${x(index)},${y(value)}`).join(' ');
    const back = single ? `${WIDTH},${y(bottom[0] ?? 0)} 0,${y(bottom[0] ?? 0)}` : bottom.map((value, index) => `${x(index)},${y(value)}`).reverse().join(' ');
    return `<polygon class="${tone}" points="${top} ${back}"><title>${html(label)}</title></polygon>`;
  });
  const [first, last] = [points[0], points.at(-1)];
  return `<figure><svg class="area" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${html(`from ${first?.label ?? ''} to ${last?.label ?? ''}, at most ${most}`)}">${areas.join('')}</svg>`
    + `<figcaption><span>${html(first?.label ?? '')}</span><span>at most ${most}</span><span>${html(last?.label ?? '')}</span></figcaption></figure>`;
}
