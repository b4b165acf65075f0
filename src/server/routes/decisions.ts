import { decisionsCsv } from '../../engine/views/csv.js';
import type { DecisionLine } from '../../engine/views/index.js';
import { fileRoute, jsonRoute, whoAsks, type Route } from '../route.js';
import { actBody, actResult, logPage, logQuery, reasonsAnswer, reasonsQuery, undoBody } from '../schemas/decision.js';

async function* asJson(lines: AsyncIterable<DecisionLine>): AsyncGenerator<string, void, undefined> {
  for await (const line of lines) yield JSON.stringify(line);
}

export const decisionRoutes: readonly Route[] = [
  jsonRoute({
    method: 'post', path: '/decisions', summary: 'Decide, or see what a decision would do; published at once.', body: actBody, answer: actResult,
    run: async ({ body: { preview, ...act } }, { desk }, context) => desk.decide(act, { actor: whoAsks(context).actor, preview }),
  }),
  jsonRoute({
    method: 'post', path: '/decisions/undo', summary: 'Take back an act, as if it had not been made.', body: undoBody, answer: actResult,
    run: async ({ body: { first, last, reason } }, { desk }, context) => desk.undo({ first, last }, { actor: whoAsks(context).actor, reason }),
  }),
  jsonRoute({
    method: 'get', path: '/decisions', summary: 'The log of decisions, newest first, a page at a time.', query: logQuery, answer: logPage,
    run: async ({ query: { before, limit } }, { desk }) => desk.decisions({ before, limit }),
  }),
  jsonRoute({
    method: 'get', path: '/reasons', summary: 'Reasons given before, to be used again.', query: reasonsQuery, answer: reasonsAnswer,
    run: async ({ query: { verdict } }, { desk }) => desk.reasons(verdict),
  }),
  fileRoute({ method: 'get', path: '/decisions.csv', summary: 'The whole log as CSV, oldest first; no cell is a formula.', type: 'text/csv', name: 'decisions.csv', lines: ({ desk }) => decisionsCsv(desk.log()) }),
  fileRoute({ method: 'get', path: '/decisions.jsonl', summary: 'The whole log, one JSON object a line, oldest first.', type: 'application/x-ndjson', name: 'decisions.jsonl', lines: ({ desk }) => asJson(desk.log()) }),
];
