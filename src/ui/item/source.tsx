import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { QueueItem } from '../../engine/review/types.js';

/** The whole document as it was read, rendered by the server into a frame that runs nothing and loads nothing. Asked for only when it is opened. */
export function SourcePreview({ item: { id, documentId } }: { readonly item: Pick<QueueItem, 'id' | 'documentId'> }): JSX.Element {
  const [opened, setOpened] = useState(false);
  return (
    <details class="source" key={id} onToggle={(event) => { if (event.currentTarget.open) setOpened(true); }}>
      <summary><h3>The whole document <span class="muted">as it was read, with this chunk marked</span></h3></summary>
      {opened ? <iframe class="source-frame" title="The whole document" sandbox="" src={`api/v1/documents/${encodeURIComponent(documentId)}/preview?chunk=${encodeURIComponent(id)}#chunk`} /> : null}
    </details>
  );
}
