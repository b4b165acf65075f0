import type { Address, Email } from 'postal-mime';
import { WinnowError, excerpt, messageOf, toJsonObject, type DateEvidence, type FindingDraft, type JsonObject, type ParsedDocument, type Parser, type Rendering } from '../../../core/index.js';
import { datesFromFields } from '../../dates.js';
import { MAIL } from '../../media-type.js';
import { Names, readable, reasonOf, unread, type ReadableAttachment } from './attachments.js';
import { bodyOf } from './body.js';
import { rawMail, unflowed } from './raw.js';

export type ParserFor = (mediaType: string) => Promise<Parser>;

/** A mail inside a mail inside a mail: what is attached deeper is somebody's whole archive. */
const MAX_MAILS_DEEP = 3;
/** Of one item, mails inside it included. */
const MAX_ATTACHMENTS = 100;
const MAX_FINDINGS = 50;
/** Parts inside parts; real mails have five levels. */
const MAX_PARTS_DEEP = 50;
const MAX_ADDRESSES = 50;
/** The sender's clock, or that of the server that took the mail: right in all but broken machines. */
const DATE_CONFIDENCE = 0.95;
/** A file is no younger than the mail it came with, and may be much older. */
const ATTACHED_CONFIDENCE = 0.4;
const FIELDS = new Set(['from', 'sender', 'to', 'date', 'subject', 'message-id', 'received', 'return-path']);

/** A mail as its reader sees it: who writes, then the HTML part, else the plain one. */
export async function mailAsSeen(bytes: Uint8Array): Promise<Rendering> {
  const email = await parsed((await rawMail(bytes)).bytes);
  const sender = [email.from?.name, email.from?.address].filter((part) => part !== undefined && part !== '').join(', ');
  const head = [['From', sender], ['Date', email.date ?? ''], ['Subject', email.subject ?? '']].filter(([, value]) => value !== '').map(([name, value]) => `${name}: ${value}`).join('\n');
  if (email.html === undefined || email.html.trim() === '') return { kind: 'text', text: `${head}\n\n${email.text ?? ''}` };
  return { kind: 'markup', html: `<pre>${head.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</pre>\n${email.html}` };
}

/** The mails of one item, with what is attached to them, as documents. */
export class MailReader {
  private attachments = 0;

  constructor(private readonly parserFor: ParserFor) {}

  /**
   * A mail's own document first, then those of its attachments, named by what they are called.
   * @param record the mail's name inside its item; `null` = it is the item
   * @throws WinnowError `format-unknown` for what has no header of a mail, `file-encrypted` when all it holds is encrypted, `file-broken` when its parts cannot be told apart
   */
  async read(bytes: Uint8Array, record: string | null, depth = 1): Promise<ParsedDocument[]> {
    const raw = await rawMail(bytes);
    const email = await parsed(raw.bytes);
    const subject = excerpt(email.subject ?? '', 300);
    const body = await bodyOf({ text: raw.flowed === null ? email.text : unflowed(email.text ?? '', raw.flowed), html: email.html, subject }, await this.parserFor('text/html'));
    refuseEncrypted(email, body.text);
    const dates = datesOf(email);
    const findings: FindingDraft[] = [...raw.findings, ...body.findings];
    const attached: ParsedDocument[] = [];
    const names = new Names();
    for (const [at, attachment] of email.attachments.entries()) {
      const name = names.unique(attachment.filename ?? '', defaultName(attachment.mimeType, at + 1));
      const file = await readable(attachment, name);
      if (file === null) continue;
      if ('rule' in file) findings.push(file);
      else {
        const refused = this.refusal(file.mediaType, depth);
        const documents = refused ?? (await this.attached(file, record === null ? name : `${record}/${name}`, depth).catch(reasonOf));
        if (typeof documents === 'string') findings.push(unread(name, file.mediaType, documents));
        else attached.push(...(file.mediaType === MAIL ? documents : documents.map((document) => withMail(document, email, name, dates))));
      }
    }
    const own: ParsedDocument = {
      ...(record === null ? {} : { record }),
      text: body.text, blocks: body.blocks,
      title: subject === '' ? null : subject,
      language: languageOf(email),
      mediaType: MAIL,
      declared: { ...declaredOf(email), ...(body.leftOutChars === 0 ? {} : { leftOutChars: body.leftOutChars }) },
      dates,
      findings: findings.slice(0, MAX_FINDINGS),
    };
    return [own, ...attached];
  }

  private refusal(mediaType: string, depth: number): string | null {
    if (this.attachments >= MAX_ATTACHMENTS) return `more than ${MAX_ATTACHMENTS} attachments`;
    return mediaType === MAIL && depth >= MAX_MAILS_DEEP ? `a mail more than ${MAX_MAILS_DEEP} mails deep` : null;
  }

  private async attached({ name, mediaType, bytes, mismatch }: ReadableAttachment, record: string, depth: number): Promise<readonly ParsedDocument[]> {
    this.attachments += 1;
    if (mediaType === MAIL) return this.read(bytes, record, depth + 1);
    const parser = await this.parserFor(mediaType);
    const documents = await parser.run({ bytes, path: name, mediaType, declared: {} }, parser.options.parse({}));
    return documents.map((document) => ({
      ...document,
      record: document.record === undefined ? record : `${record}/${document.record}`,
      title: document.title ?? name,
      findings: [...document.findings, ...(mismatch === null ? [] : [mismatch])],
    }));
  }
}

async function parsed(bytes: Uint8Array): Promise<Email> {
  const { default: PostalMime } = await import('postal-mime');
  let email: Email;
  try {
    email = await PostalMime.parse(bytes, { forceRfc822Attachments: true, maxNestingDepth: MAX_PARTS_DEEP });
  } catch (error) {
    throw new WinnowError('file-broken', `Unexpected parts of a mail (${excerpt(messageOf(error), 100)}), expected a mail as RFC 5322 and 2045 describe it`, { cause: error });
  }
  if (email.headers.some(({ key, value }) => FIELDS.has(key) && value !== '')) return email;
  throw new WinnowError('format-unknown', 'Unexpected text without From, To, Date or Subject, expected a mail');
}

function refuseEncrypted(email: Email, text: string): void {
  const type = headerOf(email, 'content-type').toLowerCase();
  const pgp = /^multipart\/encrypted/u.test(type) || text.startsWith('-----BEGIN PGP MESSAGE-----');
  if (pgp || (/^application\/(?:x-)?pkcs7-mime/u.test(type) && !type.includes('signed-data'))) throw new WinnowError('file-encrypted', `The mail is encrypted (${pgp ? 'PGP' : 'S/MIME'})`);
  if (/^application\/(?:x-)?pkcs7-mime/u.test(type)) throw new WinnowError('format-unknown', 'Unexpected S/MIME envelope around the signed text of a mail, expected the text: save the mail as a program shows it');
}

function headerOf(email: Email, key: string): string {
  return email.headers.find((header) => header.key === key)?.value ?? '';
}

/** The calendar day where it was sent: the header as written, without its comments. */
function datesOf(email: Email): readonly DateEvidence[] {
  return datesFromFields([['Date', (headerOf(email, 'date').slice(0, 200).split('(')[0] ?? '').trim()]], 'meta', DATE_CONFIDENCE);
}

/** An attachment's document with what its mail says of it. */
function withMail(document: ParsedDocument, email: Email, name: string, dates: readonly DateEvidence[]): ParsedDocument {
  const fields = { attachment: name, mailSubject: excerpt(email.subject ?? '', 300), mailFrom: addresses(email.from === undefined ? [] : [email.from]), mailMessageId: excerpt(email.messageId ?? '', 300) };
  return {
    ...document,
    declared: { ...Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== '')), ...document.declared },
    dates: [...document.dates, ...dates.map((date) => ({ ...date, confidence: ATTACHED_CONFIDENCE, where: 'Date of the mail it is attached to' }))],
  };
}

function declaredOf(email: Email): JsonObject {
  const fields = {
    from: addresses(email.from === undefined ? [] : [email.from]), to: addresses(email.to ?? []), cc: addresses(email.cc ?? []),
    date: excerpt(email.date ?? '', 60), messageId: excerpt(email.messageId ?? '', 300), inReplyTo: excerpt(email.inReplyTo ?? '', 300), listId: excerpt(headerOf(email, 'list-id'), 300),
  };
  return toJsonObject(Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== '')));
}

/** `A. Writer <a@example.com>, …`, as many as a declared field holds. */
function addresses(list: readonly Address[]): string {
  const flat = list.flatMap((entry) => entry.group ?? [entry]).slice(0, MAX_ADDRESSES);
  return excerpt(flat.map(({ name, address }) => (name === '' ? address : address === '' ? name : `${name} <${address}>`)).join(', '), 1000);
}

function languageOf(email: Email): string | null {
  const language = headerOf(email, 'content-language').trim();
  return /^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$/u.test(language) ? language : null;
}

/** For an attachment without a name, one that tells its type. */
function defaultName(mimeType: string, number: number): string {
  const extensions: Readonly<Record<string, string>> = { 'text/html': '.html', 'text/csv': '.csv', 'text/markdown': '.md', 'text/plain': '.txt', [MAIL]: '.eml' };
  return `attachment-${number}${extensions[mimeType] ?? ''}`;
}
