import { z } from 'zod';
import { sha256 } from '../ids.js';
import { canonicalJson } from '../json.js';

/** A statement as a judge sees it. All of it is text of documents, or told from it: hostile. */
export interface JudgedStatement {
  readonly text: string;
  readonly title: string | null;
  /** Outermost first. */
  readonly headings: readonly string[];
  /** The list item it stands below. */
  readonly parentItem: string | null;
  /** First row of the table that it is a row of. */
  readonly tableHead: string | null;
  /** Declared product version of its document. */
  readonly version: string | null;
  /** Platforms, versions and the like that the path names: `platform:windows;version:2.1`; `''` = none. The path itself is not told, so that copies are one. */
  readonly place: string;
}

/** Whether both can be true. The other way round it is another question. */
export interface JudgeQuestion {
  readonly first: JudgedStatement;
  readonly second: JudgedStatement;
}

export const JUDGE_VERDICTS = ['contradiction', 'different-scope', 'no-contradiction'] as const;
/** What counts when it is said both ways round. `different-scope`: both hold, each of something else; `no-contradiction`: both hold of the same. */
export type JudgeVerdict = (typeof JUDGE_VERDICTS)[number];

export const JUDGE_SAYINGS = [...JUDGE_VERDICTS, 'cannot-tell', 'unreadable'] as const;
/** `unreadable`: it said something else, or refused to. */
export type JudgeSaying = (typeof JUDGE_SAYINGS)[number];

export interface JudgeAnswer {
  readonly verdict: JudgeSaying;
  /** In the judge's own words, which may be those of the documents. */
  readonly because?: string | null;
  /** Tokens that the question and the answer took; absent = not known. */
  readonly tokens?: number;
}

/** Answers one question at a time; throws when it cannot be reached. What is asked in parallel is the engine's to say. */
export interface Judge {
  ask(question: JudgeQuestion, options: { readonly signal: AbortSignal }): Promise<JudgeAnswer>;
  /** Tokens that the question and its answer will take at most; absent = told from the question's length. */
  estimate?(question: JudgeQuestion): number;
}

/** What LangChain calls a chat model, as far as it is used here. */
export interface ChatModel {
  invoke(messages: readonly (readonly [string, string])[], options?: { readonly signal?: AbortSignal }): Promise<unknown>;
  withStructuredOutput?(schema: unknown, config: { readonly includeRaw: true; readonly name: string }): Pick<ChatModel, 'invoke'>;
}

/** A judge under a name, for joins that have their edges judged (`Join.judging`). */
export interface JudgeModel {
  readonly kind: 'judge';
  readonly id: string;
  /** To be changed whenever the same question may get another answer: another model, another prompt. All is asked anew then. */
  readonly version: number | string;
  /** Called once a run, and only where there is something to ask. A chat model of LangChain is given our prompt. */
  create(): Judge | ChatModel | Promise<Judge | ChatModel>;
}

/** Gives a judge a name: `defineJudge({ id: 'house', version: 1, create: () => new ChatOpenAI({ … }) })`, or an object with `ask`. */
export function defineJudge(given: Pick<JudgeModel, 'id' | 'version' | 'create'>): JudgeModel {
  return Object.freeze({ kind: 'judge' as const, ...given });
}

/** Whether `defineJudge` made it. Of one that a store remembered `create` is `null`: it serves for all but asking. */
export function isJudgeModel(value: unknown): value is JudgeModel {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'judge' && 'id' in value && typeof value.id === 'string' && 'version' in value && 'create' in value;
}

/** Of what a question is made and how a chat model is asked it: another version asks all anew. */
export const JUDGE_PROMPT_VERSION = 1;

/** What answers are kept under: those of another version are others. */
export function judgeKey(model: Pick<JudgeModel, 'id' | 'version'>): string {
  return `${model.id}@${model.version}+prompt-${JUDGE_PROMPT_VERSION}`;
}

/** Equal for equal statements of equal scope, wherever they stand. */
export function questionHash({ first, second }: JudgeQuestion): string {
  return sha256(canonicalJson([first, second]));
}

const WHICH = 'expected one of `model` (a chat model of LangChain by name), `nli` (a model of @huggingface/transformers) and `use` (a judge that a plugin exports)';

/** The option `judge` of a join that has its edges judged. */
export const judgeSettings = z.strictObject({
  model: z.string().min(1).max(200).optional().describe('A chat model by the name that `initChatModel` of LangChain takes: `openai:gpt-4.1-mini`. Needs the packages `langchain` and the provider\'s, such as `@langchain/openai`.'),
  nli: z.string().min(1).max(500).optional().describe('A model of natural language inference in ONNX: its name at Hugging Face, or a folder (`./models/nli`, relative to the pipeline file). Needs the package `@huggingface/transformers`.'),
  use: z.union([z.string().min(1).max(200), z.custom<JudgeModel>(isJudgeModel)]).optional().describe('Id of a judge that a plugin brings with `defineJudge`; from TypeScript also the judge itself.'),
  settings: z.record(z.string(), z.unknown()).default({}).describe('Given to `initChatModel`, such as `{ configuration: { baseURL: … } }`, or to `from_pretrained` of the NLI model, such as `{ dtype: q8 }`. No keys and passwords: providers read them from the environment.'),
  version: z.union([z.string().max(100), z.int()]).optional().describe('To be changed when the same name gives other answers: all is asked anew.'),
  pairs: z.int().min(0).max(1_000_000).default(50).describe('Most pairs asked about in a run, each both ways round. The surest first, and no cluster of contradictions gets a second one before every cluster has had one.'),
  tokens: z.int().min(0).max(1_000_000_000).default(100_000).describe('Most tokens spent in a run: estimated before a question, then as the model says.'),
  atOnce: z.int().min(1).max(64).default(2).describe('Pairs asked about at the same time.'),
  timeoutMs: z.int().min(1).max(3_600_000).default(60_000).describe('Milliseconds after which a question counts as failed.'),
}).superRefine(({ model, nli, use }, context) => {
  if ([model, nli, use].filter((one) => one !== undefined).length !== 1) context.addIssue({ code: 'custom', message: WHICH });
});

export type JudgeSettings = z.infer<typeof judgeSettings>;
