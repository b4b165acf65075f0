import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { DecisionLine } from '../../engine/review/types.js';
import { api, shownError, type ApiError } from '../api/client.js';
import { CommandButton } from '../parts/button.js';
import { VerdictText } from '../parts/verdict-text.js';
import { acts, undoAct } from '../state/acts.js';
import { itemHash } from '../state/route.js';
import { mayDecide, sessions } from '../state/session.js';
import { useStore } from '../state/store.js';
import { T } from '../text/shown.js';
import { moment, pathOf } from '../text/words.js';
import { actOf, mayBeTakenBack } from './take-back.js';
import { TakeBackDialog } from './take-back-dialog.js';

const PAGE = 100;

/** Who decided what, when and why, and what became of it. */
export function LogScreen({ actor }: { readonly actor: string }): JSX.Element {
  const [lines, setLines] = useState<readonly DecisionLine[]>([]);
  const [phase, setPhase] = useState<'loading' | 'more' | 'end'>('loading');
  const [error, setError] = useState<ApiError | null>(null);
  const [asked, setAsked] = useState<DecisionLine | null>(null);
  const { stack, running } = useStore(acts, (state) => state);
  const may = mayDecide(useStore(sessions, (state) => state.session));

  const load = (before?: number): void => {
    setPhase('loading');
    setError(null);
    api.decisions({ before, limit: PAGE }).then(
      (page) => { setLines((known) => (before === undefined ? page : [...known, ...page])); setPhase(page.length < PAGE ? 'end' : 'more'); },
      (problem: unknown) => { setError(shownError(problem)); setPhase('more'); },
    );
  };
  useEffect(() => { if (running === 0) load(); }, [stack.length, running]);
  // By the last number of each: what was decided in this tab goes back whole, and at once.
  const undoable = new Map(stack.flatMap((done) => done.numbers.map(({ last }) => [last, done] as const)));

  return (
    <div class="page-body">
      <header class="page-head"><h1>Log of decisions</h1><p class="muted">Newest first. Nothing is ever removed from it: what is taken back stays, and says so.</p><span class="grow" />{may ? <CommandButton does="undo" disabled={stack.length === 0}>Undo the last act</CommandButton> : null}</header>
      {error === null ? null : <p class="problem" role="alert"><T text={`${error.message} ${error.next ?? ''}`} max={400} /></p>}
      {lines.length === 0 && phase === 'end' ? <p class="muted">Nobody has decided anything yet.</p> : (
        <section class="panel" aria-label="Decisions"><div class="scroll" tabIndex={0} role="region" aria-label="Decisions, a table"><table class="data log">
          <thead><tr><th scope="col" class="num">No.</th><th scope="col">When</th><th scope="col">Who</th><th scope="col">What</th><th scope="col">On</th><th scope="col">Why</th><th scope="col">Now</th><th scope="col"><span class="vh">Undo</span></th></tr></thead>
          <tbody>{lines.map((line) => {
            const own = undoable.get(line.seq);
            return (
              <tr key={line.seq}><td class="num">{line.seq}</td><td class="nowrap">{moment(line.at)}</td><td><T text={line.actor} max={40} /></td><td class="nowrap"><VerdictText said={line} /></td>
                <td class="log-path"><a href={itemHash(line.on ?? line.chunkId)}>{line.path === null || line.source === null ? line.chunkId.slice(0, 13) : <T text={pathOf({ source: line.source, path: line.path, record: line.record })} max={140} />}</a></td>
                <td>{line.reason === '' ? <span class="muted">no reason</span> : <T text={line.reason} max={200} />}</td><td><span class={line.fate === 'stands' || line.fate === 'carried' ? 'tag tag-good' : 'tag'}>{line.fate}</span>{line.why === null ? null : <span class="muted"> <T text={line.why} max={160} /></span>}</td>
                <td>{may && mayBeTakenBack(line) ? <button type="button" class="button" aria-label={`Undo decision ${line.seq}`} onClick={() => { if (own !== undefined && line.actor === actor) void undoAct(own); else setAsked(line); }}>Undo</button> : null}</td></tr>
            );
          })}</tbody></table></div></section>
      )}
      {phase === 'more' ? <p><button type="button" class="button" onClick={() => { load(lines.at(-1)?.seq); }}>Load more</button></p> : phase === 'loading' ? <p class="muted" role="status">Loading …</p> : null}
      {asked === null ? null : <TakeBackDialog line={asked} act={actOf(lines, asked, phase === 'end')} onClose={() => { setAsked(null); }} />}
    </div>
  );
}
