import { excerpt, wordsOf } from '../../../core/index.js';
import { CUE } from '../cues.js';
import { SOUND, faultOf, type StructureRule } from '../rule.js';
import type { View } from '../view.js';

/** Different phrases, of which one or two may be what the text is about. */
const MIN_PHRASES = 3;
/** Share of the words that are navigation: from a third on the text is the lesser part, from two thirds there is none. */
const MOSTLY = 0.33;
/** A menu beside a few words. */
const MENU_SHARE = 0.15;
const NOTHING_ELSE = 0.66;

/** What pages say to be operated, not read: English, German, French, Spanish. */
const PHRASES = [
  String.raw`skip to (?:main |the )?(?:content|navigation|search)`, String.raw`(?:we|this (?:web)?site|our (?:web)?site) uses? cookies`, String.raw`(?:accept|reject|allow|decline|manage) (?:all )?(?:cookies|preferences)`, String.raw`(?:accept|reject) all`,
  String.raw`(?:our )?use of cookies`, String.raw`cookie (?:settings|preferences|policy|notice|consent)`, 'privacy (?:policy|notice|choices)', 'terms (?:of (?:service|use)|and conditions)', String.raw`all rights reserved`, String.raw`(?:subscribe to|sign up for) (?:our |the )?(?:\w{1,12} )?newsletter`,
  'follow us(?: on)?', String.raw`share (?:on|via|this) (?:facebook|twitter|x|linkedin|whatsapp|reddit|email|page|article|post)`, 'toggle (?:navigation|menu|search|sidebar|theme|dark mode)', 'back to top', '(?:edit|print|improve|rate) this (?:page|article)', String.raw`(?:was|is) this (?:page|article|information) helpful`,
  '(?:please )?(?:enable|turn on) javascript', '(?:related|recommended|popular|recent) (?:articles|posts|stories|pages|content)', 'leave a (?:comment|reply)', '(?:sign|log) ?in(?: to your account)?', '(?:sign up|register|create (?:an )?account)', 'contact (?:us|sales)', 'about us', 'copy link', 'table of contents', 'on this page', 'add to (?:cart|basket|wishlist)',
  'you are here', 'read more', 'load more', 'view all', 'show more', 'my account', 'site ?map', 'click here', 'powered by', 'advertisement', 'sponsored', 'careers', 'imprint',
  'skip to main', 'still have questions', 'recently viewed', 'inhaltsverzeichnis', 'auf dieser seite', 'seite bearbeiten', 'table des matières', 'sur cette page', 'modifier cette page', 'haut de page', 'índice|tabla de contenidos', 'en esta página', 'vai al contenuto', 'in questa pagina', 'torna su', 'ir para o conteúdo', 'nesta página', 'naar (?:de )?inhoud', 'op deze pagina', 'zum (?:haupt)?inhalt springen', '(?:wir|diese (?:web)?seite) (?:verwenden|nutzen|verwendet|nutzt) cookies', 'alle (?:cookies )?(?:akzeptieren|ablehnen)', 'datenschutz(?:erklärung)?', 'impressum', 'alle rechte vorbehalten', 'newsletter abonnieren', 'nach oben', 'anmelden', 'über uns', 'kontakt', 'nutzungsbedingungen',
  'aller au contenu', '(?:nous|ce site) utilis(?:ons|e) des cookies', 'tout (?:accepter|refuser)', 'politique de confidentialité', 'mentions légales', 'tous droits réservés', 's’abonner|s\'abonner', 'se connecter', 'nous contacter', 'plan du site',
  'ir al contenido|saltar al contenido', '(?:utilizamos|usamos|este sitio (?:utiliza|usa)) cookies', 'aceptar (?:todas?|todo|cookies)', 'política de (?:privacidad|cookies)', 'aviso legal', 'todos los derechos reservados', 'iniciar sesión', 'suscr[ií]b(?:ete|irse)', 'mapa del sitio',
];
/** Names of menu items; four of them with nothing between are a menu. */
const ITEMS = 'Up|Top|Contents|Index|Search|Sign in|Log in|Weiter|Zurück|Nach oben|Hoch|Anmelden|Abmelden|Menü|Inhalt|Kontakt|Hilfe|Impressum|Datenschutz|Suivant|Précédent|Niveau supérieur|Sommaire|Rechercher|Connexion|Aide|Siguiente|Anterior|Arriba|Contenido|Menú|Ayuda|Avanti|Indietro|Successivo|Precedente|Cerca|Accedi|Próximo|Seguinte|Entrar|Ajuda|Conteúdo|Volgende|Vorige|Zoeken|Inloggen|Menu principal|Facebook|Twitter|LinkedIn|WhatsApp|Xing|E-?[Mm]ail|Teilen|Drucken|Partager|Imprimer|Home|Menu|Search…?|Products?|Solutions|Pricing|Blog|Careers|Docs|Documentation|Support|Contact|About|Company|Resources|Partners|Customers|Community|Events|News|Press|Login|Previous|Next|Yes|No|English|Deutsch|Français|Español|Italiano|Português|日本語|中文|Register|Help|FAQ|Startseite|Suche|Produkte|Preise|Aktuelles|Accueil|Recherche|Produits|Tarifs|Inicio|Buscar|Productos|Precios|Share|Tweet|Print|Download';
const PHRASE = new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${PHRASES.join('|')})(?![\p{L}\p{N}])`, 'giu');
const MENU = new RegExp(String.raw`(?:(?<![\p{L}\p{N}])(?:${ITEMS})(?![\p{L}\p{N}])[ \t]{0,4}[|›»>·•/\n]{0,3}[ \t]{0,4}\n?){3,}`, 'gu');
/** Nearly every phrase has one of these; spares most chunks the pattern. */
const HINT = /cookies?|skip to|privacy|newsletter|follow us|share (?:on|via|this)|toggle|to top|(?:edit|print|improve|rate) this|helpful|javascript|related|all rights|terms of|contact|sign in|log ?in|Home|Menu|Pricing|datenschutz|impressum|confidentialité|mentions légales|aviso legal|privacidad|about us|copy link|click here|Blog|Careers|inhaltsverzeichnis|matières|contenuto|conteúdo|questions|viewed|seite bearbeiten|nach oben|haut de page/iu;
/** Nearly every menu and frame has one of these. */
const MENU_HINT = /Home|Menu|Menü|Menú|Pricing|Blog|Careers|Weiter|Zurück|Inhalt|Suivant|Précédent|Accueil|Sommaire|Siguiente|Anterior|Inicio|Avanti|Indietro|Próximo|Volgende|Vorige|Previous|Next|Contents|Startseite|Search|Facebook|Docs|Index|Start|\.{5}|\. \. \. /u;

const LEADERS = /\.{5}|(?:\. ){3}/u;

interface Place { readonly text: string; readonly index: number }

/** The way to a page: `Home > Guides > Install`; it starts where sites start. */
const CRUMBS = /^(?:Home|Start|Startseite|Accueil|Inicio|Início|Docs|Documentation|Index)\s?(?:[>»›/→][^>»›/→\n]{1,80}){1,10}(?<![.!?:;])$/u;
/** A line of a table of contents: a title, points, a page. */
const LEADER = /^\S[^\n]{1,120}?\s?(?:\.\s?){5,200}\s?\d{1,4}$/u;
const MIN_LEADERS = 3;
const CONTENTS = /^(?:table of )?contents$|^inhalt(?:sverzeichnis)?$|^(?:table des matières|sommaire)$|^(?:tabla de contenidos?|índice)$|^(?:indice|sommario)$|^inhoud(?:sopgave)?$/iu;
const ENTRY = /^(?:\d{1,3}(?:\.\d{1,3}){0,4}\.?\s)?\S[^\n]{1,120}\s\d{1,4}$/u;
/** So much of a line is looked at. */
const HEAD = 400;

/** Lines that are a page's frame by their form: where it stands, and what it contains. */
function framesOf(view: View): readonly Place[] {
  const lines = view.lines.filter(({ kind }) => kind === 'prose' || kind === 'list').slice(0, 2_000).map(({ start, end }) => ({ text: view.said.slice(start, Math.min(end, start + HEAD)).trim(), index: start }));
  const leaders = lines.filter(({ text }) => /\d$/u.test(text) && text.includes('.') && LEADER.test(text));
  const contents = lines.findIndex((line) => CONTENTS.test(line.text));
  const entries = contents < 0 ? [] : lines.slice(contents + 1).filter((line) => ENTRY.test(line.text));
  return [...lines.filter((line) => CRUMBS.test(line.text)), ...(leaders.length >= MIN_LEADERS ? leaders : entries.length >= MIN_LEADERS ? entries : [])];
}

/** What a page's frame says: menus, cookie notices, share buttons, legal lines. */
export const navigation: StructureRule = {
  id: 'structure/navigation',
  check(view) {
    const cues = view.cues();
    const hasPhrases = (cues & CUE.phrase) !== 0 && HINT.test(view.said);
    const hasMenus = ((cues & CUE.menu) !== 0 || LEADERS.test(view.said)) && MENU_HINT.test(view.said);
    if (!hasPhrases && !hasMenus) return SOUND;
    const phrases = hasPhrases ? Array.from(view.said.matchAll(PHRASE)) : [];
    const menus = hasMenus || hasPhrases ? Array.from(view.said.matchAll(MENU)) : [];
    const distinct = new Set(phrases.map(([phrase]) => phrase.toLowerCase())).size;
    const inMenus = menus.reduce((sum, [menu]) => sum + wordsOf(menu).length, 0);
    const frames = hasMenus ? framesOf(view) : [];
    const inFrames = frames.reduce((sum, { text }) => sum + wordsOf(text).length, 0);
    const share = Math.min(1, (phrases.reduce((sum, [phrase]) => sum + phrase.split(' ').length, 0) + inMenus + inFrames) / Math.max(1, view.words.length));
    const signals = { navigationShare: share };
    const first = [...[...phrases, ...menus].map(({ 0: text, index }): Place => ({ text, index })), ...frames].toSorted((a, b) => a.index - b.index)[0];
    const weight = distinct + 2 * menus.length + 2 * frames.length;
    if (first === undefined || weight < (menus.length > 0 && share >= MENU_SHARE ? 2 : MIN_PHRASES) || (share < 0.02 * weight && share < 0.08)) return { ...SOUND, signals };
    const shown = excerpt(phrases.slice(0, 4).map(([phrase]) => phrase).join(', ') || first.text, 60);
    const factor = share >= NOTHING_ELSE ? 0.12 : share >= MOSTLY ? 0.3 : 0.45;
    return { signals, fault: faultOf(factor, `Unexpected navigation in the text (${phrases.length + menus.length + frames.length} places): \`${shown}\`, expected the page's own text`, shown, 'no navigation', { start: first.index, end: first.index + first.text.length }) };
  },
};
