import { WinnowError, type StoreEmbeddings, type StoreProblem } from '../../core/index.js';
import { OPEN, list, type Connection } from './connection.js';
import { joinNo } from './join-state.js';
import { versionsSince } from './unjoined.js';

interface ModelRow { model_no: number; dimensions: number }

const FLOAT_BYTES = 4;

/** The model's number and the length of its vectors; made when it is new. */
function modelRow(db: Connection, key: string, dimensions: number): ModelRow {
  db.run('INSERT OR IGNORE INTO embedding_model (key, dimensions) VALUES (?, ?)', key, dimensions);
  const row = db.get<ModelRow>('SELECT model_no, dimensions FROM embedding_model WHERE key = ?', key);
  if (row === undefined) throw new WinnowError('internal', `embeddings ${key} were not noted`);
  return row;
}

/** In the machine's own byte order. */
const packed = (vector: Float32Array): Buffer => Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);

/** A copy: SQLite's buffers need not start at a multiple of four. */
const unpacked = (blob: Uint8Array): Float32Array => new Float32Array(new Uint8Array(blob).buffer);

export function embeddingMethods(db: Connection): StoreEmbeddings {
  return {
    async embeddings(model, textHashes) {
      return new Map(db.all<{ text_hash: string; vector: Buffer }>(
        `SELECT e.text_hash, e.vector FROM embedding_model m JOIN json_each(?) k JOIN embedding e ON e.model_no = m.model_no AND e.text_hash = k.value WHERE m.key = ?`, list(textHashes), model,
      ).map((row) => [row.text_hash, unpacked(row.vector)]));
    },
    async putEmbeddings(fence, model, rows) {
      const [first] = rows;
      if (first === undefined) return;
      db.fenced(fence, () => {
        const { model_no: modelNo, dimensions } = modelRow(db, model, first.vector.length);
        for (const { textHash, vector } of rows) {
          if (vector.length !== dimensions) {
            throw new WinnowError('embedding-failed', `unexpected vector of ${vector.length} numbers from the embeddings ${model}, expected ${dimensions} as for the other texts`, {
              next: 'If it is another model now, give it another `version`: all texts are embedded anew then.',
            });
          }
          db.run('INSERT OR REPLACE INTO embedding (model_no, text_hash, vector) VALUES (?, ?, ?)', modelNo, textHash, packed(vector));
        }
      });
    },
    async dropEmbeddings(fence, join, models) {
      return db.fenced(fence, () => {
        const others = 'SELECT model_no FROM embedding_model WHERE key NOT IN (SELECT value FROM json_each(?))';
        const replaced = db.run(`DELETE FROM embedding WHERE model_no IN (${others})`, list(models)).changes;
        db.run(`DELETE FROM embedding_model WHERE model_no IN (${others})`, list(models));
        const { sql, since, all } = versionsSince({ db, joinNo: joinNo(db, join) });
        const gone = `NOT EXISTS (SELECT 1 FROM placement q JOIN membership m ON m.version_no = q.version_no AND m.to_gen = ${OPEN} WHERE q.text_hash = embedding.text_hash)`;
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
  const wrong = db.get<{ n: number }>(
    `SELECT count(*) AS n FROM embedding e LEFT JOIN embedding_model m USING (model_no) WHERE m.dimensions IS NULL OR length(e.vector) <> ${FLOAT_BYTES} * m.dimensions`,
  )?.n ?? 0;
  return wrong === 0 ? [] : [{ code: 'embedding-length', message: `${wrong} vectors are not of the length of their model's` }];
}
