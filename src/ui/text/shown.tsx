import type { JSX } from 'preact';
import { pieces } from './hostile.js';
import { segments, type Mark } from './marks.js';

function Pieces({ text, lines }: { readonly text: string; readonly lines: boolean }): JSX.Element {
  return <>{pieces(text, lines).map((piece, at) => (piece.kind === 'text' ? piece.text : <span key={at} class="hidden-char" title={piece.title}>{piece.label}</span>))}</>;
}

/** Text of documents and people, on one line: isolated, and nothing in it unseen. */
export function T({ text, max }: { readonly text: string; readonly max?: number }): JSX.Element {
  const cut = max !== undefined && text.length > max;
  return <bdi><Pieces text={cut ? text.slice(0, max).replace(/[\uD800-\uDBFF]$/u, '') : text} lines={false} />{cut ? '…' : ''}</bdi>;
}

/** A message of ours: what it quotes between backticks is set apart. */
export function Message({ text, max }: { readonly text: string; readonly max: number }): JSX.Element {
  const shown = text.length > max ? `${text.slice(0, max).replace(/[\uD800-\uDBFF]$/u, '')}…` : text;
  return <bdi>{shown.split(/`([^`]*)`/u).map((part, at) => (at % 2 === 1 ? <code key={at}><T text={part} /></code> : <Pieces key={at} text={part} lines={false} />))}</bdi>;
}

/** Lines of a document, with marks on stretches of it. */
export function MarkedText({ text, marks }: { readonly text: string; readonly marks: readonly Mark[] }): JSX.Element {
  return (
    <>
      {segments(text, marks).map((segment) => {
        const [first] = segment.marks;
        if (first === undefined) return <Pieces key={segment.start} text={segment.text} lines />;
        const tones = [...new Set(segment.marks.map(({ tone }) => `mark-${tone}`))].join(' ');
        return (
          <mark key={segment.start} class={`${tones}${segment.marks.length > 1 ? ' mark-many' : ''}`} title={[...new Set(segment.marks.map(({ title }) => title))].join('\n')}>
            <Pieces text={segment.text} lines />
          </mark>
        );
      })}
    </>
  );
}
