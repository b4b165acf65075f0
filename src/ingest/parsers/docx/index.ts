import { WinnowError, defineParser, excerpt, messageOf, type ParsedDocument } from '../../../core/index.js';
import { DOCX_TYPES } from '../../media-type.js';
import { flatDomOf } from '../html-tree.js';
import { HiddenFindings } from '../hidden-finding.js';
import { htmlBlocks } from '../html-blocks.js';
import { themeColors } from '../office-colors.js';
import { OfficePackage, coreProperties } from '../ooxml.js';
import { PictureDescriptions } from '../picture-descriptions.js';
import { xmlText } from '../xml.js';
import { HEADING_STYLE, cleanPart } from './clean.js';
import { PICTURE_STYLE, withDescriptions } from './pictures.js';
import { storedZip } from './stored-zip.js';
import { Styles } from './styles.js';
import { WordColors } from './word-colors.js';
import { noOptions, type NoOptions } from '../no-options.js';

/** Parts that hold text, by their relation to the document; comments, headers and footers are not among them. */
const TEXT_PARTS = ['footnotes', 'endnotes'] as const;
const CODE_STYLES = ['HTML Preformatted', 'Preformatted Text', 'Code', 'Source Code', 'Code Block', 'Macro Text'];
/** Built-in list styles say their depth in their names alone: each is the first level of a list of its own. */
const LIST_STYLES = [2, 3, 4, 5].flatMap((level) => [['Bullet', 'ul'], ['Number', 'ol']].map(([kind, tag]) =>
  `p[style-name='List ${kind} ${level}'] => ${'ul|ol > li > '.repeat(level - 1)}${tag} > li:fresh`));
const STYLE_MAP = [
  ...[1, 2, 3, 4, 5, 6].map((level) => `p.${HEADING_STYLE}${level} => h${level}:fresh`),
  `r.${PICTURE_STYLE} => div:fresh`,
  "p[style-name='Subtitle'] => p:fresh",
  ...LIST_STYLES,
  ...CODE_STYLES.map((name) => `p[style-name='${name}'] => pre:separator('\\n')`),
  ...['Quote', 'Intense Quote', 'Quotations'].map((name) => `p[style-name='${name}'] => blockquote > p:fresh`),
];

/**
 * Word documents, by mammoth: headings by outline level, paragraphs, lists, tables, notes, text boxes and what was written to describe pictures; tracked deletions, comments, tables of contents, headers and
 * footers are left out, and so is text that no reader sees, which is reported. Nothing outside the file is read, macros are never looked at.
 * Title, author and dates come from its core properties.
 * @throws WinnowError `file-broken` when the archive or its main part cannot be read, `parse-output` for parts that unpack beyond all measure
 */
export const docxParser = defineParser<NoOptions>({
  id: 'docx',
  version: 6,
  options: noOptions,
  mediaTypes: DOCX_TYPES,
  extensions: ['.docx', '.docm', '.dotx', '.dotm'],
  async render({ bytes }) {
    return { kind: 'markup', html: await toHtml(storedZip(await partsOf(await opened(bytes), new HiddenFindings('document')))) };
  },
  async run(input) {
    const file = await opened(input.bytes);
    const hidden = new HiddenFindings('document');
    const dom = flatDomOf(await toHtml(storedZip(await partsOf(file, hidden))));
    const { text, blocks } = htmlBlocks(dom, -1, () => false, { spans: true });
    const properties = await coreProperties(file);
    const heading = blocks.find((block) => block.kind === 'heading' && block.level === 1)?.label;
    return [{
      text, blocks,
      title: properties.title ?? (heading === undefined ? null : excerpt(heading, 300)),
      language: properties.language,
      mediaType: input.mediaType,
      declared: properties.declared,
      dates: properties.dates,
      findings: hidden.findings,
    } satisfies ParsedDocument];
  },
});

function opened(bytes: Uint8Array): Promise<OfficePackage> {
  return OfficePackage.open(bytes, 'word/document.xml', 'Word document');
}

/** The parts that mammoth is to see. Pictures, embedded files and its own style maps, which could rule what is left out, are not among them. */
async function partsOf(file: OfficePackage, hidden: HiddenFindings): Promise<ReadonlyMap<string, Uint8Array>> {
  const parts = new Map<string, Uint8Array>();
  const keep = (name: string): void => {
    const bytes = file.archive.read(name);
    if (bytes !== null) parts.set(name, bytes);
  };
  const slash = file.main.lastIndexOf('/') + 1;
  for (const name of ['[Content_Types].xml', '_rels/.rels', `${file.main.slice(0, slash)}_rels/${file.main.slice(slash)}.rels`]) keep(name);
  const related = async (type: string): Promise<string> => (await file.related(file.main, type)) ?? `word/${type}.xml`;
  for (const type of ['styles', 'numbering']) keep(await related(type));
  const styles = new Styles(await file.tree(await related('styles')), new WordColors(themeColors(await file.tree(await related('theme')))));
  const descriptions = new PictureDescriptions((said) => {
    hidden.add(said, 'an alternative text to a model');
  });
  for (const name of [file.main, ...(await Promise.all(TEXT_PARTS.map(related)))]) {
    const bytes = file.archive.read(name);
    if (bytes !== null) parts.set(name, new TextEncoder().encode(await withDescriptions(await cleanPart(xmlText(bytes), styles, hidden), descriptions)));
  }
  if (!parts.has(file.main)) throw new WinnowError('file-broken', `Unexpected damage in ${excerpt(file.main, 80)}, expected a Word document`);
  return parts;
}

async function toHtml(archive: Buffer): Promise<string> {
  const { default: mammoth } = await import('mammoth');
  try {
    const result = await mammoth.convertToHtml({ buffer: archive }, {
      styleMap: STYLE_MAP,
      convertImage: mammoth.images.imgElement(() => Promise.resolve({ src: '' })),
    });
    return result.value;
  } catch (error) {
    throw new WinnowError('file-broken', `The document cannot be read: ${excerpt(messageOf(error))}`, { cause: error });
  }
}
