import { excerpt, wordsOf } from '../../../core/index.js';
import { CUE } from '../cues.js';
import { SOUND, faultOf, type StructureRule } from '../rule.js';

/** Shares of the words of running text: a quarter outweighs a paragraph in a search for its words, from half on the text is the lesser part, from four fifths there is none. */
const MUCH = 0.25;
const MOSTLY = 0.5;
const NOTHING_ELSE = 0.8;
/** A single notice under a text of its own is no matter. */
const MIN_WORDS = 8;
const MIN_NOTICES = 2;

/** What stands under everything an organisation publishes: English, German, French, Spanish. */
const NOTICES = [
  String.raw`(?:we|this (?:web)?site|our (?:web)?site) uses? cookies`, String.raw`by continuing to (?:browse|use)`, String.raw`(?:unsubscribe|opt out) at any time`, String.raw`(?:was|is) this (?:page|article) helpful`, String.raw`(?:subscribe to|sign up for) (?:our|the) (?:\w{1,12} )?newsletter`, String.raw`no part of this (?:publication|document|book|work) may be`, String.raw`makes? no warrant(?:y|ies)`, String.raw`notify the sender`,
  String.raw`wir (?:verwenden|nutzen) cookies`, String.raw`verwendung von cookies`, String.raw`(?:abonnieren sie )?unseren newsletter`, String.raw`jederzeit (?:abbestell|kündbar|widerruf)`, String.raw`war diese(?:r artikel| seite) hilfreich`, String.raw`(?:enthält|enthalten) vertrauliche informationen`, String.raw`nicht der (?:richtige|beabsichtigte) (?:adressat|empfänger)`, String.raw`ohne gewähr`, String.raw`keine haftung`,
  String.raw`(?:nous|ce site) utilis(?:ons|e) des cookies`, String.raw`en poursuivant votre navigation`, String.raw`abonnez-vous`, String.raw`vous désabonner`, String.raw`vous a-t-(?:il|elle) été utile`, String.raw`destinés? exclusivement`, String.raw`à titre (?:purement )?indicatif`, String.raw`sont confidentiels`, String.raw`(?:par erreur|en erreur), merci de`, String.raw`engager (?:la|notre|sa) responsabilité`,
  String.raw`(?:utilizamos|usamos|este sitio (?:utiliza|usa)) cookies`, String.raw`suscríbase a nuestr[oa]`, String.raw`destinado exclusivamente`, String.raw`(?:utilizziamo|questo sito (?:utilizza|usa)) (?:i )?cookie`, String.raw`tutti i diritti riservati`, String.raw`iscriviti alla (?:nostra )?newsletter`, String.raw`(?:utilizamos|este site (?:utiliza|usa)) cookies`, String.raw`todos os direitos reservados`, String.raw`(?:wij|we|deze (?:web)?site) gebruik(?:en|t) cookies`, String.raw`alle rechten voorbehouden`, String.raw`aan deze informatie kunnen geen rechten`,
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
const HINT = /cookie|newsletter|unsubscri|helpful|this publication|sender|hilfreich|vertrauliche|adressat|ohne gewähr|abonne|utile\b|exclusiv|indicatif|par erreur|diritti|direitos|rechten|rights|©|\(c\)|copyright|may not|must not|shall not|can not|without|confidential|intended|received this|purposes only|constitute|construed|subject to|trade-?mark|omissions|liability|responsibility|warrant|no event|internal use|terms of|vorbehalten|ohne |darf |haftung|gewähr|vertraulich|droits|sans |confidentiel|responsable|derechos|sin |confidencial/iu;
/** A page about such things says so above them. */
const SUBJECT = /licen[cs]|legal|copyright|disclaimer|terms|privacy|confidential|trade-?mark|warrant|liabilit|lizenz|recht|haftung|impressum|datenschutz|licence|mentions|conditions|licencia|aviso|condiciones/iu;

/** Notices that stand under every page: copyright, confidentiality, liability. */
export const boilerplate: StructureRule = {
  id: 'structure/boilerplate',
  check(view) {
    if (((view.cues() & CUE.notice) === 0 && !view.prose.includes('©')) || !HINT.test(view.prose) || view.input.headingPath.some((heading) => SUBJECT.test(heading))) return SOUND;
    let [words, notices] = [0, 0];
    let first: { readonly start: number; readonly end: number } | null = null;
    for (const span of view.proseSentences()) {
      const sentence = view.prose.slice(span.start, span.end);
      if (!NOTICE.test(sentence.slice(0, 2_000))) continue;
      words += wordsOf(sentence).length;
      notices += 1;
      first ??= span;
    }
    const share = words / Math.max(1, view.words.length);
    const signals = { boilerplateShare: Math.min(1, share) };
    if (first === null || words < MIN_WORDS || share < (notices < MIN_NOTICES ? MOSTLY : MUCH)) return { ...SOUND, signals };
    const shown = excerpt(view.text.slice(first.start, first.end), 60);
    const factor = share >= NOTHING_ELSE ? 0.45 : share >= MOSTLY ? 0.6 : 0.7;
    return { signals, fault: faultOf(factor, `Unexpected notices in ${Math.round(Math.min(1, share) * 100)} % of the words: \`${shown}\`, expected less than ${MUCH * 100} %`, shown, 'text of the page’s own', first) };
  },
};
