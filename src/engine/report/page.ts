/** The styles of the page: both schemes of colour, and paper. */
export const STYLES = `
:root { color-scheme: light dark; --ink: #1c2430; --soft: #566172; --paper: #fff; --line: #d9dee6; --good: #2f7d4f; --held: #b7791f; --bad: #b3372f; --plain: #4a6fa5; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eaf0; --soft: #a3aebd; --paper: #14181f; --line: #333c49; --good: #5fb283; --held: #d9a441; --bad: #e0746c; --plain: #7f9fd1; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 1.5rem; font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; } h3 { font-size: 1rem; margin: 1rem 0 .25rem; }
p { margin: .25rem 0; } .soft, figcaption, caption { color: var(--soft); font-size: .875rem; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; } th, td { text-align: left; padding: .25rem .5rem; border-bottom: 1px solid var(--line); vertical-align: top; font-weight: normal; }
thead th { color: var(--soft); font-size: .8rem; } .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; } .wide { width: 45%; }
.numbers { display: flex; flex-wrap: wrap; gap: .5rem 2rem; margin: 1rem 0; padding: 0; list-style: none; } .numbers b { display: block; font-size: 1.5rem; font-weight: 600; }
.bar { width: 100%; height: 1.1rem; border-radius: 3px; } .thin { height: .7rem; } .area { width: 100%; height: 11rem; border-bottom: 1px solid var(--line); }
figure { margin: 0; } figcaption { display: flex; justify-content: space-between; }
.good { fill: var(--good); } .held { fill: var(--held); } .bad { fill: var(--bad); } .plain { fill: var(--plain); }
.alert { border-left: 4px solid var(--bad); padding: .5rem 1rem; margin: 1rem 0; background: color-mix(in srgb, var(--bad) 10%, transparent); }
blockquote { margin: .25rem 0 .75rem; padding-left: .75rem; border-left: 3px solid var(--line); color: var(--soft); font-size: .875rem; }
code { font: .85em ui-monospace, monospace; }
@media print { :root { --ink: #000; --soft: #444; --paper: #fff; --line: #bbb; --good: #2f7d4f; --held: #b7791f; --bad: #b3372f; --plain: #4a6fa5; } body { max-width: none; padding: 0; font-size: 11px; } h2 { break-after: avoid; } tr, .alert, blockquote, figure { break-inside: avoid; } svg { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
`;

/** Nothing is loaded and nothing runs, whatever a document says: the page has one style sheet, its own. */
export const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
