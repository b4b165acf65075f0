export { localEmbeddings } from './local/index.js';
