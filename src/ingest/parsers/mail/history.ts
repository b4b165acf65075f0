/** A passage of a mail's text in order, however it was written: lines of plain text, or a block of HTML. */
export interface Passage {
  readonly text: string;
  /** Written behind `>` or in a `blockquote`. */
  readonly quoted: boolean;
}

export type Kept = 'own' | 'quote' | 'left-out';

/**
 * A quotation that is answered below it gives the answer its context while it is short: eight lines of mail at 72 characters. RFC 1855, 2.1.1, asks to quote
 * "just enough text of the original to give a context"; longer ones are the whole mail before.
 */
const MAX_CONTEXT_CHARS = 8 * 72;
/** A signature without the space that RFC 3676, 4.3, puts behind its dashes is taken for one when this little follows. */
const MAX_SIGNATURE_CHARS = 600;
/** What follows `-- ` and is longer than this is no signature, with a disclaimer of half a page either. */
const MAX_MARKED_SIGNATURE_CHARS = 4_000;
/** Marks are looked for in the first lines of a passage: what stands further on is running text. */
const MARK_CHARS = 400;

/** "On Mon, 5 Jun 2023 at 10:12, A. Writer <a@example.com> wrote:", and how Apple, Google and Thunderbird say it elsewhere: a date or time, and the verb at the end. */
const ATTRIBUTION = /^(?:On|Am|Le|El|Il|Op|Em|Den|W dniu)\s[^\n]{0,300}?\d[^\n]{0,300}?\s(?:wrote|schrieb(?:\s[^\n]{1,120})?|a écrit|escribió|ha scritto|schreef(?:\s[^\n]{1,120})?|escreveu|skrev(?:\s[^\n]{1,120})?|napisał(?:\(a\))?)\s?:$/u;
/** "Bob wrote:", without a date, or with words before it that are not in `ATTRIBUTION`: one only where a quotation follows. */
const SHORT_ATTRIBUTION = /(?:^|\s)(?:wrote|writes|said|schrieb|schreibt|a écrit|écrit|escribió|ha scritto|schreef|escreveu|skrev|kirjoitti|napisał(?:\(a\))?|napsal(?:\(a\))?|пишет|писал\(?а?\)?)(?:\s[^\n]{1,120})?\s?:$/u;
const MAX_SHORT_ATTRIBUTION_CHARS = 200;
/** Words below a signature that are the writer's own. */
const POSTSCRIPT = /^P\.?\s?S\.?\s?[:.\-–—]/u;
/** Lines between the preface and the mails of a digest, and between these (RFC 1153). */
const DIGEST_RULES = [/^-{70}$/u, /^-{30}$/u] as const;
const ORIGINAL = /^[-_\s]{2,40}(?:Original(?:\sMessage|\sAppointment|nachricht)|Ursprüngliche Nachricht|Message d'origine|Mensaje original|Messaggio originale|Oorspronkelijk bericht|Mensagem original|Ursprungligt meddelande|Oprindelig meddelelse|Opprinnelig melding|Alkuperäinen viesti|(?:Oryginalna wiadomość|Wiadomość oryginalna)|Původní zpráva)\s?[-_]{2,40}/iu;
const FORWARD = /^(?:[-_\s]{2,60}(?:Forwarded (?:message|by)|Weitergeleitete Nachricht|Message transféré|Mensaje reenviado|Messaggio inoltrato)|Begin forwarded message:|Anfang der weitergeleiteten)/iu;
const FORWARD_SUBJECT = /^\s*(?:Fwd?|FW|WG|TR|RV|I|ENC|Doorst|VB|VS|VL|PD)\s?:/iu;
/** Outlook's block of header fields above the mail that is answered. */
const FIELD = /^\W{0,3}(?:From|Sent|Date|To|Cc|Subject|Von|Gesendet|Datum|An|Betreff|De|Envoyé|À|Objet|Enviado|Para|Asunto|Da|Inviato|A|Oggetto|Van|Verzonden|Aan|Onderwerp|Assunto|Från|Skickat|Till|Ämne|Fra|Sendt|Til|Emne|Lähettäjä|Lähetetty|Vastaanottaja|Aihe|Od|Wysłano|Do|Temat|Odesláno|Komu|Předmět)\W{0,3}:/iu;
const FIRST_FIELD = /^\W{0,3}(?:From|Von|De|Da|Van|Från|Fra|Lähettäjä|Od)\W{0,3}:\s*\S/iu;
const MIN_FIELDS = 3;
/** A line drawn across the mail. */
const RULE = /^[\s_*=~#-]+$/u;

/**
 * What of a mail's text is its writer's own, what is a quotation that is answered, and what is left out: the history of the thread, which its other mails hold,
 * and the signature. What is forwarded is what the mail is about, and stays. Where nothing would be left of the text, all of it stays.
 */
export function sortHistory(passages: readonly Passage[], subject: string | null): readonly Kept[] {
  const kept: Kept[] = passages.map(() => 'left-out');
  if (isDigest(passages)) return passages.map(({ text, quoted }) => (RULE.test(text) ? 'left-out' : quoted ? 'quote' : 'own'));
  const forwards = FORWARD_SUBJECT.test((subject ?? '').slice(0, 40));
  let signed = false;
  for (let at = 0; at < passages.length; at += 1) {
    const passage = passages[at];
    if (passage === undefined) break;
    const head = passage.text.slice(0, MARK_CHARS);
    if (FORWARD.test(head) || (forwards && startsHistory(head))) return allFrom(kept, passages, at);
    if (passage.quoted) {
      signed = false;
      if (isContext(passages, at)) kept[at] = 'quote';
    } else if (startsHistory(head)) break;
    else if (isAttribution(passage.text)) {
      signed = false;
      if (passages[at + 1]?.quoted === false) break;
    } else if (passages[at + 1]?.quoted === true && isShortAttribution(passage.text)) signed = false;
    else if (!signed || POSTSCRIPT.test(passage.text)) {
      signed = isSignature(passage.text, passages, at);
      if (!signed && !RULE.test(passage.text)) kept[at] = 'own';
    }
  }
  return kept.includes('own') ? kept : allFrom(kept, passages, 0);
}

/** Where a line opens what the passages before it do not belong to, so that plain text is cut there: a signature, an attribution, the header of an older mail. */
export function opensPassage(line: string): boolean {
  return /^--\s?$/u.test(line) || ORIGINAL.test(line) || FORWARD.test(line) || FIRST_FIELD.test(line.slice(0, MARK_CHARS)) || /^(?:On|Am|Le|El|Il|Op|Em|Den)\s.{0,200}\d{1,2}[:.]\d\d/u.test(line.slice(0, MARK_CHARS));
}

function allFrom(kept: readonly Kept[], passages: readonly Passage[], from: number): readonly Kept[] {
  return kept.map((what, at) => (at < from ? what : passages[at]?.quoted === true ? 'quote' : 'own'));
}

function startsHistory(head: string): boolean {
  if (ORIGINAL.test(head)) return true;
  const lines = head.split('\n').filter((line) => !/^[\s_-]*$/u.test(line));
  return FIRST_FIELD.test(lines[0] ?? '') && lines.slice(0, 6).filter((line) => FIELD.test(line)).length >= MIN_FIELDS;
}

/** Alone in its passage, over one line or the few that mail programs break it into. */
function isAttribution(text: string): boolean {
  return text.length <= MARK_CHARS && ATTRIBUTION.test(text.replace(/\s+/gu, ' ').trim());
}

function isShortAttribution(text: string): boolean {
  return text.length <= MAX_SHORT_ATTRIBUTION_CHARS && text.trim().split('\n').length <= 2 && SHORT_ATTRIBUTION.test(text.replace(/\s+/gu, ' ').trim());
}

function isDigest(passages: readonly Passage[]): boolean {
  return DIGEST_RULES.every((rule) => passages.some(({ text, quoted }) => !quoted && rule.test(text.trim())));
}

function isSignature(text: string, passages: readonly Passage[], at: number): boolean {
  if (!/^--\s*(?:\n|$)/u.test(text)) return false;
  let rest = 0;
  for (const passage of passages.slice(at, at + 100)) {
    if (passage.quoted || startsHistory(passage.text.slice(0, MARK_CHARS))) break;
    rest += passage.text.length;
  }
  return rest <= (/^-- (?:\n|$)/u.test(text) ? MAX_MARKED_SIGNATURE_CHARS : MAX_SIGNATURE_CHARS);
}

/** A short quotation with the writer's own words right below it. */
function isContext(passages: readonly Passage[], at: number): boolean {
  const [passage, next] = [passages[at], passages[at + 1]];
  if (passage === undefined || next === undefined || next.quoted || passage.text.length > MAX_CONTEXT_CHARS) return false;
  const head = next.text.slice(0, MARK_CHARS);
  return !startsHistory(head) && !isAttribution(next.text) && !/^--\s*(?:\n|$)/u.test(head);
}
