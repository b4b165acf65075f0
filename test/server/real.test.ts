import { describe, expect, it } from 'vitest';
import { verifyChain } from '../../src/core/chain.js';
import type { ActResult, GroupPage, QueueItem, QueuePage, ReviewItem } from '../../src/engine/review/types.js';
import type { DecisionLine } from '../../src/index.js';
import { addToken } from '../../src/server/index.js';
import { MAIN } from '../built/index.js';
import { typing, waiting, type Typed } from '../cli/reviewed.js';
import { NOW, corpus, ndjson, winnow } from '../cli/support.js';
import { errorOf, folder, logIn, postJson, type LoggedIn } from './support.js';

interface Serving extends Typed {
  readonly api: string;
  readonly code: string;
}

/** The command as it is shipped, on a store, until the test has finished. */
async function serving(cwd: string, ...options: string[]): Promise<Serving> {
  const typed = typing(process.execPath, [MAIN, 'serve', '--port', '0', '--json', '--store', '.winnow/small.db', ...options], cwd);
  const { url, login } = JSON.parse(await typed.until(/\n/u)) as { url: string; login: string | null };
  return { ...typed, api: `${url}/api/v1`, code: login?.split('#code=')[1] ?? '' };
}

const choice = ({ id, evidence }: QueueItem): Pick<QueueItem, 'id' | 'evidence'> => ({ id, evidence });

/** Somebody's way of asking the server. */
function asking(api: string, { headers }: LoggedIn): { get: <Answer>(path: string) => Promise<Answer>; post: (path: string, body: unknown) => Promise<Response> } {
  return {
    get: async <Answer>(path: string) => {
      const answer = await fetch(`${api}${path}`, { headers });
      if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
      return (await answer.json()) as Answer;
    },
    post: (path, body) => postJson(`${api}${path}`, body, headers),
  };
}

const act = async (answer: Response): Promise<ActResult> => {
  expect(answer.status).toBe(200);
  return (await answer.json()) as ActResult;
};

describe('winnow serve on a corpus', () => {
  it('takes a reviewer from the queue to a decision and back', async () => {
    const { api, code, child, ended } = await serving(await waiting());
    const session = await logIn({ api }, { code });
    const { get, post } = asking(api, session);

    const queue = await get<QueuePage>('/queue');
    expect([queue.items, queue.page.map(({ kind, count }) => [kind, count])]).toEqual([4, [['contradiction', 2], ['document', 1], ['family', 1]]]);
    const [contradiction] = queue.page;
    const group = await get<GroupPage>(`/queue/groups/${contradiction?.key}`);
    expect(group.items.map(({ path }) => path).sort()).toEqual(['returns-a.md', 'returns-b.md']);
    const { item, counterparts, around } = await get<ReviewItem>(`/items/${group.items[0]?.id}`);
    expect(counterparts[0]).toMatchObject({ relation: 'contradiction', id: group.items[1]?.id });
    expect(around.text.slice(around.chunk.start, around.chunk.end)).toContain('Customers may return a product');

    const right = { verdict: 'side-right', right: choice(item), wrong: { id: counterparts[0]?.id, evidence: counterparts[0]?.evidence }, reason: 'asked the shop' };
    const preview = await act(await post('/decisions', { ...right, preview: true }));
    expect(preview).toMatchObject({ act: null, generation: 1 });
    expect((await get<unknown[]>('/decisions'))).toEqual([]);
    const decided = await act(await post('/decisions', right));
    expect(decided).toMatchObject({ generation: 2, act: { first: 1, last: 2 }, behind: [{ target: 'jsonl' }] });
    expect(decided.decided.map(({ id, to }) => [id, to])).toEqual(preview.decided.map(({ id, to }) => [id, to]));
    expect((await get<QueuePage>('/queue')).items).toBe(2);

    const late = await post('/decisions', { verdict: 'approve', items: [choice(item)] });
    expect(late.status).toBe(409);
    expect(await errorOf(late)).toMatchObject({ code: 'decision-conflict', conflicts: [{ id: item.id, changed: expect.arrayContaining(['decision']) as string[] }] });

    await act(await post('/decisions/undo', { first: 1, last: 2, reason: 'the other way round' }));
    expect((await get<QueuePage>('/queue')).items).toBe(4);
    expect((await post('/decisions/undo', { first: 1, last: 2 })).status).toBe(409);
    const csv = await (await fetch(`${api}/decisions.csv`, { headers: session.headers })).text();
    expect(csv.trim().split('\n').map((line) => line.split(',').slice(3, 5).join())).toEqual(['verdict,reason', 'approve,asked the shop', 'reject,asked the shop', 'withdraw,the other way round', 'withdraw,the other way round']);
    child.kill('SIGINT');
    expect(await ended).toBe(0);
  });

  it('lets reviewers wake what is snoozed and viewers not', async () => {
    const file = `${folder()}/tokens.json`;
    const tokens = { ada: addToken(file, 'ada', 'admin'), rea: addToken(file, 'rea', 'reviewer'), vic: addToken(file, 'vic', 'viewer') };
    const { api } = await serving(await waiting(), '--tokens', file);
    const { get, post } = asking(api, await logIn({ api }, { token: tokens.ada }));
    const [group] = (await get<QueuePage>('/queue?kind=document')).page;
    if (group === undefined) throw new Error('a stale page waits');
    await act(await post('/decisions', { verdict: 'snooze', items: [choice(group.lead)], until: '2099-03-01' }));
    const [snoozed] = (await get<QueuePage>('/queue?attention=snoozed')).page;
    if (snoozed === undefined) throw new Error('it is snoozed');
    const wake = { verdict: 'reopen', items: [choice(snoozed.lead)] };
    const as = (name: 'vic' | 'rea'): Promise<Response> => postJson(`${api}/decisions`, wake, { Authorization: `Bearer ${tokens[name]}` });
    expect((await as('vic')).status).toBe(403);
    expect((await as('rea')).status).toBe(200);
    expect((await get<QueuePage>('/queue')).items).toBe(4);
    expect((await get<DecisionLine[]>('/decisions'))[0]).toMatchObject({ verdict: 'withdraw', withdraws: 1, actor: 'rea' });
    expect((await post('/decisions', wake)).status).toBe(409);
  });

  it('gives a waived chunk to its owner when its waiver has ended', async () => {
    const cwd = await waiting();
    const { api, code } = await serving(cwd);
    const { get, post } = asking(api, await logIn({ api }, { code }));
    const [group] = (await get<QueuePage>('/queue?kind=document')).page;
    if (group === undefined) throw new Error('a stale page waits');
    const waive = { verdict: 'waive', items: [choice(group.lead)], until: '2099-03-01' };
    expect((await post('/decisions', { verdict: 'approve', items: [choice(group.lead)], assignee: 'grace' })).status).toBe(400);
    await act(await post('/decisions', { ...waive, assignee: 'grace' }));
    expect((await get<DecisionLine[]>('/decisions'))[0]).toMatchObject({ verdict: 'waive', assignee: 'grace', fate: 'stands' });
    await winnow(['run', 'small.yaml', '--now', '2099-03-01'], { cwd });
    expect((await get<QueuePage>('/queue?assignee=grace')).page.map(({ lead }) => lead.path)).toEqual(['bicycles.md']);
    expect((await get<ReviewItem>(`/items/${group.lead.id}`)).item.assignee).toBe('grace');
  });

  it('loses and doubles no decision of two reviewers in a hurry, while a run publishes', async () => {
    const rooms = Object.fromEntries(Array.from({ length: 25 }, (_, room) => [`docs/room-${room}.md`,
      `---\nupdated: 2016-0${(room % 9) + 1}-01\n---\n\n# Room ${room}\n\nRoom ${room} seats ${room * 7 + 5} people; whoever is the last to leave brings its key back to hook ${room * 3} of the board of the ${['porter', 'caretaker', 'cook', 'nurse', 'driver'][room % 5] ?? ''}.\n`]));
    const cwd = corpus(rooms);
    expect((await winnow(['run', 'small.yaml', ...NOW], { cwd })).code).toBe(0);
    const file = `${folder()}/tokens.json`;
    const tokens = { ada: addToken(file, 'ada', 'admin'), rea: addToken(file, 'rea', 'reviewer') };
    const { api, child, ended } = await serving(cwd, '--tokens', file);
    const [ada, rea] = [asking(api, await logIn({ api }, { token: tokens.ada })), asking(api, await logIn({ api }, { token: tokens.rea }))];

    const items: QueueItem[] = [];
    for (const { key } of (await ada.get<QueuePage>('/queue?limit=200')).page) items.push(...(await ada.get<GroupPage>(`/queue/groups/${key}`)).items);
    const contested = items.filter(({ path }) => path.startsWith('room-'));
    expect(contested).toHaveLength(25);
    // Runs follow each other until all is decided, so that decisions fall into them whatever the machine's speed.
    const decided = { all: false };
    const runs = (async () => {
      const codes: (number | null)[] = [];
      while (!decided.all) codes.push((await winnow(['run', 'small.yaml', ...NOW, '--full'], { cwd })).code);
      return codes;
    })();
    const accepted: { seq: number; actor: string; verdict: string; id: string }[] = [];
    const refused: string[] = [];
    const decide = async (who: typeof ada, actor: string, verdict: string, item: QueueItem): Promise<void> => {
      let answer = await who.post('/decisions', { verdict, items: [choice(item)] });
      while (answer.status === 503) answer = await who.post('/decisions', { verdict, items: [choice(item)] });
      if (answer.status === 409) refused.push(item.id);
      else accepted.push({ seq: (await act(answer)).act?.first ?? 0, actor, verdict, id: item.id });
    };
    const both = async (item: QueueItem): Promise<void> => { await Promise.all([decide(ada, 'ada', 'approve', item), decide(rea, 'rea', 'reject', item)]); };
    await Promise.all(contested.slice(0, 5).map(both));
    for (const item of contested.slice(5)) {
      await both(item);
      await new Promise((resolve) => { setTimeout(resolve, 150); });
    }
    decided.all = true;
    expect(new Set(await runs)).toEqual(new Set([0]));
    const published = ndjson<{ startedAt: string; finishedAt: string }>(await winnow(['list', 'runs', '--json'], { cwd }));

    expect([accepted.length, refused.length]).toEqual([25, 25]);
    expect(new Set(accepted.map(({ id }) => id)).size).toBe(25);
    const lines = (await (await fetch(`${api}/decisions.jsonl`, { headers: { Authorization: `Bearer ${tokens.ada}` } })).text()).trim().split('\n').map((line) => JSON.parse(line) as DecisionLine);
    expect(lines.map(({ seq, actor, verdict, chunkId }) => ({ seq, actor, verdict, id: chunkId }))).toEqual(accepted.sort((a, b) => a.seq - b.seq));
    expect(lines.some(({ at }) => published.some(({ startedAt, finishedAt }) => at > startedAt && at < finishedAt))).toBe(true);
    expect(await verifyChain(lines.map(({ chunkId, ...event }) => ({ ...event, subjectId: chunkId })))).toMatchObject({ ok: true, head: { seq: 25 } });
    const statuses = new Map(ndjson<{ id: string; status: string }>(await winnow(['list', 'chunks', '--json'], { cwd })).map(({ id, status }) => [id, status]));
    for (const { id, verdict } of accepted) expect(statuses.get(id)).toBe(verdict === 'approve' ? 'accepted' : 'rejected');
    expect((await winnow(['doctor', 'small.yaml'], { cwd })).code).toBe(0);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });

  // util-linux's `script` gives the command a terminal of its own.
  it.skipIf(process.platform !== 'linux')('prints a fresh login code with each Enter, and the one before it is good no more', async () => {
    const cwd = await waiting();
    const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
    const { until, type, ended } = typing('script', ['-qfec', `exec ${quoted(process.execPath)} ${quoted(MAIN)} serve --port 0`, '/dev/null'], cwd);
    const login = async (): Promise<{ api: string; code: string }> => {
      const [, url = '', code = ''] = /log in at (\S+)\/#code=([\w-]{43})/u.exec(await until(/log in at \S+#code=[\w-]{43}\r\n/u)) ?? [];
      return { api: `${url}/api/v1`, code };
    };
    const first = await login();
    await until(/Enter prints a fresh one/u);
    type('\r');
    const second = await login();
    expect(second.code).not.toBe(first.code);
    expect((await postJson(`${first.api}/session`, { code: first.code })).status).toBe(401);
    expect((await postJson(`${first.api}/session`, { code: second.code })).status).toBe(200);
    type('\u0003');
    // The exit code of what it ran.
    expect(await ended).toBe(0);
  });
});
