import { isWinnowError, type FindingDraft } from '../../../core/index.js';
import { decodeText } from '../../encoding.js';

/** Where the part with the text begins: behind the header and those of the parts around it. */
const MAX_LOOKED_AT = 64 * 1024;
const FLOWED = /;\s{0,20}format\s?=\s?"?flowed"?/iu;

export interface RawMail {
  readonly bytes: Uint8Array;
  readonly findings: readonly FindingDraft[];
  /** How the lines of its plain part are to be joined (RFC 3676); `null` = they stand as they are. */
  readonly flowed: { readonly deleteSpace: boolean } | null;
}

/** A mail as it is to be taken apart: in UTF-8 where it says no character set and is in another, and without the mark of flowed text, which `unflowed` joins. */
export async function rawMail(bytes: Uint8Array): Promise<RawMail> {
  const { bytes: decoded, findings } = await inUtf8(bytes);
  const head = Buffer.from(decoded.buffer, decoded.byteOffset, Math.min(decoded.byteLength, MAX_LOOKED_AT)).toString('latin1');
  for (const { start, end } of headersIn(head)) {
    const type = /^content-type:\s{0,20}([^\r\n]*(?:\r?\n[ \t][^\r\n]*){0,20})/imu.exec(head.slice(start, end));
    if (type?.[1] === undefined ? start > 0 : !type[1].toLowerCase().startsWith('text/plain')) continue;
    const mark = type === null ? null : FLOWED.exec(type[0]);
    if (type === null || mark === null) break;
    const at = start + type.index + mark.index;
    const parts = [decoded.subarray(0, at), decoded.subarray(at + mark[0].length)];
    return { bytes: Buffer.concat(parts), findings, flowed: { deleteSpace: /delsp\s?=\s?"?yes/iu.test(type[0]) } };
  }
  return { bytes: decoded, findings, flowed: null };
}

/** The header of the mail, and what stands between each line that opens a part and the next blank one. */
function* headersIn(text: string): Generator<{ readonly start: number; readonly end: number }> {
  const blank = /\n\r?\n/gu;
  const opening = /^--[^\r\n]{1,80}\r?\n(?=[A-Za-z])/gmu;
  for (let start = 0; ;) {
    blank.lastIndex = start;
    const end = blank.exec(text)?.index ?? text.length;
    yield { start, end };
    opening.lastIndex = end;
    if (opening.exec(text) === null) return;
    start = opening.lastIndex;
  }
}

/** A mail without MIME in the letters of its country: what it says of none is guessed for all of it. */
async function inUtf8(bytes: Uint8Array): Promise<Pick<RawMail, 'bytes' | 'findings'>> {
  const asIs = { bytes, findings: [] };
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return asIs;
  } catch {
    if (/charset\s{0,5}\*?\d?\*?=|content-transfer-encoding:\s{0,20}binary/iu.test(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1'))) return asIs;
  }
  try {
    const { text, findings } = await decodeText(bytes);
    return { bytes: new TextEncoder().encode(text), findings };
  } catch (error) {
    if (isWinnowError(error)) return asIs;
    throw error;
  }
}

/** Lines of flowed text joined to paragraphs (RFC 3676, 4): those that end with a space go on in the next one that is quoted as deep. */
export function unflowed(text: string, { deleteSpace }: { readonly deleteSpace: boolean }): string {
  const lines: { readonly mark: string; readonly pieces: string[] }[] = [];
  let open = false;
  for (const raw of text.split(/\r\n|\r|\n/u)) {
    const mark = /^>*/u.exec(raw)?.[0] ?? '';
    const line = raw.startsWith(' ', mark.length) ? raw.slice(mark.length + 1) : raw.slice(mark.length);
    const above = lines.at(-1);
    const isSignature = line === '-- ';
    if (open && !isSignature && above?.mark === mark) above.pieces.push(line);
    else lines.push({ mark, pieces: [line] });
    open = line.endsWith(' ') && !isSignature;
    if (open && deleteSpace) lines.at(-1)?.pieces.splice(-1, 1, line.slice(0, -1));
  }
  return lines.map(({ mark, pieces }) => `${mark}${mark === '' ? '' : ' '}${pieces.join('')}`).join('\n');
}
