import { z } from 'zod';
import {
  WinnowError, defineParser, excerpt, messageOf, toJsonObject, type DateEvidence, type JsonObject, type ParsedDocument,
} from '../../../core/index.js';
import { DOCX } from '../../media-type.js';
import { datesFromFields } from '../../dates.js';
import { flatDomOf, type FlatDom } from '../flat-dom.js';
import { htmlBlocks } from '../html-blocks.js';
import { readZipEntry, zipEntries } from '../zip.js';
import { hiddenRuns } from './hidden.js';

const options = z.strictObject({});

/** Properties are a page of XML at most. */
const MAX_PROPERTIES_BYTES = 256 * 1024;
/** mammoth holds the XML as a tree: a 500 MB body took 1.6 GB of memory. What lies below is left to the parser host's memory watch. */
const MAX_BODY_BYTES = 256 * 1024 * 1024;
/** Word keeps these itself, but a copy or a save without a change moves them. */
const PROPERTIES_CONFIDENCE = 0.6;
/** Titles that Word or a template wrote. */
const EMPTY_TITLE = /^(?:untitled|document\d*|microsoft word.*|title|dokument\d*)$/iu;

/**
 * Word documents, by mammoth: headings, paragraphs, lists and tables; tracked deletions, images and comments are left out.
 * Nothing outside the file is read. Title, author and dates come from its core properties.
 * @throws WinnowError `file-broken` when the archive or its main part cannot be read, `parse-output` for a body that unpacks beyond all measure.
 */
export const docxParser = defineParser<z.infer<typeof options>>({
  id: 'docx',
  version: 3,
  options,
  mediaTypes: [DOCX],
  extensions: ['.docx'],
  async run(input) {
    checkArchive(input.bytes);
    const dom = await flatDomOf(await toHtml(input.bytes));
    const { text, blocks } = htmlBlocks(dom, -1, () => false);
    const properties = await coreProperties(input.bytes);
    const heading = blocks.find((block) => block.kind === 'heading' && block.level === 1)?.label;
    return [{
      text, blocks,
      title: properties.title ?? (heading === undefined ? null : excerpt(heading, 300)),
      language: properties.language,
      mediaType: input.mediaType,
      declared: properties.declared,
      dates: properties.dates,
      findings: hiddenRuns(input.bytes, text),
    } satisfies ParsedDocument];
  },
});

function checkArchive(bytes: Uint8Array): void {
  const body = zipEntries(bytes)?.get('word/document.xml');
  if (body === undefined) throw new WinnowError('file-broken', 'Unexpected archive without a readable word/document.xml, expected a Word document');
  if (body.size > MAX_BODY_BYTES) {
    throw new WinnowError('parse-output', `Unexpected ${body.size} bytes in word/document.xml, expected at most ${MAX_BODY_BYTES}`);
  }
}

async function toHtml(bytes: Uint8Array): Promise<string> {
  const { default: mammoth } = await import('mammoth');
  try {
    const result = await mammoth.convertToHtml(
      { buffer: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) },
      {
        styleMap: ["p[style-name='Title'] => h1:fresh", "p[style-name='Subtitle'] => p:fresh"],
        convertImage: mammoth.images.imgElement(() => Promise.resolve({ src: '' })),
      },
    );
    return result.value;
  } catch (error) {
    throw new WinnowError('file-broken', `The document cannot be read: ${excerpt(messageOf(error))}`, { cause: error });
  }
}

interface CoreProperties {
  readonly title: string | null;
  readonly language: string | null;
  readonly declared: JsonObject;
  readonly dates: readonly DateEvidence[];
}

/** `docProps/core.xml` (ECMA-376 part 2, 11): Dublin Core fields. */
async function coreProperties(bytes: Uint8Array): Promise<CoreProperties> {
  const xml = readZipEntry(bytes, 'docProps/core.xml', MAX_PROPERTIES_BYTES);
  if (xml === null) return { title: null, language: null, declared: {}, dates: [] };
  const dom = await flatDomOf(new TextDecoder().decode(xml));
  const title = field(dom, 'dc:title');
  const language = field(dom, 'dc:language');
  return {
    title: title === null || EMPTY_TITLE.test(title) ? null : excerpt(title, 300),
    language: language !== null && /^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/u.test(language) ? language : null,
    declared: toJsonObject({
      ...named('author', field(dom, 'dc:creator')),
      ...named('lastModifiedBy', field(dom, 'cp:lastmodifiedby')),
      ...named('subject', field(dom, 'dc:subject')),
      ...named('keywords', field(dom, 'cp:keywords')),
      ...named('description', field(dom, 'dc:description')),
      ...named('category', field(dom, 'cp:category')),
      ...named('version', field(dom, 'cp:version')),
    }),
    dates: datesFromFields(
      [['created', field(dom, 'dcterms:created')], ['modified', field(dom, 'dcterms:modified')]], 'docx-properties', PROPERTIES_CONFIDENCE,
    ),
  };
}

function field(dom: FlatDom, tag: string): string | null {
  const [node] = dom.withTag(tag);
  const value = node === undefined ? '' : dom.textOf(node, 2000);
  return value === '' ? null : value;
}

function named(key: string, value: string | null): Record<string, string> {
  return value === null ? {} : { [key]: value };
}
