/**
 * The mails of an mbox file (RFC 4155), each without its `From ` line. A mail starts at a line with `From `, an address and a year, at the start of the file or below a
 * blank line; `>From ` of the mboxrd form is undone.
 */
export function* mailsOf(bytes: Uint8Array): Generator<Uint8Array> {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let start = -1;
  let escaped = false;
  for (let line = 0; line < file.length;) {
    const newline = file.indexOf(0x0a, line);
    const next = newline < 0 ? file.length : newline + 1;
    if (file[line] === 0x46 && opensMail(file, line, next)) {
      if (start >= 0) yield unescaped(file.subarray(start, line), escaped);
      start = next;
      escaped = false;
    } else if (file[line] === 0x3e) escaped ||= /^>+From /u.test(file.toString('latin1', line, Math.min(next, line + 200)));
    line = next;
  }
  if (start >= 0) yield unescaped(file.subarray(start), escaped);
}

function opensMail(file: Buffer, line: number, next: number): boolean {
  const blankAbove = line === 0 || (file[line - 1] === 0x0a && (file[line - 2] === 0x0a || (file[line - 2] === 0x0d && file[line - 3] === 0x0a)));
  return blankAbove && /^From \S{1,320} .{0,60}\d\d:\d\d.{0,40}\d{4}/u.test(file.toString('latin1', line, Math.min(next, line + 500)));
}

function unescaped(mail: Buffer, escaped: boolean): Uint8Array {
  return escaped ? Buffer.from(mail.toString('latin1').replace(/^>(>{0,50}From )/gmu, '$1'), 'latin1') : mail;
}
