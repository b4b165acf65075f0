import { describe, expect, test } from 'vitest';
import { uuidOf, type JoinEdge, type JoinInput } from '../../../src/core/index.js';
import { contradictionJoin } from '../../../src/join/contradiction/index.js';
import { idsOf } from '../../../src/join/contradiction/ids.js';
import { joinContract, joinInput, runJoin } from '../../contract/join.js';

type Place = Partial<Omit<JoinInput, 'text'>>;
/** Chunks that make the corpus: words that every page has weigh little, those of one subject weigh much. */
const BACKGROUND = [
  'The front desk hands out badges on the first morning.', 'Printers are on every floor beside the kitchen.', 'Our bikes stand in the yard behind the house.', 'Guests sign the book at the reception.',
  'The canteen opens at noon and serves soup.', 'Each team plans its own week on Monday.', 'Invoices go to the accounting team by mail.', 'A mentor helps new colleagues through their first weeks.',
  'Our customers reach the help line by phone.', 'The data centre stands in the north of the city.', 'Plants in the hall are watered by the caretaker.', 'The library lends books and games.',
].map((text, at) => joinInput({ text, path: `background/${at}.md` }));

function edgesOf(a: string, b: string, placeA: Place = {}, placeB: Place = {}, options: { readonly likely?: number; readonly possible?: number; readonly embeddings?: string } = {}): readonly JoinEdge[] {
  const inputs = [...BACKGROUND, joinInput({ path: 'handbook/one.md', ...placeA, text: a }), joinInput({ path: 'wiki/two.md', ...placeB, text: b })];
  return runJoin(contradictionJoin, inputs, contradictionJoin.options.parse(options)).edges;
}

describe('contradictions are found', () => {
  test.each<[string, string, string, [string, string] | null]>([
    ['number', 'Refund requests must be filed within 30 days of purchase.', 'Refund requests must be filed within 60 days of purchase.', ['30 days', '60 days']],
    ['number', 'Audit logs are kept for two years on our servers.', 'Audit logs are kept for 90 days on our servers.', ['two years', '90 days']],
    ['number', 'Customers can ask for a refund within 30 days after the purchase.', 'Refunds: customers may request a refund up to 14 days after they bought.', null],
    ['number', 'The mileage rate for private cars is $0.45 per mile.', 'For private cars we pay a mileage rate of $0.67 per mile.', ['$0.45', '$0.67']],
    ['number', 'Uploads are limited to 25 MB per file.', 'Uploads are limited to 2 GB per file.', ['25 MB', '2 GB']],
    ['unit', 'The access token expires after 30 minutes of inactivity.', 'The access token expires after 30 days of inactivity.', ['30 minutes', '30 days']],
    ['unit', 'The search service accepts 100 requests per minute from one client.', 'The search service accepts 100 requests per hour from one client.', null],
    ['date', 'The travel policy takes effect on 1 March 2025 for everybody.', 'The travel policy takes effect on 1 July 2025 for everybody.', ['1 March 2025', '1 July 2025']],
    ['version', 'The billing connector needs PostgreSQL driver v14.2 on the server.', 'The billing connector needs PostgreSQL driver v15.1 on the server.', null],
    ['negation', 'Unused vacation days can be carried over into the next year.', 'Unused vacation days cannot be carried over into the next year.', null],
    ['negation', 'Backups of the mail server are encrypted at rest.', 'Backups of the mail server are not encrypted at rest.', ['encrypted', 'not encrypted']],
    ['negation', 'The metrics client provides a resolver for gRPC endpoints with a search backend.', 'Note that the metrics client does not offer a resolver for gRPC endpoints with a search backend.', ['provides', 'not offer']],
    ['negation', 'After the corrupted member is restored, the capacity alarm can be removed.', "The capacity alarm can't be taken out after the corrupted member is restored.", ["can't be taken", 'removed']],
    ['default', 'Two-factor login is enabled by default for new accounts.', 'Two-factor login is disabled by default for new accounts.', ['enabled', 'disabled']],
    ['antonym', 'Breakfast is included in the hotel rate that we book.', 'Breakfast is excluded from the hotel rate that we book.', null],
    ['antonym', 'Two-factor login is enabled for all new accounts of the firm.', 'Two-factor login is disabled for all new accounts of the firm.', ['enabled', 'disabled']],
    ['status', 'The XML import of the warehouse system is stable since spring.', 'The XML import of the warehouse system is experimental since spring.', ['stable', 'experimental']],
    ['status', 'The night ferry to the island is in service and fully booked for July.', 'The night ferry to the island is in service with places left for July.', ['fully booked', 'places left']],
    ['boolean', 'Nightly compression of the archive volume: switched on', 'Nightly compression of the archive volume: switched off', ['switched on', 'switched off']],
    ['modal', 'Contractors need not sign the visitor log on arrival.', 'Contractors must sign the visitor log on arrival.', ['need not', 'must']],
  ])('%s: %s | %s', (cue, a, b, differs) => {
    const edges = edgesOf(a, b);
    expect(edges).toHaveLength(1);
    expect(edges[0]).toMatchObject({ kind: 'contradicts', cue });
    if (differs !== null) expect([...(edges[0]?.differs ?? [])].sort()).toEqual([...differs].sort());
  });

  test('likely in the same words; in others by how sure the model is', () => {
    expect(edgesOf('Refund requests must be filed within 30 days of purchase.', 'Refund requests must be filed within 60 days of purchase.')[0]?.certainty).toBe('likely');
    const others = ['Tickets for the museum cost 12 euros at the door.', 'At the door, a museum ticket is 15 euros.'] as const;
    expect(edgesOf(...others)[0]?.certainty).toBe('possible');
    expect(edgesOf(...others, {}, {}, { likely: 0.5 })[0]?.certainty).toBe('likely');
    expect(edgesOf('Backups of the tenant databases are kept on tape for a year.', 'Copies of tenant databases live on disk for a month.')[0]?.certainty).toBe('possible');
  });
  test('in the same words under headings of their own only where the model is surer', () => {
    const kept = (days: number): string => `The nightly copies of a workspace are kept for ${days} days.`;
    const under = (heading: string): Place => ({ headingPath: [heading] });
    expect(edgesOf(kept(14), kept(90), under('Backups'), under('Backups'))[0]?.certainty).toBe('likely');
    expect(edgesOf(kept(14), kept(90), under('Standard workspaces'), under('Dedicated workspaces'))[0]?.certainty).not.toBe('likely');
  });
  test('of one word of the subject and a value of one kind, where headings name the rest', () => {
    const probation = ['The probation lasts six months.', 'You are on probation for your first six weeks.'] as const;
    expect(edgesOf(...probation, { headingPath: ['Probation'] }, { headingPath: ['Probation of new staff'] }, { possible: 0.2 })[0]).toMatchObject({ kind: 'contradicts', cue: 'unit' });
    // Without a value of one kind, one word makes no candidate.
    expect(edgesOf('The probation is long.', 'You are on probation for your first six weeks.', { headingPath: ['Probation'] }, { headingPath: ['Probation of new staff'] })).toEqual([]);
  });
  test('in nearly the same words though no typed difference is seen, where the model is sure', () => {
    const [edge] = edgesOf("Note that each tenant doesn't have to be restricted in the operations that can be done on their behalf in a multi-tenant deployment.", 'In a multi-tenant deployment, each tenant needs to be restricted in the operations that can be done on their behalf.');
    expect(edge).toMatchObject({ kind: 'contradicts' });
  });
  test('under headings after one pattern, when the one says what only the heading of the other is of', () => {
    const covers = (does: string): string => `Our company travel insurance ${does} private days added to a business trip abroad.`;
    const under = (heading: string): Place => ({ headingPath: [heading] });
    expect(edgesOf(covers('covers'), covers('does not cover'), under('Travel insurance'), under('Travel questions'))[0]?.kind).toBe('contradicts');
    const nodes = (count: number): string => `The control plane needs ${count} nodes with a local disk of their own.`;
    expect(edgesOf(nodes(3), nodes(7), under('Small cluster'), under('Large cluster'))[0]).toMatchObject({ kind: 'differs-by-scope', because: 'headings after one pattern (`Large cluster`; `Small cluster`)' });
  });
  test('under the first headings of two pages, that begin alike and are no two of a kind', () => {
    const rate = (dollars: string): string => `The mileage rate for private cars is ${dollars} per mile.`;
    const page = (title: string): Place => ({ title, headingPath: [title] });
    expect(edgesOf(rate('$0.45'), rate('$0.30'), page('Travel policy'), page('Travel questions'))[0]?.kind).toBe('contradicts');
    for (const [one, other] of [['Day tariff', 'Night tariff'], ['Car 1', 'Car 2']] as const) expect(edgesOf(rate('$0.45'), rate('$0.30'), page(one), page(other))[0]?.kind).toBe('differs-by-scope');
  });
  test('of a summary and the table of one page', () => {
    const [summary, table] = ['The mileage rate for private cars is $0.45 per mile.', '| Item | Rate |\n|---|---|\n| Mileage rate for private cars | $0.67 per mile |'];
    const under = (heading: string): Place => ({ documentId: uuidOf('document', 'travel'), path: 'travel.md', headingPath: ['Travel policy', heading] });
    expect(edgesOf(summary, table, under('Summary'), under('Rates'))[0]).toMatchObject({ kind: 'contradicts', cue: 'number', certainty: 'possible' });
  });
  test('of a state that the model does not see, under headings of their own', () => {
    const stable = (state: string): string => `The XML import of the warehouse system is ${state} since spring.`;
    expect(edgesOf(stable('stable'), stable('experimental'), { headingPath: ['The import'] }, { headingPath: ['Is the XML import stable?'] })[0]).toMatchObject({ kind: 'contradicts', cue: 'status' });
  });
  test('in a table, by row and column', () => {
    const table = (value: string): string => `| Plan limit | Value |\n|---|---|\n| Storage quota per user | ${value} |\n| Video call length | 40 minutes |`;
    const [edge] = edgesOf(table('5 GB'), table('10 GB'), { title: 'Plan limits' }, { title: 'Limits of plans' });
    expect(edge).toMatchObject({ cue: 'number', certainty: 'likely' });
    expect(edge?.a.quote).toContain('Storage quota per user');
  });
  test('in wholly other words, where the vectors of the two chunks are near', () => {
    const words = ['Every storey of the Harbour Street house has two trained first aiders.', 'On each level of the building there are four people with first-aid training.'] as const;
    const told = (...given: Parameters<typeof edgesOf>): readonly JoinEdge[] => edgesOf(...given).filter(({ a, b }) => words.some((text) => text === a.quote) && words.some((text) => text === b.quote));
    expect(told(...words)).toEqual([]);
    const [near, far] = [Float32Array.of(1, 0.1, 0), Float32Array.of(0, 1, 1)];
    expect(told(...words, { embedding: near }, { embedding: near }, { embeddings: 'small' })[0]).toMatchObject({ kind: 'contradicts', cue: 'number' });
    expect(told(...words, { embedding: near }, { embedding: far }, { embeddings: 'small' })).toEqual([]);
    expect(told(...words, { embedding: near, path: 'v1/one.md' }, { embedding: near, path: 'v2/one.md' }, { embeddings: 'small' })).toEqual([]);
  });
  test('the one in front of 25 copies of the other', () => {
    const inputs = Array.from({ length: 25 }, (_, at) => joinInput({ text: 'Refund requests must be filed within 30 days of purchase.', path: `copies/${at}.md` }));
    const lie = joinInput({ text: 'Refund requests must be filed within 90 days of purchase.', path: 'old/faq.md' });
    const run = runJoin(contradictionJoin, [...BACKGROUND, ...inputs, lie]);
    expect(run.outcomes.get(lie.id)?.findings[0]?.rule).toBe('contradiction/likely');
  });
});

test('all words of title, headings, parent item and file name are what a chunk stands under', () => {
  const { context } = contradictionJoin.prepare(joinInput({ text: 'It has three nodes.', path: 'guides/cluster_sizes.md', title: 'Planning a cluster', headingPath: ['Sizes of clusters', 'Large cluster'], parentItem: 'Control plane' }), contradictionJoin.options.parse({}));
  expect(context.headings).toEqual([['siz', 'cluster'], ['larg', 'cluster']]);
  expect(context.all).toEqual(idsOf(['cluster', 'control', 'larg', 'plan', 'siz']));
});

describe('sound look-alikes pass', () => {
  const refund = 'Refund requests must be filed within 30 days of purchase.';
  test.each<[string, string, string, Place, Place]>([
    ['the same in other units', 'The session ends after 2 hours of inactivity on all devices.', 'The session ends after 120 minutes of inactivity on all devices.', {}, {}],
    ['the same in words', 'Refund requests must be filed within thirty days of purchase.', refund, {}, {}],
    ['a month and 30 days', 'Refund requests must be filed within one month of purchase.', refund, {}, {}],
    ['a bound and a value within it', 'Passwords must have at least 12 characters in every system.', 'Passwords must have 16 characters in every system.', {}, {}],
    ['another platform in the sentence', 'The Windows client keeps 30 days of history on the disk.', 'The macOS client keeps 90 days of history on the disk.', {}, {}],
    ['another platform in the heading', 'The client keeps 30 days of history on the disk.', 'The client keeps 90 days of history on the disk.', { headingPath: ['Client', 'Windows'] }, { headingPath: ['Client', 'macOS'] }],
    ['another plan', 'The Free plan stores 5 GB of files for each user.', 'The Enterprise plan stores 500 GB of files for each user.', {}, {}],
    ['another version in the path', 'The export waits 30 seconds for the index to settle.', 'The export waits 60 seconds for the index to settle.', { path: 'docs/v1/export.md' }, { path: 'docs/v2/export.md' }],
    ['another declared version', 'The export waits 30 seconds for the index to settle.', 'The export waits 60 seconds for the index to settle.', { declared: { version: '1.4' } }, { declared: { version: '2.0' } }],
    ['another region', 'Employees in Germany get 30 days of paid leave.', 'Employees in the UK get 25 days of paid leave.', {}, {}],
    ['another environment', 'Logs are kept for 7 days on staging servers.', 'Logs are kept for 90 days on production servers.', {}, {}],
    ['another product by name', 'Files in Horizon are kept for 30 days after deletion.', 'Files in Workbench are kept for 90 days after deletion.', {}, {}],
    ['another condition', 'If the invoice is late, customers get 5 days to pay the fee.', 'If the card was stolen, customers get 30 days to pay the fee.', {}, {}],
    ['another condition in a long statement', 'When idle, the sync agent keeps its connection to the search cluster in Berlin open for 30 seconds.', 'When busy, the sync agent keeps its connection to the search cluster in Berlin open for 60 seconds.', {}, {}],
    ['another setting', 'The `read_timeout` setting defaults to 30 seconds for every connection.', 'The `write_timeout` setting defaults to 60 seconds for every connection.', {}, {}],
    ['pages after one pattern', 'The rollout waits for 30 seconds before it routes the traffic.', 'The rollout waits for 60 seconds before it routes the traffic.', { path: 'g/istio-canary-rollout.md' }, { path: 'g/linkerd-canary-rollout.md' }],
    ['lists with other introductions', 'Billable time:\n\n- Conferences and meetings that are in service of project work', 'Internal time:\n\n- Conferences and meetings that are not in service of project work', {}, {}],
    ['two denials of the same', 'Snapshot persistence is not supported for replicated databases.', 'Snapshot persistence is not supported for replicated databases and should not be used.', {}, {}],
    ['another thing denied in many other words', 'The metrics client provides a resolver for gRPC endpoints.', 'The metrics client does not send passwords, cookies or tokens to gRPC endpoints.', {}, {}],
    ['not disabled and enabled', 'Two-factor login is not disabled by default for new accounts.', 'Two-factor login is enabled by default for new accounts.', {}, {}],
    ['step numbers', 'See step 3 of the refund guide for the purchase.', 'See step 4 of the refund guide for the purchase.', {}, {}],
    ['code', '```\nretries: 3 for the refund service\n```', '```\nretries: 5 for the refund service\n```', {}, {}],
    ['release notes', 'The export now waits 30 seconds for the index to settle.', 'The export now waits 60 seconds for the index to settle.', { path: 'release-notes/a.md' }, { path: 'release-notes/b.md' }],
    ['questions', 'Must refund requests be filed within 30 days of purchase?', 'Must refund requests be filed within 60 days of purchase?', {}, {}],
    ['two numbers that differ', 'Storage of 5 GB for teams costs $10 a month.', 'Storage of 50 GB for teams costs $70 a month.', {}, {}],
    ['what pages tell of themselves', '*Created by Ada Lund, last modified on Mar 17, 2026*', '*Created by Ada Lund, last modified on Apr 30, 2026*', {}, {}],
    ['other rows of a table', '| Item | Limit |\n|---|---|\n| Storage quota | 5 GB |', '| Item | Limit |\n|---|---|\n| Upload quota | 1 GB |', {}, {}],
  ])('%s', (_what, a, b, placeA, placeB) => {
    const edges = edgesOf(a, b, placeA, placeB);
    expect(edges.filter(({ kind }) => kind !== 'differs-by-scope')).toEqual([]);
    expect(edges.every(({ aside }) => aside === true)).toBe(true);
  });

  test.each<[string, string, string, Place, Place, string]>([
    ['platform', 'The Windows client keeps 30 days of history on the disk.', 'The macOS client keeps 90 days of history on the disk.', {}, {}, 'the platform (`macos`; `windows`)'],
    ['plan', 'The Free plan stores 5 GB of files for each user.', 'The Enterprise plan stores 500 GB of files for each user.', {}, {}, 'the plan (`enterprise`; `free`)'],
    ['version', 'The export waits 30 seconds for the index to settle.', 'The export waits 60 seconds for the index to settle.', { path: 'docs/v1/export.md' }, { path: 'docs/v2/export.md' }, 'the version (`1`; `2`)'],
    ['names', 'Files in Horizon are kept for 30 days after deletion.', 'Files in Workbench are kept for 90 days after deletion.', {}, {}, 'names (`horizon`; `workbench`)'],
    ['conditions', 'When idle, the sync agent keeps its connection to the search cluster in Berlin open for 30 seconds.', 'When busy, the sync agent keeps its connection to the search cluster in Berlin open for 60 seconds.', {}, {}, 'conditions (`busy`; `idle`)'],
    ['identifiers', 'The `read_timeout` setting defaults to 30 seconds for every connection.', 'The `write_timeout` setting defaults to 60 seconds for every connection.', {}, {}, 'identifiers (`read_timeout`; `write_timeout`)'],
    ['pages', 'The rollout waits for 30 seconds before it routes the traffic.', 'The rollout waits for 60 seconds before it routes the traffic.', { path: 'g/istio-canary-rollout.md' }, { path: 'g/linkerd-canary-rollout.md' }, 'pages named after one pattern (`istio-canary-rollout.md`; `linkerd-canary-rollout.md`)'],
    ['one side alone', 'The client keeps 30 days of history on the disk of the user.', 'The Windows client keeps 90 days of history on the disk of the user.', {}, {}, 'the platform that one of them names (`windows`)'],
  ])('and are listed apart with what tells them apart: %s', (_what, a, b, placeA, placeB, because) => {
    const [edge, ...others] = edgesOf(a, b, placeA, placeB);
    expect(others).toEqual([]);
    expect(edge).toMatchObject({ kind: 'differs-by-scope', aside: true });
    expect(edge?.because).toBe(because);
  });

  test('nobody is told of what differs by scope', () => {
    const [a, b] = [refund, 'Refund requests on the Enterprise plan must be filed within 60 days of purchase.'];
    const run = runJoin(contradictionJoin, [...BACKGROUND, ...[a, b].map((text, at) => joinInput({ text, path: `p${String(at)}.md` }))]);
    expect(run.edges.map(({ kind }) => kind)).toEqual(['differs-by-scope']);
    expect([...run.outcomes.values()].flatMap(({ findings }) => findings)).toEqual([]);
  });
});

test('another thing of the same kind is at most possible', () => {
  const advance = (noun: string, days: number): string => `The finance team in Berlin answers each request for a ${noun} advance within ${days} days of the next payroll run.`;
  expect(edgesOf(advance('travel', 5), advance('travel', 10)).map((edge) => edge.certainty)).toEqual(['likely']);
  expect(edgesOf(advance('travel', 5), advance('equipment', 10)).map((edge) => edge.certainty)).toEqual(['possible']);
});

test('hostile texts take linear time', () => {
  const options = contradictionJoin.options.parse({});
  for (const text of ['a'.repeat(1e6), 'not '.repeat(25e4), '1 '.repeat(5e5), '| '.repeat(5e5), `|${'a\t|'.repeat(2e5)}`, '`'.repeat(1e6), '- a: '.repeat(2e5), '1 or '.repeat(2e5), 'if '.repeat(3e5), '/a'.repeat(5e5), '```\n'.repeat(5e4), 'May 1 '.repeat(1.5e5), '**'.repeat(5e5)]) {
    const start = process.cpuUsage();
    contradictionJoin.prepare(joinInput({ text }), options);
    expect(process.cpuUsage(start).user / 1e6, text.slice(0, 12)).toBeLessThan(6);
  }
});

test.each([[{ possible: 0 }, 'possible'], [{ possible: 0.9, likely: 0.8 }, 'expected likely >= possible'], [{ maxEdges: 0 }, 'maxEdges']])('%j is refused', (given, message) => {
  expect(JSON.stringify(contradictionJoin.options.safeParse(given).error?.issues)).toContain(message);
});

const TEXTS = [
  ['handbook/refunds.md', '# Refunds\n\nRefund requests must be filed within 30 days of purchase. The shop answers each request by mail.'],
  ['wiki/faq.md', 'Intro to the shop.\n\nRefund requests must be filed within 60 days of purchase. Backups of the mail server are encrypted at rest.'],
  ['it/backup.md', 'Backups of the mail server are not encrypted at rest. Two-factor login is enabled by default for new accounts.'],
  ['it/login.md', 'Two-factor login is disabled by default for new accounts.'],
  ['it/client.md', 'The Windows client keeps 30 days of history on the disk of the user.'],
  ['it/clients.md', 'The macOS client keeps 90 days of history on the disk of the user.'],
] as const;
const documents = new Map<string, string>();
joinContract(contradictionJoin, [...BACKGROUND, ...TEXTS.map(([path, text]) => {
  const offset = text.indexOf('\n\n') < 0 ? 0 : text.indexOf('\n\n') + 2;
  const input = joinInput({ path, text: text.slice(offset), offset });
  documents.set(input.documentId, text);
  return input;
})], documents);
