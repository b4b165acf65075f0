import { describe, expect, it } from 'vitest';
import type { DecisionAct } from '../../src/engine/review/types.js';
import { decisionsCsv } from '../../src/engine/views/csv.js';
import { APPROVE, CHOICE, EVIDENCE, GROUP, ITEM, OVERVIEW, RESULT, line, stubDesk } from './desk.js';
import { errorOf, inside, raw } from './support.js';

describe('what is asked', () => {
  it('reaches the desk as it was meant', async () => {
    const { get, desk } = await inside();
    const filters = { text: 'Thirty días', source: 'handbook', rule: 'freshness', kind: 'rule', owner: 'people', status: 'rejected', dimension: 'freshness', below: 0.25, since: '2026-11-01', before: '2026-11-23T06:00:00Z', order: 'oldest' } as const;
    const query = new URLSearchParams(Object.entries(filters).map(([name, value]): [string, string] => [name, String(value)])).toString();
    expect((await get('/queue')).status).toBe(200);
    expect((await get(`/queue?${query}&after=p2~x=&limit=200`)).status).toBe(200);
    expect((await get(`/queue/groups/${GROUP.key}?${query}&after=p3&limit=1000`)).status).toBe(200);
    expect((await get(`/items/${CHOICE.id}`)).status).toBe(200);
    expect((await get('/reasons')).status).toBe(200);
    expect((await get('/reasons?verdict=approve')).status).toBe(200);
    expect((await get('/decisions?before=123456789012&limit=7')).status).toBe(200);
    expect((await get('/overview')).status).toBe(200);
    expect(desk.calls).toEqual([
      ['queue', {}, { after: undefined, limit: undefined }],
      ['queue', filters, { after: 'p2~x=', limit: 200 }],
      ['group', GROUP.key, filters, { after: 'p3', limit: 1000 }],
      ['item', CHOICE.id],
      ['reasons', undefined],
      ['reasons', 'approve'],
      ['decisions', { before: 123456789012, limit: 7 }],
      ['overview'],
    ]);
  });

  const ACTS: readonly DecisionAct[] = [
    { verdict: 'approve', items: [CHOICE, CHOICE] },
    { verdict: 'reject', items: [CHOICE], reason: 'old' },
    { verdict: 'requeue', items: [CHOICE] },
    { verdict: 'canonical', items: [CHOICE] },
    { verdict: 'unpin', items: [CHOICE] },
    { verdict: 'waive', items: [CHOICE], until: '2099-03-01', assignee: 'grace' },
    { verdict: 'reopen', items: [CHOICE], reason: 'asked again' },
    { verdict: 'side-right', right: CHOICE, wrong: { ...CHOICE, id: 'other' } },
    { verdict: 'keep', item: CHOICE, reason: '' },
    { verdict: 'not-duplicate', pair: [CHOICE, { ...CHOICE, id: 'other' }] },
    { verdict: 'not-contradiction', pair: [CHOICE, { ...CHOICE, id: 'other' }] },
  ];

  it.each(ACTS)('to decide, $verdict, reaches the desk with the name of the session', async (act) => {
    const { post, desk } = await inside();
    expect(await (await post('/decisions', act)).json()).toEqual(RESULT);
    expect((await post('/decisions', { ...act, preview: true })).status).toBe(200);
    expect(desk.calls).toEqual([['decide', act, { actor: 'ada', preview: undefined }], ['decide', act, { actor: 'ada', preview: true }]]);
  });

  it('to undo reaches the desk with the name of the session', async () => {
    const { post, desk } = await inside();
    expect(await (await post('/decisions/undo', { first: 3, last: 5, reason: 'a slip' })).json()).toEqual(RESULT);
    expect(desk.calls).toEqual([['undo', { first: 3, last: 5 }, { actor: 'ada', reason: 'a slip' }]]);
  });

  it('may be as large as a whole group', async () => {
    const { post, desk } = await inside();
    const items = Array.from({ length: 1000 }, (_none, index) => ({ ...CHOICE, id: `chunk-${index}` }));
    expect((await post('/decisions', { verdict: 'reject', items, reason: 'x'.repeat(2000) })).status).toBe(200);
    expect(desk.calls).toHaveLength(1);
  });

  it.each<[string, unknown]>([
    ['an unknown verdict', { ...APPROVE, verdict: 'delete' }],
    ['no verdict', { items: [CHOICE] }],
    ['an unknown key', { ...APPROVE, actor: 'root' }],
    ['an unknown key in an item', { ...APPROVE, items: [{ ...CHOICE, force: true }] }],
    ['an unknown key in evidence', { ...APPROVE, items: [{ ...CHOICE, evidence: { ...EVIDENCE, x: 1 } }] }],
    ['no items', { ...APPROVE, items: [] }],
    ['too many items', { ...APPROVE, items: Array.from({ length: 1001 }, () => CHOICE) }],
    ['an item without evidence', { ...APPROVE, items: [{ id: CHOICE.id }] }],
    ['a hash that is none', { ...APPROVE, items: [{ ...CHOICE, evidence: { ...EVIDENCE, contentHash: 'x' } }] }],
    ['a decision before the first', { ...APPROVE, items: [{ ...CHOICE, evidence: { ...EVIDENCE, decision: -1 } }] }],
    ['too many rules', { ...APPROVE, items: [{ ...CHOICE, evidence: { ...EVIDENCE, rules: Array.from({ length: 201 }, () => 'a/b') } }] }],
    ['an id with a path in it', { ...APPROVE, items: [{ ...CHOICE, id: '../../etc/passwd' }] }],
    ['an id that is too long', { ...APPROVE, items: [{ ...CHOICE, id: 'x'.repeat(129) }] }],
    ['a reason that is too long', { ...APPROVE, reason: 'x'.repeat(2001) }],
    ['a reason that is no text', { ...APPROVE, reason: { toString: 'x' } }],
    ['a preview that is no truth', { ...APPROVE, preview: 'yes' }],
    ['a pair of one', { verdict: 'not-duplicate', pair: [CHOICE] }],
    ['a pair of three', { verdict: 'not-duplicate', pair: [CHOICE, CHOICE, CHOICE] }],
    ['parts of another act', { verdict: 'keep', items: [CHOICE] }],
    ['a list', [APPROVE]],
    ['nothing', null],
  ])('to decide is refused with %s', async (_name, body) => {
    const { post, desk } = await inside();
    const answer = await post('/decisions', body);
    expect(answer.status).toBe(400);
    expect(await errorOf(answer)).toMatchObject({ code: 'usage', message: expect.stringContaining('unexpected body') as string });
    expect(desk.calls).toEqual([]);
  });

  it.each(['__proto__', 'constructor'])('with the key %s changes no prototype', async (key) => {
    const { api, headers, desk } = await inside();
    const body = `{"verdict":"approve","items":[],"${key}":{"preview":true,"polluted":true}}`;
    const answer = await fetch(`${api}/decisions`, { method: 'POST', headers: { ...headers, 'Content-Type': 'application/json' }, body });
    expect(answer.status).toBe(400);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(desk.calls).toEqual([]);
  });

  it.each<[string, unknown]>([['the first', { last: 1 }], ['whole numbers', { first: 1.5, last: 2 }], ['numbers from 1', { first: 0, last: 1 }], ['known keys', { first: 1, last: 1, all: true }], ['numbers', { first: '1', last: '1' }]])('to undo needs %s', async (_name, body) => {
    const { post, desk } = await inside();
    expect((await post('/decisions/undo', body)).status).toBe(400);
    expect(desk.calls).toEqual([]);
  });

  it.each([
    '/queue?nonsense=1', '/queue?limit=0', '/queue?limit=201', '/queue?limit=ten', '/queue?limit=1e2', '/queue?limit=', '/queue?limit=1&limit=2', '/queue?below=2', '/queue?below=-1', '/queue?below=NaN', '/queue?below=0x1',
    `/queue?text=${'x'.repeat(201)}`, '/queue?kind=everything', '/queue?status=accepted', '/queue?order=random', '/queue?since=yesterday', '/queue?since=2026-02-30', '/queue?after=a%20b', `/queue?after=${'x'.repeat(1025)}`, '/queue?source=',
    '/queue?__proto__=1', '/queue/groups/a%2F..%2Fb', '/queue/groups/k?limit=1001', '/items/%00', '/items/a%20b', `/items/${'x'.repeat(129)}`, '/items/%E0%A4%A', '/decisions?before=0', '/decisions?before=-1', '/decisions?before=9999999999999999', '/decisions?limit=201', '/reasons?verdict=', '/reasons?x=1',
  ])('as %s is refused', async (path) => {
    const { get, desk } = await inside();
    const answer = await get(path);
    expect(answer.status).toBe(400);
    expect((await errorOf(answer)).code).toBe('usage');
    expect(desk.calls).toEqual([]);
  });

  it('is not repeated to whoever asks wrongly', async () => {
    const { post } = await inside();
    const { message } = await errorOf(await post('/decisions', { ...APPROVE, verdict: '<img src=x onerror=alert(1)>' }));
    expect(message).not.toContain('<img');
  });
});

describe('bodies', () => {
  it.each(['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain', 'text/plain; application/json', 'application/json+x', 'application/merge-patch+json', 'application/json; charset=utf-16', 'application/jsonp', ''])('of the type "%s" are refused', async (type) => {
    const { server, headers, desk } = await inside();
    const body = JSON.stringify(APPROVE);
    const lines = [`Host: 127.0.0.1:${server.port}`, 'Connection: close', ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`), ...(type === '' ? [] : [`Content-Type: ${type}`]), `Content-Length: ${body.length}`];
    const answer = await raw(server.port, `POST /api/v1/decisions HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
    expect(answer.status).toBe(415);
    expect(answer.body).toContain('"media-type-unsupported"');
    expect(desk.calls).toEqual([]);
  });

  it('of JSON are taken in UTF-8, declared or not', async () => {
    const { api, headers, desk } = await inside();
    for (const type of ['application/json', 'application/json; charset=utf-8', 'Application/JSON;charset="UTF-8"']) {
      expect((await fetch(`${api}/decisions`, { method: 'POST', headers: { ...headers, 'Content-Type': type }, body: JSON.stringify({ ...APPROVE, reason: 'geprüft' }) })).status).toBe(200);
    }
    expect(desk.calls.at(-1)?.[1]).toMatchObject({ reason: 'geprüft' });
  });

  it.each(['{', '', 'undefined', '{"verdict":}', '\u0000'])('that are no JSON (%j) are refused', async (body) => {
    const { api, headers } = await inside();
    const answer = await fetch(`${api}/decisions`, { method: 'POST', headers: { ...headers, 'Content-Type': 'application/json' }, body });
    expect(answer.status).toBe(400);
    expect((await errorOf(answer)).code).toBe('usage');
  });

  it('are refused beyond 1 MiB, whether they say so or not', async () => {
    const { server, api, headers, desk } = await inside();
    const large = JSON.stringify({ ...APPROVE, reason: 'x'.repeat(1024 * 1024) });
    const said = await fetch(`${api}/decisions`, { method: 'POST', headers: { ...headers, 'Content-Type': 'application/json' }, body: large });
    expect(said.status).toBe(413);
    expect((await errorOf(said)).code).toBe('payload-too-large');
    const lines = [`Host: 127.0.0.1:${server.port}`, 'Connection: close', ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`), 'Content-Type: application/json', 'Transfer-Encoding: chunked'];
    const chunk = `${(64 * 1024).toString(16)}\r\n${'x'.repeat(64 * 1024)}\r\n`;
    const unsaid = await raw(server.port, `POST /api/v1/decisions HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${chunk.repeat(17)}0\r\n\r\n`);
    expect(unsaid.status).toBe(413);
    expect(desk.calls).toEqual([]);
  });

  it('nested without end are taken for what they are', async () => {
    const { api, headers } = await inside();
    const answer = await fetch(`${api}/decisions`, { method: 'POST', headers: { ...headers, 'Content-Type': 'application/json' }, body: '['.repeat(200_000) + ']'.repeat(200_000) });
    expect(answer.status).toBe(400);
  });
});

describe('what is answered', () => {
  it('is what the desk gave', async () => {
    const { get } = await inside();
    expect(await (await get('/overview')).json()).toEqual(OVERVIEW);
    expect(await (await get('/queue')).json()).toMatchObject({ page: [GROUP], next: null });
    expect(await (await get(`/items/${CHOICE.id}`)).json()).toMatchObject({ item: ITEM, story: { chunk: {} } });
    expect(await (await get('/reasons')).json()).toEqual([{ reason: 'fine', uses: 2 }]);
  });

  it('of the log comes in pages', async () => {
    const lines = Array.from({ length: 5 }, (_none, index) => line(5 - index));
    const { get } = await inside({ desk: stubDesk({ decisions: async ({ before = Infinity, limit = 50 } = {}) => lines.filter(({ seq }) => seq < before).slice(0, limit) }) });
    const page = async (query: string): Promise<number[]> => ((await (await get(`/decisions?${query}`)).json()) as { seq: number }[]).map(({ seq }) => seq);
    expect([await page(''), await page('limit=2'), await page('limit=2&before=4'), await page('before=1')]).toEqual([[5, 4, 3, 2, 1], [5, 4], [3, 2], []]);
  });

  it('of the whole log is what the command lists', async () => {
    const { get } = await inside();
    const csv = await get('/decisions.csv');
    expect(csv.headers.get('Content-Type')).toBe('text/csv; charset=utf-8');
    expect(csv.headers.get('Content-Disposition')).toBe('attachment; filename="decisions.csv"');
    async function* log() { yield* [line(1), line(2, { reason: '=HYPERLINK("http://x")' })]; }
    const listed: string[] = [];
    for await (const text of decisionsCsv(log())) listed.push(text);
    expect(await csv.text()).toBe(`${listed.join('\n')}\n`);
    expect(listed[2]).toContain(`"'=HYPERLINK(""http://x"")"`);
    const jsonl = await get('/decisions.jsonl');
    expect(jsonl.headers.get('Content-Type')).toBe('application/x-ndjson; charset=utf-8');
    expect((await jsonl.text()).trimEnd().split('\n').map((text) => JSON.parse(text) as unknown)).toEqual([line(1), line(2, { reason: '=HYPERLINK("http://x")' })]);
  });

  it('of a log that breaks off looks broken, and is told in the server log', async () => {
    async function* log() {
      for (let seq = 1; seq <= 500; seq += 1) yield line(seq);
      throw new Error('the disk is gone');
    }
    const { get, log: told } = await inside({ desk: stubDesk({ log }) });
    await expect((async () => (await get('/decisions.csv')).text())()).rejects.toThrow();
    expect(told).toEqual([expect.stringMatching(/^request [0-9a-f]{16} failed: Error: the disk is gone\n/u)]);
  });

  it('of a long log is made only as fast as it is read, and ends with its reader', async () => {
    let [made, ended] = [0, false];
    async function* log() {
      try {
        for (;;) { made += 1; yield line(made, { reason: 'x'.repeat(1000) }); }
      } finally { ended = true; }
    }
    const { api, cookie } = await inside({ desk: stubDesk({ log }) });
    const abort = new AbortController();
    const answer = await fetch(`${api}/decisions.jsonl`, { headers: { Cookie: cookie }, signal: abort.signal });
    await answer.body?.getReader().read();
    await new Promise((resolve) => setTimeout(resolve, 300));
    const early = made;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(made).toBe(early);
    expect(early).toBeLessThan(20_000);
    abort.abort();
    await expect.poll(() => ended).toBe(true);
  });

  it('has a tag, by which it is not sent again', async () => {
    const { get } = await inside();
    for (const path of ['/overview', '/queue', `/items/${CHOICE.id}`, '/reasons', '/decisions']) {
      const first = await get(path);
      const tag = first.headers.get('ETag') ?? '';
      expect(tag).toMatch(/^"\w{20,}"$/u);
      expect(first.headers.get('Cache-Control')).toBe('no-store');
      const again = await get(path, { 'If-None-Match': tag });
      expect([again.status, await again.text()]).toEqual([304, '']);
      expect((await get(path, { 'If-None-Match': '"other"' })).status).toBe(200);
    }
  });
});
