export type { ScheduleEvent } from './events.js';
export type { HealthReport } from './health.js';
export { nextTimes } from './next.js';
export { ScheduleService, type ScheduleEnd, type ScheduleRequest } from './service.js';
export { readSettings } from './settings.js';
