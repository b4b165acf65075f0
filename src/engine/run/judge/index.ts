import { judgeKey, type JoinSubject, type JudgeVerdict, type NumberedEdge } from '../../../core/index.js';
import type { ConfiguredJoin, ConfiguredJudge } from '../../../config/index.js';
import type { RunContext } from '../context.js';
import { Asking, type Answers, type JudgeFailure } from './asking.js';
import { Pairs, draftOf, edgeToJudge, inTurn, isSameDraft, withoutJudge, type Pair } from './pairs.js';
import { speaksToJudge, statementOf } from './question.js';
import { isOpen, isVerdict, verdictOf, withJudge, type NotJudged } from './verdict.js';

export type { JudgeFailure } from './asking.js';
export type { NotJudged } from './verdict.js';

const PAGE = 1000;

/** What a judge was asked in a run, and how the pairs of its join stand after it. */
export interface JudgeReport {
  readonly join: string;
  readonly judge: string;
  /** Pairs of statements there are. */
  readonly pairs: number;
  /** Pairs asked about in this run. */
  readonly asked: number;
  readonly calls: number;
  readonly tokens: number;
  /** Of all pairs. */
  readonly judged: Readonly<Partial<Record<JudgeVerdict, number>>>;
  /** Of all pairs: what the rules said of these stands. */
  readonly notJudged: Readonly<Partial<Record<NotJudged, number>>>;
  readonly failures: readonly JudgeFailure[];
}

/** Has the edges of joins judged that have a judge. Those of joins that have none any more are again what the rules made them. */
export async function judge(context: RunContext): Promise<JudgeReport[]> {
  const reports: JudgeReport[] = [];
  for (const join of context.pipeline.joins) {
    if (join.block.judging === undefined) continue;
    if (join.judge === null) await unjudge(context, join.block.id);
    else reports.push(await new Judging(context, join, join.judge).run());
  }
  return reports;
}

async function* edgesOf({ store, signal }: RunContext, join: string, kind: NumberedEdge['kind'] | null): AsyncGenerator<readonly NumberedEdge[]> {
  for (let after = 0; ;) {
    signal.throwIfAborted();
    const page = await store.judgedEdges(join, { kind, limit: PAGE, after });
    if (page.length === 0) return;
    yield page;
    after = page.at(-1)?.edgeNumber ?? after;
  }
}

async function unjudge(context: RunContext, join: string): Promise<void> {
  for await (const page of edgesOf(context, join, null)) {
    await context.store.reviseEdges(context.fence, join, page.map((edge) => ({ edgeNumber: edge.edgeNumber, draft: withoutJudge(draftOf(edge)) })));
  }
}

class Judging {
  readonly #context: RunContext;
  readonly #join: ConfiguredJoin['block'];
  readonly #configured: ConfiguredJudge;

  constructor(context: RunContext, { block }: ConfiguredJoin, configured: ConfiguredJudge) {
    this.#context = context;
    this.#join = block;
    this.#configured = configured;
  }

  async run(): Promise<JudgeReport> {
    const { store, fence, progress } = this.#context;
    const { model, settings } = this.#configured;
    progress.stage(`judging ${this.#join.id}`);
    const pairs = await this.#pairs();
    const questions = pairs.flatMap((pair) => pair.questions.map(({ hash }) => hash));
    const answers: Answers = new Map(await store.judgeAnswers(this.#join.id, judgeKey(model), questions));
    const silenced = new Set(pairs.filter(({ questions: [{ question }] }) => speaksToJudge(question)).map(({ key }) => key));
    const asking = new Asking(this.#context, this.#join.id, this.#configured, answers);
    if (this.#context.judge !== false) {
      const open = inTurn(pairs).filter((pair) => !silenced.has(pair.key) && isUndecided(pair, answers)).slice(0, settings.pairs);
      progress.expect(open.length);
      await asking.about(open);
    }
    const states = new Map(pairs.map((pair) => [pair, silenced.has(pair.key) ? 'speaks-to-models' as const : asking.missed.get(pair.key) ?? verdictOf(answersTo(pair, answers)) ?? 'waiting']));
    await this.#revise(states, answers);
    await store.keepJudgeAnswers(fence, this.#join.id, questions);
    progress.end();
    const count = <Of extends string>(is: (state: string) => boolean): Partial<Record<Of, number>> => {
      const counts: Partial<Record<string, number>> = {};
      for (const state of states.values()) if (is(state)) counts[state] = (counts[state] ?? 0) + 1;
      return counts;
    };
    return {
      join: this.#join.id, judge: model.id, pairs: pairs.length, asked: asking.asked, calls: asking.calls, tokens: asking.tokens,
      judged: count<JudgeVerdict>(isVerdict), notJudged: count<NotJudged>((state) => !isVerdict(state)), failures: asking.failures,
    };
  }

  /** All pairs of the join's edges, whatever a judge said of them before. */
  async #pairs(): Promise<Pair[]> {
    const pairs = new Pairs();
    for await (const page of edgesOf(this.#context, this.#join.id, this.#join.judging?.kind ?? null)) {
      const subjects = await this.#subjects([...new Set(page.flatMap(({ aNode, bNode }) => [aNode, bNode]))]);
      for (const edge of page) {
        const [a, b] = [subjects.get(edge.aNode), subjects.get(edge.bNode)];
        if (a !== undefined && b !== undefined) pairs.add(edgeToJudge(edge), statementOf(a, edge.a), statementOf(b, edge.b));
      }
    }
    return pairs.all();
  }

  /** The members that stand for nodes. */
  async #subjects(nodes: readonly number[]): Promise<ReadonlyMap<number, JoinSubject>> {
    const { store } = this.#context;
    const rows = await store.nodeRows(this.#join.id, this.#join.unit, nodes);
    const byRow = new Map((await store.subjectsAt(this.#join.unit, [...new Set(rows.values())])).map((subject) => [subject.rowId, subject]));
    return new Map([...rows].flatMap(([node, row]) => {
      const subject = byRow.get(row);
      return subject === undefined ? [] : [[node, subject] as const];
    }));
  }

  async #revise(states: ReadonlyMap<Pair, JudgeVerdict | NotJudged>, answers: Answers): Promise<void> {
    const { store, fence } = this.#context;
    const revised = [...states].flatMap(([pair, state]) => pair.edges.flatMap(({ edgeNumber, rules, draft: before }) => {
      const draft = withJudge(rules, state, this.#configured.model.id, answersTo(pair, answers));
      return isSameDraft(draft, before) ? [] : [{ edgeNumber, draft }];
    }));
    for (let from = 0; from < revised.length; from += PAGE) await store.reviseEdges(fence, this.#join.id, revised.slice(from, from + PAGE));
  }
}

const answersTo = ({ questions: [one, other] }: Pair, answers: Answers): Parameters<typeof verdictOf>[0] => [answers.get(one.hash), answers.get(other.hash)];

/** A pair is asked about while an answer is missing that may yet make a verdict: after "cannot tell" one way round the other changes nothing. */
function isUndecided(pair: Pair, answers: Answers): boolean {
  const both = answersTo(pair, answers);
  return both.some(isOpen) && both.every((answer) => answer === undefined || isOpen(answer) || isVerdict(answer.verdict));
}
