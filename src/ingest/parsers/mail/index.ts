import { WinnowError, defineParser, isWinnowError, type ParsedDocument, type Parser } from '../../../core/index.js';
import { MAIL, MBOX } from '../../media-type.js';
import { Names, reasonOf, unread } from './attachments.js';
import { mailsOf } from './mbox.js';
import { MailReader, mailAsSeen, type ParserFor } from './message.js';
import { options, type MailOptions } from './options.js';

/**
 * Mail (RFC 5322, MIME) and mbox files: a mail is a document, and so is every attachment that some parser takes, named by its file name. The text is the writer's own:
 * the thread's history and signatures are left out. An attachment that cannot be read is a finding of its mail, `structure/unread-attachment`.
 * @param parserFor loads the parser of a media type
 * @throws WinnowError `file-encrypted`, `file-broken` or `format-unknown` for a file that is a mail; `format-unknown` for an mbox file without mails, `item-too-large` for one with too many
 */
export function mailParser(parserFor: ParserFor): Parser<MailOptions> {
  return defineParser<MailOptions>({
    id: 'mail',
    version: 4,
    options,
    mediaTypes: [MAIL, MBOX],
    extensions: ['.eml', '.mbox'],
    async render({ bytes, mediaType }, { record }) {
      // What is attached to a mail is a file of its own.
      return mediaType === MBOX || record !== null ? null : mailAsSeen(bytes);
    },
    async run(input, settings) {
      if (input.mediaType !== MBOX) return new MailReader(parserFor).read(input.bytes, null);
      const documents: ParsedDocument[] = [];
      const names = new Names();
      let count = 0;
      for (const bytes of mailsOf(input.bytes)) {
        count += 1;
        if (count > settings.maxMails) throw new WinnowError('item-too-large', `Unexpected more than ${settings.maxMails} mails, expected at most that many (option \`maxMails\` of the \`mail\` parser)`);
        documents.push(...(await mailOf(bytes, names, count, parserFor)));
      }
      if (count === 0) throw new WinnowError('format-unknown', 'Unexpected file without a line `From address date`, expected an mbox file');
      return documents;
    },
  });
}

/** A mail among others does not fail them: it is a document without text that says why. */
async function mailOf(bytes: Uint8Array, names: Names, number: number, parserFor: ParserFor): Promise<readonly ParsedDocument[]> {
  const id = /^message-id:\s{0,5}<([^<>\s]{1,200})>/imu.exec(Buffer.from(bytes.subarray(0, 16_384)).toString('latin1'))?.[1];
  const record = names.unique(id ?? '', `mail-${number}`);
  try {
    return await new MailReader(parserFor).read(bytes, record);
  } catch (error) {
    if (!isWinnowError(error)) throw error;
    return [{ record, text: '', blocks: [], title: null, language: null, mediaType: MAIL, declared: {}, dates: [], findings: [unread(record, MAIL, reasonOf(error))] }];
  }
}
