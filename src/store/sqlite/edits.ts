import type { DecisionEvent } from '../../core/index.js';
import { editsFrom, type MetadataEdits } from '../../core/edits.js';
import { list, type Connection } from './connection.js';
import { decisionEvent, type DecisionRow } from './rows.js';

const NONE: MetadataEdits = Object.freeze({});

/** What people said of documents' metadata, for one reading of many rows. Most stores have nothing of it: then nothing more is asked. */
export class EditReader {
  readonly #db: Connection;
  readonly #any: boolean;
  readonly #without: string;
  readonly #incoming: readonly DecisionEvent[];
  readonly #upTo: number;
  readonly #known = new Map<string, MetadataEdits>();

  /** `without`: numbers of decisions to pass over; `incoming`: such as the store does not have yet; `at`: a generation, with what was said by then alone. */
  constructor(db: Connection, { without = [], incoming = [], at }: { readonly without?: readonly number[]; readonly incoming?: readonly DecisionEvent[]; readonly at?: number } = {}) {
    this.#db = db;
    this.#without = list(without);
    this.#incoming = incoming;
    this.#upTo = at === undefined ? Number.MAX_SAFE_INTEGER : saidBy(db, at);
    this.#any = incoming.length > 0 || db.get("SELECT 1 FROM decision WHERE verdict = 'edit' LIMIT 1") !== undefined;
  }

  /** `contentHash`: of the document's version that is read. */
  of(documentId: string, contentHash: string): MetadataEdits {
    if (!this.#any) return NONE;
    const key = `${documentId} ${contentHash}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const kept = this.#db.all<DecisionRow>(
      `SELECT * FROM decision d WHERE d.verdict = 'edit' AND d.subject_id = @document AND d.seq <= @upTo AND NOT EXISTS (SELECT 1 FROM decision w WHERE w.withdraws = d.seq AND w.seq <= @upTo)
         AND d.seq NOT IN (SELECT value FROM json_each(@without)) ORDER BY d.seq`, { document: documentId, upTo: this.#upTo, without: this.#without },
    ).map(decisionEvent);
    const edits = editsFrom([...kept, ...this.#incoming.filter(({ subjectId }) => subjectId === documentId)], contentHash);
    this.#known.set(key, edits);
    return edits;
  }
}

/** Number of the newest decision that a generation knew; of the current one, which a word on metadata alone need not replace, all there are. */
function saidBy(db: Connection, at: number): number {
  return db.get<{ seq: number | null }>('SELECT decision_seq AS seq FROM generation WHERE number = @at AND EXISTS (SELECT 1 FROM generation WHERE number > @at)', { at })?.seq ?? Number.MAX_SAFE_INTEGER;
}
