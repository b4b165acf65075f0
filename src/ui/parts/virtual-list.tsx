import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

interface Given<Row> {
  readonly id: string;
  readonly label: string;
  readonly rows: readonly Row[];
  /** Rows to come included: the scrollbar does not jump while they are loaded. */
  readonly total: number;
  readonly rowHeight: number;
  readonly current: number;
  readonly keyOf: (row: Row) => string;
  readonly isChosen: (row: Row) => boolean;
  readonly onPick: (row: Row, event: MouseEvent) => void;
  readonly onNeed: (until: number) => void;
  readonly children: (row: Row) => ComponentChildren;
}

/** Rows beyond those in sight, so that fast scrolling shows text and not gaps. */
const OVERSCAN = 8;

/** A listbox of which only the rows in sight are in the page. Rows have one height, so that a row's place is a product. */
export function VirtualList<Row>({ id, label, rows, total, rowHeight, current, keyOf, isChosen, onPick, onNeed, children }: Given<Row>): JSX.Element {
  const ref = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 800 });
  useLayoutEffect(() => {
    const list = ref.current;
    if (list === null) return undefined;
    const look = (): void => { setView((before) => (before.top === list.scrollTop && before.height === list.clientHeight ? before : { top: list.scrollTop, height: list.clientHeight })); };
    const observer = new ResizeObserver(look);
    observer.observe(list);
    list.addEventListener('scroll', look, { passive: true });
    look();
    if (document.activeElement === document.body) list.focus({ preventScroll: true });
    return () => { observer.disconnect(); list.removeEventListener('scroll', look); };
  }, []);

  const currentKey = rows[current] === undefined ? null : keyOf(rows[current]);
  useLayoutEffect(() => {
    const list = ref.current;
    if (list === null || current < 0) return;
    const top = current * rowHeight;
    if (top < list.scrollTop) list.scrollTop = top;
    else if (top + rowHeight > list.scrollTop + list.clientHeight) list.scrollTop = top + rowHeight - list.clientHeight;
  }, [currentKey, rowHeight]);

  const first = Math.max(0, Math.floor(view.top / rowHeight) - OVERSCAN);
  const last = Math.min(total, Math.ceil((view.top + view.height) / rowHeight) + OVERSCAN);
  useEffect(() => { if (last > rows.length && rows.length < total) onNeed(last); }, [last, rows.length, total]);

  const optionId = (at: number): string => `${id}-${at}`;
  const shown = rows.slice(first, last);
  return (
    <div ref={ref} id={id} class="rows" role="listbox" tabIndex={0} aria-label={label} aria-multiselectable="true" aria-activedescendant={current >= first && current < last ? optionId(current) : undefined}>
      <div class="rows-all" role="presentation" style={{ height: `${total * rowHeight}px` }}>
        {shown.map((row, at) => {
          const index = first + at;
          return (
            <div key={keyOf(row)} id={optionId(index)} class={`row${index === current ? ' row-current' : ''}`} role="option" aria-selected={isChosen(row)} aria-current={index === current ? 'true' : undefined}
              aria-setsize={total} aria-posinset={index + 1} style={{ transform: `translateY(${index * rowHeight}px)`, height: `${rowHeight}px` }} onClick={(event) => { onPick(row, event); }}>
              {children(row)}
            </div>
          );
        })}
        {Array.from({ length: Math.max(0, last - Math.max(first, rows.length)) }, (_, at) => {
          const index = Math.max(first, rows.length) + at;
          return <div key={`blank-${index}`} class="row row-blank" role="presentation" style={{ transform: `translateY(${index * rowHeight}px)`, height: `${rowHeight}px` }}><span class="blank" /><span class="blank blank-short" /></div>;
        })}
      </div>
    </div>
  );
}
