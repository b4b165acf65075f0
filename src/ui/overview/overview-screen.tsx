import type { JSX } from 'preact';
export function OverviewScreen(): JSX.Element { return <h1>Overview</h1>; }
