import type { JSX } from 'preact';
import type { PolicyExample, PolicyPreview, Status } from '../../engine/review/types.js';
import { ScoreBar } from '../parts/bar.js';
import { itemHash } from '../state/route.js';
import { Message, T } from '../text/shown.js';
import { count, many, ruleName, STATUS_NAMES } from '../text/words.js';
import type { Previewed } from './use-policy-preview.js';

const STATUSES: readonly Status[] = ['accepted', 'quarantined', 'rejected'];
/** What is let out is looked at first: it is what can do harm. */
const rank = (to: Status): number => STATUSES.indexOf(to);

/** What would become of the corpus: counts, and examples from both sides of the line. */
export function PolicyChanges({ preview: { working, result, error }, changed, onWhole }: { readonly preview: Previewed; readonly changed: boolean; readonly onWhole: () => void }): JSX.Element {
  return (
    <section class="panel policy-changes" aria-label="What would change" aria-busy={working}>
      <h2>What would change</h2>
      <p role="status" class="muted policy-status">{!changed ? 'This is the policy that runs decide by. Move a number or edit an expression, and see here what it would change.' : working ? 'Working out what would change …' : result === null ? '' : scopeText(result)}</p>
      {error === null ? null : <p class="problem" role="alert"><Message text={`${error.message} ${error.next ?? ''}`} max={600} /></p>}
      {result === null || !changed ? null : (
        <>
          {result.looked < result.chunks && !working ? <p><button type="button" class="button" onClick={onWhole}>Look at all</button></p> : null}
          <Counts result={result} />
          {result.changes.length === 0 ? <p>No chunk changes its status.</p> : [...result.changes].sort((a, b) => rank(a.to) - rank(b.to)).map(({ from, to, count: number, examples }) => (
            <section key={`${from} ${to}`} class="side-of-line" aria-label={`${STATUS_NAMES[from]} now, ${STATUS_NAMES[to].toLowerCase()} then`}>
              <h3><span class={`status status-${from}`}>{STATUS_NAMES[from]}</span> → <span class={`status status-${to}`}>{STATUS_NAMES[to]}</span> <strong>{many(number, 'chunk')}</strong>{number > examples.length ? <span class="muted"> {count(examples.length)} of them:</span> : null}</h3>
              <ul class="examples">{examples.map((example) => <Example key={example.id} example={example} />)}</ul>
            </section>))}
        </>
      )}
    </section>
  );
}

export const scopeText = ({ looked, chunks }: PolicyPreview): string => (looked < chunks ? `Of a sample of ${many(looked, 'chunk')}; the corpus has ${count(chunks)}.` : `Of all ${many(chunks, 'chunk')}.`);

function Counts({ result: { now, then } }: { readonly result: PolicyPreview }): JSX.Element {
  return (
    <table class="data counts-table"><thead><tr><th scope="col">Status</th><th scope="col" class="num">Now</th><th scope="col" class="num">Then</th><th scope="col" class="num">Difference</th></tr></thead>
      <tbody>{STATUSES.map((status) => {
        const difference = then[status] - now[status];
        return <tr key={status}><th scope="row">{STATUS_NAMES[status]}</th><td class="num">{count(now[status])}</td><td class="num">{count(then[status])}</td><td class="num">{difference === 0 ? '' : `${difference > 0 ? '+' : '−'}${count(Math.abs(difference))}`}</td></tr>;
      })}</tbody></table>
  );
}

function Example({ example: { id, source, path, title, excerpt, scores, reasons } }: { readonly example: PolicyExample }): JSX.Element {
  return (
    <li class="example">
      <a href={itemHash(id)}><T text={title ?? path} max={120} /></a> <span class="muted"><T text={`${source}:${path}`} max={140} /></span>
      <p class="example-text"><T text={excerpt} max={240} /></p>
      <div class="example-scores">{Object.entries(scores).map(([dimension, score]) => <span key={dimension}><T text={dimension} max={30} /> <ScoreBar score={score} /></span>)}</div>
      {reasons.length === 0 ? null : <ul class="lines">{reasons.map(({ rule, message }, at) => <li key={at}><strong>{ruleName(rule)}</strong> <Message text={message} max={300} /></li>)}</ul>}
    </li>
  );
}
