export type * from './block.js';
export * from './blocks.js';
export * from './embeddings.js';
export * from './export.js';
export * from './judge.js';
export type * from './parse.js';
export type * from './read.js';
export type * from './rendering.js';
export type * from './store/index.js';
