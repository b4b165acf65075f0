import type { ParseInput, Rendering } from '../../core/index.js';
import { decodeText } from '../encoding.js';

/** Of a file that is text, what is to be seen is its text. */
export async function renderedText({ bytes }: ParseInput): Promise<Rendering> {
  return { kind: 'text', text: (await decodeText(bytes)).text };
}
