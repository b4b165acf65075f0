import { hash } from 'node:crypto';

/** Bytes of the SHA-256 that tell nodes apart: an index of whole values would be larger than all that is kept of a node. */
const IDENTITY_BYTES = 16;

/** Of the 52 bits of a place in the order of buckets those that `Join.order` tells, where it tells them; the others tell equals apart. */
const ORDER_BITS = 30;
const EQUALS_BITS = 52 - ORDER_BITS;

/** What `Join.node` and `Join.order` said, as it is kept, and the node's place in the order of its buckets: without an order, `keyOf` of the node. */
export function identityOf({ node, order }: { readonly node: string; readonly order?: number | undefined }): { readonly identity: Buffer; readonly orderHash: number } {
  const digest = hash('sha256', order === undefined ? node : `${order} ${node}`, 'buffer');
  const fair = digest.readUIntBE(0, 6) * 16 + (digest.readUInt8(6) >> 4);
  const identity = digest.subarray(0, IDENTITY_BYTES);
  if (order === undefined) return { identity, orderHash: fair };
  const first = Math.min(2 ** ORDER_BITS - 1, Math.max(0, Math.floor(order * 2 ** ORDER_BITS)));
  return { identity, orderHash: first * 2 ** EQUALS_BITS + Math.floor(fair / 2 ** ORDER_BITS) };
}
