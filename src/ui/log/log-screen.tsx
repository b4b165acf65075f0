import type { JSX } from 'preact';
export function LogScreen({ actor }: { readonly actor: string }): JSX.Element { return <h1>{actor}</h1>; }
