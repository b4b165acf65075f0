import { WinnowError, canonicalJson, defineJudge, messageOf, sha256, toJsonObject, type ChatModel, type Judge, type JudgeModel, type JudgeSettings } from '../../core/index.js';
import { ANSWER_SCHEMA, answerFrom } from './answer.js';
import { messagesFor } from './prompt.js';

/** Bytes of UTF-8 in a token: English has some four and a half, most other scripts three or more. */
const BYTES_PER_TOKEN = 3;
/** An answer of a sentence, and the schema that goes with the question. */
const TOKENS_BESIDE = 250;

/** Asks a chat model of LangChain: its structured output where it has one, else the JSON that it writes. */
export function chatJudge(model: ChatModel): Judge {
  let structured = structuredOf(model);
  return {
    estimate: (question) => Math.ceil(messagesFor(question).reduce((bytes, [, text]) => bytes + Buffer.byteLength(text), 0) / BYTES_PER_TOKEN) + TOKENS_BESIDE,
    async ask(question, options) {
      const messages = messagesFor(question);
      if (structured !== null) {
        try {
          const given = await structured.invoke(messages, options);
          // Some models give what was parsed alone, though they were asked for both.
          const { parsed, raw } = (typeof given === 'object' && given !== null && 'raw' in given ? given : { parsed: given, raw: given }) as { parsed?: unknown; raw?: unknown };
          return answerFrom(parsed, raw);
        } catch (error) {
          if (options.signal.aborted || !refusesSchema(error)) throw error;
          structured = null;
        }
      }
      return answerFrom(undefined, await model.invoke(messages, options));
    },
  };
}

/** Names of what clients throw at answers that are not what the schema asks for. */
const PARSING: ReadonlySet<string> = new Set(['ZodError', '$ZodError', 'OutputParserException', 'LengthFinishReasonError']);

function structuredOf(model: ChatModel): Pick<ChatModel, 'invoke'> | null {
  try {
    return model.withStructuredOutput?.(ANSWER_SCHEMA, { includeRaw: true, name: 'verdict' }) ?? null;
  } catch {
    return null; // a model that takes no tools
  }
}

/**
 * Servers that do not know schemas or tools say so as a fault of the request, or answer in prose, on which clients choke; some models only find out when they
 * are asked.
 */
function refusesSchema(error: unknown): boolean {
  if (error instanceof SyntaxError || (error instanceof Error && PARSING.has(error.name))) return true;
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
  return status === 400 || status === 404 || status === 422 || status === 501 || /bindTools|not implemented|structured output/iu.test(messageOf(error));
}

/** The part of `langchain` used here. The package is optional, so its own types may not be there. */
interface ChatModels {
  readonly initChatModel: (name: string, settings: object) => Promise<ChatModel>;
}

const PACKAGE: string = 'langchain';
const MODULE: string = 'langchain/chat_models/universal';
/** LangChain tries seven times with growing pauses by default: longer than anybody waits for one pair. */
const MAX_RETRIES = 2;

/** A chat model by the name that `initChatModel` takes. A setting that is `null` is left out: models that take no `temperature` get none with `temperature: null`. */
export function chatModelByName(name: string, { settings, version }: Pick<JudgeSettings, 'settings' | 'version'>, load: () => Promise<unknown> = () => import(MODULE)): JudgeModel {
  const given: Readonly<Record<string, unknown>> = { temperature: 0, maxRetries: MAX_RETRIES, ...settings };
  const kept = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
  return defineJudge({
    id: name, version: `${version ?? 1}+${sha256(canonicalJson(toJsonObject(settings))).slice(0, 12)}`,
    create: async () => chatJudge(await (await chatModels(name, load)).initChatModel(name, kept)),
  });
}

async function chatModels(name: string, load: () => Promise<unknown>): Promise<ChatModels> {
  try {
    return (await load()) as ChatModels;
  } catch (error) {
    throw new WinnowError('package-missing', `the judge ${name} needs the package ${PACKAGE}, which is not installed`, { cause: error, next: `npm install ${PACKAGE}, and the provider's package, such as @langchain/openai` });
  }
}
