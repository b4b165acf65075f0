import { excerpt, isWinnowError, messageOf, type FindingDraft } from '../../../core/index.js';
import { MAIL, detectMediaType, extensionOf } from '../../media-type.js';
import type { Attachment } from 'postal-mime';

/** An attachment that is to be read: what it is called inside its mail, and what it is. */
export interface ReadableAttachment {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  /** What its name promises is something else. */
  readonly mismatch: FindingDraft | null;
}

/** Parts that carry a mail's signature, key or delivery report: not what somebody attached. */
const PART_OF_MAIL = /^(?:application\/(?:(?:x-)?pkcs7-signature|pgp-signature|pgp-keys|pgp-encrypted)|message\/(?:delivery-status|feedback-report|disposition-notification|global-delivery-status)|text\/(?:rfc822-headers|x-amp-html))$/u;
const PLAIN_EXTENSIONS = new Set(['.txt', '.text', '.log', '.org']);
const MAX_BYTES = 50_000_000;
const MAX_NAME_CHARS = 120;

/**
 * What an attachment is, by its content first and then by its name. Pictures that stand in the text and parts that belong to the mail itself give `null`,
 * an attachment that no parser takes gives a finding.
 */
export async function readable(attachment: Attachment, name: string): Promise<ReadableAttachment | FindingDraft | null> {
  if (PART_OF_MAIL.test(attachment.mimeType) || isInlinePicture(attachment)) return null;
  const bytes = bytesOf(attachment.content);
  if (bytes.length > MAX_BYTES) return unread(name, attachment.mimeType, `more than ${MAX_BYTES} bytes`);
  if (attachment.mimeType === MAIL) return { name, mediaType: MAIL, bytes, mismatch: null };
  try {
    const { mediaType, mismatch } = await detectMediaType(bytes, name);
    // A file of the corpus with an unknown name is read as text; what a mail brings along says what it is.
    const guessed = mediaType === 'text/plain' && attachment.mimeType !== 'text/plain' && !PLAIN_EXTENSIONS.has(extensionOf(name));
    return guessed ? unread(name, attachment.mimeType, 'a type that no parser takes') : { name, mediaType, bytes, mismatch };
  } catch (error) {
    return unread(name, attachment.mimeType, reasonOf(error));
  }
}

function isInlinePicture({ mimeType, related, disposition }: Attachment): boolean {
  return mimeType.startsWith('image/') && (related === true || disposition !== 'attachment');
}

function bytesOf(content: Attachment['content']): Uint8Array {
  return typeof content === 'string' ? new TextEncoder().encode(content) : new Uint8Array(content);
}

/** `structure/unread-attachment`: which one, of what type, and why. */
export function unread(name: string, mediaType: string, reason: string): FindingDraft {
  return {
    rule: 'structure/unread-attachment',
    severity: 'warning',
    message: `Unexpected attachment ${excerpt(name, 80)} (${excerpt(mediaType, 60)}): ${reason}; expected one that can be read`,
    seen: excerpt(name, 80),
    expected: 'an attachment that can be read',
    span: null,
  };
}

/** Why reading failed, in a line. */
export function reasonOf(error: unknown): string {
  return excerpt(isWinnowError(error) ? `${error.code}: ${error.message}` : messageOf(error), 160);
}

/** Names of the documents inside one item, each once. A name is a label, never a path: separators and controls go. */
export class Names {
  private readonly taken = new Map<string, number>();

  unique(wanted: string, otherwise: string): string {
    const folded = wanted.slice(0, 1000).replace(/[\p{C}\\/#?%<>:"|*]+/gu, '_').replace(/\s+/gu, ' ').replace(/^[.\s]+/u, '').trim();
    const name = folded === '' ? otherwise : shortened(folded);
    const times = (this.taken.get(name) ?? 0) + 1;
    this.taken.set(name, times);
    return times === 1 ? name : this.unique(numbered(name, times), otherwise);
  }
}

/** Cut in front of its extension, which tells the type. */
function shortened(name: string): string {
  if (name.length <= MAX_NAME_CHARS) return name;
  const extension = extensionOf(name).slice(0, 12);
  return `${excerpt(name, MAX_NAME_CHARS - extension.length)}${extension}`;
}

function numbered(name: string, times: number): string {
  const extension = extensionOf(name);
  return `${name.slice(0, name.length - extension.length)} (${times})${extension}`;
}
