import { describe, expect, it } from 'vitest';
import type { ChunkStory } from '../../src/engine/explain.js';
import type { DecisionLine } from '../../src/index.js';
import { answers, review, reviewing, waiting } from './reviewed.js';
import { json, ndjson, winnow } from './support.js';

const log = async (cwd: string): Promise<DecisionLine[]> => ndjson<DecisionLine>(await winnow(['list', 'decisions', '--json'], { cwd }));
const statuses = async (cwd: string): Promise<Record<string, string>> =>
  Object.fromEntries(ndjson<{ path: string; status: string }>(await winnow(['list', 'chunks', '--json'], { cwd })).map(({ path, status }) => [path, status]));
const brief = (line: DecisionLine): string => `${line.seq} ${line.verdict} ${line.path} ${line.actor} ${line.reason}`.trim();

describe('winnow review, a key a line', () => {
  it('shows what waits, and goes through groups and items', async () => {
    const ran = await review(await waiting(), ['n', 'n', 'p', 'j', 'k', 'k', 'j', 'j', 'j']);
    expect([ran.code, ran.stderr]).toEqual([0, 'nothing was decided\n']);
    const shown = answers(ran);
    expect(shown.map((text) => /^(group \d of \d, item \d of \d)/u.exec(text)?.[1])).toEqual([
      [1, 1], [1, 2], [1, 2], [1, 1], [2, 1], [1, 1], [1, 1], [2, 1], [3, 1], [3, 1],
    ].map(([group, item]) => `group ${group} of 3, item ${item} of ${group === 1 ? 2 : 1}`));
    expect(shown[0]).toContain('Contradicts docs:returns-');
    expect(shown[0]).toMatch(/within \[-[36]0-\]\{\+[36]0\+\} days/u);
    expect(shown[0]).toContain('Approving releases this one and nothing else.');
    expect(shown[2]).toContain('This is the last item of the group; j goes to the next group.');
    expect(shown[4]).toContain('dated 2017-03-01, from front-matter');
    expect(shown[6]).toContain('This is the first group.');
    expect(shown[8]).toMatch(/Copy of docs:visitors\.md .*\n {2}accepted \(kept\), dated 2026-09-01, the newer/u);
    expect(shown[9]).toContain('This is the last group.');
  });

  it('approves and rejects with a reason for one decision, and takes both back', async () => {
    const cwd = await waiting();
    const ran = await review(cwd, ['/bicycles', 'm checked with HR', 'a', '/', 'j', 'r']);
    expect(ran.code).toBe(0);
    const after = answers(ran);
    expect(after[2]).toContain('reason: checked with HR');
    expect(after[3]).toMatch(/^nothing waits .*\napproved bicycles\.md \(decision 1\); u takes it back\.\nNothing that waits has "bicycles"/u);
    expect(after.at(-1)).toContain('rejected copy-of-visitors.md (decision 2)');
    expect(ran.stderr).toBe('1 chunk approved, 1 chunk rejected by ada\ntarget jsonl is behind: it holds generation 1; run "winnow export" to bring it in step\n');
    expect((await log(cwd)).map(brief)).toEqual(['1 approve bicycles.md ada checked with HR', '2 reject copy-of-visitors.md ada']);
    expect(await statuses(cwd)).toMatchObject({ 'bicycles.md': 'accepted', 'copy-of-visitors.md': 'rejected' });
  });

  it('undoes the acts of the session one after the other, and no others', async () => {
    const cwd = await waiting();
    await review(cwd, ['/bicycles', 'r']);
    const ran = await review(cwd, ['a', 'a', 'u', 'u', 'u']);
    expect(ran.stderr).toBe('2 chunks approved, 2 chunks undone by ada\n');
    expect(ran.code).toBe(2);
    const shown = answers(ran);
    expect(shown[3]).toMatch(/taken back: approved returns-[ab]\.md/u);
    expect(shown[3]).toMatch(/docs:returns-[ab]\.md/u);
    expect(shown.at(-1)).toContain('Nothing was decided in this session that could be undone.');
    expect(await statuses(cwd)).toMatchObject({ 'returns-a.md': 'quarantined', 'returns-b.md': 'quarantined', 'bicycles.md': 'rejected' });
    expect((await log(cwd)).map(({ verdict }) => verdict)).toEqual(['reject', 'approve', 'approve', 'withdraw', 'withdraw']);
  });

  it('settles contradictions by the side that is right, or that there is none', async () => {
    const [one, two, three] = [await waiting(), await waiting(), await waiting()];
    const ran = await review(one, ['1', 'u', '2']);
    const here = /docs:(returns-[ab]\.md)/u.exec(answers(ran)[0] ?? '')?.[1] ?? '';
    const there = here === 'returns-a.md' ? 'returns-b.md' : 'returns-a.md';
    expect(answers(ran)[1]).toContain(`approved ${here}, rejected ${there} (decisions 1 to 2)`);
    expect(await statuses(one)).toMatchObject({ [here]: 'rejected', [there]: 'accepted' });
    expect(ran.stderr).toContain('2 chunks approved, 2 chunks rejected, 2 chunks undone by ada\n');
    await review(two, ['d']);
    // The older of the two is still superseded.
    expect(await statuses(two)).toMatchObject({ 'returns-a.md': 'quarantined', 'returns-b.md': 'accepted' });
    expect((await log(two)).map(({ verdict }) => verdict)).toEqual(['not-contradiction']);
    const none = await review(three, ['j', '1', 'd', 'c']);
    expect(answers(none).slice(2).map((text) => text.split('\n')[1])).toEqual(['It contradicts nothing, so that no side is right.', 'It is in no pair that Winnow could be wrong about.', 'It has no copies of which it could be the one to keep; a approves it.']);
    expect([none.code, (await log(three)).length]).toEqual([2, 0]);
  });

  it('keeps one of the copies, and says what follows', async () => {
    const cwd = await waiting();
    const ran = await review(cwd, ['c'], '--source', 'docs', '--kind', 'family');
    expect(answers(ran)[1]).toMatch(/kept copy-of-visitors\.md; 1 other follows \(decisions 1 to 2\)/u);
    expect(await statuses(cwd)).toMatchObject({ 'copy-of-visitors.md': 'accepted', 'visitors.md': 'quarantined' });
  });

  it('decides on what is selected only after Enter', async () => {
    const cwd = await waiting();
    const ran = await review(cwd, ['X', 'a', 'esc', 'x', 'r', 'j', '', 'k', 'X', 'r', '']);
    const shown = answers(ran);
    expect(shown[1]).toContain('2 items selected, this one too');
    expect(shown[2]).toMatch(/Approving releases 1 of 2 items and nothing else\. Enter does it, Esc does not\./u);
    expect(shown[3]).toContain('Nothing was decided.');
    expect(shown[4]).toMatch(/^1 item selected$/mu);
    expect(shown[5]).toContain('Rejecting rejects this one');
    expect(shown[7]).not.toContain('rejected');
    expect(shown.at(-1)).toMatch(/rejected returns-[ab]\.md and 1 more \(decisions 1 to 2\)/u);
    expect((await log(cwd)).map(({ verdict }) => verdict)).toEqual(['reject', 'reject']);
  });

  it('snoozes and assigns, and goes on to the next item', async () => {
    const cwd = await waiting();
    const ran = await review(cwd, ['t grace', 's 2099-01-01', 's 2099-02-30', 's 2001-01-01', '/bicycles', 'q']);
    const shown = answers(ran);
    expect(shown[1]).toMatch(/^group 1 of 3, item 2 of 2 /u);
    expect(shown[3]).toContain('s needs a day that there is: 2027-03-01.');
    expect(shown[4]).toContain('2001-01-01T00:00:00.000Z has passed already');
    expect(shown[6]).toContain('requeued bicycles.md');
    expect(ran.code).toBe(2);
    expect((await log(cwd)).map(({ verdict }) => verdict)).toEqual(['assign', 'snooze', 'requeue']);
    expect(answers(await review(cwd, ['n']))[0]).toContain('assigned to grace');
  });

  it('puts off and makes known, and brings both back', async () => {
    const cwd = await waiting();
    await review(cwd, ['/bicycles', 's 2099-01-01', '/', 'y']);
    expect(answers(await review(cwd, []))[0]).toMatch(/^group 1 of 2, item 1 of 1 /u);
    const woken = await review(cwd, ['o', 'u'], '--attention', 'snoozed');
    expect(answers(woken)[0]).toContain('snoozed until 2099-01-01');
    expect(answers(woken)[1]).toContain('brought back bicycles.md (decision 3).\n');
    expect([woken.code, woken.stderr]).toEqual([2, '1 chunk brought back by ada\n']);
    const both = await review(cwd, ['X', 'o', ''], '--attention', 'acknowledged');
    expect(answers(both)[2]).toContain('Bringing back changes no status and nothing else. Enter does it');
    expect(both.stderr).toBe('1 chunk brought back by ada\n');
    const none = await review(cwd, ['o']);
    expect([none.code, answers(none)[1]?.split('\n')[1]]).toEqual([2, 'it is neither snoozed nor known. What is in the queue already need not be brought back into it.']);
    expect((await log(cwd)).map(({ verdict, fate }) => `${verdict} ${fate}`)).toEqual(['snooze withdrawn', 'acknowledge withdrawn', 'withdraw stands', 'withdraw stands']);
    expect((await review(cwd, [], '--attention', 'none')).stderr).toContain('there is no attention "none", expected open, snoozed, acknowledged, all');
  });

  it('edits metadata of the item\'s document, and sets it back', async () => {
    const cwd = await waiting();
    const facts = async (): Promise<unknown> => {
      const { dates, document } = json<ChunkStory>(await winnow(['explain', (await log(cwd))[0]?.on ?? '', '--json'], { cwd }));
      return [dates.believed.value, document.source.owner, document.source.authority];
    };
    const ran = await review(cwd, ['/bicycles', 'E colour=red', 'E date=someday', 'x', 'm it says so', 'E owner = grace', 'E authority=0.9', 'E owner=', 'E date=2026-03', 'u'], '--json');
    const shown = ndjson<{ notice: string[]; reason: string; selected: string[]; item: { item: { owner: string | null; path: string } } | null }>(ran);
    expect(shown.map(({ notice }) => notice[0] ?? '').filter((line) => line !== '')).toEqual([
      'E needs a field and its value: date=2026-03-01. Fields are date, owner, version, authority; nothing after the = is none.',
      '"someday" is no date. Give it as precise as it is known: 2026-03-01, 2026-03 or 2026.',
      'The reason goes with the next decision.',
      'owner of bicycles.md is grace (decision 1); u takes it back.', 'authority of bicycles.md is 0.9 (decision 2); u takes it back.', 'owner of bicycles.md is none (decision 3); u takes it back.',
      'date of bicycles.md is 2026-03 (decision 4); u takes it back.', 'taken back: date of bicycles.md is 2026-03',
    ]);
    expect(shown.at(6)).toMatchObject({ item: { item: { path: 'bicycles.md', owner: 'grace' } }, reason: '' });
    expect([ran.code, ran.stderr.split('\n')[0]]).toEqual([2, '4 documents edited, 1 document set back by ada']);
    expect((await log(cwd)).map(({ verdict, edit, reason }) => `${verdict} ${edit?.field}=${edit?.value} ${reason}`.trim())).toEqual(['edit owner=grace it says so', 'edit authority=0.9', 'edit owner=null', 'edit date=2026-03', 'withdraw date=2026-03']);
    expect(await facts()).toEqual(['2017-03-01', null, 0.9]);
  });

  it('draws a baseline after it has said over how many, with a reason, and takes it back', async () => {
    const cwd = await waiting();
    const ran = await review(cwd, ['/bicycles', 'B', 'B old corpus', 'esc', 'm taken over as it is', 'B', '', 'B again', 'u', 'B once more', 'j', '']);
    const shown = answers(ran);
    expect(shown[2]).toContain('B needs a reason: B taken over as it is.');
    const asked = 'Everything that waits counts as known, whatever is filtered: 4 items leave the queue until their text or what is found in them changes ("taken over as it is"). Nothing is released. Enter does it, Esc does not.';
    expect([shown[3]?.includes('("old corpus")'), shown[4]?.includes('Nothing was decided.'), shown[6]?.includes(asked)]).toEqual([true, true, true]);
    expect(shown[7]).toContain('known from now on: 4 items (decisions 1 to 4); u takes it back.');
    expect(shown[8]).toContain('Nothing waits that is not known already.');
    expect(shown[9]).toContain('taken back: known from now on: 4 items');
    expect([ran.code, ran.stderr]).toEqual([2, '4 chunks known, 4 chunks undone by ada\n']);
    expect((await log(cwd)).map(({ verdict, reason }) => `${verdict} ${reason}`.trim())).toEqual([...Array<string>(4).fill('acknowledge taken over as it is'), ...Array<string>(4).fill('withdraw')]);
    expect((await statuses(cwd))['bicycles.md']).toBe('quarantined');
  });

  it('waives until a day, with an owner or as one\'s own', async () => {
    const cwd = await waiting();
    const ran = await review(cwd, ['/bicycles', 'w soon', 'w 2099-03-01 grace hopper', 'u', 'w 2099-03-01']);
    const shown = answers(ran);
    expect(shown[2]).toContain('w needs a day that there is, and may name whose it is then: 2027-03-01 ada.');
    expect(shown[3]).toContain('waived bicycles.md (decision 1)');
    expect([ran.code, ran.stderr.split('\n')[0]]).toEqual([2, '2 chunks waived, 1 chunk undone by ada']);
    expect((await log(cwd)).map(({ verdict, assignee }) => `${verdict} ${assignee ?? ''}`.trim())).toEqual(['waive grace hopper', 'withdraw', 'waive ada']);
  });

  it('tells the whole story, the keys, and where nothing waits', async () => {
    const ran = await review(await waiting(), ['e', 'esc', '?', 'L', '/no such words', 'a', 'Q', 'j']);
    const shown = answers(ran);
    expect(shown[1]).toMatch(/\nChunk [0-9a-f-]{36}\n[\s\S]*\nScores \(0\.\.1, 1 = good\)\n/u);
    expect(shown[2]).toContain('Approving releases');
    expect(shown[3]).toMatch(/^1 {9}of a contradiction: this side is right$/mu);
    expect(shown[5]).toContain('Nothing that waits has "no such words".');
    expect(shown[6]).toContain('Nothing waits that could be decided on.');
    expect(shown).toHaveLength(7);
  });

  it('shows nothing of a document that could steer a terminal', async () => {
    const { stdout } = await review(await waiting({ hostile: true }), ['n', 'e', '/shed', 'e']);
    expect(stdout).toContain('A bicycle shed');
    expect(stdout).toContain('\\u{202e}');
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e]/u);
  });

  it('refuses what has changed since it was shown, shows it as it is, and goes on', async () => {
    const cwd = await waiting();
    const { type, until, ended, child, err } = reviewing(cwd, '--kind', 'document');
    await until(/docs:bicycles\.md/u);
    await winnow(['decide', 'docs:bicycles.md', '--requeue', '--reason', 'wait', '--actor', 'bob'], { cwd });
    type('a\n');
    expect(await until(/Approving/u)).toMatch(/^== no longer where it was in the list; j goes on\nNothing was decided: it is not as it was\.\n.*Requeued by bob[\s\S]*docs:bicycles\.md/u);
    type('a\n');
    await until(/approved bicycles\.md \(decision 2\)/u);
    child.stdin?.end();
    expect(await ended).toBe(1);
    expect(err()).toContain('1 chunk approved by ada\n');
    expect((await log(cwd)).map(({ verdict }) => verdict)).toEqual(['requeue', 'approve']);
  });

  it('does not take back what somebody has decided on since', async () => {
    const cwd = await waiting();
    const { type, until, ended, child } = reviewing(cwd);
    await until(/group 1/u);
    type('a\n');
    const path = /approved (\S+)/u.exec(await until(/approved \S+ \(/u))?.[1] ?? '';
    await winnow(['decide', `docs:${path}`, '--reject', '--reason', 'no', '--actor', 'bob'], { cwd });
    type('u\n');
    await until(/Nothing was taken back: it is not as it was\.\nbob decided on it since/u);
    child.stdin?.end();
    expect(await ended).toBe(1);
    expect((await log(cwd)).map(({ verdict }) => verdict)).toEqual(['approve', 'reject']);
  });

  it('goes as far as it is told to', async () => {
    const ran = await review(await waiting(), ['j', 'j'], '--limit', '2');
    expect(answers(ran).at(-1)).toMatch(/^group 2 of 2, [\s\S]*This is the last group\./u);
  });

  it('prints one JSON object for each line', async () => {
    const ran = await review(await waiting(), ['a', '1'], '--json', '--kind', 'document');
    const [first, second, third] = ndjson(ran);
    expect(first).toMatchObject({ groups: 1, groupAt: 0, itemAt: 0, item: { item: { path: 'bicycles.md' } }, approving: { act: null }, act: null, refused: false });
    expect(second).toMatchObject({ groups: 0, group: null, item: null, act: { first: 1, last: 1 }, notice: ['approved bicycles.md (decision 1); u takes it back.'] });
    expect(third).toMatchObject({ refused: true });
  });

  it.each<[readonly string[], readonly string[], string]>([
    [['j', 'z', 'a'], [], 'there is no key "z"'], [['a b'], [], 'there is no key "a b"'], [[], ['--kind', 'none'], 'there is no kind "none" of groups, expected contradiction, '], [[], ['--limit', '0'], 'whole number'],
  ])('refuses %j %j, and does nothing after it', async (keys, options, message) => {
    const cwd = await waiting();
    const ran = await review(cwd, keys, ...options);
    expect([ran.code, ran.stderr.includes(message)]).toEqual([2, true]);
    expect(await log(cwd)).toEqual([]);
  });

  it('ends with 130 when it is interrupted', async () => {
    const { until, ended, child, err } = reviewing(await waiting());
    await until(/group 1/u);
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(err()).toContain('nothing was decided');
  });
});
