export { chatJudge, chatModelByName } from './chat/index.js';
export { nliModel } from './nli/index.js';
