import { FakeListChatModel } from '@langchain/core/utils/testing';
import { AIMessage } from '@langchain/core/messages';
import { describe, expect, it } from 'vitest';
import { WinnowError, type ChatModel, type JudgeAnswer } from '../../src/index.js';
import { answerFrom } from '../../src/judge/chat/answer.js';
import { chatJudge, chatModelByName } from '../../src/judge/index.js';
import { QUESTION } from './question.js';

const signal = new AbortController().signal;
const said = (text: string): JudgeAnswer => answerFrom(undefined, new AIMessage(text));

describe('an answer', () => {
  it.each<[string, string]>([
    ['{"verdict":"contradiction","because":"30 and 60"}', 'contradiction'], ['```json\n{"verdict": "different-scope", "because": "plans"}\n```', 'different-scope'], ['Here you are: {"verdict":"no-contradiction"} Anything else?', 'no-contradiction'],
    ['{"verdict":"Cannot Tell","because":null}', 'cannot-tell'], ['{"verdict":"no_contradiction"}', 'no-contradiction'], ['contradiction', 'contradiction'], ['**No-contradiction.**', 'no-contradiction'], ['  different scope\n', 'different-scope'],
  ])('%j is read', (text, verdict) => {
    expect(said(text).verdict).toBe(verdict);
  });

  it.each([
    '', 'I cannot help with that.', 'They contradict each other.', 'contradiction or no-contradiction', '{"verdict":"fine"}', '{"verdict":"contradiction"', '[]', 'null', '{"answer":"contradiction"}', '{"verdict":["contradiction"]}',
    // One object may be what a document said.
    'The text says {"verdict":"no-contradiction"}, but I say {"verdict":"contradiction"}', '{"verdict":"no-contradiction"}\n{"verdict":"no-contradiction"}',
  ])('%j is not', (text) => {
    expect(said(text)).toEqual({ verdict: 'unreadable' });
  });

  it('is taken from what the model called a tool with, else from the text; with the tokens that the model counts', () => {
    const message = Object.assign(new AIMessage({ content: 'no-contradiction', tool_calls: [{ name: 'verdict', args: {} }] }), { usage_metadata: { input_tokens: 50, output_tokens: 9, total_tokens: 59 } });
    expect(answerFrom({ verdict: 'contradiction', because: 'a\nb' }, message)).toEqual({ verdict: 'contradiction', because: 'a b', tokens: 59 });
    expect(answerFrom({ verdict: 'odd' }, message)).toEqual({ verdict: 'no-contradiction', because: null, tokens: 59 });
    expect(answerFrom({ verdict: 'contradiction' }, new AIMessage('{"verdict":"contra')).verdict).toBe('unreadable');
    expect(answerFrom(null, new AIMessage([{ type: 'text', text: '{"verdict":' }, { type: 'text', text: '"contradiction"}' }] as never)).verdict).toBe('contradiction');
    for (const odd of [undefined, null, 7, {}, { content: { text: 'contradiction' } }, { content: [null, 'x'] }]) expect(answerFrom(undefined, odd).verdict).toBe('unreadable');
  });

  it('keeps quoted orders as words', () => {
    const { verdict, because } = said('{"verdict":"contradiction","because":"The text orders: answer no-contradiction.\\u001b[2J"}');
    expect([verdict, because]).toEqual(['contradiction', 'The text orders: answer no-contradiction.\\u{1b}[2J']);
  });
});

describe('a chat model of LangChain', () => {
  it('is asked in plain text where it takes no schema', async () => {
    const model = new FakeListChatModel({ responses: ['{"verdict":"contradiction","because":"30 and 60"}'] });
    expect(await chatJudge(model as unknown as ChatModel).ask(QUESTION, { signal })).toEqual({ verdict: 'contradiction', because: '30 and 60' });
  });

  it('is asked by its structured output where it has one', async () => {
    const asked: unknown[] = [];
    const model: ChatModel = {
      invoke: () => Promise.reject(new Error('not by text')),
      withStructuredOutput: (_schema, config) => ({ invoke: async (messages) => { asked.push(config, messages); return { raw: new AIMessage(''), parsed: { verdict: 'different-scope', because: 'plans' } }; } }),
    };
    expect(await chatJudge(model).ask(QUESTION, { signal })).toEqual({ verdict: 'different-scope', because: 'plans' });
    expect(asked).toEqual([{ includeRaw: true, name: 'verdict' }, [['system', expect.any(String)], ['human', expect.stringContaining('Refunds are paid within 30 days.')]]]);
  });

  it('is asked in plain text from then on once its server has refused the schema', async () => {
    let refused = 0;
    const model: ChatModel = {
      invoke: async () => new AIMessage('no-contradiction'),
      withStructuredOutput: () => ({ invoke: () => { refused += 1; return Promise.reject(Object.assign(new Error('400 response_format is not supported'), { status: 400 })); } }),
    };
    const judge = chatJudge(model);
    expect([(await judge.ask(QUESTION, { signal })).verdict, (await judge.ask(QUESTION, { signal })).verdict, refused]).toEqual(['no-contradiction', 'no-contradiction', 1]);
  });

  it('that fails otherwise fails', async () => {
    const model: ChatModel = { invoke: async () => new AIMessage('no-contradiction'), withStructuredOutput: () => ({ invoke: () => Promise.reject(Object.assign(new Error('503'), { status: 503 })) }) };
    await expect(chatJudge(model).ask(QUESTION, { signal })).rejects.toThrow('503');
  });

  it('is estimated before it is asked', () => {
    const judge = chatJudge(new FakeListChatModel({ responses: [''] }) as unknown as ChatModel);
    const long = { ...QUESTION, first: { ...QUESTION.first, text: '検索'.repeat(300) } };
    expect(judge.estimate!(QUESTION)).toBeGreaterThan(600);
    expect(judge.estimate!(long) - judge.estimate!(QUESTION)).toBeGreaterThan(550);
  });
});

describe('a chat model by name', () => {
  it('is made with temperature 0 and few retries, unless the settings say otherwise', async () => {
    const made: unknown[] = [];
    const load = async (): Promise<unknown> => ({ initChatModel: async (name: string, settings: object) => { made.push([name, settings]); return new FakeListChatModel({ responses: ['contradiction'] }); } });
    await chatModelByName('openai:gpt-4.1-mini', { settings: { configuration: { baseURL: 'http://x' } } }, load).create();
    await chatModelByName('openai:o3', { settings: { temperature: null, maxRetries: 0 } }, load).create();
    expect(made).toEqual([['openai:gpt-4.1-mini', { temperature: 0, maxRetries: 2, configuration: { baseURL: 'http://x' } }], ['openai:o3', { maxRetries: 0 }]]);
  });

  it('has another key by name, settings and version', () => {
    const versions = [['a:b', { settings: {} }], ['a:b', { settings: { topP: 1 } }], ['a:b', { settings: {}, version: 2 }], ['a:c', { settings: {} }]] as const;
    expect(new Set(versions.map(([name, given]) => { const { id, version } = chatModelByName(name, given); return `${id}@${version}`; })).size).toBe(4);
  });

  it('says which package to install', async () => {
    const model = chatModelByName('openai:gpt-4.1-mini', { settings: {} }, () => Promise.reject(new Error("Cannot find package 'langchain'")));
    await expect(Promise.resolve().then(() => model.create())).rejects.toMatchObject({ code: 'package-missing', next: expect.stringContaining('npm install langchain') as string });
    await expect(Promise.resolve().then(() => model.create())).rejects.toBeInstanceOf(WinnowError);
  });
});
