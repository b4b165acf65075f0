export { align, hunksOf, type Hunk, type Run } from '../../core/language/index.js';
