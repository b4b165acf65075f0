import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { addRow, nameOf, removeRow, setNumber, setText, type PolicyList, type Row } from '../state/policy.js';
import { printable } from '../text/hostile.js';

const LIST_NAMES: Readonly<Record<PolicyList, string>> = { reject: 'Rejected where', quarantine: 'Held back where' };
const ORDER: Readonly<Record<PolicyList, string>> = { reject: 'Asked first: out of the corpus, and nobody is asked.', quarantine: 'Of the rest: waits for a person. What no expression holds for is released.' };

/** Characters that fit on a line of the field. */
const LINE = 46;

/** The last row that was added takes the focus: it is there to be written in. */
let fresh: number | null = null;

export function Expressions({ list, rows, blamed }: { readonly list: PolicyList; readonly rows: readonly Row[]; readonly blamed: number | null }): JSX.Element {
  return (
    <section class="panel" aria-label={LIST_NAMES[list]}>
      <h2>{LIST_NAMES[list]} <span class="muted note">{ORDER[list]}</span></h2>
      {rows.length === 0 ? <p class="muted">No expression: nothing is.</p> : null}
      <ol class="expressions">{rows.map((row, at) => <Expression key={row.id} row={row} name={`${LIST_NAMES[list]}, expression ${at + 1}`} wrong={row.id === blamed} />)}</ol>
      <p><button type="button" class="button" onClick={() => { fresh = addRow(list); }}>Add an expression</button></p>
    </section>
  );
}

function Expression({ row, name, wrong }: { readonly row: Row; readonly name: string; readonly wrong: boolean }): JSX.Element {
  const input = useRef<HTMLTextAreaElement>(null);
  // Before the next key: whoever added it is already writing.
  useLayoutEffect(() => {
    if (fresh !== row.id) return;
    fresh = null;
    input.current?.focus();
  }, []);
  return (
    <li class={wrong ? 'expression expression-wrong' : 'expression'}>
      <div class="expression-line">
        <textarea ref={input} class="code" rows={Math.min(8, Math.ceil((row.text.length + 1) / LINE))} spellcheck={false} autocomplete="off" maxLength={2000} aria-label={name} aria-invalid={wrong} placeholder="freshness.score < 0.25" value={row.text} onInput={(event) => { setText(row.id, event.currentTarget.value.replace(/[\r\n]+/gu, ' ')); }}
          onKeyDown={(event) => { if (event.key === 'Enter') event.preventDefault(); }} />
        <button type="button" class="button button-quiet" aria-label={`Remove: ${name}`} onClick={() => { removeRow(row.id); }}>Remove</button>
      </div>
      {row.thresholds.map((threshold, which) => {
        const label = printable(nameOf(row, which), 60);
        const value = row.text.slice(threshold.at, threshold.at + threshold.length);
        const move = (event: { readonly currentTarget: HTMLInputElement }): void => { if (event.currentTarget.value !== '') setNumber(row.id, which, Number(event.currentTarget.value)); };
        return (
          <div key={which} class="threshold"><code>{label}</code>
            <input type="range" min={0} max={threshold.max} step={threshold.step} value={value} aria-label={`${label}, slider`} onInput={move} />
            <input type="number" min={0} step={threshold.step} value={value} aria-label={label} onChange={move} /></div>
        );
      })}
    </li>
  );
}
