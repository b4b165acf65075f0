import type { DecisionEvent } from '../../core/index.js';
import { editsFrom, type MetadataEdits } from '../../core/edits.js';
import { list, type Connection } from './connection.js';
import { stands } from './decision-log.js';
import { decisionEvent, type DecisionRow } from './rows.js';

const NONE: MetadataEdits = Object.freeze({});

/** What people said of documents' metadata, for one reading of many rows. Most stores have nothing of it: then nothing more is asked. */
export class EditReader {
  readonly #db: Connection;
  readonly #any: boolean;
  readonly #without: string;
  readonly #incoming: readonly DecisionEvent[];
  readonly #known = new Map<string, MetadataEdits>();

  /** `without`: numbers of decisions to pass over; `incoming`: such as the store does not have yet. */
  constructor(db: Connection, { without = [], incoming = [] }: { readonly without?: readonly number[]; readonly incoming?: readonly DecisionEvent[] } = {}) {
    this.#db = db;
    this.#without = list(without);
    this.#incoming = incoming;
    this.#any = incoming.length > 0 || db.get("SELECT 1 FROM decision WHERE verdict = 'edit' LIMIT 1") !== undefined;
  }

  /** `contentHash`: of the document's version that is read. */
  of(documentId: string, contentHash: string): MetadataEdits {
    if (!this.#any) return NONE;
    const key = `${documentId} ${contentHash}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const kept = this.#db.all<DecisionRow>(
      `SELECT * FROM decision d WHERE d.verdict = 'edit' AND d.subject_id = ? AND ${stands('d')} AND d.seq NOT IN (SELECT value FROM json_each(?)) ORDER BY d.seq`, documentId, this.#without,
    ).map(decisionEvent);
    const edits = editsFrom([...kept, ...this.#incoming.filter(({ subjectId }) => subjectId === documentId)], contentHash);
    this.#known.set(key, edits);
    return edits;
  }
}
