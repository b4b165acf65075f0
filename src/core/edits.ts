import type { JsonObject } from './json.js';
import type { DateEvidence, DecisionEvent, SourceInfo } from './model/index.js';
import { parsePeriod } from './calendar.js';
import type { DocumentAssessment } from './ports/index.js';

/** What people said of a document's metadata against what it or its source says: of each field the newest word. The document itself stays as it is. */
export interface MetadataEdits {
  /** ISO 8601, as precise as known; `null` = it has none. */
  readonly date?: { readonly value: string | null; readonly where: string };
  readonly owner?: string | null;
  readonly version?: string | null;
  /** 0..1 */
  readonly authority?: number;
}

const NO_EDITS: MetadataEdits = Object.freeze({});

/** The edits in force, from standing decisions in order; those on another content of the document are passed over. */
export function editsFrom(events: readonly Pick<DecisionEvent, 'edit' | 'evidence' | 'actor' | 'at'>[], contentHash: string): MetadataEdits {
  return events.reduce<MetadataEdits>((edits, { edit, evidence, actor, at }) => {
    if (edit === undefined || evidence.contentHash !== contentHash) return edits;
    const { field, value } = edit;
    switch (field) {
      case 'date': return { ...edits, date: { value: value === null ? null : String(value), where: `${actor}, ${at.slice(0, 10)}` } };
      case 'owner': return { ...edits, owner: value === null ? null : String(value) };
      case 'version': return { ...edits, version: value === null ? null : String(value) };
      case 'authority': return { ...edits, authority: Number(value) };
    }
  }, NO_EDITS);
}

/** What the edited document is assessed as: the person's date is believed before all others, in all of its parts, and nothing is said of its being undated or at odds with itself. */
export function editedAssessment(assessment: DocumentAssessment, { date }: MetadataEdits): DocumentAssessment {
  if (date === undefined) return assessment;
  const { value, where } = date;
  const period = value === null ? null : parsePeriod(value);
  const evidence: DateEvidence[] = period === null ? [] : [{ kind: 'reviewed', value: period.value, precision: period.precision, source: 'person', confidence: 1, where }];
  const { sections: _sections, ...whole } = assessment;
  return {
    ...whole, dates: { ...assessment.dates, value: period?.value ?? null, source: period === null ? null : 'person', confidence: period === null ? null : 1 },
    ladder: [...evidence, ...assessment.ladder], findings: assessment.findings.filter(({ rule }) => rule !== 'freshness/undated' && rule !== 'freshness/conflicting-dates'),
  };
}

export const editedAssessments = (assessments: ReadonlyMap<string, DocumentAssessment>, edits: MetadataEdits): ReadonlyMap<string, DocumentAssessment> =>
  (edits.date === undefined ? assessments : new Map([...assessments].map(([key, assessment]) => [key, editedAssessment(assessment, edits)])));

export function editedSource(source: SourceInfo, { owner, authority }: MetadataEdits): SourceInfo {
  return owner === undefined && authority === undefined ? source : { ...source, ...(owner === undefined ? {} : { owner }), ...(authority === undefined ? {} : { authority }) };
}

export function editedDeclared(declared: JsonObject, { version }: MetadataEdits): JsonObject {
  if (version === undefined) return declared;
  const { version: _version, ...rest } = declared;
  return version === null ? rest : { ...rest, version };
}
