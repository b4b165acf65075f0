export {
  compilePolicy, DEFAULT_POLICY, defaultPolicyFor, FACT_VARIABLES, MAX_REASONS, POLICY_RULE,
  type KnownBlocks, type Policy, type PolicyConfig, type PolicyFacts, type PolicyOutcome, type PolicyThresholds,
} from './policy/index.js';
export { nextChangeAt, type Crossing, type NextChangeInput } from './next-change.js';
export { evidenceRules, inPast, standing, type Standing, type StandingInput } from './standing.js';
export { pinStanding, type PinInput, type PinStanding } from './pin.js';
export { DECISION_RULES, decideChunk, type ChunkDecision, type DecideInput } from './decide.js';
export { documentStatus } from './document-status.js';
export { reasonsBetween, statusCause, type ChangeCauseKind, type StatusCause, type StatusChangeInput } from './change-cause.js';
export { CAUSE_KINDS, causeOf, type Cause, type CauseKind } from './review/cause.js';
export { damageOf, groupDamage } from './review/damage.js';
export { wilsonInterval } from './review/wilson.js';
export { GUARD_RULES, canaryFindings, guardFindings, guardsSchema, type Canary, type GuardFinding, type GuardInput, type GuardSettings } from './guards/index.js';
export { compileSelection, type SelectionFacts } from './selection.js';
export { DEFAULT_RETENTION, keptOf, type KeptFor, type RetentionRules } from './retention.js';
