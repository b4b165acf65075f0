import { excerpt, wordsOf, type FindingDraft } from '../../../core/index.js';
import type { OfficePackage } from '../ooxml.js';

/** Half-points: text of 2 pt and less cannot be read, and the smallest a person picks is 6 pt. */
const MAX_INVISIBLE_HALF_POINTS = 4;
/** Fewer words are index marks and field codes. */
const MIN_WORDS = 3;
const MAX_FINDINGS = 20;

/** Runs formatted as hidden (`w:vanish`) or too small to read, which mammoth gives back like any other: reported where they stand in `text`. */
export function hiddenRuns(file: OfficePackage, text: string): FindingDraft[] {
  const xml = file.archive.read(file.main);
  if (xml === null) return [];
  const findings: FindingDraft[] = [];
  let from = 0;
  for (const hidden of hiddenStretches(new TextDecoder().decode(xml))) {
    if (findings.length >= MAX_FINDINGS) break;
    if (wordsOf(hidden.text).length < MIN_WORDS) continue;
    const start = text.indexOf(hidden.text, from);
    if (start >= 0) from = start + hidden.text.length;
    findings.push({
      rule: 'safety/hidden-text',
      severity: 'warning',
      message: `Unexpected hidden text \`${excerpt(hidden.text, 160)}\` (${hidden.how}), expected none`,
      seen: excerpt(hidden.text, 500),
      expected: 'only text that a reader of the document can see',
      span: start < 0 ? null : { start, end: from },
    });
  }
  return findings;
}

/** Neighbouring hidden runs of one paragraph read as one stretch. */
function* hiddenStretches(xml: string): Generator<{ text: string; how: string }> {
  let text = '';
  let how = '';
  for (const run of xml.split(/<w:r(?=[\s>])/u).slice(1)) {
    const found = hidingProperty(run);
    if (found !== null) {
      how = found;
      text += textOf(run);
    }
    if ((found === null || run.includes('</w:p>')) && text !== '') {
      yield { text: text.trim(), how };
      text = '';
    }
  }
  if (text !== '') yield { text: text.trim(), how };
}

function hidingProperty(run: string): string | null {
  const end = run.indexOf('</w:rPr>');
  if (end < 0) return null;
  const properties = run.slice(0, end);
  if (/<w:vanish(?:\s+w:val="(?:1|true|on)")?\s*\/>/u.test(properties)) return 'hidden font';
  const size = /<w:sz\s+w:val="(\d{1,4})"/u.exec(properties)?.[1];
  return size !== undefined && Number(size) <= MAX_INVISIBLE_HALF_POINTS ? `${Number(size) / 2} pt font` : null;
}

function textOf(run: string): string {
  const body = run.split('</w:r>', 1)[0] ?? '';
  const parts = body.split(/<w:t(?=[\s>])/u).slice(1).map((part) => part.slice(part.indexOf('>') + 1).split('<', 1)[0] ?? '');
  const entities: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&apos;': "'" };
  return parts.join('').replace(/&(?:amp|lt|gt|quot|apos);/gu, (entity) => entities[entity] ?? entity);
}
