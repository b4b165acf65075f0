import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BlobReader, MAX_BLOB_BYTES } from '../../../../src/ingest/readers/files/git/blobs.js';
import { Checkout } from './checkout.js';

let checkout: Checkout;
beforeEach(async () => {
  checkout = await Checkout.make();
});
afterEach(() => checkout.remove());

const FILES: Readonly<Record<string, string | Buffer>> = {
  empty: '', line: 'one\n', bare: 'one', bytes: Buffer.from([0, 255, 10, 13, 10, 0]), answer: `${'1'.repeat(40)} blob 3\nabc\n`, large: 'x'.repeat(MAX_BLOB_BYTES + 1), full: '\n'.repeat(MAX_BLOB_BYTES),
};

describe('blobs of a repository', () => {
  it('come back byte for byte, in whatever order and however many at once; what is missing, too large or no blob is null', async () => {
    await checkout.commit('2020-01-01', FILES);
    const idOf = (what: string): string => checkout.git('rev-parse', what).trim();
    const blobs = new BlobReader(checkout.root, new AbortController().signal);
    const wanted: [string, Buffer | null][] = Object.entries(FILES).map(([name, content]) => [idOf(`HEAD:${name}`), name === 'large' ? null : Buffer.from(content)]);
    const nothing: [string, null][] = ['0'.repeat(40), 'f'.repeat(64), 'HEAD', `${'0'.repeat(40)}\nHEAD`, '--help', '', idOf('HEAD'), idOf('HEAD^{tree}')].map((id) => [id, null]);
    const all = [...wanted, ...nothing, ...wanted];
    const check = (read: readonly (Buffer | null)[]): void => { expect(read.map((bytes) => bytes?.toString('latin1') ?? null)).toEqual(all.map(([, bytes]) => bytes?.toString('latin1') ?? null)); };
    check(await Promise.all(all.map(([id]) => blobs.read(id))));
    const inTurn: (Buffer | null)[] = [];
    for (const [id] of all) inTurn.push(await blobs.read(id));
    check(inTurn);
  });

  it('are no more read once the reading is stopped', async () => {
    await checkout.commit('2020-01-01', FILES);
    const controller = new AbortController();
    const blobs = new BlobReader(checkout.root, controller.signal);
    const id = checkout.git('rev-parse', 'HEAD:line').trim();
    expect(await blobs.read(id)).not.toBeNull();
    controller.abort();
    await expect(blobs.read(id)).rejects.toThrow(/abort/iu);
  });

  it('are null where git is not there', async () => {
    const blobs = new BlobReader(`${checkout.root}/nowhere`, new AbortController().signal);
    expect(await blobs.read('0'.repeat(40))).toBeNull();
  });
});
