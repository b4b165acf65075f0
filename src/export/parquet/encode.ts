import type { SnapshotItem } from '../../core/index.js';
import { batchesOf } from '../shared/batches.js';
import { COLUMNS, SCHEMA, type Cell } from './columns.js';

/** A row group is read at once: no more rows than this, and no more text, in UTF-16 units. */
const GROUP = { items: 2000, chars: 8_000_000 };

/** The bytes of a Parquet file (Snappy), a row group in memory at a time. */
export async function* encode(items: AsyncIterable<SnapshotItem>): AsyncGenerator<Uint8Array> {
  const { ByteWriter, ParquetWriter } = await import('hyparquet-writer');
  const bytes = new ByteWriter();
  const parquet = new ParquetWriter({ writer: bytes, schema: SCHEMA, createdBy: 'winnow' });
  /** What was written since; the writer's own buffer is used again. */
  const taken = (): Uint8Array => {
    const piece = bytes.getBytes().slice();
    bytes.index = 0;
    return piece;
  };
  for await (const rows of batchesOf(items, GROUP)) {
    await parquet.write({ columnData: COLUMNS.map(({ name, kind, of }) => ({ name, data: rows.map((item) => cell(of(item), kind)) })), rowGroupSize: rows.length });
    yield taken();
  }
  await parquet.finish();
  yield taken();
}

/** Whole numbers are 64 bits wide in the file. */
const cell = (value: Cell, kind: 'text' | 'whole' | 'real'): Cell | bigint => (kind === 'whole' && typeof value === 'number' ? BigInt(value) : value);
