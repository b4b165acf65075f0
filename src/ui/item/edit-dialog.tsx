import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ChunkStory, EditField } from '../../engine/review/types.js';
import { Dialog } from '../parts/dialog.js';

const FIELDS: Readonly<Record<EditField, { readonly label: string; readonly hint: string }>> = {
  date: { label: 'Date', hint: 'When it was last known to be true, as precise as known: 2026-03-01, 2026-03 or 2026. Empty: it has none.' },
  owner: { label: 'Owner', hint: 'Whose it is. Empty: nobody’s.' },
  version: { label: 'Version', hint: 'The product version it is about. Empty: of none.' },
  authority: { label: 'Authority', hint: 'How far it is trusted, 0 to 1; 1 is the most.' },
};
const ORDER: readonly EditField[] = ['date', 'owner', 'version', 'authority'];

interface Given { readonly story: ChunkStory; readonly onChoose: (field: EditField, value: string | null) => void; readonly onClose: () => void }

/** What counts as the document's metadata from now on; the source is left as it is. */
export function EditDialog({ story, onChoose, onClose }: Given): JSX.Element {
  const [field, setField] = useState<EditField>('date');
  const [value, setValue] = useState(valueOf(story, 'date'));
  const pick = (next: EditField): void => { setField(next); setValue(valueOf(story, next)); };
  const said = value.trim();
  const fits = field !== 'authority' || (said !== '' && Number(said) >= 0 && Number(said) <= 1);
  const save = (event: SubmitEvent): void => {
    event.preventDefault();
    if (!fits) return;
    onClose();
    onChoose(field, said === '' ? null : said);
  };
  return (
    <Dialog title="Edit metadata" onClose={onClose}>
      <form class="ask" onSubmit={save}>
        <p class="muted">What counts for this document from now on, while its text stays the same. The source is left as it is.</p>
        <div class="ask-line">
          <label class="field">Field <select autofocus value={field} onChange={(event) => { pick(ORDER.find((one) => one === event.currentTarget.value) ?? 'date'); }}>{ORDER.map((one) => <option key={one} value={one}>{FIELDS[one].label}</option>)}</select></label>
          <label class="field ask-name">Value <input type="text" maxLength={200} autocomplete="off" value={value} aria-describedby="edit-hint" onInput={(event) => { setValue(event.currentTarget.value); }} /></label>
          <button type="submit" class="button button-good" disabled={!fits}>Save <kbd aria-hidden="true">Enter</kbd></button>
        </div>
        <p id="edit-hint" class="muted">{FIELDS[field].hint}</p>
      </form>
    </Dialog>
  );
}

/** What counts now. Document text: shown in an input, as text. */
function valueOf({ dates, document }: ChunkStory, field: EditField): string {
  switch (field) {
    case 'date': return dates.believed.value ?? '';
    case 'owner': return document.source.owner ?? '';
    case 'version': return document.version === null || typeof document.version === 'object' ? '' : String(document.version);
    case 'authority': return String(document.source.authority);
  }
}
