/** Keys as they are kept with their node: 64-bit floats, which hold 52-bit integers exactly. */
export const packKeys = (keys: readonly number[]): Buffer => Buffer.from(Float64Array.from(keys).buffer);

export function unpackKeys(blob: Buffer): Float64Array {
  const bytes = blob.byteOffset % Float64Array.BYTES_PER_ELEMENT === 0 ? blob : new Uint8Array(blob);
  return new Float64Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.byteLength / Float64Array.BYTES_PER_ELEMENT));
}
