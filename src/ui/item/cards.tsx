import type { ComponentChildren, JSX } from 'preact';
import type { ChunkStory } from '../../engine/review/types.js';
import { ScoreBar } from '../parts/bar.js';
import { VerdictText } from '../parts/verdict-text.js';
import { T } from '../text/shown.js';
import { betterText, count, FATES, moment, PAST, RELATIONS, ruleName, shown, STATUS_NAMES } from '../text/words.js';

export function Card({ title, children, wide = false }: { readonly title: string; readonly children: ComponentChildren; readonly wide?: boolean }): JSX.Element {
  return <section class={wide ? 'card card-wide' : 'card'} aria-label={title}><h3>{title}</h3>{children}</section>;
}

/** The dates that were seen, best first; which one is believed. */
export function Dates({ dates: { believed, ladder } }: Pick<ChunkStory, 'dates'>): JSX.Element {
  const first = ladder.findIndex(({ value, source }) => value === believed.value && source === believed.source);
  return (
    <Card title="Dates">
      {ladder.length === 0 ? <p class="muted">Nothing says how old it is.</p> : (
        <ol class="ladder">
          {ladder.slice(0, 12).map((seen, at) => (
            <li key={at} class={at === first ? 'believed' : ''}>
              <span class="ladder-value">{shown(seen.value)}</span><span>{seen.kind}</span><span class="muted">{seen.source.replaceAll('-', ' ')}{seen.where === null ? '' : <>, <T text={seen.where} max={60} /></>}</span>
              <span class="muted">{seen.confidence.toFixed(2)}</span>{at === first ? <span class="tag tag-good">believed</span> : null}
            </li>
          ))}
        </ol>
      )}
      {believed.expires === null ? null : <p>Expires {believed.expires}</p>}
    </Card>
  );
}

/** Scores by dimension, and what the scorers saw. */
export function Scores({ scores, measurements }: Pick<ChunkStory, 'scores' | 'measurements'>): JSX.Element {
  return (
    <Card title="Scores">
      <table class="scores"><caption class="vh">Scores from 0 to 1, 1 is good</caption>
        <tbody>
          {Object.entries(scores).map(([dimension, score]) => (
            <tr key={dimension}><th scope="row"><T text={dimension} max={40} /></th><td><ScoreBar score={score} /></td>
              <td class="muted signals">{measurements.filter((measured) => measured.dimension === dimension).flatMap(({ signals }) => signals).slice(0, 4).map(({ name, value, unit }, at) => (
                <span key={at}><T text={`${name.replaceAll('-', ' ')} ${shown(value)}${unit === undefined ? '' : ` ${unit}`}`} max={60} /></span>))}</td></tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

/** Its copies: which one is kept, and why not the others. */
export function Copies({ story: { id, cluster, clusterSize } }: { readonly story: Pick<ChunkStory, 'id' | 'cluster' | 'clusterSize'> }): JSX.Element | null {
  if (cluster.length === 0) return null;
  return (
    <Card title={`Copies (${count(clusterSize)})`}>
      <ul class="lines">
        {cluster.slice(0, 12).map(({ chunkId, path, status, canonical, because, pin }) => (
          <li key={chunkId}><T text={path ?? '(gone)'} max={80} /> <span class="muted">{status === null ? 'gone' : STATUS_NAMES[status].toLowerCase()}</span>
            {chunkId === id ? <span class="tag">this one</span> : null}{canonical ? <span class="tag tag-good">kept</span> : null}{pin === null ? null : <span class="tag">pinned by <T text={pin.actor} max={30} /></span>}
            {because === null ? null : <span class="muted"> {RELATIONS[because.relation]} {because.similarity.toFixed(2)}; the kept one is {betterText(because)}</span>}</li>
        ))}
      </ul>
      {clusterSize > 12 ? <p class="muted">and {count(clusterSize - Math.min(12, cluster.length))} more</p> : null}
    </Card>
  );
}

/** What was decided, by the policy and by people. */
export function History({ story: { history, decisions, predecessors } }: { readonly story: Pick<ChunkStory, 'history' | 'decisions' | 'predecessors'> }): JSX.Element {
  return (
    <Card title="History">
      <ol class="lines">
        {history.slice(-8).map(({ fromGeneration, toGeneration, status, by, reasons }) => (
          <li key={fromGeneration}><span class={`status status-${status}`}>{STATUS_NAMES[status]}</span> {toGeneration === null ? `since generation ${fromGeneration}` : `generations ${fromGeneration} to ${toGeneration - 1}`}
            <span class="muted"> by <T text={by.startsWith('policy@') ? 'the policy' : by.replace(/^person:/u, '')} max={60} />{reasons.length === 0 ? '' : `: ${[...new Set(reasons.map(({ rule }) => ruleName(rule)))].join(', ')}`}</span></li>
        ))}
      </ol>
      {decisions.length === 0 && predecessors.every((before) => before.decisions.length === 0) ? <p class="muted">No person has decided on it.</p> : (
        <ol class="lines">
          {[...decisions, ...predecessors.flatMap((before) => before.decisions)].map((decision) => (
            <li key={decision.seq}><span class="muted">{moment(decision.at)}</span> <T text={decision.actor} max={40} /> <VerdictText said={decision} name={PAST[decision.verdict]} />{decision.verdict === 'withdraw' ? null : <> <span class={decision.inForce ? 'tag tag-good' : 'tag'}>{FATES[decision.fate]}</span></>}
              {decision.reason === '' ? null : <> <q><T text={decision.reason} max={200} /></q></>}{decision.why === null ? null : <span class="muted"> <T text={decision.why} max={200} /></span>}</li>
          ))}
        </ol>
      )}
    </Card>
  );
}
