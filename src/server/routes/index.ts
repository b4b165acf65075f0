import type { Route } from '../route.js';
import { decisionRoutes } from './decisions.js';
import { metricsRoutes } from './metrics.js';
import { policyRoutes } from './policy.js';
import { queueRoutes } from './queue.js';
import { sessionRoutes } from './session.js';

/** Every route of the API. */
export const ROUTES: readonly Route[] = [...sessionRoutes, ...queueRoutes, ...policyRoutes, ...decisionRoutes, ...metricsRoutes];
