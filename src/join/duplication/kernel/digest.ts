import { hash } from 'node:crypto';

const SPACES = /[\t-\r \u1680\u2028\u2029\uFEFF]+/gu;
/** By units: halves of a character beyond the plane are high too. */
const HIGH = /[\u0100-\uFFFF]/;

/** SHA-256 of a folded text's bytes, with how wide its units were: bytes of the one kind may be those of the other. */
export function digestOf(bytes: Uint8Array, wide: boolean): string {
  return `${hash('sha256', bytes, 'hex')}${wide && bytes.length > 0 ? 'w' : ''}`;
}

/** The digest of a folded text: what the kernel makes of its planes. Both apostrophes are one, as they are in words. */
export function digestOfFolded(folded: string): string {
  const text = folded.replaceAll('\u2019', "'");
  const wide = HIGH.test(text);
  return digestOf(Buffer.from(text.replace(SPACES, ' ').replace(/^ | $/gu, ''), wide ? 'utf16le' : 'latin1'), wide);
}
