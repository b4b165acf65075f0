import type { CauseKind } from '../../src/engine/review/types.js';

/** What a group of the fake corpus is made of; `texts` beyond the first are counterparts or further items. */
export interface Scene {
  readonly kind: CauseKind;
  readonly title: string;
  readonly rule: string;
  readonly message: string;
  readonly source: string;
  readonly path: string;
  readonly name: string;
  readonly headings: readonly string[];
  readonly text: string;
  readonly date: string | null;
  readonly damage: number;
  readonly count: number;
  /** A stretch of `text` that the finding points at. */
  readonly quote?: string;
  readonly other?: { readonly source: string; readonly path: string; readonly name: string; readonly text: string; readonly date: string | null; readonly quote?: string };
}

export const SOURCES: Readonly<Record<string, { readonly authority: number; readonly owner: string | null }>> = {
  handbook: { authority: 0.9, owner: 'people-ops' }, help: { authority: 0.8, owner: 'support' }, policies: { authority: 1, owner: 'legal' }, wiki: { authority: 0.4, owner: null }, files: { authority: 0.5, owner: 'finance' },
};

export const SCENES: readonly Scene[] = [
  {
    kind: 'contradiction', title: '"30 days" against "14 days": refunds', rule: 'contradiction/likely', source: 'wiki', path: 'support/refunds-faq.md', name: 'Refunds: questions we get', headings: ['Refunds', 'How long do customers have?'],
    message: 'Unexpected "30 days", expected "14 days" as `policies:refund-policy.docx` says of the same refunds', date: '2024-03-11', damage: 9.4, count: 1, quote: 'within 30 days of delivery',
    text: 'Customers may ask for a refund within 30 days of delivery. The product must be unused and in its original packaging.\n\nThe refund goes back to the card that paid, usually within five working days after the parcel has arrived in our warehouse. Shipping is paid by the customer unless the product was faulty.',
    other: {
      source: 'policies', path: 'refund-policy.docx', name: 'Refund policy', date: '2026-02-01', quote: 'within 14 days of delivery',
      text: 'Customers may ask for a refund within 14 days of delivery. The product must be unused and in its original packaging.\n\nThe refund goes back to the card that paid, usually within five working days after the parcel has been checked in our warehouse. Shipping is paid by the customer unless the product was faulty or wrong.',
    },
  },
  {
    kind: 'contradiction', title: '"100 requests" against "60 requests": rate limits', rule: 'contradiction/likely', source: 'help', path: 'api/rate-limits.html', name: 'Rate limits', headings: ['API', 'Rate limits'],
    message: 'Unexpected "100 requests", expected "60 requests" as `wiki:api/limits-2026.md` says of the same limit', date: '2025-05-20', damage: 8.1, count: 1, quote: '100 requests a minute',
    text: 'Each API key may send 100 requests a minute. Beyond that the API answers with status 429 and the header Retry-After. Limits are counted per key, not per address.',
    other: { source: 'wiki', path: 'api/limits-2026.md', name: 'API limits 2026', date: '2026-06-02', quote: '60 requests a minute', text: 'Since June each API key may send 60 requests a minute; the plan Enterprise keeps what its contract says. Answers beyond the limit have status 429.' },
  },
  {
    kind: 'cluster', title: 'Copies of “Closing an account”', rule: 'duplication/exact', source: 'files', path: 'export/closing-an-account.txt', name: 'Closing an account', headings: ['Closing an account'],
    message: 'Unexpected copy of `help:account/close-account.html` with the same words, expected this text once', date: '2025-01-15', damage: 6.2, count: 4,
    text: 'To close an account, open Settings, choose Account and then Close account. We keep invoices for ten years, as the law asks; everything else is deleted after 30 days. Until then the account can be opened again.',
    other: { source: 'help', path: 'account/close-account.html', name: 'Close your account', date: '2026-03-09', text: 'To close an account, open Settings, choose Account and then Close account. We keep invoices for ten years, as the law asks; everything else is deleted after 30 days. Until then you can open the account again.' },
  },
  {
    kind: 'family', title: 'information-security-policy-v3.docx, superseded by version 4', rule: 'freshness/superseded', source: 'policies', path: 'information-security-policy-v3.docx', name: 'Information security policy, version 3', headings: ['4 Passwords', '4.2 Length and change'],
    message: 'Superseded by `information-security-policy-v4.docx`, dated 2026-01-12 (the version in its name, 4 after 3)', date: '2023-09-04', damage: 7.6, count: 8,
    text: 'Passwords have at least ten characters and are changed every 90 days. They must not be written down. Accounts are locked after five attempts that failed.',
    other: { source: 'policies', path: 'information-security-policy-v4.docx', name: 'Information security policy, version 4', date: '2026-01-12', text: 'Passwords have at least fourteen characters and are changed only when there is a sign that they are known. A password manager is provided. Accounts are locked after ten attempts that failed.' },
  },
  {
    kind: 'document', title: 'archive/remote-work-2024.md is out of date', rule: 'freshness/stale', source: 'handbook', path: 'archive/remote-work-2024.md', name: 'Remote work', headings: ['Remote work', 'Equipment'],
    message: 'Dated 2024-03-05 (front-matter `updated`); with a half-life of 365 days it counts as stale from 2026-04-04 on, expected a review since', date: '2024-03-05', damage: 5.3, count: 5,
    text: 'Employees who work from home for more than two days a week get a screen, a keyboard and a chair. Ask your team lead; the order goes through the Berlin office, which ships within a week.',
  },
  {
    kind: 'rule', title: 'Placeholders in finished pages', rule: 'structure/placeholder', source: 'help', path: 'account/audit-log.html', name: 'Audit log', headings: ['Account', 'Audit log'],
    message: 'Unexpected `Lorem ipsum dolor sit amet, consectetur…` in a finished page, expected text', date: '2026-04-02', damage: 4.4, count: 3, quote: 'Lorem ipsum dolor sit amet, consectetur adipiscing elit',
    text: 'The audit log lists who changed what. Lorem ipsum dolor sit amet, consectetur adipiscing elit. Entries are kept for TODO months and can be exported as CSV.',
  },
  {
    kind: 'lapsed', title: 'Approved by ada on 2026-05-03, but the text has changed since', rule: 'decision/lapsed', source: 'handbook', path: 'office-leeds-visitors.md', name: 'Visitors in Leeds', headings: ['Visitors', 'At the door'],
    message: 'Approved by ada on 2026-05-03, but the text has changed since', date: '2026-08-19', damage: 3.9, count: 1,
    text: 'Visitors sign in at the desk on the ground floor and wear a badge. Bring them up yourself: the lift needs your card after six in the evening.',
  },
  {
    kind: 'rule', title: 'Text that a reader cannot see', rule: 'safety/invisible-text', source: 'wiki', path: 'vendors/onboarding-\u202Exslx.md', name: 'Vendor onboarding', headings: ['Vendors'],
    message: 'Unexpected run of characters that a reader cannot see, expected only what is shown', date: '2026-07-30', damage: 8.8, count: 2, quote: 'approved\u200B\u{E0049}\u{E0067}\u{E006E}\u{E006F}\u{E0072}\u{E0065} vendors',
    text: 'New vendors fill in the form and send a certificate. Only approved\u200B\u{E0049}\u{E0067}\u{E006E}\u{E006F}\u{E0072}\u{E0065} vendors are paid. The bank details are confirmed by telephone, never by mail.',
  },
  {
    kind: 'rule', title: 'Tables whose cells stand as lines', rule: 'structure/flattened-table', source: 'files', path: 'pricing/price-list-2026.pdf', name: 'Price list 2026', headings: ['Prices', 'Plans'],
    message: 'Unexpected lines of figures without their heads, expected a table', date: '2026-01-01', damage: 4.9, count: 6, quote: 'Basic\n9\n19\nTeam\n29\n49',
    text: 'Prices per seat and month\nBasic\n9\n19\nTeam\n29\n49\nEnterprise\non request\nAll prices in euro without VAT.',
  },
  {
    kind: 'cluster', title: 'Near copies of “Travel expenses”', rule: 'duplication/near', source: 'wiki', path: 'people/travel-expenses-old.md', name: 'Travel expenses', headings: ['Travel', 'Expenses'],
    message: 'Unexpected near copy of `travel-policy.docx`: `0.86` of their shingles are shared, expected this text once', date: '2024-11-02', damage: 5.8, count: 3,
    text: 'Hand in receipts within a month. Hotels are paid up to 140 euro a night, in London and Zurich up to 190. Trains go second class; flights of less than five hours economy.',
    other: { source: 'handbook', path: 'travel-policy.docx', name: 'Travel policy', date: '2026-02-20', text: 'Hand in receipts within a month. Hotels are paid up to 150 euro a night, in London and Zurich up to 210. Trains go second class; flights of less than six hours economy.' },
  },
  {
    kind: 'document', title: 'holidays-2025.md has expired', rule: 'freshness/expired', source: 'handbook', path: 'people/holidays-2025.md', name: 'Public holidays 2025', headings: ['Holidays'],
    message: 'Says that it holds until 2025-12-31, and that day is over, expected a page for the year', date: '2025-01-03', damage: 3.1, count: 2,
    text: 'In 2025 the offices are closed on 1 January, 18 and 21 April, 1 and 29 May, 9 June, 3 October, 25 and 26 December. Leeds follows the holidays of England.',
  },
  {
    kind: 'rule', title: 'Text damaged by a wrong encoding', rule: 'structure/encoding-damage', source: 'files', path: 'letters/kündigung.txt', name: 'Letter to customers', headings: [],
    message: 'Unexpected `KÃ¼ndigung`, which is `Kündigung` read with the wrong encoding', date: null, damage: 2.7, count: 1, quote: 'KÃ¼ndigung',
    text: 'Sehr geehrte Damen und Herren, Ihre KÃ¼ndigung haben wir erhalten. Der Vertrag endet zum Ende des Monats.',
  },
];

/** What attackers put where a screen shows it. */
export const PAYLOADS: readonly string[] = [
  '<script>alert(1)</script>', '<img src=x onerror=alert(2)>', '<svg onload=alert(3)>', '"><script>alert(4)</script>', "'><img src=x onerror=alert(5)>", '<iframe src="javascript:alert(6)"></iframe>',
  '<a href="javascript:alert(7)">click</a>', '<body onload=alert(8)>', '<details open ontoggle=alert(9)>', '<math><mtext></mtext><mglyph><style><img src=x onerror=alert(10)></style></mglyph></math>',
  '<input autofocus onfocus=alert(11)>', '<video><source onerror=alert(12)></video>', '<style>@import "http://evil.example/a.css";</style>', '<link rel=stylesheet href=http://evil.example/b.css>',
  '<img src=http://evil.example/pixel.png>', '<meta http-equiv=refresh content="0;url=http://evil.example/">', '<base href="http://evil.example/">', '<object data="http://evil.example/o"></object>',
  '<embed src="http://evil.example/e">', '<form action="http://evil.example/f"><button>x</button></form>', '{{constructor.constructor("alert(13)")()}}', '${alert(14)}', 'javascript:alert(15)', 'data:text/html,<script>alert(16)</script>',
  '</textarea><script>alert(17)</script>', '</title><script>alert(18)</script>', '<!--><img src=x onerror=alert(19)>-->', '\u202E<script>alert(20)</script>\u2066\u0000', '<ſcript>alert(21)</ſcript>', '<a style="position:fixed;inset:0" href="http://evil.example">x</a>',
  '__proto__', 'constructor', '[object Object]', '‮'.repeat(300), 'Z̸̢̛͔̦̑̈́a̵̢͎̟͗l̷̛͔͍̔g̵͙̈́o̸̙͛'.repeat(40), '\u{E0041}'.repeat(500), 'a'.repeat(5000), '\uD800 lone \uDFFF',
];
