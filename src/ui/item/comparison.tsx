import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Counterpart, ReviewItem } from '../../engine/review/types.js';
import { diffMarks, sharedShare, spanMark, type Mark } from '../text/marks.js';
import { MarkedText, T } from '../text/shown.js';
import { betterText, many, proposalText, RELATIONS, STATUS_NAMES } from '../text/words.js';

/** Texts that share less than this are read side by side, not compared word by word, unless somebody asks. */
const MIN_SHARED = 0.4;

const RELATION_NAMES: Readonly<Record<Counterpart['relation'], string>> = { contradiction: 'Contradicts', copy: 'Copy of', newer: 'Superseded by' };

/** The item and what it is held back for, side by side. */
export function Comparison({ review, pair, onPair }: { readonly review: ReviewItem; readonly pair: number; readonly onPair: (at: number) => void }): JSX.Element | null {
  const other = review.counterparts[pair];
  const [wanted, setWanted] = useState<{ readonly id: string; readonly words: boolean } | null>(null);
  if (other === undefined) return null;
  const { story } = review;
  const compared = diffMarks(other.diff, story.text, other.text);
  const words = compared !== null && (wanted?.id === other.id ? wanted.words : sharedShare(other.diff, story.text, other.text) >= MIN_SHARED);
  const quotes = { here: spanMark(other.here, 0, { title: 'what this text says', tone: 'quote' }), there: spanMark(other.there, 0, { title: 'what the other text says', tone: 'quote' }) };
  const marks = (side: 'here' | 'there'): Mark[] => [...(words ? compared[side] : []), ...quotes[side]];
  return (
    <section class="comparison" aria-label="What it is compared with">
      <div class="comparison-head">
        <h3>{RELATION_NAMES[other.relation]}</h3>
        {review.counterparts.length > 1 ? (
          <span class="tabs" role="group" aria-label="Texts it is compared with">
            {review.counterparts.slice(0, 8).map(({ path, relation }, at) => <button key={at} type="button" class="tab" aria-pressed={at === pair} title={RELATION_NAMES[relation]} onClick={() => { onPair(at); }}><T text={path.split('/').at(-1) ?? path} max={28} /></button>)}
            <kbd aria-hidden="true">]</kbd>
          </span>
        ) : null}
        <span class="grow" />
        {compared === null ? <span class="muted">{other.diff === null ? 'too long to compare word by word' : 'not compared word by word'}</span> : (
          <label class="check"><input type="checkbox" checked={words} onChange={(event) => { setWanted({ id: other.id, words: event.currentTarget.checked }); }} /> Mark every difference</label>
        )}
      </div>
      <Verdict other={other} />
      <div class="sides">
        <Side name="This side" choice="1" path={`${story.document.source.name}:${story.document.path}`} headings={story.headingPath} status={story.status} canonical={story.canonical} owner={story.document.source.owner}
          authority={story.document.source.authority} date={story.dates.believed.value} newer={other.newer === 'this'} text={story.text} marks={marks('here')} relation={other.relation} />
        <Side name="That side" choice="2" path={`${other.source}:${other.path}`} headings={other.headingPath} status={other.status} canonical={other.canonical} owner={other.owner}
          authority={other.authority} date={other.date} newer={other.newer === 'other'} text={other.text} marks={marks('there')} relation={other.relation} />
      </div>
    </section>
  );
}

/** What Winnow proposes, and what speaks for it. */
function Verdict({ other: { dispute, precedence } }: { readonly other: Counterpart }): JSX.Element | null {
  if (dispute !== null) {
    const [here, there] = dispute.voices;
    return (
      <p class="verdict"><span class="words"><mark class="mark-quote"><T text={dispute.words[0]} max={60} /></mark> <span class="muted">against</span> <mark class="mark-quote"><T text={dispute.words[1]} max={60} /></mark></span>
        <span>Proposed: <strong><T text={proposalText(dispute)} max={200} /></strong></span>
        <span class="muted">{many(here, 'wording says', 'wordings say')} the one, {many(there, 'wording says', 'wordings say')} the other</span>
        {dispute.judge === undefined ? null : <span class="muted">judged a contradiction by <T text={dispute.judge} max={80} /></span>}</p>
    );
  }
  if (precedence === null) return null;
  return <p class="verdict"><span>{RELATIONS[precedence.relation]}, {precedence.similarity.toFixed(2)} alike</span><span>Proposed: <strong>keep the other one</strong>, which is {betterText(precedence)}</span></p>;
}

interface SideGiven {
  readonly name: string; readonly choice: string; readonly path: string; readonly headings: readonly string[]; readonly status: keyof typeof STATUS_NAMES; readonly canonical: boolean; readonly owner: string | null;
  readonly authority: number; readonly date: string | null; readonly newer: boolean; readonly text: string; readonly marks: readonly Mark[]; readonly relation: Counterpart['relation'];
}

function Side({ name, choice, path, headings, status, canonical, owner, authority, date, newer, text, marks, relation }: SideGiven): JSX.Element {
  return (
    <article class="side" aria-label={name}>
      <header>
        <div class="side-name"><strong>{name}</strong>{relation === 'contradiction' ? <kbd aria-hidden="true">{choice}</kbd> : null}<span class={`status status-${status}`}>{STATUS_NAMES[status]}</span>
          {relation === 'copy' && canonical ? <span class="tag">kept of the copies</span> : null}{newer ? <span class="tag tag-good">newer</span> : null}</div>
        <div class="side-path"><T text={[path, ...headings].join(' › ')} max={200} /></div>
        <div class="muted">{date ?? 'undated'} · authority {authority.toFixed(2)} · {owner === null ? 'no owner' : <T text={owner} max={40} />}</div>
      </header>
      <div class="text" tabIndex={0} role="region" aria-label={`Text of ${name.toLowerCase()}`} data-own-arrows><bdi><MarkedText text={text} marks={marks} /></bdi></div>
    </article>
  );
}
