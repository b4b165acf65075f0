import type { JSX } from 'preact';
import type { ChunkStory } from '../../engine/review/types.js';
import { Message, T } from '../text/shown.js';
import { count, ruleName, SEVERITY_NAMES, shown } from '../text/words.js';
import { Card } from './cards.js';

/** The rest of the story, as `winnow explain` tells it: what a reviewer needs seldom, and then all of it. */
export function More({ story }: { readonly story: ChunkStory }): JSX.Element {
  const { document } = story;
  return (
    <>
      <Card title="All findings" wide>
        <ul class="lines">
          {story.findings.map(({ rule, severity, message, evidence }, at) => <li key={at}><span class={`severity severity-${severity}`}>{SEVERITY_NAMES[severity]}</span> <strong>{ruleName(rule)}</strong> <Message text={message} max={600} />{evidence === null ? null : <q><T text={evidence} max={200} /></q>}</li>)}
        </ul>
      </Card>
      <Card title="Measurements" wide>
        <table class="plain"><thead><tr><th scope="col">Dimension</th><th scope="col">By</th><th scope="col">Score</th><th scope="col">Signals</th></tr></thead>
          <tbody>{story.measurements.map(({ dimension, by, score, signals }, at) => (
            <tr key={at}><td><T text={dimension} /></td><td><T text={by} max={80} /></td><td>{score === null ? 'not checked' : score.toFixed(2)}</td>
              <td>{signals.map(({ name, value, unit }) => `${name} ${shown(value)}${unit === undefined ? '' : ` ${unit}`}`).map((text, signal) => <span key={signal} class="signal"><T text={text} max={100} /></span>)}</td></tr>))}</tbody></table>
      </Card>
      {story.edges.length + story.documentEdges.length === 0 ? null : (
        <Card title="Related texts" wide>
          <ul class="lines">{[...story.edges, ...story.documentEdges].slice(0, 40).map((edge, at) => {
            const there = edge.self === 'a' ? edge.b : edge.a;
            return <li key={at}><strong>{edge.kind}</strong> {edge.score.toFixed(2)}, {edge.certainty} <T text={there.path ?? '(gone)'} max={120} />{there.quote === '' ? null : <q><T text={there.quote} max={200} /></q>}{edge.because === null ? null : <span class="muted"> told by <T text={edge.because} max={160} /></span>}</li>;
          })}</ul>
        </Card>
      )}
      {story.coveredBy.length === 0 ? null : <Card title="On the same subject, and not older" wide><ul class="lines">{story.coveredBy.map(({ b, score }, at) => <li key={at}>{score.toFixed(2)} <T text={b.path ?? ''} max={120} />{b.quote === '' ? null : <q><T text={b.quote} max={120} /></q>}</li>)}</ul></Card>}
      <Card title="Where it comes from" wide>
        <dl class="pairs">
          <div><dt>Address</dt><dd><T text={document.uri} max={400} /></dd></div>
          <div><dt>Kind</dt><dd><T text={[document.type, document.mediaType, document.language].filter((fact) => fact !== null).join(', ')} max={200} /></dd></div>
          <div><dt>Parsed by</dt><dd><T text={document.parser} max={80} /></dd></div>
          {document.source.access === null ? null : <div><dt>Access</dt><dd><T text={document.source.access} max={80} /></dd></div>}
          <div><dt>Declared</dt><dd><T text={JSON.stringify(document.declared)} max={1000} /></dd></div>
          <div><dt>Characters</dt><dd>{count(story.span.start)} to {count(story.span.end)}</dd></div>
          {story.context === '' ? null : <div><dt>Embedded before the text</dt><dd><T text={story.context} max={1000} /></dd></div>}
          {story.expressions.length === 0 ? null : <div><dt>Policy expressions that held</dt><dd>{story.expressions.map((expression, at) => <code key={at}><T text={expression} max={200} /></code>)}</dd></div>}
          <div><dt>Chunk</dt><dd><code>{shown(story.id)}</code></dd></div>
          {story.exports.map(({ target, generation, present }, at) => <div key={at}><dt>Target <T text={target} max={60} /></dt><dd>{present ? 'holds it' : 'no longer holds it'} since generation {generation}</dd></div>)}
        </dl>
      </Card>
    </>
  );
}
