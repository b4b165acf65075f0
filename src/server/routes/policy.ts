import { jsonRoute, whoAsks, type Route } from '../route.js';
import { baselineAnswer, baselineBody, policyPreview, policyView, precisionAnswer, previewBody, saveBody } from '../schemas/policy.js';

export const policyRoutes: readonly Route[] = [
  jsonRoute({ method: 'get', path: '/policy', summary: "The pipeline's policy, as its file says now.", answer: policyView, run: async (_asked, { desk }) => desk.policy() }),
  jsonRoute({
    method: 'post', path: '/policy/preview', summary: 'What another policy would make of the corpus; nothing is published.', body: previewBody, answer: policyPreview,
    run: async ({ body: { whole, ...choice } }, { desk }) => desk.previewPolicy(choice, { whole }),
  }),
  jsonRoute({
    method: 'post', path: '/policy', summary: 'Write a policy into the pipeline file; the next run decides by it.', body: saveBody, answer: policyView,
    run: async ({ body: { expectKey, ...choice } }, { desk }, context) => desk.savePolicy(choice, { actor: whoAsks(context).actor, expectKey }),
  }),
  jsonRoute({
    method: 'post', path: '/baseline', summary: 'Acknowledge everything that waits, in one act: only what is new asks for attention from then on.', body: baselineBody, answer: baselineAnswer,
    run: async ({ body: { reason } }, { desk }, context) => desk.baseline({ actor: whoAsks(context).actor, reason }),
  }),
  jsonRoute({ method: 'get', path: '/precision', summary: 'Of rules that people decided on, how much of what they held back was kept out.', answer: precisionAnswer, run: async (_asked, { desk }) => desk.precision() }),
];
