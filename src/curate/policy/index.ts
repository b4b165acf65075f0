export { compilePolicy, type Policy, type PolicyConfig, type PolicyOutcome } from './policy.js';
export { DEFAULT_POLICY, defaultPolicyFor } from './defaults.js';
export { MAX_REASONS, POLICY_RULE } from './reasons.js';
export type { PolicyFacts } from './facts.js';
export { FACT_VARIABLES } from './facts.js';
export type { KnownBlocks } from './known.js';
export type { PolicyThresholds } from './thresholds.js';
