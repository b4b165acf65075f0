import type { Archive } from '../zip.js';

/** PNG: 8 bytes of signature, then the header, whose tenth byte says the kind of colour: 0 = grey, 2 = red, green and blue, both without opacity (ISO/IEC 15948, 11.2.2). */
const PNG = [0x89, 0x50, 0x4e, 0x47];
const [COLOR_TYPE, GREY, TRUE_COLOR] = [25, 0, 2];

/** Whether nothing behind a picture shows through: JPEG has no opacity, PNG says it. */
export function isOpaque(archive: Archive, part: string): boolean {
  const bytes = archive.beginning(part);
  if (bytes === null) return false;
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return true;
  return PNG.every((byte, index) => bytes[index] === byte) && (bytes[COLOR_TYPE] === GREY || bytes[COLOR_TYPE] === TRUE_COLOR);
}
