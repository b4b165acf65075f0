import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { QueueItem } from '../../engine/review/types.js';
import { keyLabel } from '../keys/bindings.js';

/** A frame is asked for when a reviewer stays: drawing a page takes a process of its own. */
const STAY_MS = 250;
const VIEWS = { source: 'The file', text: 'All of its text' } as const;

/** The source file as it looks, rendered by the server into a frame that runs nothing and loads nothing; or the whole text as it was extracted. */
export function SourceFile({ item: { id, documentId }, open, onOpen }: { readonly item: Pick<QueueItem, 'id' | 'documentId'>; readonly open: boolean; readonly onOpen: (open: boolean) => void }): JSX.Element {
  const [view, setView] = useState<keyof typeof VIEWS>('source');
  const [stays, setStays] = useState(false);
  useEffect(() => {
    if (!open) return undefined;
    const timer = setTimeout(() => { setStays(true); }, STAY_MS);
    return () => { clearTimeout(timer); };
  }, [open]);
  return (
    <details class="source" open={open} onToggle={(event) => { if (event.currentTarget.open !== open) onOpen(event.currentTarget.open); }}>
      <summary><h3>The source file <span class="muted">as it looks, drawn safely</span></h3> <kbd aria-hidden="true">{keyLabel('s')}</kbd></summary>
      {open ? (
        <>
          <div class="tabs" role="group" aria-label="What is shown of the document">
            {(Object.keys(VIEWS) as (keyof typeof VIEWS)[]).map((name) => <button key={name} type="button" class="tab" aria-pressed={view === name} onClick={() => { setView(name); }}>{VIEWS[name]}</button>)}
          </div>
          {stays ? <iframe key={view} class="source-frame" title={VIEWS[view]} sandbox="" src={`api/v1/documents/${encodeURIComponent(documentId)}/preview?of=${view}&chunk=${encodeURIComponent(id)}#chunk`} /> : <div class="source-frame" />}
        </>
      ) : null}
    </details>
  );
}
