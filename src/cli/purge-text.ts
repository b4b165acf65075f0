import type { Elsewhere, PlannedDocument, PurgePlan, PurgeResult, Searched } from '../engine/purge/index.js';
import { excerpt } from '../core/index.js';
import { itemLabel } from './labels.js';
import { counted } from './terminal.js';

/** Lines of each kind that are shown; --json has all. */
const SHOWN = 40;

/** What a purge would erase. */
export function planText({ documents, elsewhere }: PurgePlan): string {
  if (documents.length === 0) return 'no document is meant';
  return [`would erase ${counted(documents.length, 'document')}:`, ...some(documents.map(documentLine)), ...elsewhereLines(elsewhere)].join('\n');
}

export function resultText({ documents, generation, chunks, neighbours, targets, backups, passages, searched, elsewhere, proven }: PurgeResult): string {
  return [
    `erased ${counted(documents.length, 'document')} with ${counted(chunks, 'chunk')}${generation === null ? '; the current generation had none of them' : `: generation ${generation} is without them`}`,
    ...some(documents.map(documentLine)),
    ...(neighbours === 0 ? [] : [`${counted(neighbours, 'chunk')} of other documents had been compared with them: the next run decides those anew`]),
    ...targets.map(({ target, deleted, error }) => `target ${target}: ${error === null ? `${deleted} deleted, in step` : `NOT in step: ${excerpt(error, 300)}`}`),
    ...backups.filter(({ error }) => error !== null).map(({ file, error }) => `backup ${file}: NOT rewritten: ${excerpt(error ?? '', 300)}`),
    ...elsewhereLines(elsewhere),
    `looked for ${counted(passages, 'passage')} of the text in ${counted(searched.length, 'file')}: ${proven ? 'nothing is left in the store and the targets on this machine' : 'NOT proven'}`,
    ...some(searched.filter((file) => file.passages > 0).map(foundLine)),
    ...(proven ? [] : ['when what is in the way is gone: winnow purge --finish']),
  ].join('\n');
}

function documentLine({ documentId, source, path, record, current, versions, chunks, copy }: PlannedDocument): string {
  return `  ${documentId}  ${itemLabel({ source, path, record })}  ${counted(chunks, 'chunk')}, ${counted(versions, 'version')}${current ? '' : ', of past generations'}${copy ? ', has the same text' : ''}`;
}

function elsewhereLines(elsewhere: readonly Elsewhere[]): string[] {
  if (elsewhere.length === 0) return [];
  return ['much of the same text stands in documents that stay:', ...some(elsewhere.map(({ documentId, source, path, share, current }) => `  ${documentId}  ${itemLabel({ source, path, record: null })}  ${Math.round(share * 100)} % of it${current ? '' : ', in past generations'}`))];
}

function foundLine({ file, kind, passages }: Searched): string {
  const what = kind === 'backup' ? 'a backup, purged when it is restored; --backups rewrites it' : kind === 'copy' ? 'a store that was put aside: delete it when it is not needed' : `a ${kind}: it must not be there`;
  return `  ${file}: ${counted(passages, 'passage')} (${what})`;
}

function some(lines: readonly string[]): string[] {
  return lines.length <= SHOWN ? [...lines] : [...lines.slice(0, SHOWN), `  and ${lines.length - SHOWN} more; --json has all`];
}
