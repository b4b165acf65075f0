import { excerpt } from '../../../core/index.js';
import { SOUND, faultOf, type StructureRule } from '../rule.js';
import type { View } from '../view.js';

/** How much of the start is looked at. */
const HEAD = 160;
/** Points at what stands before the chunk, whatever heading it has: English, German, French, Spanish, Italian, Portuguese, Dutch. */
const ABOVE = oneOf(
  String.raw`(?:as|like) (?:shown|described|mentioned|noted|explained|discussed|stated|seen|said|outlined|defined|indicated|we (?:saw|have seen)) (?:above|earlier|before|previously|in the (?:previous|preceding|last) (?:section|chapter|step|example|paragraph|page))`,
  String.raw`(?:see|in|from|for|with|to) the (?:table|figure|section|steps?|example|list|diagram|code|command) above`, String.raw`see (?:above|the (?:previous|preceding) (?:section|chapter|page|paragraph|step))\b`, String.raw`in the (?:above|previous|preceding) (?:example|section|step|chapter|figure|table|code)\b`,
  String.raw`(?:the )?(?:above|preceding|previous) (?:table|figure|steps?|examples?|commands?|list|diagram|section|code) `,
  String.raw`wie (?:schon |bereits )?(?:oben|vorher|zuvor|weiter oben|bereits|im (?:vorigen|vorherigen|vorangegangenen|letzten) (?:abschnitt|kapitel|beispiel|schritt)) (?:erwähnt|beschrieben|gezeigt|erklärt|erläutert|dargestellt|gesagt)`, String.raw`siehe (?:weiter )?oben\b`, String.raw`(?:im|mit dem|aus dem|das|der|in der) (?:obigen?|vorigen?|vorherigen?) (?:beispiel|abschnitt|schritt|tabelle|abbildung|liste)`,
  String.raw`comme (?:nous l['’]avons )?(?:mentionné|indiqué|décrit|vu|dit|expliqué|montré|précisé) (?:ci-dessus|plus haut|précédemment|dans (?:la section|le chapitre|le paragraphe|l['’]exemple) précédente?)`, String.raw`voir (?:ci-dessus|plus haut)`, String.raw`(?:dans|avec) (?:l['’]exemple|le tableau|la section|la figure|la liste) (?:ci-dessus|précédente?)`,
  String.raw`como (?:se )?(?:mencionó|indicó|ha visto|describió|muestra|explicó) (?:arriba|anteriormente|antes|más arriba|en la sección anterior)`, String.raw`(?:véase|ver) (?:más )?arriba`, String.raw`en (?:el ejemplo|la sección|la tabla|el paso) anterior`,
  String.raw`come (?:già )?(?:descritto|menzionato|indicato|spiegato|mostrato|detto|visto) (?:sopra|in precedenza|precedentemente|nella sezione precedente)`, String.raw`(?:vedi|vedere) sopra`, String.raw`nell['’]esempio (?:precedente|sopra)`,
  String.raw`como (?:já )?(?:descrito|mencionado|indicado|explicado|mostrado|dito|visto) (?:acima|anteriormente|na seção anterior|na secção anterior)`, String.raw`(?:veja|ver) acima`, String.raw`no exemplo (?:acima|anterior)`,
  String.raw`zoals (?:hierboven|eerder|in (?:de|het) vorige (?:sectie|hoofdstuk)) (?:beschreven|vermeld|uitgelegd|genoemd|getoond)`, String.raw`zie (?:hier)?boven`, String.raw`in het (?:bovenstaande|vorige) voorbeeld`,
);
/** A pronoun, a pointing word or a link to a sentence before: what it means stands in a heading, if anywhere. */
const POINTING = oneOf(
  String.raw`(?:this|these|those|that) (?:options?|settings?|flags?|parameters?|values?|commands?|methods?|fields?|approach|features?|functions?|steps?|cases?|is|are|was|will|can|means|allows|makes|does|do|may|must|should|works?|also|one)\b`,
  String.raw`(?:it|he|she) (?:is|was|will|can|also|has|does|must|should|may|only|then|\p{Ll}{2,20}s)\b`, String.raw`they (?:are|were|will|can|also|have|do|must|should|may|only|then|\p{Ll}{3,20})\b`,
  String.raw`(?:however|otherwise|therefore|instead|nevertheless|consequently|in (?:this|that|such) case|the (?:latter|former)|the same (?:applies|goes|is true|holds)|that is why|alternatively, (?:it|this|they))\b`,
  String.raw`dies(?:e|er|es)? (?:optionen|option|einstellung(?:en)?|werte?|befehle?|funktion(?:en)?|parameter|methoden?|felder|feld|schritte?|ist|wird|kann|gilt|bedeutet)\b`, String.raw`(?:letztere|erstere)[rsn]?\b`, String.raw`er (?:ist|wird|kann|hat|muss|\p{Ll}{2,15}t)\b`, String.raw`sie sind\b`, String.raw`es (?:hat|dient|legt|enthält|bestimmt|steuert|verwendet)\b`, String.raw`(?:jedoch|andernfalls|daher|deshalb|in diesem fall)\b`,
  String.raw`ce(?:tte|t|s)? (?:options?|paramètres?|valeurs?|commandes?|méthodes?|champs?|fonctions?|réglages?)\b`, String.raw`(?:ce dernier|cette dernière|ces derni(?:ers|ères)|celui-ci|celle-ci|ceux-ci|celles-ci|cependant|sinon|dans ce cas)(?![\p{L}])`, String.raw`(?:il|elle) (?:détermine|permet|définit|contient|indique|contrôle|utilise|renvoie|spécifie|est (?:alors|ensuite|aussi))(?![\p{L}])`, String.raw`(?:ils|elles) \p{Ll}{3,20}nt\b`,
  String.raw`(?:est[ea]|est[oa]s) (?:opci(?:ón|ones)|parámetros?|valor(?:es)?|comandos?|ajustes?)(?![\p{L}])`, String.raw`(?:sin embargo|en este caso|de lo contrario|este último|esta última)(?![\p{L}])`,
  String.raw`quest[oaie] (?:opzion[ei]|parametr[oi]|valor[ei]|comand[oi]|impostazion[ei])\b`, String.raw`(?:quest['’]ultim[oa]|tuttavia|altrimenti|in questo caso)\b`,
  String.raw`(?:est[ea]s?|ess[ea]s?) (?:opç(?:ão|ões)|parâmetros?|valor(?:es)?|comandos?)(?![\p{L}])`, String.raw`(?:este último|esta última|no entanto|caso contrário|neste caso|nesse caso)(?![\p{L}])`,
  String.raw`(?:deze|dit) (?:opties?|instelling(?:en)?|waarden?|opdracht(?:en)?|parameters?|functies?|is|wordt|kan)\b`, String.raw`(?:laatstgenoemde|echter|in dit geval)\b`,
);

function oneOf(...patterns: readonly string[]): RegExp {
  return new RegExp(`^(?:${patterns.join('|')})`, 'iu');
}

/** `It is time to …`, `It depends on …`, `This is a …`: the sentence itself says what it is about. */
const NO_POINTING = /^(?:it (?:(?:is|was|will be) (?:\w+ ){1,3}(?:to|that)\b|(?:seems|appears|takes|turns|happens|helps|pays|depends|makes|costs|follows|goes|comes|looks)\b)|(?:this|it|these|those) (?:is|was|are) (?:an?|the|our|your|not an?)\b)/iu;

/** A text that starts by pointing at what is not in it. */
export const needsContext: StructureRule = {
  id: 'structure/needs-context',
  check(view) {
    const start = startOfProse(view);
    if (start === null) return SOUND;
    const head = view.said.slice(start, start + HEAD).replace(/^[*_"'“(]{1,4}/u, '');
    if (NO_POINTING.test(head)) return SOUND;
    const match = ABOVE.exec(head) ?? (hasHeading(view) ? null : POINTING.exec(head));
    if (match === null) return SOUND;
    const shown = excerpt(view.text.slice(start, start + 60), 50);
    return { fault: faultOf(0.7, `Unexpected start \`${shown}\`, expected a text that says what it is about`, shown, 'a start that stands by itself', { start, end: start + match[0].length }) };
  },
};

/** Where the first line of running text begins, when nothing but headings stands before it. */
function startOfProse(view: View): number | null {
  const line = view.lines.find(({ kind }) => kind !== 'blank' && kind !== 'heading');
  if (line?.kind !== 'prose') return null;
  return line.start + (view.text.slice(line.start, line.end).length - view.text.slice(line.start, line.end).trimStart().length);
}

function hasHeading(view: View): boolean {
  return view.input.headingPath.length > 0 || view.input.parentItem !== null || view.lines.some(({ kind }) => kind === 'heading');
}
