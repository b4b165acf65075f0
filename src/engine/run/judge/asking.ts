import pLimit from 'p-limit';
import {
  JUDGE_SAYINGS, TimedOut, WinnowError, excerpt, isWinnowError, judgeKey, messageOf, withinTime, type ErrorCode, type Judge, type JudgeAnswer, type JudgeAnswerRow, type JudgeModel, type JudgeQuestion,
} from '../../../core/index.js';
import type { ConfiguredJudge } from '../../../config/index.js';
import { chatJudge } from '../../../judge/index.js';
import type { RunContext } from '../context.js';
import type { Asked, Pair } from './pairs.js';
import { isOpen, isVerdict } from './verdict.js';

/** Calls that fail one after another before no more are made: a judge that is down would take its time for every pair. */
const MOST_FAILURES = 3;
const MOST_KINDS = 5;
const BYTES_PER_TOKEN = 3;
const TOKENS_BESIDE = 100;

/** What went wrong, once for each kind, with the pairs that it met first. */
export interface JudgeFailure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly next: string;
  readonly calls: number;
}

export type Answers = Map<string, JudgeAnswerRow>;

/** Asks about pairs within a budget. Answers are kept as they come, so that nothing is asked twice whatever happens. */
export class Asking {
  readonly #context: RunContext;
  readonly #join: string;
  readonly #configured: ConfiguredJudge;
  readonly #answers: Answers;
  readonly #failures = new Map<string, JudgeFailure>();
  #judge: Promise<Judge> | null = null;
  #failedInARow = 0;
  #stopped = false;
  #reserved = 0;
  /** Tokens spent, as the model says or else as they were estimated. */
  tokens = 0;
  calls = 0;
  /** Pairs that a question was asked about. */
  asked = 0;
  /** Pairs of which a question failed. */
  readonly missed = new Map<string, 'timed-out' | 'failed'>();

  constructor(context: RunContext, join: string, configured: ConfiguredJudge, answers: Answers) {
    this.#context = context;
    this.#join = join;
    this.#configured = configured;
    this.#answers = answers;
  }

  get failures(): JudgeFailure[] {
    return [...this.#failures.values()];
  }

  /** Adds the answers to those it was given. Throws when the run is interrupted, and never for a judge that fails. */
  async about(pairs: readonly Pair[]): Promise<void> {
    const { atOnce } = this.#configured.settings;
    const limit = pLimit(atOnce);
    const stop = new AbortController();
    const signal = AbortSignal.any([this.#context.signal, stop.signal]);
    const done = await Promise.allSettled(pairs.map((pair) => limit(async () => {
      if (signal.aborted || this.#stopped) return;
      try {
        await this.#pair(pair, signal);
      } catch (error) {
        // The store's own faults, and interruptions: the judge's are told above.
        stop.abort(error);
        throw error;
      }
      this.#context.progress.advance(1);
    })));
    this.#context.signal.throwIfAborted();
    const fault = done.find((result) => result.status === 'rejected');
    if (fault !== undefined) throw fault.reason;
  }

  async #pair(pair: Pair, signal: AbortSignal): Promise<void> {
    const open = pair.questions.filter(({ hash }) => isOpen(this.#answers.get(hash)));
    const judge = await this.#ready();
    if (judge === null || this.#stopped) return;
    const needs = open.map(({ question }) => estimateOf(judge, question));
    const needed = needs.reduce((sum, tokens) => sum + tokens, 0);
    if (this.tokens + this.#reserved + needed > this.#configured.settings.tokens) {
      this.#stopped = true;
      return;
    }
    this.#reserved += needed;
    this.asked += 1;
    try {
      for (const [at, asked] of open.entries()) if (!(await this.#question(judge, pair, asked, needs[at] ?? 0, signal))) return;
    } finally {
      this.#reserved -= needed;
    }
  }

  /** Whether it is worth asking on: an answer that is no verdict, or none at all, leaves the pair as it is. */
  async #question(judge: Judge, pair: Pair, { hash, question }: Asked, estimate: number, signal: AbortSignal): Promise<boolean> {
    const { model, settings } = this.#configured;
    const ended = new AbortController();
    let answer: JudgeAnswer;
    this.calls += 1;
    try {
      answer = await withinTime(judge.ask(question, { signal: AbortSignal.any([signal, ended.signal]) }), settings.timeoutMs, signal);
    } catch (error) {
      signal.throwIfAborted();
      this.tokens += estimate;
      this.missed.set(pair.key, error instanceof TimedOut ? 'timed-out' : 'failed');
      this.#failed(error);
      return false;
    } finally {
      ended.abort();
    }
    this.#failedInARow = 0;
    const row = rowOf(answer, hash, this.#answers.get(hash));
    this.tokens += tokensOf(answer) ?? estimate;
    const { store, fence } = this.#context;
    await store.putJudgeAnswers(fence, this.#join, judgeKey(model), [row]);
    await store.heartbeat(fence);
    this.#answers.set(hash, row);
    return isVerdict(row.verdict);
  }

  /** The judge, made when the first pair wants it; `null` = it cannot be. */
  async #ready(): Promise<Judge | null> {
    try {
      return await (this.#judge ??= made(this.#configured.model));
    } catch (error) {
      if (!this.#stopped) this.#failed(error);
      this.#stopped = true;
      return null;
    }
  }

  #failed(error: unknown): void {
    this.#failedInARow += 1;
    if (this.#failedInARow >= MOST_FAILURES) this.#stopped = true;
    const { id } = this.#configured.model;
    const known = isWinnowError(error) ? error : new WinnowError('judge-failed', `the judge ${id} failed: ${excerpt(messageOf(error), 300)}`, { cause: error });
    const own = `${known.code} ${known.message}`;
    const [first] = this.#failures.keys();
    // Messages with numbers of their own are counted with the first.
    const key = first === undefined || this.#failures.has(own) || this.#failures.size < MOST_KINDS ? own : first;
    const calls = (this.#failures.get(key)?.calls ?? 0) + 1;
    this.#failures.set(key, { ...(this.#failures.get(key) ?? { code: known.code, message: known.message, next: known.next }), calls });
  }
}

async function made(model: JudgeModel): Promise<Judge> {
  const { create } = model as { readonly create: unknown };
  if (typeof create !== 'function') {
    throw new WinnowError('judge-failed', `the judge ${model.id} is an object of a pipeline in TypeScript, which no store can keep`, { next: 'Run the pipeline from where it is defined, or bring the judge by a plugin.' });
  }
  let given: unknown;
  try {
    given = await model.create();
  } catch (error) {
    throw isWinnowError(error) ? error : new WinnowError('judge-failed', `the judge ${model.id} cannot be made: ${excerpt(messageOf(error), 300)}`, { cause: error });
  }
  if (typeof given === 'object' && given !== null && 'ask' in given) return given as Judge;
  if (typeof given === 'object' && given !== null && 'invoke' in given) return chatJudge(given as Parameters<typeof chatJudge>[0]);
  throw new WinnowError('judge-failed', `\`create\` of the judge ${model.id} gave neither a judge, which has \`ask\`, nor a chat model of LangChain, which has \`invoke\``, { next: 'Mend `create` in the plugin.' });
}

function estimateOf(judge: Judge, question: JudgeQuestion): number {
  return judge.estimate?.(question) ?? Math.ceil(Buffer.byteLength(JSON.stringify(question)) / BYTES_PER_TOKEN) + TOKENS_BESIDE;
}

/** A judge of a plugin may say anything. */
function rowOf(answer: JudgeAnswer | null | undefined, question: string, before: JudgeAnswerRow | undefined): JudgeAnswerRow {
  const { verdict, because } = (answer ?? {}) as Partial<Record<keyof JudgeAnswer, unknown>>;
  return {
    question, verdict: JUDGE_SAYINGS.find((saying) => saying === verdict) ?? 'unreadable', because: typeof because === 'string' && because !== '' ? excerpt(because, 200) : null,
    attempts: (before?.attempts ?? 0) + 1,
  };
}

function tokensOf(answer: JudgeAnswer | null | undefined): number | null {
  const tokens = (answer as { tokens?: unknown } | null | undefined)?.tokens;
  return typeof tokens === 'number' && Number.isFinite(tokens) && tokens >= 0 ? tokens : null;
}
