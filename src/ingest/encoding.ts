import { WinnowError, type FindingDraft } from '../core/index.js';

/** Text of a file with the encoding it was read in (WHATWG or iconv label, lower case). */
export interface DecodedText {
  readonly text: string;
  readonly encoding: string;
  readonly findings: readonly FindingDraft[];
}

const BOMS: readonly { readonly bytes: readonly number[]; readonly encoding: string }[] = [
  { bytes: [0xff, 0xfe, 0x00, 0x00], encoding: 'utf-32le' },
  { bytes: [0x00, 0x00, 0xfe, 0xff], encoding: 'utf-32be' },
  { bytes: [0xef, 0xbb, 0xbf], encoding: 'utf-8' },
  { bytes: [0xff, 0xfe], encoding: 'utf-16le' },
  { bytes: [0xfe, 0xff], encoding: 'utf-16be' },
];
/** Bytes looked at when guessing. */
const SAMPLE = 64 * 1024;
/** chardet's own scale is 0..100. 50 let all of Shift-JIS, GB18030 and KOI8-R samples of 40+ characters through and no Western one. */
const CHARDET_FLOOR = 50;
/** Western text is often taken for one of these by mistake; windows-1252 is the better guess unless they are near certain. */
const GUESSABLE = /^(?:shift_jis|gb18030|big5|euc-jp|euc-kr|koi8-r|windows-1251|iso-2022-jp|iso-2022-kr)$/u;

/**
 * Decodes text: byte order mark, then valid UTF-8, then UTF-16 by its pattern of NULs, then `declared` (a charset label
 * from the document itself), then a guess, reported as `structure/encoding-guessed`. Line ends stay as they are;
 * NULs become U+FFFD, one for one. Linear in the input.
 * @throws WinnowError `format-unknown` for bytes that are no text.
 */
export async function decodeText(bytes: Uint8Array, options: { readonly declared?: string } = {}): Promise<DecodedText> {
  const marked = BOMS.find((bom) => bom.bytes.every((byte, index) => bytes[index] === byte));
  if (marked !== undefined) return finish(await decodeAs(bytes, marked.encoding), marked.encoding, []);
  const utf16 = utf16Pattern(bytes);
  if (utf16 !== null) return finish(await decodeAs(bytes, utf16), utf16, [guessed(utf16, 'NUL bytes at every other place')]);
  refuseBinary(bytes);
  const utf8 = strictUtf8(bytes);
  if (utf8 !== null) return finish(utf8, 'utf-8', []);
  const nearly = damagedUtf8(bytes);
  if (nearly !== null) return finish(nearly, 'utf-8', [guessed('utf-8', 'bytes that are not valid UTF-8')]);
  if (options.declared !== undefined && (await isKnown(options.declared))) {
    const label = options.declared.toLowerCase();
    // Pages that say Latin-1 or ASCII mean windows-1252 (WHATWG Encoding, 4.2).
    const encoding = /^(?:iso-?8859-?1|latin-?1|us-ascii|ascii)$/u.test(label) ? 'windows-1252' : label;
    return finish(await decodeAs(bytes, encoding), encoding, []);
  }
  const encoding = await guess(bytes);
  return finish(await decodeAs(bytes, encoding), encoding, [guessed(encoding, 'bytes that are not valid UTF-8')]);
}

/** Whether the bytes can be read as text at all; cheap, for telling text from binaries. */
export function looksLikeText(bytes: Uint8Array): boolean {
  if (BOMS.some((bom) => bom.bytes.every((byte, index) => bytes[index] === byte))) return true;
  return utf16Pattern(bytes) !== null || binaryShare(bytes).fault === null;
}

function finish(decoded: string, encoding: string, findings: readonly FindingDraft[]): DecodedText {
  const text = decoded.replace(/^\uFEFF+/u, '').replaceAll('\0', '\uFFFD');
  return { text, encoding, findings };
}

function guessed(encoding: string, seen: string): FindingDraft {
  return {
    rule: 'structure/encoding-guessed',
    severity: 'info',
    message: `Unexpected ${seen}, expected UTF-8; read as ${encoding}`,
    seen,
    expected: 'UTF-8, or a byte order mark',
    span: null,
  };
}

/** Latin text in UTF-16 has a NUL at nearly every other byte (three of four, for the odd foreign letter) and nearly none between. */
function utf16Pattern(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const length = Math.min(bytes.length, SAMPLE) & ~1;
  if (length < 8) return null;
  let even = 0;
  let odd = 0;
  for (let at = 0; at < length; at += 2) {
    if (bytes[at] === 0) even += 1;
    if (bytes[at + 1] === 0) odd += 1;
  }
  const pairs = length / 2;
  if (odd / pairs > 0.75 && even / pairs < 0.05) return 'utf-16le';
  if (even / pairs > 0.75 && odd / pairs < 0.05) return 'utf-16be';
  return null;
}

/** Text holds no NULs to speak of (one stray in 1,000 bytes is let pass) and few control characters (one in 20). */
function binaryShare(bytes: Uint8Array): { fault: string | null } {
  const length = Math.min(bytes.length, SAMPLE * 16);
  let nuls = 0;
  let controls = 0;
  for (let at = 0; at < length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === 0) nuls += 1;
    else if (byte < 0x20 && !(byte >= 0x08 && byte <= 0x0d) && byte !== 0x1b) controls += 1;
  }
  if (nuls * 1000 > length) return { fault: `${nuls} NUL bytes in ${length}` };
  if (controls * 20 > length) return { fault: `${controls} control characters in ${length} bytes` };
  return { fault: null };
}

function refuseBinary(bytes: Uint8Array): void {
  const { fault } = binaryShare(bytes);
  if (fault !== null) throw new WinnowError('format-unknown', `Not text: ${fault}`);
}

function strictUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** UTF-8 with a few broken bytes: at least four sound multi-byte characters for each broken place. */
function damagedUtf8(bytes: Uint8Array): string | null {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  let broken = 0;
  let sound = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === 0xfffd) broken += 1;
    else if (unit > 0x7f) sound += 1;
  }
  return sound >= broken * 4 ? text : null;
}

async function guess(bytes: Uint8Array): Promise<string> {
  const { analyse } = await import('chardet');
  const best = analyse(bytes.subarray(0, SAMPLE))[0];
  const name = best?.name.toLowerCase();
  return best !== undefined && name !== undefined && best.confidence >= CHARDET_FLOOR && GUESSABLE.test(name) ? name : 'windows-1252';
}

async function isKnown(label: string): Promise<boolean> {
  const { default: iconv } = await import('iconv-lite');
  return label.length <= 40 && iconv.encodingExists(label);
}

/** Node 20's own decoder reads windows-1252 as Latin-1 and loses “ ” – €, so everything but Unicode goes through iconv. */
async function decodeAs(bytes: Uint8Array, encoding: string): Promise<string> {
  if (/^utf-(?:8|16le|16be)$/u.test(encoding)) return new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes);
  const { default: iconv } = await import('iconv-lite');
  return iconv.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), encoding);
}
