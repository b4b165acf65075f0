import type { SnapshotItem } from '../../core/index.js';
import { COLUMNS, SCHEMA, type Cell } from './columns.js';

/** A row group is read at once: no more rows than this, and no more text, in UTF-16 units. */
const GROUP_ROWS = 2000;
const GROUP_CHARS = 8_000_000;

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
  for await (const rows of groups(items)) {
    await parquet.write({ columnData: COLUMNS.map(({ name, kind, of }) => ({ name, data: rows.map((item) => cell(of(item), kind)) })), rowGroupSize: rows.length });
    yield taken();
  }
  await parquet.finish();
  yield taken();
}

/** Whole numbers are 64 bits wide in the file. */
const cell = (value: Cell, kind: 'text' | 'whole'): Cell | bigint => (kind === 'whole' && typeof value === 'number' ? BigInt(value) : value);

async function* groups(items: AsyncIterable<SnapshotItem>): AsyncGenerator<SnapshotItem[]> {
  let rows: SnapshotItem[] = [];
  let chars = 0;
  for await (const item of items) {
    if (rows.length > 0 && (rows.length >= GROUP_ROWS || chars + item.json.length > GROUP_CHARS)) {
      yield rows;
      [rows, chars] = [[], 0];
    }
    rows.push(item);
    chars += item.json.length;
  }
  if (rows.length > 0) yield rows;
}
