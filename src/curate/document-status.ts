import type { DocumentStatus, Status } from '../core/index.js';

/** The status of a document from those of its chunks. One without chunks has nothing to retrieve: quarantined. */
export function documentStatus(chunks: Readonly<Record<Status, number>>): DocumentStatus {
  const held = chunks.quarantined + chunks.rejected;
  if (chunks.accepted > 0) return held === 0 ? 'accepted' : 'partial';
  return chunks.quarantined > 0 || held === 0 ? 'quarantined' : 'rejected';
}
