export * from './cues.js';
export * from './lemmas.js';
export { isCodeName } from './names.js';
export * from './quantities.js';
export * from './scope.js';
export * from './signs.js';
export * from './subject.js';
export * from './units.js';
export * from './words.js';
