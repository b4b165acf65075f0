import { METRICS_TYPE } from '../../engine/metrics/index.js';
import { textRoute, type Route } from '../route.js';

/** Also found at `/metrics`, where Prometheus looks unless it is told otherwise. */
export const METRICS_PATH = '/metrics';

export const metricsRoutes: readonly Route[] = [
  textRoute({ method: 'get', path: METRICS_PATH, summary: 'The corpus and its last run in numbers, for Prometheus; 501 where the package prom-client is not installed.', type: METRICS_TYPE, run: ({ metrics }) => metrics() }),
];
