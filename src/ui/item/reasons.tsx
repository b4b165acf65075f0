import type { JSX } from 'preact';
import type { QueueReason } from '../../engine/review/types.js';
import { PrecisionNote } from '../parts/precision-note.js';
import { showRule } from '../parts/rule-page.js';
import { Message, T } from '../text/shown.js';
import { ruleName, rulePage, SEVERITY_NAMES } from '../text/words.js';

/** Why it is held back, in the words that were kept with the decision. */
export function Reasons({ reasons }: { readonly reasons: readonly QueueReason[] }): JSX.Element {
  return (
    <section class="reasons" aria-label="Why it is held back">
      {reasons.length === 0 ? <p class="muted">Nothing holds it back.</p> : (
        <ul>
          {reasons.map(({ rule, severity, message }, at) => (
            <li key={at} class={`reason reason-${severity}`}>
              <span class="reason-head"><strong>{ruleName(rule)}</strong><span class={`severity severity-${severity}`}>{SEVERITY_NAMES[severity]}</span>
                <button type="button" class="link" title={rulePage(rule)} onClick={() => { showRule(rule); }}><T text={rule} max={80} /></button><PrecisionNote rule={rule} /></span>
              <span class="reason-message"><Message text={message} max={600} /></span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
