import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { DecisionLine } from '../../engine/review/types.js';
import { Dialog } from '../parts/dialog.js';
import { undoAct } from '../state/acts.js';
import { fileName, many, moment } from '../text/words.js';
import { T } from '../text/shown.js';
import type { Range } from './take-back.js';

interface Given { readonly line: DecisionLine; /** `null` = it is one by itself. */ readonly act: Range | null; readonly onClose: () => void }

/** A withdrawal is not taken back itself, and what is taken back may be another's: asked before it is done. */
export function TakeBackDialog({ line, act, onClose }: Given): JSX.Element {
  const [reason, setReason] = useState('');
  const named = `${line.verdict} ${line.path === null ? line.chunkId.slice(0, 13) : fileName(line.path)}`;
  const take = (range: Range, label: string): void => { onClose(); void undoAct({ label, numbers: [range], before: [] }, reason.trim()); };
  const one = (): void => { take({ first: line.seq, last: line.seq }, `decision ${line.seq}, ${named}`); };
  return (
    <Dialog title={`Take back decision ${line.seq}`} onClose={onClose}>
      <form class="ask" onSubmit={(event) => { event.preventDefault(); one(); }}>
        <p><T text={line.actor} max={40} />: <strong>{line.verdict}</strong> <T text={line.path ?? line.chunkId} max={140} />, {moment(line.at)}. {line.reason === '' ? null : <q><T text={line.reason} max={200} /></q>}</p>
        <p class="muted">It will be as if it had not been made. It stays in the log, and so does who took it back; to have it again, decide again.</p>
        <label class="field ask-name">Reason <input type="text" autofocus maxLength={500} autocomplete="off" placeholder="optional" value={reason} onInput={(event) => { setReason(event.currentTarget.value); }} /></label>
        <div class="dialog-foot">
          {act === null ? null : <button type="button" class="button" onClick={() => { take(act, `decisions ${act.first} to ${act.last}`); }}>Take back all {many(act.last - act.first + 1, 'decision')} made at once</button>}
          <button type="submit" class="button button-good">{act === null ? 'Take it back' : 'Take back this one'} <kbd aria-hidden="true">Enter</kbd></button>
        </div>
      </form>
    </Dialog>
  );
}
