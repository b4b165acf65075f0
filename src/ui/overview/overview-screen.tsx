import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Overview, QueueQuery } from '../../engine/review/types.js';
import type { Session } from '../api/client.js';
import { Bar, ScoreBar } from '../parts/bar.js';
import { PrecisionNote } from '../parts/precision-note.js';
import { acts } from '../state/acts.js';
import { corpus, loadOverview } from '../state/corpus.js';
import { loadPrecision } from '../state/precision.js';
import { queue, recount } from '../state/queue.js';
import { queueHash } from '../state/route.js';
import { useStore } from '../state/store.js';
import { printable } from '../text/hostile.js';
import { T } from '../text/shown.js';
import { BaselineDialog } from './baseline-dialog.js';
import { count, day, many, moment, percent, ruleName, since } from '../text/words.js';

/** How fit the corpus is, what changed, and what waits for whom. Whatever can be worked on leads to the queue, filtered. */
export function OverviewScreen({ session }: { readonly session: Session }): JSX.Element {
  const acknowledged = useStore(queue, (state) => state.acknowledged);
  const { overview, error } = useStore(corpus, (state) => state);
  const running = useStore(acts, (state) => state.running);
  const [drawing, setDrawing] = useState(false);
  // Also when an act has been taken back from here.
  useEffect(() => { if (running === 0) { void loadOverview(); void loadPrecision(); void recount(); } }, [running]);
  if (overview === null) return <div class="page-body"><h1>Overview</h1>{error === null ? <p class="muted" role="status">Loading …</p> : <p class="problem" role="alert"><T text={`${error.message} ${error.next ?? ''}`} max={400} /></p>}</div>;
  const { generation } = overview;
  const open = Math.max(0, overview.chunks.quarantined - acknowledged);
  return (
    <div class="page-body">
      <header class="page-head"><h1>Overview</h1><p class="muted">Generation {generation.number}, published {moment(generation.publishedAt)} by a {generation.madeBy}{generation.pinned ? '; pinned, so that runs publish nothing until it is unpinned' : ''}</p><span class="grow" />
        {session.role === 'admin' && open > 0 ? <button type="button" class="button" onClick={() => { setDrawing(true); }}>Draw a baseline …</button> : null}</header>
      <Numbers overview={overview} />
      <div class="panels">
        <Panel title="Over time" wide><LazyTrend trend={overview.trend} /></Panel>
        <Waiting waiting={overview.waiting} />
        <LastRun overview={overview} />
        <Health sources={overview.sources} />
        <Rules rules={overview.rules} />
        <Sample audit={overview.audit} />
        <Ages ages={overview.ages} />
      </div>
      {drawing ? <BaselineDialog items={open} onClose={() => { setDrawing(false); }} /> : null}
    </div>
  );
}

/** What draws the lines is loaded where they are looked at: the queue does without. Its place is kept. */
function LazyTrend({ trend }: Pick<Overview, 'trend'>): JSX.Element {
  const [loaded, setLoaded] = useState<{ readonly Trend: (given: Pick<Overview, 'trend'>) => JSX.Element } | null>(null);
  useEffect(() => { import('./trend.js').then(setLoaded, () => undefined); }, []);
  return loaded === null ? <div class="trend-blank" aria-busy="true" /> : <loaded.Trend trend={trend} />;
}

function Panel({ title, children, wide = false }: { readonly title: string; readonly children: ComponentChildren; readonly wide?: boolean }): JSX.Element {
  return <section class={wide ? 'panel panel-wide' : 'panel'} aria-label={title}><h2>{title}</h2>{children}</section>;
}

function ToQueue({ filter, children }: { readonly filter: QueueQuery; readonly children: ComponentChildren }): JSX.Element {
  return <a href={queueHash(filter)}>{children}</a>;
}

function Numbers({ overview: { documents, chunks, failures, behind } }: { readonly overview: Overview }): JSX.Element {
  const share = chunks.total === 0 ? 0 : (100 * chunks.accepted) / chunks.total;
  return (
    <dl class="numbers">
      <div><dt>Released</dt><dd>{count(chunks.accepted)} <span class="muted">of {many(chunks.total, 'chunk')}, {share.toFixed(share > 99 ? 1 : 0)} %</span></dd></div>
      <div><dt>Waiting for review</dt><dd><ToQueue filter={{}}>{count(chunks.quarantined)}</ToQueue></dd></div>
      <div><dt>Rejected</dt><dd><ToQueue filter={{ status: 'rejected' }}>{count(chunks.rejected)}</ToQueue></dd></div>
      <div><dt>Documents</dt><dd>{count(documents.total)} <span class="muted">{count(documents.accepted)} whole, {count(documents.partial)} in part, {count(documents.quarantined)} held back, {count(documents.rejected)} rejected</span></dd></div>
      <div class={failures > 0 ? 'number-bad' : ''}><dt>Could not be read</dt><dd>{count(failures)}</dd></div>
      <div class={behind.length > 0 ? 'number-bad' : ''}><dt>Targets behind</dt><dd>{count(behind.length)} <span class="muted">{behind.map(({ target, generation }, at) => <span key={at}>{at === 0 ? '' : ', '}<T text={target} max={40} /> {generation === null ? 'never exported' : `at generation ${generation}`}</span>)}</span></dd></div>
    </dl>
  );
}

function Waiting({ waiting }: { readonly waiting: Overview['waiting'] }): JSX.Element {
  return (
    <Panel title="What waits for whom">
      {waiting.length === 0 ? <p class="muted">Nothing waits.</p> : (
        <table class="data"><thead><tr><th scope="col">Owner</th><th scope="col" class="num">Items</th><th scope="col">Oldest</th></tr></thead>
          <tbody>{waiting.map(({ owner, items, oldest }, at) => (
            <tr key={at}><td>{owner === null ? <span class="muted">no owner</span> : <ToQueue filter={{ owner }}><T text={owner} max={60} /></ToQueue>}</td><td class="num">{count(items)}</td><td title={day(oldest)}>{since(oldest)}</td></tr>))}</tbody></table>
      )}
    </Panel>
  );
}

/** What the rules miss, as far as people have looked. */
function Sample({ audit }: Pick<Overview, 'audit'>): JSX.Element | null {
  if (audit === null) return null;
  const { waiting, looked, missed, interval: [low, high] } = audit;
  return (
    <Panel title="Sample of what is released">
      <p>{looked === 0 ? 'Nobody has looked at it yet.' : <>{count(missed)} of {count(looked)} rejected: <strong>{percent(missed / looked)}%</strong> <span class="muted">{percent(low)} to {percent(high)}%, with 95 % certainty</span></>}</p>
      <p>{waiting === 0 ? <span class="muted">Nothing of it waits.</span> : <ToQueue filter={{ kind: 'audit' }}>{many(waiting, 'item')} of it {waiting === 1 ? 'waits' : 'wait'}</ToQueue>}</p>
    </Panel>
  );
}

function LastRun({ overview: { lastRun, failures } }: { readonly overview: Overview }): JSX.Element {
  return (
    <Panel title="What the last run changed">
      {lastRun === null ? <p class="muted">No run yet.</p> : (
        <><p class="muted"><span title={printable(lastRun.id, 80)}>Run <T text={lastRun.id} max={8} /></span>, {moment(lastRun.at)}, <T text={lastRun.status} max={30} /></p>
          <ul class="counts"><li><strong>{count(lastRun.newlyHeld)}</strong> newly <ToQueue filter={{ since: day(lastRun.at), order: 'newest' }}>held back</ToQueue></li><li><strong>{count(lastRun.newlyReleased)}</strong> newly released</li><li><strong>{count(lastRun.left)}</strong> left the corpus</li></ul></>
      )}
      {failures === 0 ? null : <p>{many(failures, 'document')} could not be read: <code>winnow list failures</code> says why.</p>}
    </Panel>
  );
}

function Health({ sources }: { readonly sources: Overview['sources'] }): JSX.Element {
  const dimensions = [...new Set(sources.flatMap(({ scores }) => Object.keys(scores)))];
  return (
    <Panel title="Health by source" wide>
      <div class="scroll" tabIndex={0} role="region" aria-label="Health by source, a table"><table class="data"><thead><tr><th scope="col">Source</th><th scope="col">Owner</th><th scope="col" class="num">Released</th><th scope="col" class="num">Held back</th><th scope="col" class="num">Rejected</th>{dimensions.map((name) => <th key={name} scope="col"><T text={name} max={30} /></th>)}</tr></thead>
        <tbody>{sources.map(({ source, owner, chunks, scores }) => (
          <tr key={source}><th scope="row"><T text={source} max={60} /></th><td>{owner === null ? <span class="muted">none</span> : <T text={owner} max={40} />}</td><td class="num">{count(chunks.accepted)}</td>
            <td class="num">{chunks.quarantined === 0 ? 0 : <ToQueue filter={{ source }}>{count(chunks.quarantined)}</ToQueue>}</td><td class="num">{count(chunks.rejected)}</td>
            {dimensions.map((name) => <td key={name}><ScoreBar score={scores[name] ?? null} /></td>)}</tr>))}</tbody></table></div>
    </Panel>
  );
}

function Rules({ rules }: { readonly rules: Overview['rules'] }): JSX.Element {
  const most = Math.max(1, ...rules.map(({ count: chunks }) => chunks));
  return (
    <Panel title="Rules that hold back most">
      {rules.length === 0 ? <p class="muted">No rule holds anything back.</p> : <ul class="bars">{rules.map(({ name, count: chunks }) => <li key={name}><span><ToQueue filter={{ rule: name }}>{ruleName(name)}</ToQueue> <PrecisionNote rule={name} /></span><Bar value={chunks} of={most} tone="damage" /><span class="num">{count(chunks)}</span></li>)}</ul>}
    </Panel>
  );
}

function Ages({ ages }: { readonly ages: Overview['ages'] }): JSX.Element {
  const most = Math.max(1, ...ages.map(({ chunks }) => chunks));
  return <Panel title="Age of what is known"><ul class="bars">{ages.map(({ label, chunks }) => <li key={label}><span><T text={label} max={40} /></span><Bar value={chunks} of={most} /><span class="num">{count(chunks)}</span></li>)}</ul></Panel>;
}
