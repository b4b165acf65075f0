import type { JSX } from 'preact';
import type { ReviewItem } from '../../engine/review/types.js';
import { printable } from '../text/hostile.js';
import { spanMark, type Mark } from '../text/marks.js';
import { MarkedText } from '../text/shown.js';
import { count, ruleName } from '../text/words.js';

/** The chunk where it stands, with what was found in it marked; what is around it is dimmed and not part of it. */
export function InDocument({ review: { story, around }, open }: { readonly review: ReviewItem; /** What stands beside it shows its text already where there is a pair. */ readonly open: boolean }): JSX.Element {
  const { text, offset, chunk, documentLength } = around;
  // A finding about the whole chunk would colour all of it and point at nothing.
  const pointing = story.findings.filter(({ span }) => span !== null && span !== undefined && !(span.start - offset <= chunk.start && span.end - offset >= chunk.end));
  const marks: Mark[] = pointing.flatMap(({ span, rule, severity, message }) => spanMark(span, offset + chunk.start, { title: printable(`${ruleName(rule)} (${rule}): ${message}`, 300), tone: severity }));
  const before = text.slice(0, chunk.start);
  const after = text.slice(chunk.end);
  return (
    <details class="in-document" key={story.id} open={open}>
      <summary><h3>In its document <span class="muted">characters {count(offset + chunk.start)} to {count(offset + chunk.end)} of {count(documentLength)}{marks.length === 0 ? '' : `; marked: ${[...new Set(pointing.map(({ rule }) => ruleName(rule)))].join(', ')}`}</span></h3></summary>
      <div class="text text-context"><bdi>
        {offset > 0 ? <span class="dimmed">… </span> : null}
        <span class="dimmed"><MarkedText text={before} marks={[]} /></span>
        <span class="chunk"><MarkedText text={text.slice(chunk.start, chunk.end)} marks={marks} /></span>
        <span class="dimmed"><MarkedText text={after} marks={[]} /></span>
        {offset + text.length < documentLength ? <span class="dimmed"> …</span> : null}
      </bdi></div>
    </details>
  );
}
