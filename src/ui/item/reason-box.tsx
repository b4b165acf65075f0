import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ReasonTemplate } from '../../engine/review/types.js';
import { api } from '../api/client.js';
import { leaveField, useCommands } from '../keys/use-commands.js';
import { reasons } from '../state/reason.js';
import { useStore } from '../state/store.js';
import { T } from '../text/shown.js';

/** The reason that goes with the next act; reasons given before are chosen by their number while the box is empty. */
export function ReasonBox(): JSX.Element {
  const { text, pinned } = useStore(reasons, (state) => state);
  const [templates, setTemplates] = useState<readonly ReasonTemplate[]>([]);
  const [open, setOpen] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  useCommands({ reason: () => { input.current?.focus(); input.current?.select(); } });
  useEffect(() => { if (open) api.reasons().then((found) => { setTemplates(found.slice(0, 9)); }, () => undefined); }, [open]);
  const choose = (template: ReasonTemplate): void => { reasons.set({ text: template.reason }); leaveField(input.current); };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') { event.preventDefault(); leaveField(input.current); return; }
    if (event.key === 'Escape') { reasons.set({ text: '' }); return; }
    const template = text === '' && /^[1-9]$/u.test(event.key) ? templates[Number(event.key) - 1] : undefined;
    if (template !== undefined) { event.preventDefault(); choose(template); }
  };
  return (
    <div class="reason-box">
      <label class="reason-label" for="reason">Reason <kbd aria-hidden="true">m</kbd></label>
      <input id="reason" ref={input} type="text" maxLength={500} autocomplete="off" placeholder="optional" value={text} aria-describedby="reason-hint"
        onInput={(event) => { reasons.set({ text: event.currentTarget.value }); }} onKeyDown={onKey} onFocus={() => { setOpen(true); }} onBlur={() => { setOpen(false); }} />
      <span id="reason-hint" class="vh">Enter keeps it for the next decision, Escape clears it. While it is empty, a number chooses a reason given before.</span>
      <label class="check" title="Keep this reason for the decisions after the next"><input type="checkbox" checked={pinned} onChange={(event) => { reasons.set({ pinned: event.currentTarget.checked }); }} /> Keep</label>
      {open && templates.length > 0 ? (
        <ul class="templates" aria-label="Reasons given before">
          {templates.map((template, at) => (
            <li key={template.reason}><button type="button" tabIndex={-1} onMouseDown={(event) => { event.preventDefault(); choose(template); }}><kbd>{at + 1}</kbd> <T text={template.reason} max={100} /> <span class="muted">{template.uses}×</span></button></li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
