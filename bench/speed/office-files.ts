/** Presentations, workbooks and books made of real paragraphs, with no more parts than their programs need to open them. */
import { officeFile, relations } from '../../test/ingest/parsers/office-of.js';
import { zipOf } from '../../test/ingest/parsers/zip-of.js';

const PARAGRAPHS_A_SLIDE = 4;
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

function shape(placeholder: string, paragraphs: readonly string[]): string {
  const text = paragraphs.map((part) => `<a:p><a:r><a:rPr lang="en-GB"/><a:t>${escaped(part)}</a:t></a:r></a:p>`).join('');
  return `<p:sp><p:nvSpPr><p:nvPr><p:ph ${placeholder}/></p:nvPr></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/>${text}</p:txBody></p:sp>`;
}

/** A slide for every four paragraphs, titled by the first words of the first. */
export function pptxOf(paragraphs: readonly string[]): Uint8Array {
  const slides: string[] = [];
  for (let at = 0; at < paragraphs.length; at += PARAGRAPHS_A_SLIDE) {
    const [first = '', ...rest] = paragraphs.slice(at, at + PARAGRAPHS_A_SLIDE);
    slides.push(`<p:sld xmlns:p="p" xmlns:a="a"><p:cSld><p:spTree>${shape('type="title"', [first.slice(0, 60)])}${shape('idx="1"', [first, ...rest])}</p:spTree></p:cSld></p:sld>`);
  }
  const ids = slides.map((_slide, index) => `<p:sldId id="${256 + index}" r:id="s${index}"/>`).join('');
  return officeFile('ppt/presentation.xml', {
    'ppt/presentation.xml': `<p:presentation xmlns:p="p" xmlns:r="r"><p:sldIdLst>${ids}</p:sldIdLst><p:sldSz cx="9144000" cy="6858000"/></p:presentation>`,
    'ppt/_rels/presentation.xml.rels': relations(...slides.map((_slide, index) => [`s${index}`, 'slide', `slides/slide${index}.xml`] as const)),
    ...Object.fromEntries(slides.map((slide, index) => [`ppt/slides/slide${index}.xml`, slide])),
  });
}

/** One sheet of rows, its texts shared as Excel shares them, with a number and a day in every row. */
export function xlsxOf(rows: readonly (readonly string[])[]): Uint8Array {
  const strings = rows.flat();
  const index = new Map(strings.map((text, at) => [text, at]));
  const lines = rows.map((row, at) => `<row r="${at + 1}">${row.map((text) => `<c t="s"><v>${index.get(text) ?? 0}</v></c>`).join('')}<c><v>${at * 1.5}</v></c><c s="1"><v>${45_000 + at}</v></c></row>`);
  return officeFile('xl/workbook.xml', {
    'xl/workbook.xml': '<workbook xmlns:r="r"><sheets><sheet name="Data" r:id="s"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels': relations(['s', 'worksheet', 'sheet.xml'], ['t', 'sharedStrings', 'strings.xml'], ['y', 'styles', 'styles.xml']),
    'xl/styles.xml': '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
    'xl/strings.xml': `<sst>${strings.map((text) => `<si><t>${escaped(text)}</t></si>`).join('')}</sst>`,
    'xl/sheet.xml': `<worksheet><sheetData>${lines.join('')}</sheetData></worksheet>`,
  });
}

/** A chapter a text, each with a heading. */
export function epubOf(chapters: readonly (readonly string[])[]): Uint8Array {
  const names = chapters.map((_chapter, index) => `chapter-${index}.xhtml`);
  const page = (chapter: readonly string[], index: number): string => `<html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head><body><h1>Chapter ${index + 1}</h1>${chapter.map((text) => `<p>${escaped(text)}</p>`).join('')}</body></html>`;
  return zipOf({
    'mimetype': 'application/epub+zip',
    'META-INF/container.xml': '<container><rootfiles><rootfile full-path="book.opf"/></rootfiles></container>',
    'book.opf': `<package><manifest>${names.map((name) => `<item id="${name}" href="${name}" media-type="application/xhtml+xml"/>`).join('')}</manifest><spine>${names.map((name) => `<itemref idref="${name}"/>`).join('')}</spine></package>`,
    ...Object.fromEntries(chapters.map((chapter, index) => [names[index] ?? '', page(chapter, index)])),
  }, { stored: ['mimetype'] });
}
