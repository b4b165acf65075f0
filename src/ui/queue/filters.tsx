import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { CauseKind, Facet, QueueQuery } from '../../engine/review/types.js';
import { useCommands } from '../keys/use-commands.js';
import { Key } from '../parts/button.js';
import { queue } from '../state/queue.js';
import { goFiltered } from '../state/route.js';
import { useStore } from '../state/store.js';
import { printable } from '../text/hostile.js';
import { count, KIND_NAMES } from '../text/words.js';

/** Typing asks once it pauses. */
const PAUSE_MS = 250;

/** Everything that narrows the queue. All of it is in the address, so that a view can be shared. */
export function Filters({ filter }: { readonly filter: QueueQuery }): JSX.Element {
  const facets = useStore(queue, (state) => state.facets);
  const snoozed = useStore(queue, (state) => state.snoozed);
  const acknowledged = useStore(queue, (state) => state.acknowledged);
  const [text, setText] = useState(filter.text ?? '');
  const inMore = [filter.dimension, filter.since, filter.before, filter.owner, filter.assignee].some((value) => value !== undefined);
  const [more, setMore] = useState(inMore);
  const search = useRef<HTMLInputElement>(null);
  useCommands({ filter: () => { search.current?.focus(); search.current?.select(); } });
  useEffect(() => { setText(filter.text ?? ''); }, [filter.text]);
  // What narrows the list must not be out of sight, also where a link has brought it.
  useEffect(() => { if (inMore) setMore(true); }, [inMore]);
  useEffect(() => {
    if (text === (filter.text ?? '')) return undefined;
    const timer = setTimeout(() => { goFiltered({ ...filter, text }); }, PAUSE_MS);
    return () => { clearTimeout(timer); };
  }, [text]);

  const change = (part: QueueQuery): void => {
    const next: Record<string, unknown> = { ...filter, ...part };
    goFiltered(Object.fromEntries(Object.entries(next).filter(([name, value]) => value !== undefined && (value !== '' || name === 'assignee'))));
  };
  const filtered = Object.keys(filter).some((name) => name !== 'order');
  const kinds = facets.kinds.map(({ name, count: items }) => ({ name, count: items }));

  return (
    <search class="filters" aria-label="Filter the queue">
      <label class="field field-search"><span class="vh">Search in text, path, title and reasons</span>
        <input ref={search} type="search" placeholder="Search text, path, title, reasons" value={text} onInput={(event) => { setText(event.currentTarget.value); }} /><Key name="/" /></label>
      <Choice label="Source" all="All sources" value={filter.source} options={facets.sources} onChange={(source) => { change({ source }); }} />
      <Choice label="Rule" all="All rules" value={filter.rule} options={facets.rules} onChange={(rule) => { change({ rule }); }} />
      <Choice label="Kind" all="All kinds" value={filter.kind} options={kinds} named={(name) => KIND_NAMES[name as CauseKind]} onChange={(kind) => { change({ kind: kind as CauseKind | undefined }); }} />
      <label class="field"><span class="vh">Status</span>
        <select value={filter.status ?? 'quarantined'} onChange={(event) => { change({ status: event.currentTarget.value === 'rejected' ? 'rejected' : undefined }); }}><option value="quarantined">Held back</option><option value="rejected">Rejected</option></select></label>
      <label class={filter.attention === undefined ? 'field' : 'field field-set'}><span class="vh">Attention</span>
        <select value={filter.attention ?? 'open'} onChange={(event) => { change({ attention: event.currentTarget.value === 'open' ? undefined : event.currentTarget.value as QueueQuery['attention'] }); }}>
          <option value="open">Open</option><option value="snoozed">Snoozed ({count(snoozed)})</option><option value="acknowledged">Known ({count(acknowledged)})</option><option value="all">Open or not</option></select></label>
      <label class="field"><span class="vh">Order</span>
        <select value={filter.order ?? 'damage'} onChange={(event) => { change({ order: event.currentTarget.value === 'damage' ? undefined : event.currentTarget.value as QueueQuery['order'] }); }}>
          <option value="damage">Most damage first</option><option value="newest">Newest first</option><option value="oldest">Oldest first</option><option value="path">By path</option></select></label>
      <button type="button" class="button button-quiet" aria-expanded={more} aria-controls="more-filters" onClick={() => { setMore(!more); }}>{more ? 'Fewer' : 'More'}</button>
      {filtered ? <button type="button" class="button button-quiet" onClick={() => { goFiltered(filter.order === undefined ? {} : { order: filter.order }); }}>Clear</button> : null}
      <div id="more-filters" class="filters-more" hidden={!more}>
        <Choice label="Owner" all="All owners" value={filter.owner} options={facets.owners.filter(({ name }) => name !== '')} onChange={(owner) => { change({ owner }); }} />
        <Choice label="Assigned to" all="Assigned or not" value={filter.assignee} options={facets.assignees} named={(name) => (name === '' ? 'Nobody' : name)} onChange={(assignee) => { change({ assignee }); }} />
        <label class="field"><span>Score of</span>
          <select value={filter.dimension ?? ''} onChange={(event) => { change(event.currentTarget.value === '' ? { dimension: undefined, below: undefined } : { dimension: event.currentTarget.value, below: filter.below ?? 0.5 }); }}>
            <option value="">any dimension</option>{dimensions(facets.rules, filter.dimension).map((name) => <option key={name} value={name}>{printable(name, 40)}</option>)}</select></label>
        <label class="field"><span>below</span>
          <input type="number" min="0.05" max="1" step="0.05" value={filter.below ?? 0.5} disabled={filter.dimension === undefined} onChange={(event) => { change({ below: Number(event.currentTarget.value) }); }} /></label>
        <label class="field"><span>Held back since</span><input type="date" value={filter.since ?? ''} onChange={(event) => { change({ since: event.currentTarget.value }); }} /></label>
        <label class="field"><span>and before</span><input type="date" value={filter.before ?? ''} onChange={(event) => { change({ before: event.currentTarget.value }); }} /></label>
      </div>
    </search>
  );
}

function dimensions(rules: readonly Facet[], chosen: string | undefined): string[] {
  const known = rules.map(({ name }) => name.split('/', 1)[0] ?? '');
  return [...new Set(['structure', 'freshness', 'duplication', 'contradiction', ...known, ...(chosen === undefined ? [] : [chosen])])].filter((name) => name !== '' && name !== 'decision' && name !== 'policy');
}

interface ChoiceGiven { readonly label: string; readonly all: string; readonly value: string | undefined; readonly options: readonly Facet[]; readonly named?: (name: string) => string; readonly onChange: (value: string | undefined) => void }

/** Set before a value, so that an empty one is none of the same. */
const VALUE = '=';

/** A value that no item has any more stays an option while it is chosen: the list would else show what is not filtered by. */
function Choice({ label, all, value, options, named = (name) => name, onChange }: ChoiceGiven): JSX.Element {
  const missing = value !== undefined && !options.some(({ name }) => name === value);
  return (
    <label class={value === undefined ? 'field' : 'field field-set'}><span class="vh">{label}</span>
      <select value={value === undefined ? '' : VALUE + value} onChange={(event) => { onChange(event.currentTarget.value === '' ? undefined : event.currentTarget.value.slice(VALUE.length)); }}>
        <option value="">{all}</option>
        {missing ? <option value={VALUE + value}>{printable(named(value), 60)}</option> : null}
        {options.map(({ name, count: items }) => <option key={name} value={VALUE + name}>{printable(named(name), 60)} ({count(items)})</option>)}
      </select></label>
  );
}
