import { z } from 'zod';
import { WinnowError, defineParser, excerpt, messageOf, type ParsedDocument } from '../../../core/index.js';
import { DOCX_TYPES } from '../../media-type.js';
import { flatDomOf } from '../flat-dom.js';
import { htmlBlocks } from '../html-blocks.js';
import { OfficePackage, coreProperties } from '../ooxml.js';
import { hiddenRuns } from './hidden.js';

const options = z.strictObject({});

/**
 * Word documents, by mammoth: headings, paragraphs, lists and tables; tracked deletions, images and comments are left out.
 * Nothing outside the file is read. Title, author and dates come from its core properties.
 * @throws WinnowError `file-broken` when the archive or its main part cannot be read, `parse-output` for a body that unpacks beyond all measure.
 */
export const docxParser = defineParser<z.infer<typeof options>>({
  id: 'docx',
  version: 3,
  options,
  mediaTypes: DOCX_TYPES,
  extensions: ['.docx', '.docm', '.dotx', '.dotm'],
  async run(input) {
    const file = await OfficePackage.open(input.bytes, 'word/document.xml', 'Word document');
    const dom = await flatDomOf(await toHtml(input.bytes));
    const { text, blocks } = htmlBlocks(dom, -1, () => false);
    const properties = await coreProperties(file);
    const heading = blocks.find((block) => block.kind === 'heading' && block.level === 1)?.label;
    return [{
      text, blocks,
      title: properties.title ?? (heading === undefined ? null : excerpt(heading, 300)),
      language: properties.language,
      mediaType: input.mediaType,
      declared: properties.declared,
      dates: properties.dates,
      findings: hiddenRuns(file, text),
    } satisfies ParsedDocument];
  },
});

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
