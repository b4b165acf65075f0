import type { JSX } from 'preact';

/** A share as a bar. The number stands beside it or in its title: the bar itself is decoration. */
export function Bar({ value, of = 1, tone = 'plain', title }: { readonly value: number; readonly of?: number; readonly tone?: 'plain' | 'good' | 'fair' | 'poor' | 'damage'; readonly title?: string }): JSX.Element {
  const share = of <= 0 ? 0 : Math.max(0, Math.min(1, value / of));
  return <span class="bar" title={title} aria-hidden="true"><span class={`bar-fill bar-${tone}`} style={{ width: `${(share * 100).toFixed(1)}%` }} /></span>;
}

export const toneOf = (score: number): 'good' | 'fair' | 'poor' => (score >= 0.7 ? 'good' : score >= 0.4 ? 'fair' : 'poor');

/** A score with its bar; one that was not measured says so, which is not the same as low. */
export function ScoreBar({ score }: { readonly score: number | null }): JSX.Element {
  if (score === null) return <span class="score score-none">not checked</span>;
  return <span class="score"><Bar value={score} tone={toneOf(score)} /><span class="score-number">{score.toFixed(2)}</span></span>;
}
