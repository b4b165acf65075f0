import {
  WinnowError, defineParser, excerpt, messageOf, toJsonObject,
  type DateEvidence, type FindingDraft, type JsonObject, type ParsedDocument,
} from '../../../core/index.js';
import { evidenceOf, readDate } from '../../dates.js';
import { layOut } from './layout.js';
import { FontTexts } from './glyph-rubbish.js';
import { HiddenTexts } from './hidden.js';
import type { Line } from './lines.js';
import { externalLinks } from './links.js';
import { confidenceFindings, declaredRecognition, ocrFiles, recognise, withRecognised } from './ocr/index.js';
import { openPdf, type OpenPdf } from './open.js';
import { outlineHeadings } from './outline.js';
import { readPage } from './page.js';
import { renderedPages } from './render.js';
import { medianHeight, withoutRunningHeads } from './running-heads.js';
import { picturePages, textLayerFindings } from './text-layer.js';
import { options, type PdfOptions } from './options.js';

/** What a publisher says. */
const PUBLISHED_CONFIDENCE = 0.8;
/** Set by the program that wrote the file: an old text exported today is new by it. */
const CREATED_CONFIDENCE = 0.5;
const MODIFIED_CONFIDENCE = 0.55;
const MAX_ATTACHMENTS = 50;
/** What programs write when nobody gave a title. */
const EMPTY_TITLE = /^(?:untitled.*|title|document\d*|microsoft (?:word|powerpoint|excel).*|.*\.(?:pdf|docx?|pptx?|xlsx?|indd|tex|dvi)|\(?anonymous\)?)$/iu;

/**
 * PDF, by pdf-parse's pdf.js: lines joined to paragraphs, headings by outline or font, listings line by line, pages on every block;
 * running heads and page numbers are taken off. A file without a text layer (a scan) gives a document with empty text, unless text recognition is asked for.
 * @throws WinnowError `file-encrypted` when it asks for a password, `file-broken` when it cannot be read, `package-missing` without the packages of text recognition.
 */
export const pdfParser = defineParser<PdfOptions>({
  id: 'pdf',
  version: 7,
  options,
  mediaTypes: ['application/pdf'],
  extensions: ['.pdf'],
  check({ ocr }) {
    if (ocr) ocrFiles(ocr.languages);
  },
  render: ({ bytes }, place) => renderedPages(bytes, place),
  async run(input, settings) {
    const started = performance.now();
    const pdf = await openPdf(input.bytes);
    try {
      const reading = await readPages(pdf, settings.maxPages);
      const recognition = await recognise(input.bytes, picturePages(reading.pages), settings.ocr ?? null, started, medianHeight(reading.pages.flatMap(({ lines }) => lines)));
      const pages = reading.pages.map(({ lines, pictured }, at) => ({ pictured, lines: withRecognised(lines, at + 1, recognition) }));
      const body = withoutRunningHeads(pages.map(({ lines }) => lines));
      const { text, blocks } = layOut(body, outlineHeadings(body, await pdf.outline()));
      const info = await pdf.info();
      const heading = blocks.find((block) => block.kind === 'heading' && block.page === 1)?.label;
      return [{
        text, blocks,
        findings: [...reading.findings, ...textLayerFindings(pages, text !== '', recognition.unread), ...confidenceFindings(recognition, blocks)],
        title: titleOf(info) ?? (heading === undefined ? null : excerpt(heading, 300)),
        language: languageOf(info),
        mediaType: input.mediaType,
        declared: { ...declaredOf(info), ...(reading.recognisedPages === 0 ? {} : { recognisedPages: reading.recognisedPages }), ...declaredRecognition(recognition), ...(await enclosedIn(pdf, input.bytes)) },
        dates: datesOf(info),
      } satisfies ParsedDocument];
    } finally {
      await pdf.close();
    }
  },
});

interface Reading {
  /** Those of a lost page are none. */
  readonly pages: readonly { readonly lines: readonly Line[]; readonly pictured: boolean }[];
  readonly findings: readonly FindingDraft[];
  /** Pages whose text is that of a text recognition. */
  readonly recognisedPages: number;
}

async function readPages(pdf: OpenPdf, maxPages: number): Promise<Reading> {
  if (pdf.pageCount > maxPages) throw new WinnowError('item-too-large', `Unexpected ${pdf.pageCount} pages, expected at most ${maxPages}`);
  const pages: { readonly lines: readonly Line[]; readonly pictured: boolean }[] = [];
  const lost: { page: number; error: unknown }[] = [];
  const [hidden, fonts] = [new HiddenTexts(), new FontTexts()];
  let recognisedPages = 0;
  for (let page = 1; page <= pdf.pageCount; page += 1) {
    try {
      const { lines, seen } = await readPage(pdf, page);
      hidden.add(page, seen.hidden);
      fonts.add(seen.shown);
      if (seen.recognised) recognisedPages += 1;
      pages.push({ lines, pictured: seen.pictured });
    } catch (error) {
      pages.push({ lines: [], pictured: false });
      lost.push({ page, error });
    }
  }
  if (lost.length > 0 && lost.length === pdf.pageCount) {
    throw new WinnowError('file-broken', `No page can be read: ${excerpt(messageOf(lost[0]?.error))}`, { cause: lost[0]?.error });
  }
  return {
    pages, recognisedPages,
    findings: [...lost.slice(0, 20).map(({ page, error }) => lostPage(page, error)), ...fonts.findings(), ...hidden.findings],
  };
}

function lostPage(page: number, error: unknown): FindingDraft {
  return {
    rule: 'structure/unreadable-page',
    severity: 'error',
    message: `Unexpected damage on page ${page} (${excerpt(messageOf(error), 80)}), expected its text`,
    seen: `page ${page}`,
    expected: 'a page that can be read',
    span: null,
  };
}

function text(info: ReadonlyMap<string, unknown>, key: string): string | null {
  const value = info.get(key);
  return typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, 2000) : null;
}

function titleOf(info: ReadonlyMap<string, unknown>): string | null {
  const title = text(info, 'Title');
  return title === null || EMPTY_TITLE.test(title.slice(0, 300)) ? null : excerpt(title, 300);
}

function languageOf(info: ReadonlyMap<string, unknown>): string | null {
  const language = text(info, 'Language');
  return language !== null && /^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/u.test(language) ? language : null;
}

function declaredOf(info: ReadonlyMap<string, unknown>): JsonObject {
  const fields = [['author', 'Author'], ['subject', 'Subject'], ['keywords', 'Keywords']] as const;
  return toJsonObject(Object.fromEntries(fields.map(([key, name]) => [key, text(info, name)] as const).filter(([, value]) => value !== null)));
}

/** Where links lead, and what files are attached; only named, never followed or read. */
async function enclosedIn(pdf: OpenPdf, bytes: Uint8Array): Promise<JsonObject> {
  const links = externalLinks(bytes);
  const attachments = (await pdf.attachments()).slice(0, MAX_ATTACHMENTS).map((name) => excerpt(name, 200));
  return { ...(links.length === 0 ? {} : { links }), ...(attachments.length === 0 ? {} : { attachments }) };
}

/** What a publisher wrote into the XMP packet goes before what the program stamped on the file; both may say the same. */
const DATE_FIELDS = [
  ['prism:publicationdate', 'published', PUBLISHED_CONFIDENCE], ['prism:modificationdate', 'modified', PUBLISHED_CONFIDENCE],
  ['CreationDate', 'published', CREATED_CONFIDENCE], ['xmp:createdate', 'published', CREATED_CONFIDENCE],
  ['ModDate', 'modified', MODIFIED_CONFIDENCE], ['xmp:modifydate', 'modified', MODIFIED_CONFIDENCE],
] as const;

function datesOf(info: ReadonlyMap<string, unknown>): DateEvidence[] {
  return DATE_FIELDS.flatMap(([field, kind, confidence]) => {
    const date = pdfDate(text(info, field));
    return date === null ? [] : [evidenceOf(kind, date, 'pdf-info', confidence, field)];
  });
}

/** `D:YYYYMMDDHHmmSS…` with everything after the year optional (ISO 32000-1, 7.9.4), or a plain date. */
function pdfDate(value: string | null): ReturnType<typeof readDate> {
  const match = /^(?:D:)?\s?(\d{4})(\d{2})?(\d{2})?(?![/.-])/u.exec(value ?? '');
  if (match === null) return readDate(value);
  return readDate([match[1], match[2], match[3]].filter((part) => part !== undefined).join('-')) ?? readDate(value);
}
