export { savePolicy } from './save.js';
export { cronFault, fireTimes, ownTimeZone, timeZoneFault, type FireTimes } from './fire-times.js';
export { pipelineSchema, scheduleOf, type Limits, type PipelineDefinition, type PipelineInput, type Schedule, type ScheduleOverrides } from './schema.js';
export { checkPipeline, defaultStorePath, describeIssues, definePipeline, loadNotifyPart, loadPipelineFile, loadPipelineObject, type LoadedPipeline, type NotifyPart } from './load.js';
export { Registry, type AnyBlock } from './registry.js';
export { PARSER_RULES, definitionHash, resolveChannels, resolvePipeline, type Configured, type ConfiguredChannel, type ConfiguredJoin, type ConfiguredJudge, type Pipeline } from './resolve.js';
