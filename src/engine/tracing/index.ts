export { openSpans, type RunSpans } from './spans.js';
