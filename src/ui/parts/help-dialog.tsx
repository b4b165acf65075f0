import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { BINDINGS } from '../keys/bindings.js';
import { setSingleKeys, singleKeys } from '../keys/use-commands.js';
import { Key } from './button.js';
import { Dialog } from './dialog.js';

const PARTS = [...new Set(Object.values(BINDINGS).map(({ part }) => part))];

export function HelpDialog({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const [on, setOn] = useState(singleKeys());
  return (
    <Dialog title="Keys" wide onClose={onClose}>
      <div class="columns columns-keys">
        {PARTS.map((part) => (
          <section key={part} aria-label={part}><h3>{part}</h3>
            <dl class="keys">{Object.entries(BINDINGS).filter(([, binding]) => binding.part === part).map(([name, { keys, says }]) => <div key={name}><dt>{keys.map((key) => <Key key={key} name={key} />)}</dt><dd><span class="vh">{keys.join(' or ')}: </span>{says}</dd></div>)}</dl></section>
        ))}
      </div>
      <label class="check"><input type="checkbox" checked={on} onChange={(event) => { setOn(event.currentTarget.checked); setSingleKeys(event.currentTarget.checked); }} /> Answer to single letters (switch it off where speech input or a screen reader types them)</label>
    </Dialog>
  );
}
