import { wordsOf } from '../../core/index.js';
import type { TextLine } from './mask.js';
import { known, memo, type Known } from './memo.js';

/**
 * Words without which a rule has nothing to look for, a bit each: its long patterns are spared most chunks. A cue may be given in vain; one that is missing hides
 * what the rule's patterns would find, so that a phrase that is added there needs one of its words here.
 */
export const CUE = { lorem: 1, placeholder: 2, notice: 4, phrase: 8, menu: 16 } as const;

const whole = (words: string): RegExp => new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${words})(?![\p{L}\p{N}])`, 'u');

/** Of words in small letters. */
const PATTERNS: readonly (readonly [number, RegExp])[] = [
  [CUE.lorem, /lorem|ipsum|consectetur/u],
  [CUE.placeholder, /todo|to-do|tbd|tbc|tba|fixme|xxx|tktk|t\.b\.d|platzhalter|placeholder|blindtext|mustertext/u],
  [CUE.placeholder, whole('determined|defined|decided|confirmed|announced|completed|added|written|documented|filled|done|supplied|provided|soon|follow|come|construction|blank|stub|progress|here|draft|entwurf|brouillon|borrador|bozza|rascunho|concept|review|approval|input|confirmation|text|tk')],
  [CUE.placeholder, whole('einfügen|ergänzen|eintragen|ergänzt|nachgereicht|definiert|bearbeitet|folgt|klären|festgelegt|ausgefüllt|compléter|définir|déterminer|rédiger|venir|confirmer|ici|bientôt|texte|definire|completare|scrivere')],
  [CUE.placeholder, whole('definir|completar|preencher|redigir|bepalen|vullen|schrijven|determinar|confirmar|aquí|próximamente|texto|redactar')],
  [CUE.notice, /cookie|newsletter|unsubscri|helpful|publication|sender|hilfreich|vertraulich|adressat|gewähr|abonne|utile|exclusiv|indicatif|erreur|diritti|direitos|rechten|rights|copyright|without|confiden[tc]i|intended|received|purposes|constitute|construed|subject|mark|omissions|liability|responsibility|warrant|event|internal|terms|vorbehalten|haftung|droits|responsable|derechos/u],
  [CUE.notice, whole('c|not|ohne|darf|sans|sin')],
  [CUE.phrase, /cookie|privacy|newsletter|toggle|helpful|javascript|related|rights|log-?in|home|menu|pricing|datenschutz|impressum|confidentialité|légales|aviso|privacidad|blog|careers|inhaltsverzeichnis|matières|contenuto|conteúdo|questions|viewed/u],
  [CUE.phrase, whole('skip|follow|share|top|edit|print|improve|rate|terms|contact|sign|log|about|copy|click|bearbeiten|oben|haut')],
];
const MENU = /Home|Menu|Menü|Menú|Pricing|Blog|Careers|Weiter|Zurück|Inhalt|Suivant|Précédent|Accueil|Sommaire|Siguiente|Anterior|Inicio|Avanti|Indietro|Próximo|Volgende|Vorige|Previous|Next|Contents|Startseite|Search|Facebook|Docs|Index|Start/u;

const cuesOfWord = memo((word) => {
  const small = word.toLowerCase();
  return PATTERNS.reduce((cues, [cue, pattern]) => (pattern.test(small) ? cues | cue : cues), MENU.test(word) ? CUE.menu : 0);
});

/** The cues of words, and of the words in a text's headings. */
export function cuesOf(words: readonly Known[], text: string, lines: readonly TextLine[]): number {
  let cues = 0;
  for (const word of words) cues |= cuesOfWord(word);
  if (text === '') return cues;
  for (const { start, end, kind } of lines) if (kind === 'heading') for (const word of wordsOf(text.slice(start, end))) cues |= cuesOfWord(known(word));
  return cues;
}
