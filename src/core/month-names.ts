/**
 * Names of the months as texts write them, in full, in the case that follows a day, and short. Accents are taken off, so that `fevrier` and
 * `février` are one. Languages: Arabic, Bulgarian, Catalan, Croatian, Czech, Danish, Dutch, English, Estonian, Finnish, French, Galician, German, Greek, Hebrew, Hindi,
 * Hungarian, Indonesian, Italian, Latvian, Lithuanian, Malay, Norwegian, Persian, Polish, Portuguese, Romanian, Russian, Serbian, Slovak, Slovene, Spanish, Swedish, Turkish, Ukrainian.
 * `listopad` is November to Poles and Czechs, who are more than the Croats to whom it is October.
 */
const NAMES: readonly string[] = [
  `january jan januar januari janner jaenner janvier janv enero ene gennaio genn gen janeiro styczen stycznia sty leden ledna januara januarja tammikuu tammikuuta ianuarie ian
    ocak oca gener sijecanj sijecnja jaanuar sausio janvaris января январь янв січня січень січ януари ιανουαριου ιανουαριος ιαν يناير ינואר јануар जनवरी јан jaan xaneiro ژانویه`,
  `february feb februar februari feber fevrier fevr fev febrero febbraio febbr fevereiro luty lutego lut unor unora februara februarja helmikuu helmikuuta februarie
    subat sub pebruari febrer veljaca veljace veebruar vasario februaris февраля февраль фев февр лютого лютий лют февруари φεβρουαριου φεβρουαριος φεβ فبراير פברואר фебруар फरवरी फ़रवरी феб veebr febr febreiro فوریه`,
  `march mar marz maerz mrz mars marzo marco marc maart mrt marzec marca brezen brezna marec maaliskuu maaliskuuta marcius martie mart maret ozujak ozujka marts marts kovo
    марта март мар березня березень бер μαρτιου μαρτιος μαρ مارس מרץ मार्च mac`,
  `april apr avril avr abril abr aprile kwiecien kwietnia kwi duben dubna aprila huhtikuu huhtikuuta aprilis aprilie nisan nis travanj travnja aprill balandzio
    апреля апрель апр квітня квітень кві април απριλιου απριλιος απρ أبريل ابريل إبريل אפריל अप्रैल квіт آوریل`,
  `may mai mayo maggio magg mag maio mei maj maja kveten kvetna toukokuu toukokuuta majus mayis maig svibanj svibnja geguzes maijs
    мая май травня травень тра μαιου μαιος μαι مايو מאי мај मई трав مه`,
  `june jun juni juin junio giugno giu junho czerwiec czerwca cze cerven cervna juna junija kesakuu kesakuuta junius iunie iun haziran haz juny lipanj lipnja juuni birzelio junijs
    июня июнь июн червня червень чер юни ιουνιου ιουνιος ιουν يونيو יוני јун जून черв junij xuno ژوئن`,
  `july jul juli juillet juil julio luglio lug julho lipiec lipca lip cervenec cervence jula julija heinakuu heinakuuta julius iulie iul temmuz tem juliol srpanj srpnja juuli liepos julijs
    июля июль июл липня липень лип юли ιουλιου ιουλιος ιουλ يوليو יולי јул जुलाई julij julai xullo ژوئیه`,
  `august aug aout agosto ago augustus sierpien sierpnia sie srpen srpna augusta avgusta elokuu elokuuta augusztus agustos agu agustus agt agost kolovoz kolovoza rugpjucio augusts
    августа август авг серпня серпень сер αυγουστου αυγουστος αυγ أغسطس اغسطس אוגוסט avgust अगस्त серп augusti avg ag ogos agust اوت`,
  `september sep sept septembre septiembre setiembre settembre sett set setembro wrzesien wrzesnia wrz zari septembra syyskuu syyskuuta szeptember szept septembrie eylul eyl setembre
    rujan rujna rugsejo septembris сентября сентябрь сен сент вересня вересень вер септември σεπτεμβριου σεπτεμβριος σεπ σεπτ سبتمبر ספטמבר septembar септембар सितंबर सितम्बर сеп setembro سپتامبر`,
  `october oct oktober okt octobre octubre ottobre ott outubro out pazdziernik pazdziernika paz rijen rijna oktobra lokakuu lokakuuta octombrie ekim eki oktoober spalio oktobris
    октября октябрь окт жовтня жовтень жов октомври οκτωβριου οκτωβριος οκτ أكتوبر اكتوبر אוקטובר oktobar октобар अक्टूबर अक्तूबर жовт outubro اکتبر`,
  `november nov novembre noviembre novembro listopad listopada listopadu lis novembra marraskuu marraskuuta noiembrie noi kasim kas studeni studenoga lapkricio novembris
    ноября ноябрь ноя нояб листопада листопад ноември νοεμβριου νοεμβριος νοε نوفمبر נובמבר novembar новембар नवंबर नवम्बर лист нов novembro نوامبر`,
  `december dec dezember dez decembre diciembre dic dicembre dezembro grudzien grudnia gru prosinec prosince decembra joulukuu joulukuuta decembrie aralik ara desember des desembre
    prosinac prosinca detsember gruodzio decembris декабря декабрь дек грудня грудень гру декември δεκεμβριου δεκεμβριος δεκ ديسمبر דצמבר decembar децембар दिसंबर दिसम्बर груд дец dets disember decembro دسامبر`,
];

const NUMBER_OF = new Map(NAMES.flatMap((names, index) => names.split(/\s+/u).map((name): [string, number] => [foldedMonth(name), index + 1])));
/** Words of everyday English or of other languages, which are months only between a day and a year: `12 set 2019`. */
const NEEDS_DAY = new Set('set out ago mag gen sub lis paz sie cze lip sty ara eki kas tem ian noi gru ene des agu ag mac вер сер лис бер лют чер тра'.split(' '));

/** Lower case without accents; the Turkish dotless i counts as an i. */
export function foldedMonth(name: string): string {
  // Signs within ASCII have no accents, and most names are of these.
  const lower = name.toLowerCase();
  return /^[a-z]+$/u.test(lower) ? lower : lower.normalize('NFD').replace(/[\u0300-\u036f\u0654]/gu, '').replaceAll('ı', 'i').normalize('NFC');
}

/** 1..12; NaN for other words. `between`: it stands between a day and a year, where short names cannot be anything else. */
export function monthNumber(name: string, between: boolean): number {
  // In Hebrew `in` is written together with the month.
  const folded = foldedMonth(name).replace(/^\u05d1(?=[\u05d0-\u05ea]{3})/u, '');
  return !between && NEEDS_DAY.has(folded) ? Number.NaN : (NUMBER_OF.get(folded) ?? Number.NaN);
}
