import type { JSX } from 'preact';
import { precision } from '../state/precision.js';
import { useStore } from '../state/store.js';
import { percent } from '../text/words.js';

/** How often people agreed with a rule, and how sure that is by now. */
export function PrecisionNote({ rule }: { readonly rule: string }): JSX.Element | null {
  const known = useStore(precision, ({ rules }) => rules.get(rule));
  if (known === undefined || known.decided === 0) return null;
  const [low, high] = known.interval;
  return <span class="muted precision" title="Of what people decided on: rejected, not approved. The range holds the true share with 95 % certainty.">people kept out {known.kept} of {known.decided}: {percent(known.precision)}%, {percent(low)} to {percent(high)}%</span>;
}
