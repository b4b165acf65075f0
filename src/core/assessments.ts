import type { Span } from './model/index.js';
import type { DocumentAssessment } from './ports/index.js';

/** A document's assessment as it holds for a chunk of it: with the dates and findings of the section that the chunk begins in, where there is one. */
export function assessmentAt(assessment: DocumentAssessment, { start }: Pick<Span, 'start'>): DocumentAssessment {
  const section = assessment.sections?.find((one) => one.start <= start && start < one.end);
  return section === undefined ? assessment : { ...assessment, dates: section.dates, ladder: section.ladder, findings: section.findings };
}

/** `assessmentAt` for the assessments of several scorers. */
export function assessmentsAt(assessments: ReadonlyMap<string, DocumentAssessment>, place: Pick<Span, 'start'>): ReadonlyMap<string, DocumentAssessment> {
  return new Map([...assessments].map(([key, assessment]) => [key, assessmentAt(assessment, place)]));
}
