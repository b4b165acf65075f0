import { resolve } from 'node:path';
import { z } from 'zod';
import { WinnowError, excerpt } from '../../core/index.js';
import { linesOf } from '../../core/lines.js';
import { piecesOf } from '../shared/digest.js';
import { fieldOptions, fieldsOf, indexReader, itemOfRow, openIndexFile, type FieldOptions } from '../shared/index-items.js';

const MAX_LINE_BYTES = 64 * 1024 * 1024;

const options = z.strictObject({ path: z.string().min(1).max(4096).describe('File with an object a line'), ...fieldOptions });

/** A file of JSON Lines as an index, whoever wrote it. */
export const jsonlIndex = indexReader<z.infer<typeof options>>({
  options,
  name: ({ path }) => `"${excerpt(path, 300)}"`,
  async *items({ path, ...given }, { baseDir, signal }) {
    const handle = await openIndexFile(resolve(baseDir, path));
    try {
      let fields: FieldOptions | null = null;
      for await (const line of linesOf(piecesOf(handle, signal), MAX_LINE_BYTES)) {
        const row = rowOf(line.bytes, line.number);
        if (row === null) continue;
        fields ??= fieldsOf(Object.keys(row), given, `line ${line.number}`);
        yield itemOfRow(row, fields, line.number);
      }
    } finally {
      await handle.close();
    }
  },
});

/** `null` = an empty line. */
function rowOf(bytes: Uint8Array | null, number: number): Readonly<Record<string, unknown>> | null {
  if (bytes === null) throw new WinnowError('index-unreadable', `line ${number} is longer than ${MAX_LINE_BYTES} bytes`);
  const text = Buffer.from(bytes).toString('utf8').trim();
  if (text === '') return null;
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as Readonly<Record<string, unknown>>;
  } catch {
    // told below
  }
  throw new WinnowError('index-unreadable', `line ${number} is no JSON object`);
}
