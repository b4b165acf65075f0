import { createHash } from 'node:crypto';

/** The look of the page. A constant, so that its hash may stand in the policy. */
export const STYLE = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { margin: 0; padding: 1rem 1.25rem; max-width: 46rem; overflow-wrap: anywhere; }
header { margin-bottom: 1rem; padding-bottom: .5rem; border-bottom: 1px solid #8886; font-size: .87em; }
pre, .plain { white-space: pre-wrap; overflow-wrap: anywhere; font: .87em/1.5 ui-monospace, monospace; }
.plain { font: inherit; }
pre { padding: .5rem .75rem; background: #8881; }
code { font-family: ui-monospace, monospace; font-size: .92em; }
blockquote { margin-inline: 0; padding-inline-start: 1rem; border-inline-start: 3px solid #8886; }
table { border-collapse: collapse; }
th, td { padding: .25rem .6rem; border: 1px solid #8886; vertical-align: top; }
.chunk { background: #ffd54a40; box-shadow: -4px 0 0 #e0a800; scroll-margin-top: 2rem; }
.target, .image, .cut { color: #777; font-size: .87em; }
.page { margin: 0 0 1rem; }
.page img { display: block; max-width: 100%; height: auto; border: 1px solid #8886; background: #fff; }
.page figcaption { color: #777; font-size: .87em; }
.unseen { padding: 0 .2em; border: 1px solid #c0392b; border-radius: 3px; color: #c0392b; font: .72em ui-monospace, monospace; }
`;

const HASH = createHash('sha256').update(STYLE).digest('base64');

/**
 * What the answer says instead of what every answer says. Stricter: nothing is loaded at all; pages of a PDF are pictures inside of it. The style is allowed by its hash and not as a file of ours,
 * because a sandboxed page is of no origin: its requests would come without the cookie, and the gate refuses those of other sites.
 * Laxer in two things: our own page may frame it, and it opens in a tab of its own (browsers refuse a sandboxed page that asks for an opener policy).
 */
export const PREVIEW_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${HASH}'; img-src data:; sandbox; base-uri 'none'; form-action 'none'; frame-ancestors 'self'`,
  'X-Frame-Options': 'SAMEORIGIN',
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Opener-Policy': 'unsafe-none',
  'Cache-Control': 'no-store',
};
