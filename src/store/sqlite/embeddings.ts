import { WinnowError, type StoreEmbeddings, type StoreExports, type StoreProblem, type TextVector } from '../../core/index.js';
import { OPEN, list, type Connection } from './connection.js';
import { joinNo } from './join-state.js';
import { isText } from './text-hash.js';
import { versionsSince } from './unjoined.js';

interface ModelRow { model_no: number; dimensions: number }

const FLOAT_BYTES = 4;

/** In the machine's own byte order. */
const packed = (vector: Float32Array): Buffer => Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);

/** A copy: SQLite's buffers need not start at a multiple of four. */
const unpacked = (blob: Uint8Array): Float32Array => new Float32Array(new Uint8Array(blob).buffer);

/** Where vectors are kept: a table of models and one of vectors. */
interface Tables { readonly models: string; readonly vectors: string }

export const JOINS: Tables = { models: 'embedding_model', vectors: 'embedding' };
export const EXPORTS: Tables = { models: 'export_model', vectors: 'export_vector' };

/** Each text is looked up by itself, in this order of joins: SQLite would rather go through all vectors of the model for each call. */
export const lookup = ({ models, vectors }: Tables): string =>
  `SELECT e.text_hash, e.vector FROM ${models} m CROSS JOIN json_each(?) k CROSS JOIN ${vectors} e ON e.model_no = m.model_no AND e.text_hash = k.value WHERE m.key = ?`;

function found(db: Connection, tables: Tables, model: string, textHashes: readonly string[]): ReadonlyMap<string, Float32Array> {
  return new Map(db.all<{ text_hash: string; vector: Buffer }>(lookup(tables), list(textHashes), model).map((row) => [row.text_hash, unpacked(row.vector)]));
}

/** To be called within a write. */
function keep(db: Connection, { models, vectors }: Tables, model: string, rows: readonly TextVector[]): void {
  const [first] = rows;
  if (first === undefined) return;
  db.run(`INSERT OR IGNORE INTO ${models} (key, dimensions) VALUES (?, ?)`, model, first.vector.length);
  const row = db.get<ModelRow>(`SELECT model_no, dimensions FROM ${models} WHERE key = ?`, model);
  if (row === undefined) throw new WinnowError('internal', `embeddings ${model} were not noted`);
  for (const { textHash, vector } of rows) {
    if (vector.length !== row.dimensions) {
      throw new WinnowError('embedding-failed', `unexpected vector of ${vector.length} numbers from the embeddings ${model}, expected ${row.dimensions} as for the other texts`, {
        next: 'If it is another model now, give it another `version`: all texts are embedded anew then.',
      });
    }
    db.run(`INSERT OR REPLACE INTO ${vectors} (model_no, text_hash, vector) VALUES (?, ?, ?)`, row.model_no, textHash, packed(vector));
  }
}

/** Vectors of models that are not among these, and the models. */
function dropOthers(db: Connection, { models, vectors }: Tables, keys: readonly string[]): number {
  const others = `SELECT model_no FROM ${models} WHERE key NOT IN (SELECT value FROM json_each(?))`;
  const { changes } = db.run(`DELETE FROM ${vectors} WHERE model_no IN (${others})`, list(keys));
  db.run(`DELETE FROM ${models} WHERE model_no IN (${others})`, list(keys));
  return changes;
}

export function exportVectorMethods(db: Connection): Pick<StoreExports, 'exportVectors' | 'putExportVectors' | 'dropExportVectors'> {
  return {
    async exportVectors(model, textHashes) {
      return found(db, EXPORTS, model, textHashes);
    },
    async putExportVectors(model, rows) {
      db.write(() => {
        keep(db, EXPORTS, model, rows);
      });
    },
    async dropExportVectors(models) {
      return db.write(() => dropOthers(db, EXPORTS, models));
    },
  };
}

export function embeddingMethods(db: Connection): StoreEmbeddings {
  return {
    async embeddings(model, textHashes) {
      return found(db, JOINS, model, textHashes);
    },
    async putEmbeddings(fence, model, rows) {
      db.fenced(fence, () => {
        keep(db, JOINS, model, rows);
      });
    },
    async dropEmbeddings(fence, join, models) {
      return db.fenced(fence, () => {
        const replaced = dropOthers(db, JOINS, models);
        const { sql, since, all } = versionsSince({ db, joinNo: joinNo(db, join) });
        const gone = `NOT EXISTS (SELECT 1 FROM placement q JOIN membership m ON m.version_no = q.version_no AND m.to_gen = ${OPEN} WHERE ${isText('q.text_hash', 'embedding.text_hash')})`;
        // A join that was never in step: what an interrupted run embedded may stand in a version that no membership names any more.
        const left = all
          ? db.run(`DELETE FROM embedding WHERE ${gone}`).changes
          : db.run(`DELETE FROM embedding WHERE text_hash IN (SELECT p.text_hash FROM (${sql}) k CROSS JOIN placement p ON p.version_no = k.version_no) AND ${gone}`, since).changes;
        return replaced + left;
      });
    },
  };
}

/** Vectors that are not of their model's length, for `Store.check`. */
export function embeddingProblems(db: Connection): StoreProblem[] {
  const wrong = [JOINS, EXPORTS].map(({ models, vectors }) => db.get<{ n: number }>(
    `SELECT count(*) AS n FROM ${vectors} e LEFT JOIN ${models} m USING (model_no) WHERE m.dimensions IS NULL OR length(e.vector) <> ${FLOAT_BYTES} * m.dimensions`,
  )?.n ?? 0).reduce((sum, n) => sum + n, 0);
  return wrong === 0 ? [] : [{ code: 'embedding-length', message: `${wrong} vectors are not of the length of their model's` }];
}
