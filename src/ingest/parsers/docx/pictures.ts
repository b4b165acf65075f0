import { isOn } from '../ooxml.js';
import type { PictureDescriptions } from '../picture-descriptions.js';
import { attributeOf, readXml, type TagSpan, type XmlAttributes } from '../xml.js';
import { HEADING_STYLE } from './clean.js';
import { Edits } from './edits.js';

/** Character style of the text that stands for a picture, in the parts given to mammoth. */
export const PICTURE_STYLE = 'WinnowPicture';

/** Elements whose pictures are not shown, or are a copy for older programs. */
const UNSEEN = new Set(['del', 'moveFrom', 'Fallback']);

interface Paragraph {
  /** Of its element's name, with the colon. */
  readonly prefix: string;
  isHeading: boolean;
  readonly said: string[];
}

interface Drawing {
  description: string | null;
  /** Marked as decorative or hidden, or a box whose text is read itself. */
  silent: boolean;
}

/**
 * A part of a Word document, cleaned, with what its drawings' descriptions say (`wp:docPr/@descr`, ECMA-376 part 1, 20.4.2.5) at the end of the paragraphs
 * that hold them; below a heading in a paragraph of its own.
 */
export async function withDescriptions(xml: string, descriptions: PictureDescriptions): Promise<string> {
  if (!/\sdescr\s?=/u.test(xml)) return xml;
  const describer = new Describer(xml, descriptions);
  await readXml(xml, {
    open(name, attributes, at) {
      describer.open(name, attributes, at);
    },
    close(name, at) {
      describer.close(name, at);
    },
  });
  return describer.edits.applyTo(xml);
}

class Describer {
  readonly edits = new Edits();
  private readonly paragraphs: Paragraph[] = [];
  private readonly drawings: Drawing[] = [];
  /** Of open runs: whether they are hidden. */
  private readonly runs: boolean[] = [];
  private unseen = 0;

  constructor(private readonly xml: string, private readonly descriptions: PictureDescriptions) {}

  open(name: string, attributes: XmlAttributes, at: TagSpan): void {
    const drawing = this.drawings.at(-1);
    if (UNSEEN.has(name)) this.unseen += 1;
    else if (name === 'p') this.paragraphs.push({ prefix: /^<([\w.-]{1,40}:)?/u.exec(this.xml.slice(at.start, at.start + 50))?.[1] ?? '', isHeading: false, said: [] });
    else if (name === 'r') this.runs.push(false);
    else if (name === 'vanish') this.hideRun(attributes);
    else if (name === 'pStyle') this.styled(attributeOf(attributes, 'val') ?? '');
    else if (name === 'drawing') this.drawings.push({ description: null, silent: this.unseen > 0 || this.runs.at(-1) === true });
    else if (drawing === undefined) return;
    else if (name === 'docPr') {
      drawing.description ??= attributeOf(attributes, 'descr');
      drawing.silent ||= /^(?:1|true|on)$/u.test(attributeOf(attributes, 'hidden') ?? '');
    } else if (name === 'txbxContent' || (name === 'decorative' && isOn(attributeOf(attributes, 'val')))) drawing.silent = true;
  }

  close(name: string, at: TagSpan): void {
    if (UNSEEN.has(name)) this.unseen -= 1;
    else if (name === 'r') this.runs.pop();
    else if (name === 'drawing') this.closeDrawing();
    else if (name === 'p') this.closeParagraph(at);
  }

  private hideRun(attributes: XmlAttributes): void {
    if (this.runs.length > 0) this.runs[this.runs.length - 1] = isOn(attributeOf(attributes, 'val'));
  }

  private styled(style: string): void {
    const paragraph = this.paragraphs.at(-1);
    if (paragraph !== undefined) paragraph.isHeading ||= style.startsWith(HEADING_STYLE);
  }

  private closeDrawing(): void {
    const drawing = this.drawings.pop();
    const said = drawing === undefined || drawing.silent ? null : this.descriptions.say(drawing.description);
    // Of a box, programs write two copies, and which one is read is not known here: the paragraph around it is.
    if (said !== null) this.paragraphs[0]?.said.push(said);
  }

  private closeParagraph(at: TagSpan): void {
    const paragraph = this.paragraphs.pop();
    if (paragraph === undefined || paragraph.said.length === 0 || !this.xml.startsWith('</', at.start)) return;
    const { prefix: w, isHeading, said } = paragraph;
    const runs = said.map((text) => `<${w}r><${w}rPr><${w}rStyle ${w}val="${PICTURE_STYLE}"/></${w}rPr><${w}t xml:space="preserve">${escaped(text)}</${w}t></${w}r>`);
    if (isHeading) this.edits.replace(at.end, at.end, runs.map((run) => `<${w}p>${run}</${w}p>`).join(''));
    else this.edits.replace(at.start, at.start, runs.join(''));
  }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
