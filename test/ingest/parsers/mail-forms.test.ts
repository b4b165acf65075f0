import { describe, expect, it } from 'vitest';
import type { ParsedDocument } from '../../../src/core/index.js';
import { MAIL } from '../../../src/ingest/media-type.js';
import { parserForType } from '../../../src/ingest/parsers/index.js';
import { mailParser } from '../../../src/ingest/parsers/mail/index.js';
import { describeParser } from '../../contract/parser.js';
import { mail, mailOf } from './mail-of.js';
import { sample } from './samples.js';

const parser = mailParser(parserForType);
async function parse(content: string | Uint8Array): Promise<ParsedDocument> {
  const [document] = await parser.run({ bytes: Buffer.from(content), path: 'a.eml', mediaType: MAIL, declared: {} }, parser.options.parse({}));
  if (document === undefined) throw new Error('no document');
  return document;
}
const pieces = ({ text, blocks }: ParsedDocument): string[] => blocks.map(({ kind, start, end }) => `${kind}: ${text.slice(start, end)}`);

describe('mail parser: flowed text', () => {
  const flowed = (body: string, more = ''): string => mail(body, ['Subject: x', `Content-Type: text/plain; charset=utf-8;\r\n format="flowed"${more}`]);

  it('joins lines that are quoted as deep, without their marks', async () => {
    const document = await parse(flowed('Own words that \r\ngo on.\r\n\r\n> Quoted words that \r\n> go on. \r\nAn answer \r\n> and what was asked.\r\n\r\nFine.\r\n from a stuffed line.\r\n\r\n-- \r\nA. Writer\r\n'));
    expect(pieces(document)).toEqual(['paragraph: Own words that go on.', 'quote: Quoted words that go on.', 'paragraph: An answer', 'quote: and what was asked.', 'paragraph: Fine.\nfrom a stuffed line.']);
  });

  it('deletes the spaces that only mark line ends where the mail says so', async () => {
    expect((await parse(flowed('日本語の長い文は \r\nここで続きます。', '; delsp=yes'))).text).toBe('日本語の長い文はここで続きます。');
  });

  it('leaves lines of other mails as they are, whatever their text says of itself', async () => {
    const body = 'Content-Type: text/plain; format=flowed\n\nA line \nand another.';
    expect((await parse(mail(body))).text).toBe('Content-Type: text/plain; format=flowed\n\nA line\nand another.');
    expect((await parse(mailOf([{ type: 'text/plain; charset=utf-8; format=flowed', body: 'A line \r\nthat goes on.\r\n> a \r\n> b\r\nYes.' }]))).text).toBe('A line that goes on.\n\na b\n\nYes.');
  });
});

describe('mail parser: letters', () => {
  it('guesses the character set of a mail that names none, and says so', async () => {
    const bytes = Buffer.from(mail('Grüße für Öl', ['Subject: Öl und Gas']), 'latin1');
    expect(await parse(bytes)).toMatchObject({ text: 'Grüße für Öl', title: 'Öl und Gas', findings: [{ rule: 'structure/encoding-guessed' }] });
    expect(await parse(mail('Grüße für Öl', ['Subject: Öl und Gas']))).toMatchObject({ text: 'Grüße für Öl', title: 'Öl und Gas', findings: [] });
  });

  it.each([
    ['koi8-r', 'f0d2c9d7c5d42c20cdc9d221', 'Привет, мир!'], ['iso-2022-jp', '1b2442467c4b5c386c1b2842', '日本語'], ['gb18030', 'c4e3bac3', '你好'], ['iso-8859-15', 'a435', '€5'], ['big5', 'b17aa66e', '您好'],
  ])('reads %s', async (charset, hex, text) => {
    expect((await parse(Buffer.concat([Buffer.from(mail('', ['Subject: x', `Content-Type: text/plain; charset=${charset}`, 'Content-Transfer-Encoding: 8bit'])), Buffer.from(hex, 'hex')]))).text).toBe(text);
  });
});

describe('mail parser: what belongs to a mail', () => {
  it('keeps all mails of a digest', async () => {
    const message = (number: number, text: string): string => `Message: ${number}\nDate: Sun, 04 Jun 2023 10:00:00 +0200\nFrom: B <b@example.com>\nTo: list@example.com\nSubject: [List] Hours\n\n${text}\n\n${'-'.repeat(30)}\n\n`;
    const { text, declared } = await parse(mail(`Today's Topics:\n\n${'-'.repeat(70)}\n\n${message(1, 'We open at nine.\n\n-- \nB')}${message(2, 'On Sundays too?\n\n> We open at nine.')}End of List Digest`, ['Subject: List Digest, Vol 5, Issue 2']));
    for (const said of ["Today's Topics:", 'We open at nine.', 'On Sundays too?', 'End of List Digest']) expect(text).toContain(said);
    expect(text).not.toContain('-'.repeat(30));
    expect(declared).not.toHaveProperty('leftOutChars');
  });

  it.each([
    ['Swedish', 'Från: B\nSkickat: den 2 juni 2023 09:00\nTill: A\nÄmne: x\n\nKan vi leverera?'],
    ['Danish', 'Fra: B\nSendt: 2. juni 2023 09:00\nTil: A\nEmne: x\n\nKan vi levere?'],
    ['Polish', 'Od: B\nWysłano: piątek, 2 czerwca 2023\nDo: A\nTemat: x\n\nCzy możemy?'],
    ['Norwegian', '-----Opprinnelig melding-----\n\nKan vi levere?'],
    ['Swedish, quoted', 'Den fre 2 juni 2023 kl 09:00 skrev B <b@example.com>:\n> Kan vi?'],
    ['without a date', `B wrote:\n> ${'Long words of the mail before. '.repeat(30)}`],
  ])('leaves the history out: %s', async (_what, history) => {
    expect((await parse(mail(`Yes.\n\n${history}`))).text).toBe('Yes.');
  });

  it('tells how much it left out', async () => {
    expect((await parse(mail('Yes.\n\n> When?\n> Where?'))).declared['leftOutChars']).toBe('When?\nWhere?'.length);
    expect((await parse(mail('<p>Yes.</p><blockquote>When?</blockquote>', ['Subject: x', 'Content-Type: text/html']))).declared['leftOutChars']).toBe(5);
    expect((await parse(mail('Yes.'))).declared).not.toHaveProperty('leftOutChars');
  });

  it('keeps a postscript, and long text behind what marks a signature', async () => {
    expect((await parse(mail('Hello.\n\n-- \nA. Writer\n\nPS: The code is 4711.'))).text).toBe('Hello.\n\nPS: The code is 4711.');
    const long = 'Minutes of the meeting, with all that was said. '.repeat(100).trim();
    expect((await parse(mail(`Hello.\n\n-- \n${long}`))).text).toContain(long);
    expect((await parse(mail(`Hello.\n\n-- \n${long.slice(0, 2000)}`))).text).toBe('Hello.');
  });

  it('keeps a sentence that only looks like the start of a quotation', async () => {
    for (const body of ['The director wrote:\n\nWe open at nine.', 'Is it so?\n\nHe said that.\n> Why?\nBecause.']) expect((await parse(mail(body))).text).toContain(body.slice(0, 12));
  });
});

describeParser('mail in many forms', parser, {
  good: [sample('a flowed mail', mail('Own words \r\ngo on.\r\n> a \r\n> b\r\nYes.', ['Subject: x', 'Content-Type: text/plain; format=flowed']), MAIL, 'a.eml')],
  hostile: [
    sample('a megabyte flowed', mail('> a \r\n>> b \r\n'.repeat(80_000), ['Subject: x', 'Content-Type: text/plain; format=flowed; delsp=yes']), MAIL),
    sample('marks without end', mail(`${'>'.repeat(1_000_000)} x `, ['Subject: x', 'Content-Type: text/plain; format=flowed']), MAIL),
    sample('a long type', mail('x', ['Subject: x', `Content-Type: multipart/mixed; boundary=a${';\r\n format '.repeat(50_000)}`]), MAIL),
    sample('parts opened over and over', mail('--a\r\nContent-Type: x\r\n\r\n'.repeat(20_000), ['Subject: x', 'Content-Type: multipart/mixed; boundary=a']), MAIL),
    sample('letters of no set', Buffer.concat([Buffer.from(mail('x')), Buffer.from(Array.from({ length: 100_000 }, (_, index) => 128 + ((index * 7919) % 128)))]), MAIL),
    sample('signatures over and over', mail('-- \n'.repeat(50_000)), MAIL),
    sample('attributions over and over', mail('B wrote:\n> a\n'.repeat(30_000)), MAIL),
  ],
});
