import { excerpt } from '../../core/index.js';
import { speaksToModel } from './model-speech.js';

const MAX_CHARS = 1_000;
/** Of one document: what comes behind is taken as said. */
const MAX_REMEMBERED = 20_000;
/** What Office says below the descriptions that its own image recognition wrote, in the languages it has been met in. */
const MACHINE_MADE = /automatically generated|AI[- ]generated|automatisch (?:generiert|erstellt|gegenereerd)|KI-generiert|générée? automatiquement|générée? par l['’]IA|generad[ao] automáticamente|generad[ao] por (?:la )?IA|generat[ao] automaticamente|generat[io] (?:dall['’]|con )(?:IA|AI)|gerad[ao] (?:automaticamente|por IA)/iu;
/** A file, by the ending that pictures have, or an address. */
const FILE_NAME = /\.(?:png|jpe?g|jfif|gif|bmp|tiff?|emf|wmf|svg|webp|heic|avif|eps|ico)$|^(?:https?|file|cid|data):/iu;
/** What programs and cameras call a picture that nobody named. */
const NUMBERED = /^(?:picture|pictures?|image|img|dsc|dscn|photo|screen ?shot|graphic|graphics?|diagram|chart|shape|object|figure|icon|clip ?art|content placeholder|picture placeholder|bild|grafik|foto|diagramm|bildschirmfoto|imagen?|gráfico|immagine|afbeelding|imagem|obraz|bilde|billede|рисунок|図|图片|그림)[\s_#.:-]*[\d\s_.:()-]*$/iu;

/** Descriptions ("alternative text") of the pictures of one document, each said once: a logo stands on every slide. */
export class PictureDescriptions {
  private readonly said = new Set<string>();

  /** @param toModel hears of descriptions that speak to a model: nobody who looks at the picture sees them */
  constructor(private readonly toModel: (said: string) => void = () => undefined) {}

  /** `Picture: …` for what a person wrote about a picture; `null` for nothing, for words to a model, for what a program wrote, for file names and for what was said before. */
  say(description: string | null): string | null {
    const text = excerpt((description ?? '').slice(0, 10 * MAX_CHARS).replace(/[\s\p{Cc}]+/gu, ' ').trim(), MAX_CHARS);
    if (!/\p{L}{2}|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text) || MACHINE_MADE.test(text) || FILE_NAME.test(text) || NUMBERED.test(text)) return null;
    if (this.said.has(text) || this.said.size >= MAX_REMEMBERED) return null;
    this.said.add(text);
    if (speaksToModel(text)) {
      this.toModel(text);
      return null;
    }
    return `Picture: ${text}`;
  }
}
