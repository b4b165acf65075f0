import type { TagSpan } from '../xml.js';
import type { Edits } from './edits.js';

/** Enough to tell two texts apart and for a report. */
const MAX_CHARS = 2_000;
/** What mammoth takes for a text box, under prefixes of our own. */
const TEXT_BOX = ['<winv:textbox xmlns:winv="urn:schemas-microsoft-com:vml">', '</winv:textbox>'] as const;
const PICTURE = ['<winw:pict xmlns:winw="http://schemas.openxmlformats.org/wordprocessingml/2006/main">', '</winw:pict>'] as const;

interface Branch {
  readonly open: TagSpan;
  close: TagSpan;
  hasBox: boolean;
  text: string;
}

interface Alternate {
  readonly start: number;
  readonly choices: Branch[];
  readonly fallbacks: Branch[];
  current: Branch | null;
}

/**
 * Text boxes as mammoth is to read them. Word shows the first choice of `mc:AlternateContent` and keeps a copy for older programs (ECMA-376 part 3, 7.5), mammoth reads
 * the copy and no drawing at all: the choice takes the copy's place, and its drawing becomes a text box.
 */
export class Alternates {
  private readonly alternates: Alternate[] = [];
  private readonly drawings: { cut: number; used: boolean }[] = [];

  /** @param differs told what a copy says that is not what Word shows */
  constructor(private readonly edits: Edits, private readonly differs: (said: string) => void) {}

  open(name: string, at: TagSpan): void {
    const top = this.alternates.at(-1);
    if (name === 'AlternateContent') this.alternates.push({ start: at.start, choices: [], fallbacks: [], current: null });
    else if ((name === 'Choice' || name === 'Fallback') && top !== undefined) {
      top.current = { open: at, close: at, hasBox: false, text: '' };
      (name === 'Choice' ? top.choices : top.fallbacks).push(top.current);
    } else if (name === 'drawing') this.drawings.push({ cut: at.start, used: false });
    else if (name === 'txbxContent') this.openBox(at);
  }

  text(data: string): void {
    for (const { current } of this.alternates) if (current !== null && current.text.length < MAX_CHARS) current.text += data.slice(0, MAX_CHARS);
  }

  close(name: string, at: TagSpan): void {
    const top = this.alternates.at(-1);
    if (name === 'AlternateContent') this.closeAlternate(this.alternates.pop(), at);
    else if ((name === 'Choice' || name === 'Fallback') && top?.current) {
      top.current.close = at;
      top.current = null;
    } else if (name === 'txbxContent') {
      const drawing = this.drawings.at(-1);
      if (drawing?.used === true) drawing.cut = at.end;
    } else if (name === 'drawing') {
      const drawing = this.drawings.pop();
      if (drawing?.used === true) this.edits.replace(drawing.cut, at.end, TEXT_BOX[1] + PICTURE[1]);
    }
  }

  private openBox(at: TagSpan): void {
    for (const { current } of this.alternates) if (current !== null) current.hasBox = true;
    const drawing = this.drawings.at(-1);
    if (drawing === undefined) return;
    this.edits.replace(drawing.cut, at.start, drawing.used ? TEXT_BOX[1] + TEXT_BOX[0] : PICTURE[0] + TEXT_BOX[0]);
    drawing.used = true;
  }

  private closeAlternate(alternate: Alternate | undefined, at: TagSpan): void {
    const copy = alternate?.fallbacks.find(({ hasBox }) => hasBox);
    const shown = alternate?.choices.find(({ hasBox }) => hasBox) ?? (copy === undefined ? undefined : alternate?.choices[0]);
    // Without a text box this is a sign or a picture, whose copy is as good.
    if (alternate === undefined || shown === undefined) return;
    this.edits.replace(alternate.start, shown.open.end);
    this.edits.replace(shown.close.start, at.end);
    const words = (text: string): string => text.replace(/\s+/gu, '');
    if (copy !== undefined && words(copy.text) !== words(shown.text)) this.differs(copy.text);
  }
}
