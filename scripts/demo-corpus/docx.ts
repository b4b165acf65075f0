/** Sets a source as a DOCX and takes the chance out of it: see `settle`. */
import {
  AlignmentType, Document, Footer, Header, HeadingLevel, ImageRun, LevelFormat, Packer, PageNumber, Paragraph, Table, TableCell, TableRow,
  TextRun, WidthType,
} from 'docx';
import type { Bitmap } from './png.js';
import type { Block, Source } from './source.js';
import { readZip, writeStoredZip } from './zip.js';

type Dates = Pick<Source, 'created' | 'modified'>;

function setBlock(block: Block): (Paragraph | Table)[] {
  switch (block.kind) {
    case 'heading':
      return [new Paragraph({ text: block.text, heading: block.level === 1 ? HeadingLevel.HEADING_1 : HeadingLevel.HEADING_2 })];
    case 'paragraph':
      return [new Paragraph({ text: block.text, spacing: { after: 160 } })];
    case 'list':
      return block.items.map((text) => new Paragraph({ text, numbering: { reference: block.ordered ? 'steps' : 'points', level: 0 } }));
    case 'table':
      return [
        new Table({
          width: { size: 100, type: WidthType.PERCENTAGE },
          rows: block.rows.map(
            (cells, index) =>
              new TableRow({
                ...(index === 0 && { tableHeader: true }), // readers take the mere presence of the mark for yes
                // eslint-disable-next-line @typescript-eslint/no-deprecated -- taken for String.prototype.bold; it is the option of a TextRun
                children: cells.map((text) => new TableCell({ children: [new Paragraph({ children: [new TextRun({ text, bold: index === 0 })] })] })),
              }),
          ),
        }),
        new Paragraph({ text: '' }),
      ];
  }
}

/**
 * The `docx` package stamps the present time into the core properties and into every zip entry, and offers no option for either.
 * So the archive is opened again, the two dates are set to those of the source, and the entries are written in a fixed order,
 * without compression and with the earliest time that a zip can hold.
 */
function settle(packed: Buffer, dates: Dates): Buffer {
  const entries = readZip(packed);
  const core = entries.get('docProps/core.xml');
  if (!core) throw new Error('the DOCX has no core properties');
  const stamp = (xml: string, name: string, date: Date): string =>
    xml.replace(new RegExp(`(<dcterms:${name}[^>]*>)[^<]*`), `$1${date.toISOString().replace('.000', '')}`);
  const xml = stamp(stamp(core.toString('utf8'), 'created', dates.created), 'modified', dates.modified);
  entries.set('docProps/core.xml', Buffer.from(xml, 'utf8'));
  return writeStoredZip(entries);
}

export async function renderDocx(source: Source): Promise<Buffer> {
  const document = new Document({
    title: source.title,
    creator: source.author,
    lastModifiedBy: source.author,
    numbering: {
      config: [
        { reference: 'points', levels: [{ level: 0, format: LevelFormat.BULLET, text: '•', alignment: AlignmentType.LEFT }] },
        { reference: 'steps', levels: [{ level: 0, format: LevelFormat.DECIMAL, text: '%1.', alignment: AlignmentType.LEFT }] },
      ],
    },
    sections: [
      {
        headers: { default: new Header({ children: [new Paragraph(`Marlowick | ${source.author}`)] }) },
        footers: { default: new Footer({ children: [new Paragraph({ children: [new TextRun({ children: ['Page ', PageNumber.CURRENT] })] })] }) },
        children: source.blocks.flatMap(setBlock),
      },
    ],
  });
  return settle(await Packer.toBuffer(document), source);
}

/** A document that holds a picture and no words. */
export async function renderPictureDocx(picture: Bitmap, dates: Dates): Promise<Buffer> {
  const image = new ImageRun({
    type: 'png',
    data: picture.toPng(),
    transformation: { width: picture.width, height: picture.height },
    altText: { id: '1', name: 'IMG_2417', description: '', title: '' },
  });
  const document = new Document({ creator: 'Product', sections: [{ children: [new Paragraph({ children: [image] })] }] });
  return settle(await Packer.toBuffer(document), dates);
}
