import type { DateKind } from './model/index.js';

/** Words that say what a date beside them is. Sources of regular expressions, case-insensitive; every repetition in them is bounded. */
export interface DateCue {
  readonly kind: DateKind;
  /** Whether it counts in the middle of a sentence; others must begin a line or part of one, or speak of "this page". */
  readonly anywhere: boolean;
  /** 0..1, at most this sure. */
  readonly confidence: number;
  readonly phrases: readonly string[];
}

/**
 * Cues in Arabic, Chinese, Czech, Danish, Dutch, English, Finnish, French, German, Greek, Hungarian, Indonesian, Italian, Japanese, Korean, Norwegian,
 * Polish, Portuguese, Romanian, Russian, Spanish, Swedish, Turkish, Ukrainian, Vietnamese. A date follows them, at most a few small words between.
 */
export const DATE_CUES: readonly DateCue[] = [
  { kind: 'modified', anywhere: true, confidence: 0.85, phrases: [
    'last[ -](?:updated?|modified|changed|edited|revised|revision|modification)', 'date[ -](?:updated|modified|of (?:last )?(?:update|revision))', 'revision date',
    'zuletzt (?:aktualisiert|geändert|bearbeitet|überarbeitet)', 'letzte (?:änderung|aktualisierung|bearbeitung|überarbeitung)', 'dernières? (?:mises? à jour|modifications?)', 'mise? à jour le', 'modifiée? le',
    'última (?:actualización|modificación|revisión|atualização|modificação)', 'actualizad[oa] (?:el|em|a)(?=\\s)', 'atualizad[oa] em', 'ultim[oa] (?:aggiornamento|modifica|actualizare|modificare)',
    'laatst (?:bijgewerkt|gewijzigd|aangepast)', 'laatste (?:update|wijziging)', 'bijgewerkt op', 'ostatni[ae] (?:aktualizacja|modyfikacja|zmiana)', 'последн(?:ее|яя|ие) (?:обновлени[ея]|изменени[ея]|редакция)', 'дата (?:обновления|изменения)',
    'останн[єя] (?:оновлення|зміна|редакція)', 'востаннє оновлено', 'дата оновлення', 'poslední (?:aktualizace|změna|úprava)', 'naposledy (?:aktualizováno|upraveno|změněno)', 'senast (?:uppdaterad|uppdaterat|ändrad)',
    'sidst (?:opdateret|ændret)', 'sist (?:oppdatert|endret)', 'viimeksi (?:päivitetty|muokattu)', 'utolsó (?:frissítés|módosítás)', 'utoljára (?:frissítve|módosítva)', 'data actualizării',
    'son güncelle(?:n?me)?(?: tarihi)?', 'güncel(?:le|len)me tarihi', 'τελευταία (?:ενημέρωση|τροποποίηση)', '(?:terakhir (?:diperbarui|diubah)|pembaruan terakhir)(?: pada)?',
    '(?:cập nhật (?:lần cuối|mới nhất|ngày|lúc)|lần cuối cập nhật)', '最終更新日?時?', '更新日時?', '最后(?:更新|修改)', '最後更新', '更新(?:时间|時間|日期|于|於)', '최종 ?(?:수정|업데이트|갱신)일?', '수정일', '업데이트', 'آخر (?:تحديث|تعديل)', 'تم التحديث(?: في)?',
  ] },
  { kind: 'reviewed', anywhere: true, confidence: 0.85, phrases: [
    'last (?:reviewed|verified|checked|approved)', 'date (?:reviewed|approved)', 'zuletzt (?:geprüft|überprüft)', 'dernière (?:révision|vérification)', 'revisado (?:el|em)', 'laatst gecontroleerd', 'ostatnio sprawdzono', 'senast granskad',
  ] },
  { kind: 'modified', anywhere: false, confidence: 0.8, phrases: [
    '(?:page )?updated', 'revised', 'modified', 'edited', 'amended', 'stand', 'aktualisiert', 'geändert', 'überarbeitet', 'mis à jour', 'actualizado', 'atualizado', 'aggiornato', 'bijgewerkt', 'gewijzigd', 'zaktualizowano', 'aktualizacja', 'zmodyfikowano',
    'обновлено', 'изменено', 'оновлено', 'змінено', 'aktualizováno', 'aktualizace', 'upraveno', 'uppdaterad', 'uppdaterat', 'ändrad', 'opdateret', 'oppdatert', 'endret', 'päivitetty', 'muokattu', 'frissítve', 'módosítva', 'actualizat', 'güncelle(?:me|ndi)', 'ενημερώθηκε', 'diperbarui', 'cập nhật', '更新', 'تحديث',
  ] },
  { kind: 'modified', anywhere: false, confidence: 0.6, phrases: [
    '(?:current |correct |status |prices |figures )?as (?:of|at)', 'version (?:of|dated|from|date)', '(?:fassung|version|ausgabe) vom', 'version du', 'état au', 'à jour au', 'en date du', 'versión (?:de|del)', 'a fecha de', 'versão de', 'versione del', 'stand per', 'versie van', 'stan na(?: dzień)?', 'wersja z(?: dnia)?',
    'по состоянию на', '(?:версия|редакция) от', 'станом на', '(?:версія|редакція) від', 'stav k', 'verze (?:z|ze dne)', 'version (?:av|af|fra)', 'per den', 'versiunea din', 'έκδοση (?:της)?', 'per tanggal', 'versi(?: tanggal)?', 'tính đến(?: ngày)?', 'phiên bản(?: ngày)?', '截至', '版本日期', '개정일?', 'اعتبارا من',
  ] },
  { kind: 'reviewed', anywhere: false, confidence: 0.8, phrases: ['reviewed', 'verified', 'approved', 'fact[ -]checked', 'geprüft', 'überprüft', 'révisé', 'revisado', 'verificato', 'gecontroleerd', 'sprawdzono', 'проверено', 'перевірено', 'zkontrolováno', 'granskad', 'tarkistettu'] },
  { kind: 'effective', anywhere: false, confidence: 0.85, phrases: [
    'effective(?: date| from| as of| on| since)?', 'in (?:force|effect) (?:from|since|as of|on)', '(?:takes|took|comes|came) (?:into )?(?:effect|force)', 'valid from', 'applies from', 'applicable from',
    'gültig (?:ab|seit)', 'in kraft (?:seit|ab|getreten am)', 'en vigueur (?:depuis|à compter du|le|dès le)', 'applicable (?:à compter du|dès le)', 'vigente desde', 'en vigor desde', 'em vigor desde', 'in vigore (?:dal|da)', 'valido dal', 'geldig vanaf', 'van kracht (?:vanaf|sinds)',
    'obowiązuje od(?: dnia)?', 'вступает в силу', 'действует с', 'набирає чинності', 'чинний з', 'platné od', 'účinnost od', 'gäller från', 'gældende fra', 'gjelder fra', 'voimassa alkaen', 'hatályos', 'valabil de la', 'yürürlük tarihi', 'ισχύει από', 'berlaku (?:mulai|sejak)', 'có hiệu lực từ(?: ngày)?', '施行日', '生效日期', '시행일', 'ساري من',
  ] },
  { kind: 'expires', anywhere: false, confidence: 0.85, phrases: [
    'valid (?:until|till|through|thru|to)', 'expir(?:es|y|ation)(?: date)?', 'not valid after', 'gültig bis(?: zum)?', "valable jusqu['’]au", 'válido (?:hasta|até)', 'valido fino al', 'geldig tot(?: en met)?', 'ważn[yae] do(?: dnia)?', 'действителен до', 'действительно до', 'дійсний до', 'platné do', 'giltig (?:till|t\\.o\\.m\\.)', 'gyldig (?:til|indtil)', 'voimassa (?:asti|saakka)', 'érvényes', 'valabil până la', 'geçerlilik tarihi', 'ισχύει (?:έως|μέχρι)', 'berlaku (?:sampai|hingga)', 'có hiệu lực đến(?: ngày)?', '有効期限', '有效期至', '유효기간', 'صالح حتى',
  ] },
  { kind: 'published', anywhere: false, confidence: 0.8, phrases: [
    '(?:first |originally )?published', '(?:date of )?publication(?: date)?', 'posted', 'date posted', 'issued?(?: date)?', 'date of issue', 'created', 'written',
    'veröffentlicht', 'veröffentlichung', 'veröffentlichungsdatum', 'erscheinungsdatum', 'erschienen', 'publiziert', 'erstellt', 'verfasst', 'publiée?', 'parue?', 'mise? en ligne', 'postée?', '(?:date de )?publication', 'publicad[oa]', '(?:fecha|data) de publica(?:ción|ção)', 'postado', 'pubblicat[oa]', 'data (?:di )?pubblicazione', 'gepubliceerd', 'geplaatst', 'publicatiedatum',
    'opublikowano', 'opublikowan[yae]', 'data publikacji', 'dodano', 'utworzono', 'опубликован[оа]?', 'дата публикации', 'размещено', 'опубліковано', 'дата публікації', 'publikováno', 'zveřejněno', 'vydáno', 'vytvořeno', 'datum (?:publikace|vydání|zveřejnění)', 'publicera[dt]', 'publiceringsdatum', 'publiceret', 'offentliggjort', 'udgivet', 'oprettet', 'publisert', 'julkaistu',
    'közzétéve', 'megjelent', 'publikálva', 'létrehozva', 'publicat', 'data publicării', 'postat', '(?:yayı[nm](?:lanma)?|giriş|eklenme|oluşturulma)(?: tarihi)?', 'yayı[nm]landı', 'δημοσιεύ[τθ]ηκε', '(?:ημερομηνία )?δημοσίευσης?', '(?:diterbitkan|dipublikasikan)(?: pada)?', 'tanggal terbit', '(?:ngày )?đăng(?: ngày| lúc)?', 'xuất bản', '(?:公開|投稿|掲載|発行|作成|配信)日?時?', '(?:发布|發布|發佈|发表|發表|刊登)(?:时间|時間|日期|于|於)?', '(?:등록|작성|게시|발행|입력)일?시?', '(?:تاريخ ال)?نشر(?: في| بتاريخ)?',
  ] },
  // A book, a game or a film is released as well.
  { kind: 'published', anywhere: false, confidence: 0.55, phrases: ['released?(?: date)?', 'release date'] },
];

/** What stands between a cue and its date, and says nothing. */
const FILLER_WORDS = 'on|at|in|from|of|the|date|day|am|vom|den|le|du|el|em|il|op|dnia|dne|den|d\\.|kl\\.|от|від|στις|pada|tanggal|ngày|vào|lúc|في|بتاريخ';
/** Longer than any weekday is short: those of the languages above begin a masthead's date. */
const WEEKDAYS = [
  '(?:mon|tues?|wed(?:nes)?|thur?s?|fri|satur|sat|sun)(?:day)?', '(?:mon|diens|donners|frei|sams|sonn)tag', 'mittwoch|sonnabend', 'lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche', 'lunes|martes|miércoles|jueves|viernes|sábado|domingo', '(?:segunda|terça|quarta|quinta|sexta)(?:-feira)?',
  '(?:lune|marte|mercole|giove|vener)dì|sabato|domenica', '(?:maan|dins|woens|donder|vrij|zater|zon)dag', 'poniedziałek|wtorek|środa|czwartek|piątek|sobota|niedziela', 'понедельник|вторник|среда|четверг|пятница|суббота|воскресенье', 'понеділок|вівторок|середа|четвер|пʼятниця|субота|неділя',
  'pondělí|úterý|středa|čtvrtek|pátek|neděle', '(?:mån|tis|ons|tors|fre|lör|sön)dag', '(?:man|tirs|lør|søn)dag', '(?:maanantai|tiistai|keskiviikko|torstai|perjantai|lauantai|sunnuntai)(?:na)?', 'hétfő|kedd|szerda|csütörtök|péntek|szombat|vasárnap', 'luni|marți|miercuri|joi|vineri|sâmbătă|duminică',
  'pazartesi|salı|çarşamba|perşembe|cuma(?:rtesi)?|pazar', 'δευτέρα|τρίτη|τετάρτη|πέμπτη|παρασκευή|σάββατο|κυριακή', 'senin|selasa|rabu|kamis|jumat|sabtu|minggu', 'thứ (?:hai|ba|tư|năm|sáu|bảy)|chủ nhật', '(?:mo|di|mi|do|fr|sa|so|lun|mar|mer|jeu|ven|sam|dim)(?=[.,])',
].join('|');
const WEEKDAY = new RegExp(`^(?:${WEEKDAYS})(?:[.,]{1,2}\\s{0,3}|\\s{1,3})(?:(?:den|dem|the|le|el|il)\\s)?`, 'iu');
const FILLER = new RegExp(`^(?:[\\s:,.·•(\\-–—=：|]{1,20}|(?:${FILLER_WORDS})(?=[\\s:])|(?:${WEEKDAYS})(?=[\\s,.]))`, 'iu');

/** A text without the weekday it begins with. */
export function withoutWeekday(text: string): string {
  return text.replace(WEEKDAY, '');
}

/** A text without the signs, small words and weekdays it begins with. Applied again until nothing is left to take: the caller keeps it short. */
export function withoutFiller(text: string): string {
  let rest = text;
  for (let taken = FILLER.exec(rest); taken !== null; taken = FILLER.exec(rest)) rest = rest.slice(taken[0].length);
  return rest;
}

/**
 * A cue's phrases as one global expression for folded text: whole words, but for scripts that set no spaces between words. Ignoring case in the
 * expression costs twice as much as folding once.
 */
export function cuePattern(phrases: readonly string[]): RegExp {
  const [together, apart] = [phrases.filter((phrase) => UNSPACED.test(phrase)), phrases.filter((phrase) => !UNSPACED.test(phrase))];
  return new RegExp(`(?<![\\p{L}\\p{N}-])(?:${apart.join('|')})(?!\\p{L})${together.map((phrase) => `|${phrase}`).join('')}`, 'gu');
}

/** Lower case, each character where it was: the Turkish capital I with a dot becomes two otherwise. */
export function foldedForCues(text: string): string {
  return text.replaceAll('\u0130', 'i').toLowerCase();
}

/** Chinese, Japanese and Korean. */
const UNSPACED = /[\u3040-\u9fff\uac00-\ud7af]/u;
