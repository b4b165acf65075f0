import type { ComponentChildren, JSX } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';

interface Given { readonly title: string; readonly onClose: () => void; readonly children: ComponentChildren; readonly wide?: boolean }

/** The browser's own modal: it holds the focus, closes on Esc and gives the focus back to where it was. */
export function Dialog({ title, onClose, children, wide = false }: Given): JSX.Element {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  // Before the next key can come: it is the dialog's, and must not decide on what lies below it.
  useLayoutEffect(() => {
    const dialog = ref.current;
    const before = document.activeElement;
    dialog?.showModal();
    return () => {
      dialog?.close();
      // The dialog is gone from the page by now, so that the browser cannot do it.
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog ref={ref} class={wide ? 'dialog dialog-wide' : 'dialog'} aria-labelledby={id} onCancel={(event) => { event.preventDefault(); onClose(); }} onClick={(event) => { if (event.target === ref.current) onClose(); }}>
      <div class="dialog-inside">
        <header class="dialog-head"><h2 id={id}>{title}</h2><button type="button" class="button button-quiet" onClick={onClose}>Close <kbd aria-hidden="true">Esc</kbd></button></header>
        {children}
      </div>
    </dialog>
  );
}
