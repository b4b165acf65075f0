import { hash } from 'node:crypto';

/** Bytes of the SHA-256 that tell nodes apart: an index of whole values would be as large as the keys. */
const IDENTITY_BYTES = 20;

/** What `Join.node` said, as it is kept, and the node's place in the order of its buckets: `keyOf` of the same. */
export function identityOf(node: string): { readonly identity: Buffer; readonly orderHash: number } {
  const digest = hash('sha256', node, 'buffer');
  return { identity: digest.subarray(0, IDENTITY_BYTES), orderHash: digest.readUIntBE(0, 6) * 16 + (digest.readUInt8(6) >> 4) };
}

/** Keys as they are kept with their node: 64-bit floats, which hold 52-bit integers exactly. */
export const packKeys = (keys: readonly number[]): Buffer => Buffer.from(Float64Array.from(keys).buffer);

export function unpackKeys(blob: Buffer): Float64Array {
  const bytes = blob.byteOffset % Float64Array.BYTES_PER_ELEMENT === 0 ? blob : new Uint8Array(blob);
  return new Float64Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.byteLength / Float64Array.BYTES_PER_ELEMENT));
}
