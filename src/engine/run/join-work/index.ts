export { JoinCrew, JoinLabour, type CrewSettings } from './crew.js';
export { PagesInOrder } from './pages.js';
export type { WorkSubject } from './work.js';
