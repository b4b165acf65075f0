import { describe, expect, it } from 'vitest';
import type { ParsedDocument } from '../../../src/core/index.js';
import { MAIL, MBOX } from '../../../src/ingest/media-type.js';
import { parserForType } from '../../../src/ingest/parsers/index.js';
import { mailParser } from '../../../src/ingest/parsers/mail/index.js';
import { checkDocuments, describeParser } from '../../contract/parser.js';
import { attached, mail, mailOf, multipart } from './mail-of.js';
import { docxFile, sample } from './samples.js';

const parser = mailParser(parserForType);

async function parseAll(content: string | Uint8Array, mediaType = MAIL): Promise<readonly ParsedDocument[]> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const documents = await parser.run({ bytes, path: 'a.eml', mediaType, declared: {} }, parser.options.parse({}));
  checkDocuments(documents);
  return documents;
}
async function parse(content: string): Promise<ParsedDocument> {
  const [document] = await parseAll(content);
  if (document === undefined) throw new Error('no document');
  return document;
}
const pieces = ({ text, blocks }: ParsedDocument): string[] => blocks.map(({ kind, level, start, end }) => `${kind}${level ?? ''}: ${text.slice(start, end)}`);
const both = (plain: string, html: string): string => mailOf([{ type: 'text/plain; charset=utf-8', body: plain }, { type: 'text/html; charset=utf-8', body: html }], { kind: 'alternative' });

describe('mail parser: header and body', () => {
  it('reads subject, addresses, ids and the day it was sent where it was sent', async () => {
    const document = await parse(mail('Hello,\r\n\r\nthe desk opens at nine.\r\n', ['Subject: =?utf-8?Q?Opening_h=C3=B6urs?=', 'In-Reply-To: <zero@example.com>', 'Content-Language: en-GB']));
    expect(document).toMatchObject({
      title: 'Opening höurs', text: 'Hello,\n\nthe desk opens at nine.', language: 'en-GB', mediaType: MAIL, findings: [],
      declared: { from: 'A. Writer <a@example.com>', to: 'B <b@example.com>, c@example.com', messageId: '<one@example.com>', inReplyTo: '<zero@example.com>' },
      dates: [{ kind: 'published', value: '2023-06-05', precision: 'day', source: 'meta', where: 'Date' }],
    });
    expect('record' in document).toBe(false);
  });

  it('takes the plain part where it says what the HTML says, else the HTML', async () => {
    const html = '<h2>Hours</h2><p>We open at nine &amp; close at five.</p><ul><li>Monday<ul><li>not in May</li></ul></li></ul><table><tr><th>day</th><th>to</th></tr><tr><td>Fri</td><td>3</td></tr></table>';
    expect(pieces(await parse(both('Hours\n\nWe open at nine & close at five.\n* Monday\n* Friday to 3', html)))).toEqual(['paragraph: Hours', 'paragraph: We open at nine & close at five.', 'list-item1: * Monday', 'list-item1: * Friday to 3']);
    const read = ['heading2: Hours', 'paragraph: We open at nine & close at five.', 'list-item1: - Monday', 'list-item2: - not in May', 'table: | day | to |\n| Fri | 3 |'];
    const stubbed = await parse(both('Your program shows no HTML.', html));
    expect(pieces(stubbed)).toEqual(read);
    expect(stubbed.blocks[3]?.parent).toEqual({ start: stubbed.blocks[2]?.start, end: stubbed.blocks[2]?.end });
    expect(pieces(await parse(both('Words that the reader of the page is never shown. '.repeat(20), html)))).toEqual(read);
  });

  it('reads quoted-printable, flowed text and what windows-1252 has for quotation marks', async () => {
    const headers = (charset: string): string[] => ['Subject: x', `Content-Type: text/plain; charset=${charset}; format=flowed`, 'Content-Transfer-Encoding: quoted-printable'];
    expect((await parse(mail('=93Open=94 =80 5 =\r\nand a \r\nline', headers('windows-1252')))).text).toBe('“Open” € 5 and a line');
    expect((await parse(mail('caf=C3=A9 =F', headers('no-such-charset')))).text).toContain('caf');
  });

  it('refuses encrypted mail, and what is no mail', async () => {
    await expect(parse(mail('MIIB', ['Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m']))).rejects.toMatchObject({ code: 'file-encrypted' });
    await expect(parse(mailOf([{ type: 'application/pgp-encrypted', body: 'Version: 1' }, { type: 'application/octet-stream', body: 'x' }], { kind: 'encrypted; protocol="application/pgp-encrypted"' }))).rejects.toMatchObject({ code: 'file-encrypted' });
    await expect(parse(mail('-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----'))).rejects.toMatchObject({ code: 'file-encrypted' });
    await expect(parse(mail('MIIB', ['Content-Type: application/pkcs7-mime; smime-type=signed-data']))).rejects.toMatchObject({ code: 'format-unknown' });
    await expect(parse('Just a text.\n\nNo mail.')).rejects.toMatchObject({ code: 'format-unknown' });
    await expect(parse('')).rejects.toMatchObject({ code: 'format-unknown' });
  });
});

describe('mail parser: what the thread said before', () => {
  const quote = `> ${'An earlier mail, with words that its own document has. '.repeat(12)}\n> and more\n`;
  it.each([
    ['below the answer', `Yes, at nine.\n\nOn Mon, 5 Jun 2023 at 10:12, B <b@example.com> wrote:\n${quote}`],
    ['with a broken attribution', `Yes, at nine.\n\nOn Mon, 5 Jun 2023 at 10:12, B\n<b@example.com> wrote:\n\n${quote}`],
    ['above the answer', `On 5 Jun 2023, B wrote:\n${quote}\nYes, at nine.`],
    ['in German', `Yes, at nine.\n\nAm 05.06.23 um 10:12 schrieb B:\n${quote}`],
    ['unquoted below its attribution', 'Yes, at nine.\n\nOn Mon, 5 Jun 2023 at 10:12, B <b@example.com> wrote:\n\nWhen do you open?\n\nB'],
    ['in Outlook', 'Yes, at nine.\n\n-----Original Message-----\nFrom: B\nSent: Monday\nTo: A\nSubject: Hours\n\nWhen do you open?'],
    ['in newer Outlook', 'Yes, at nine.\n\n________________________________\nFrom: B <b@example.com>\nSent: Monday, 5 June 2023 10:12\nTo: A\nSubject: Hours\n\nWhen do you open?'],
    ['in German Outlook', 'Yes, at nine.\nVon: B <b@example.com>\nGesendet: Montag\nAn: A\nBetreff: Hours\n\nWhen do you open?'],
    ['below a signature', `Yes, at nine.\n\n-- \nA. Writer\nExample Ltd\n\nOn 5 Jun 2023, B wrote:\n${quote}`],
    ['as a bare signature', 'Yes, at nine.\n\n--\nA. Writer\n+44 20 7946 0000'],
  ])('is left out %s', async (_where, body) => {
    expect((await parse(mail(body))).text).toBe('Yes, at nine.');
  });

  it('stays as a quotation while it is short and answered', async () => {
    const document = await parse(mail('On 5 Jun 2023, B wrote:\n> When do you open?\n> > older\n\nAt nine.\n\n> And on Fridays?\nAt ten.\n\n> Thanks!\n'));
    expect(pieces(document)).toEqual(['quote: When do you open?', 'paragraph: At nine.', 'quote: And on Fridays?', 'paragraph: At ten.']);
  });

  it('stays where it is forwarded, and where the mail says nothing else', async () => {
    const forwarded = 'FYI\n\n---------- Forwarded message ---------\nFrom: B\nDate: Monday\nSubject: Hours\nTo: A\n\nWe open at nine.';
    expect((await parse(mail(forwarded))).text).toContain('We open at nine.');
    expect((await parse(mail('FYI\n\nFrom: B\nSent: Monday\nTo: A\nSubject: Hours\n\nWe open at nine.', ['Subject: FW: Hours']))).text).toContain('We open at nine.');
    expect(pieces(await parse(mail('> We open at nine.')))).toEqual(['quote: We open at nine.']);
  });

  it('is not seen in running text', async () => {
    const body = 'On Monday he wrote:\n\nDear all, from 9:00 we are open. He wrote: come.\n\nFrom: the station, turn left.\n\nOn 3 May at 10:00 we\nmeet.\n\n--- a rule ---\n\nThe end.';
    expect((await parse(mail(body))).text).toBe(body);
  });

  it('is left out of HTML too', async () => {
    const html = (history: string): string => mail(`<p>Yes, at nine.</p>${history}`, ['Subject: x', 'Content-Type: text/html']);
    for (const history of [
      '<div class="gmail_quote"><div>On Mon, 5 Jun 2023 at 10:12, B &lt;<a href="mailto:b@example.com">b@example.com</a>&gt; wrote:<br></div><blockquote><p>When do you open?</p><p>B</p></blockquote></div>',
      '<div style="border-top:solid 1pt"><p><b>From:</b> B<br><b>Sent:</b> Monday<br><b>To:</b> A<br><b>Subject:</b> Hours</p></div><p>When do you open?</p>',
    ]) expect((await parse(html(history))).text).toBe('Yes, at nine.');
  });
});

describe('mail parser: attachments', () => {
  const text = { type: 'text/plain', body: 'See the files.' };

  it('makes each a document of its own, with what the mail says of it', async () => {
    const documents = await parseAll(mailOf([
      text, { type: 'application/octet-stream', body: await docxFile(), headers: attached('Travel policy.docx') },
      { type: 'text/csv', body: 'day,to\nFri,3\nSat,1\n', headers: attached('hours.csv') }, { type: 'text/markdown', body: '# Notes\n\nText.', headers: attached('../../etc/notes.md') },
    ]));
    expect(documents.map(({ record }) => record)).toEqual([undefined, 'Travel policy.docx', 'hours.csv/row-1', 'hours.csv/row-2', '_.._etc_notes.md']);
    expect(documents[4]).toMatchObject({ title: 'Notes', mediaType: 'text/markdown', declared: { attachment: '_.._etc_notes.md', mailSubject: 'Opening hours', mailMessageId: '<one@example.com>' }, dates: [{ value: '2023-06-05', confidence: 0.4 }] });
    expect(documents[0]?.findings).toEqual([]);
  });

  it('names twins apart, and those without a name by their type', async () => {
    const page = { type: 'text/html', body: '<p>Text of the page.</p>', headers: ['Content-Disposition: attachment'] };
    const documents = await parseAll(mailOf([text, { ...page, headers: attached('a.html') }, { ...page, headers: attached('a.html') }, page]));
    expect(documents.map(({ record }) => record)).toEqual([undefined, 'a.html', 'a (2).html', 'attachment-3.html']);
  });

  it('says which it cannot read, and reads the mail all the same', async () => {
    const documents = await parseAll(mailOf([
      text, { type: 'application/zip', body: Buffer.from('504b0506000000000000000000000000000000000000', 'hex'), headers: attached('all.zip') }, { type: 'application/pdf', body: '%PDF-1.4 broken', headers: attached('a.pdf') },
      { type: 'text/calendar; method=REQUEST', body: 'BEGIN:VCALENDAR', headers: attached('invite.ics') }, { type: 'image/png', body: Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), headers: attached('photo.png') },
      { type: 'text/plain', body: '', headers: attached('empty.txt') },
    ]));
    expect(documents.map((document) => document.text)).toEqual(['See the files.']);
    expect(documents[0]?.findings.map(({ rule, seen }) => `${rule} ${seen}`)).toEqual(['all.zip', 'a.pdf', 'invite.ics', 'photo.png', 'empty.txt'].map((name) => `structure/unread-attachment ${name}`));
    expect(documents[0]?.findings[2]?.message).toBe('Unexpected attachment invite.ics (text/calendar): a type that no parser takes; expected one that can be read');
  });

  it('passes over pictures in the text and signatures', async () => {
    const picture = { type: 'image/png', body: 'x', headers: ['Content-ID: <p1>', 'Content-Disposition: inline; filename="image001.png"'] };
    const documents = await parseAll(mailOf([text, picture, { type: 'application/pkcs7-signature', body: 'x', headers: attached('smime.p7s') }], { kind: 'signed' }));
    expect(documents).toMatchObject([{ findings: [] }]);
  });

  it('reads mails inside mails, three deep', async () => {
    const wrap = (inner: string, subject: string): string => mailOf([{ type: 'text/plain', body: `Text of ${subject}.` }, { type: 'message/rfc822', body: inner, headers: attached(`${subject}.eml`) }], { headers: [`Subject: ${subject}`] });
    const documents = await parseAll(wrap(wrap(wrap(mail('Deepest.'), 'third'), 'second'), 'first'));
    expect(documents.map(({ record, text: own }) => [record, own])).toEqual([[undefined, 'Text of first.'], ['first.eml', 'Text of second.'], ['first.eml/second.eml', 'Text of third.']]);
    expect(documents[2]?.findings).toMatchObject([{ rule: 'structure/unread-attachment', seen: 'third.eml' }]);
  });

  it('reads a hundred of them', async () => {
    const documents = await parseAll(mailOf([text, ...Array.from({ length: 130 }, (_, at) => ({ type: 'text/plain', body: `File ${at}.`, headers: attached(`${at}.txt`) }))]));
    expect(documents).toHaveLength(101);
    expect(documents[0]?.findings).toHaveLength(30);
    expect(documents[0]?.findings[0]?.message).toContain('more than 100 attachments');
  });
});

describe('mail parser: mbox', () => {
  const from = 'From a@example.com Mon Jun  5 10:12:00 2023';
  it('reads each mail, named by its id, and says which it could not read', async () => {
    const two = mail('Second.\n\n>From the start.').replace('one@', 'two@');
    const documents = await parseAll(`${from}\n${mail('First.\n\nFrom here on.')}\n\n${from}\n${two}\n\n${from}\n${mail('MIIB', ['Content-Type: application/pkcs7-mime'])}\n\n${from}\nno mail\n`, MBOX);
    expect(documents.map(({ record, text }) => [record, text])).toEqual([['one@example.com', 'First.\n\nFrom here on.'], ['two@example.com', 'Second.\n\nFrom the start.'], ['one@example (2).com', ''], ['mail-4', '']]);
    expect(documents[2]?.findings[0]?.message).toContain('file-encrypted');
  });

  it('refuses what has no mail in it, and more mails than asked for', async () => {
    await expect(parseAll('some text', MBOX)).rejects.toMatchObject({ code: 'format-unknown' });
    const bytes = new TextEncoder().encode(`${from}\n${mail('x')}\n\n`.repeat(3));
    await expect(parser.run({ bytes, path: 'a.mbox', mediaType: MBOX, declared: {} }, { maxMails: 2 })).rejects.toMatchObject({ code: 'item-too-large' });
  });
});

const nested = (levels: number): string => Array.from({ length: levels }, (_, at) => `Content-Type: multipart/mixed; boundary="b${at}"\r\n\r\n--b${at}\r\n`).join('');
describeParser('mail', parser, {
  good: [
    sample('a mail', mail('Hello,\r\n\r\nthe desk opens at nine.\r\n\r\n> Why?\r\n\r\nBecause.'), MAIL, 'a.eml'),
    sample('a mail with parts', mailOf([{ type: 'multipart/alternative; boundary="inner"', body: multipart([{ type: 'text/plain', body: 'Hi there' }, { type: 'text/html', body: '<p>Hi there</p>' }], 'inner') }, { type: 'text/csv', body: 'a,b\n1,2', headers: attached('a.csv') }]), MAIL, 'a.eml'),
    sample('an mbox file', `From a@example.com Mon Jun  5 10:12:00 2023\n${mail('First.')}\n`, MBOX, 'a.mbox'),
  ],
  hostile: [
    sample('parts in parts', `${mail('', [])}${nested(5000)}`.replace('\r\n\r\n\r\n', '\r\n'), MAIL),
    sample('100,000 parts', mail(`--outer\r\nContent-Type: application/x-unknown\r\nContent-Disposition: attachment; filename="a.bin"\r\n\r\nx\r\n`.repeat(100_000), ['Content-Type: multipart/mixed; boundary=outer']), MAIL),
    sample('100,000 attachments of one name', mail(`--outer\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename="a.txt"\r\n\r\nx\r\n`.repeat(100_000), ['Content-Type: multipart/mixed; boundary=outer']), MAIL),
    sample('a header of a megabyte', mail('x', [`Subject: ${'=?utf-8?Q?a?= '.repeat(80_000)}`, `X: ${'(('.repeat(200_000)}`]), MAIL),
    sample('100,000 addresses', mail('x', [`Cc: ${'a@example.com, '.repeat(100_000)}`]), MAIL),
    sample('a line of a megabyte', mail('> '.repeat(500_000)), MAIL),
    sample('dashes and spaces', mail(`${'- '.repeat(300_000)}\n${'-'.repeat(300_000)}\n${'On 1 '.repeat(100_000)}wrote:\n${'From: '.repeat(100_000)}`), MAIL),
    sample('quotes without end', mail('> a\n\nb\n'.repeat(20_000)), MAIL),
    sample('headers without end', mail('From: a\nSent: b\n\n'.repeat(10_000), ['Subject: FW: x']), MAIL),
    sample('broken base64 and names', mailOf([{ type: 'text/plain', body: 'x' }]).replace('eA==', '=\u0000==%%%=='.repeat(1000)), MAIL),
    sample('a name that injects', mailOf([{ type: 'text/plain', body: 'x', headers: ['Content-Disposition: attachment; filename*=utf-8\'\'a%0D%0AX-Evil:%201%00%E2%80%AE.txt'] }], { headers: ['Subject: =?utf-8?Q?a=0D=0ABcc:_x=00?='] }), MAIL),
    sample('an mbox of nothing but mails', 'From a@b.c Mon Jun  5 10:12:00 2023\nSubject: x\n\nFrom \n\n'.repeat(5_000), MBOX),
  ],
});
