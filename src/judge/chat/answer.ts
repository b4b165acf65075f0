import { z } from 'zod';
import { excerpt, type JudgeAnswer } from '../../core/index.js';

const VERDICTS = ['contradiction', 'different-scope', 'no-contradiction', 'cannot-tell'] as const;

const { $schema: _dialect, ...schema } = z.toJSONSchema(z.strictObject({
  verdict: z.enum(VERDICTS).describe('Whether both statements can be true.'),
  because: z.string().describe('One sentence of at most 25 words.'),
}));

/**
 * What the model is to give, for those that take a schema. As JSON Schema: given zod's own, OpenAI's client throws where an answer does not fit, and the answer and its
 * tokens are gone.
 */
export const ANSWER_SCHEMA = schema;

/** The same, as models without a schema write it. */
const written = z.object({
  verdict: z.string().max(40).transform((word) => word.trim().toLowerCase().replace(/[\s_]+/gu, '-')).pipe(z.enum(VERDICTS)),
  because: z.string().nullish(),
});

const UNREADABLE: JudgeAnswer = { verdict: 'unreadable' };
const MOST_BECAUSE = 200;

/**
 * An answer out of the text that was said, or of what was parsed where the model called a tool to say it (LangChain mends JSON that is cut off or doubled;
 * what was meant by that nobody knows). Anything that is not plainly one verdict is `unreadable`.
 */
export function answerFrom(parsed: unknown, message: unknown): JudgeAnswer {
  const tokens = tokensOf(message);
  const text = textOf(message);
  const found = (text.trim() === '' || callsTool(message) ? asAnswer(parsed) : null) ?? fromText(text) ?? UNREADABLE;
  return tokens === null ? found : { ...found, tokens };
}

function asAnswer(value: unknown): JudgeAnswer | null {
  const { data } = written.safeParse(value);
  return data === undefined ? null : { verdict: data.verdict, because: data.because === undefined || data.because === null ? null : excerpt(data.because, MOST_BECAUSE) };
}

/**
 * The whole text is a verdict or a JSON object, or one object stands in it. Of two objects neither counts: one may be quoted, and a model that
 * quotes is not to be told from one that answers.
 */
function fromText(text: string): JudgeAnswer | null {
  const plain = text.trim();
  const word = asAnswer({ verdict: plain.replace(/[.!"'`*]+/gu, '') });
  if (word !== null) return word;
  const [from, to] = [plain.indexOf('{'), plain.lastIndexOf('}')];
  if (from < 0 || to < from) return null;
  try {
    return asAnswer(JSON.parse(plain.slice(from, to + 1)));
  } catch {
    return null;
  }
}

const callsTool = (message: unknown): boolean => typeof message === 'object' && message !== null && 'tool_calls' in message && Array.isArray(message.tool_calls) && message.tool_calls.length > 0;

/** The text of a message, of its parts where it has some. */
function textOf(message: unknown): string {
  const content = typeof message === 'object' && message !== null && 'content' in message ? message.content : message;
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part: unknown) => (typeof part === 'object' && part !== null && 'text' in part && typeof part.text === 'string' ? part.text : '')).join('');
}

const usage = z.object({ usage_metadata: z.object({ input_tokens: z.number().nonnegative(), output_tokens: z.number().nonnegative() }) });

function tokensOf(message: unknown): number | null {
  const { data } = usage.safeParse(message);
  return data === undefined ? null : data.usage_metadata.input_tokens + data.usage_metadata.output_tokens;
}
