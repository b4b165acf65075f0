import { excerpt, wordsOf } from '../../../core/index.js';
import { SOUND, faultOf, type StructureRule } from '../rule.js';

/** Shares of the words of running text: from half on the text is the lesser part, from four fifths there is none. */
const MOSTLY = 0.5;
const NOTHING_ELSE = 0.8;
/** A single notice under a text of its own is no matter. */
const MIN_WORDS = 8;

/** What stands under everything an organisation publishes: English, German, French, Spanish. */
const NOTICES = [
  String.raw`all rights reserved`, String.raw`(?:©|\(c\)|copyright)\s{0,2}(?:©\s{0,2})?(?:19|20)\d\d`, String.raw`(?:may|must|shall|can) not be (?:\w{1,14} ){0,2}(?:copied|reproduced|distributed|passed on|republished|disclosed|transmitted|disseminated)`,
  String.raw`without (?:the |our |any )?(?:prior |express |explicit ){0,2}(?:written )?(?:permission|consent|authori[sz]ation|approval) (?:of|from|by)`, String.raw`(?:may|must) not be (?:copied|published|used|shared)[^.]{0,80} in (?:whole|full) or in part`,
  String.raw`this (?:e-?mail|message|document|communication|report|presentation|publication)(?: \w{1,14}){0,4} (?:is|are|contains?|may contain)(?: strictly| privileged and| proprietary and| legally privileged,?){0,2} confidential`, String.raw`intended (?:solely|only|exclusively) for (?:the |its )?(?:use (?:of|by) )?(?:the )?(?:addressee|intended|named|individual|recipient|person)`,
  String.raw`if you (?:are not the (?:intended|named)|have received this)(?: \w{1,14}){0,5} (?:recipient|addressee|in error|by mistake)`, String.raw`for (?:general )?information(?:al)? purposes only`, String.raw`(?:does|do|shall|should) not (?:constitute|be construed as)(?: \w{1,14}){0,3} (?:advice|offer|solicitation|recommendation)`,
  String.raw`subject to change without (?:prior )?notice`, String.raw`(?:registered )?trade-?marks? (?:\w{1,14} ){0,4}(?:are|is) (?:the )?property of (?:their|its) (?:respective )?owners?`, String.raw`(?:are|is) (?:registered )?trade-?marks? of`, String.raw`errors and omissions excepted`,
  String.raw`(?:accepts?|assumes?|bears?) no (?:liability|responsibility)`, String.raw`(?:without|no|disclaims all) (?:express or implied )?warrant(?:y|ies) (?:of any kind|either express|express or implied|as to)`, String.raw`in no event shall`, String.raw`(?:for|strictly) internal use only`, String.raw`terms of (?:use|service) apply`,
  'alle rechte vorbehalten', String.raw`ohne (?:vorherige |ausdrückliche |schriftliche ){0,3}(?:genehmigung|zustimmung|einwilligung)`, String.raw`darf (?:weder )?(?:\w{1,14} ){0,4}nicht (?:\w{1,14} ){0,3}(?:kopiert|vervielfältigt|weitergegeben|veröffentlicht)`, String.raw`(?:übernimmt|übernehmen) (?:\w{1,14} ){0,2}keine (?:haftung|gewähr)`, String.raw`(?:ist|sind) (?:streng )?vertraulich`, 'änderungen (?:und irrtümer )?vorbehalten',
  'tous droits réservés', String.raw`sans (?:l['’]autorisation|le consentement|accord)(?: \w{1,14}){0,3} (?:préalable|écrite?)`, String.raw`(?:est|sont) (?:strictement )?confidentiel(?:le)?s?`, String.raw`ne (?:saurait|peut) être tenue? (?:pour )?responsable`,
  'todos los derechos reservados', String.raw`sin (?:la |el )?(?:autorización|consentimiento|permiso) (?:previ[oa] )?(?:por )?escrit[oa]`, String.raw`(?:es|son) (?:estrictamente )?confidencial(?:es)?`, String.raw`no se hace responsable`,
];
const NOTICE = new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${NOTICES.join('|')})`, 'iu');
/** Every notice has one of these; spares most chunks the sentences. */
const HINT = /rights|©|\(c\)|copyright|may not|must not|shall not|can not|without|confidential|intended|received this|purposes only|constitute|construed|subject to|trade-?mark|omissions|liability|responsibility|warrant|no event|internal use|terms of|vorbehalten|ohne |darf |haftung|gewähr|vertraulich|droits|sans |confidentiel|responsable|derechos|sin |confidencial/iu;
/** A page about such things says so above them. */
const SUBJECT = /licen[cs]|legal|copyright|disclaimer|terms|privacy|confidential|trade-?mark|warrant|liabilit|lizenz|recht|haftung|impressum|datenschutz|licence|mentions|conditions|licencia|aviso|condiciones/iu;

/** Notices that stand under every page: copyright, confidentiality, liability. */
export const boilerplate: StructureRule = {
  id: 'structure/boilerplate',
  check(view) {
    if (!HINT.test(view.prose) || view.input.headingPath.some((heading) => SUBJECT.test(heading))) return SOUND;
    let words = 0;
    let first: { readonly start: number; readonly end: number } | null = null;
    for (const span of view.proseSentences()) {
      const sentence = view.prose.slice(span.start, span.end);
      if (!NOTICE.test(sentence.slice(0, 2_000))) continue;
      words += wordsOf(sentence).length;
      first ??= span;
    }
    const share = words / Math.max(1, view.words.length);
    const signals = { boilerplateShare: Math.min(1, share) };
    if (first === null || words < MIN_WORDS || share < MOSTLY) return { ...SOUND, signals };
    const shown = excerpt(view.text.slice(first.start, first.end), 60);
    const factor = share >= NOTHING_ELSE ? 0.45 : 0.6;
    return { signals, fault: faultOf(factor, `Unexpected notices in ${Math.round(Math.min(1, share) * 100)} % of the words: \`${shown}\`, expected less than ${MOSTLY * 100} %`, shown, 'text of the page’s own', first) };
  },
};
