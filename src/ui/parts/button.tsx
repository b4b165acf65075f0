import type { ComponentChildren, JSX } from 'preact';
import { BINDINGS, keyLabel, type Command } from '../keys/bindings.js';
import { runCommand } from '../keys/use-commands.js';

interface Given {
  readonly does: Command;
  readonly children?: ComponentChildren;
  readonly tone?: 'good' | 'bad' | 'plain' | 'quiet';
  readonly disabled?: boolean;
  readonly title?: string;
  readonly pressed?: boolean;
}

/** A button for a command: it says what the key of it does, and does the same. */
export function CommandButton({ does, children, tone = 'plain', disabled = false, title, pressed }: Given): JSX.Element {
  const { keys: [key], says } = BINDINGS[does];
  return (
    <button type="button" class={`button button-${tone}`} disabled={disabled} title={title} aria-pressed={pressed} aria-keyshortcuts={/^[A-Z]$/u.test(key) ? `Shift+${key}` : key} onClick={() => { runCommand(does); }}>
      <span class="button-label">{children ?? says}</span><Key name={key} />
    </button>
  );
}

export function Key({ name }: { readonly name: string }): JSX.Element {
  return <kbd aria-hidden="true">{keyLabel(name)}</kbd>;
}
