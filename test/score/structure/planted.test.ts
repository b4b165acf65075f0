import { describe, expect, it } from 'vitest';
import type { ScoreInput } from '../../../src/core/index.js';
import { structureScorer } from '../../../src/score/structure/index.js';
import { chunkOf } from '../../contract/scorer.js';

const rules = (text: string, more: Partial<ScoreInput> = {}): string[] =>
  structureScorer.run(chunkOf(text, more), structureScorer.options.parse({})).findings.map(({ rule }) => rule.replace('structure/', ''));

const ENGLISH = 'The service keeps a copy of every file for thirty days. A copy can be restored by the owner of the file. The owner is told by mail when a copy is about to expire.';
const GERMAN = 'Der Dienst bewahrt von jeder Datei dreißig Tage lang eine Kopie auf. Die Kopie kann vom Besitzer der Datei wiederhergestellt werden. Der Besitzer wird benachrichtigt, bevor eine Kopie gelöscht wird.';
const FRENCH = 'Le service conserve une copie de chaque fichier pendant trente jours. Une copie peut être restaurée par le propriétaire du fichier. Le propriétaire est prévenu par courriel avant que la copie ne soit supprimée.';

const NOTICES = 'This e-mail is confidential and intended solely for the addressee. No part of this publication may be reproduced without the written permission of the publisher.';
const CELLS = ['Berlin', 'Forty people', 'Anna', 'Paris', 'Twelve people', 'Luc', 'Rome', 'Nine people', 'Rita', 'Bern'];
const rot13 = (text: string): string => text.replace(/[a-z]/gu, (letter) => String.fromCharCode((letter.charCodeAt(0) - 97 + 13) % 26 + 97));

/** `[rule, damaged, sound]` */
const CASES: readonly (readonly [string, string, string])[] = [
  ['truncated', `of the settings that an owner may change. ${ENGLISH}`, `aptitude reads the settings of aptitude first. ${ENGLISH}`],
  ['encoding-damage', FRENCH.replaceAll('é', '?').replaceAll('ê', '?'), FRENCH],
  ['encoding-damage', GERMAN.replaceAll('ß', '▀').replaceAll('ö', '÷').replaceAll('für', 'f³r') + ' Das gilt f³r alle.', 'Das Maß ist 3 m², die Fläche 4×5 m und die Stufe 2³.'],
  ['encoding-damage', FRENCH.replaceAll('é', '√©'), 'The root √2 and √3 are no fractions.'],
  ['encoding-damage', ENGLISH.replaceAll('a', '\uf061'), `\uf015 ${ENGLISH}`],
  ['ocr-noise', GERMAN.replaceAll('ch', 'cb').replaceAll('ei', 'cj').replaceAll('er', 'cr').replaceAll('en', 'cn'), GERMAN],
  ['ocr-noise', Array.from(`${ENGLISH} Whoever restored it last may change what others see, while nothing else is written down about them.`).toReversed().join(''), ENGLISH],
  ['ocr-noise', ENGLISH.replaceAll('e', 'q'), `${ENGLISH} References: Zhang Xiaoya, Hwang Yifan, Xuezhi Yizhong, Dahyun Hyeonwoo, Sukyung Hyeonju.`],
  ['glued-words', FRENCH.replaceAll(' ', ''), 'Das Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz gilt seit 1999 nicht mehr.'],
  ['glued-words', `${ENGLISH} Acopy of thefile belongs to theowner of thecopy.`, ENGLISH],
  ['reading-order', 'Der Dienst bewahrt zum ist Kopie der Datei auf und der Besitzer wird vom werden Tage lang benachrichtigt, bevor eine Kopie im und gelöscht wird, die zur Datei gehört und die er kennt.', GERMAN],
  ['reading-order', Array.from({ length: 6 }, () => 'the first column says this      and the other one says that').join('\n'), Array.from({ length: 6 }, (_, index) => `--option-${index}      sets the value of the option`).join('\n')],
  ['wall-of-text', Array.from({ length: 11 }, (_, index) => `${ENGLISH} It is the ${index}th.`).join(' '), Array.from({ length: 11 }, () => ENGLISH).join('\n\n')],
  ['repetition', `${ENGLISH} It is is is is is is is is is is kept.`, `${ENGLISH} It is known that that file is kept.`],
  ['repetition', `${ENGLISH} ${'The owner of it decides. '.repeat(4)}`, `${ENGLISH} The owner of it decides. ${GERMAN} The owner of it decides.`],
  ['too-short', 'Restoring the copies of files', 'It is kept.'],
  ['boilerplate', `${ENGLISH} ${ENGLISH} ${NOTICES}`, `${ENGLISH} All rights reserved.`],
  ['navigation', 'Zurück Nach oben Weiter\nDateien wiederherstellen Startseite', 'Klicken Sie auf Weiter. Mit Zurück kommen Sie auf die Seite davor.'],
  ['navigation', 'Home > Guides > Restore > Files\nSkip to main content', 'Home > Guides is where the guides are, as the page on menus tells.'],
  ['navigation', 'Contents\n\n1.1 Files 3\n1.2 Copies 12\n1.3 Owners 15\n2.1 Limits 18', 'Limits\n\nFiles 3\nCopies 12\nOwners 15\nLimits 18'],
  ['placeholder', `The fee is paid monthly. TBD. ${ENGLISH}`, `The fee is TBD-free. ${ENGLISH}`],
  ['placeholder', `${ENGLISH}\n\n[Insert company name here]\n\n${GERMAN}`, `${ENGLISH}\n\n[see the price list](https://example.org/prices)\n\n${GERMAN}`],
  ['table-without-header', 'Berlin | 40 | Anna\nParis | 12 | Luc\nRome | 9 | Rita', ' city | staff | head\n------+-------+------\n Rome | 9 | Rita\n Bern | 2 | Urs'],
  ['list-without-lead', Array.from({ length: 4 }, (_, index) => `${index + 4}. ${ENGLISH}`).join('\n'), Array.from({ length: 4 }, (_, index) => `${index + 1}. ${ENGLISH}`).join('\n')],
  ['flattened-table', 'Plan Upload Kept Support Free 10 MB none Team 40 MB month mail Business 2 GB year phone', 'There is no limit to what may be kept by the owner of the plan, and the rest of it goes to the team that has none'],
  ['hyphenation', 'The service keeps a copy of every docu¬\nment for thirty days.', 'The sign ¬ stands for the word not.'],
  ['needs-context', `Wie oben beschrieben, gilt das nicht immer. ${GERMAN}`, GERMAN],
  ['needs-context', `Comme décrit dans la section précédente, cela ne vaut pas toujours. ${FRENCH}`, FRENCH],
  ['needs-context', 'It controls how the values are read from the file when the program starts.', 'It depends on the plan how the values are read from the file.'],
  ['encoding-damage', ENGLISH.replaceAll('e', 'e\u200b'), ENGLISH.replace('service', 'ser\u200bvice')],
  ['ocr-noise', rot13(`${ENGLISH} Whoever restored it last may change what others see, while nothing else is written down about them.`), ENGLISH],
  ['ocr-noise', `${ENGLISH} It is usuaIly kept, onIy rareIy lost, aIways read, and reaIly simpIy restored.`, `${ENGLISH} It has clientId, userId, groupId, fileId and ownerId, appId and hostId.`],
  ['glued-words', `${ENGLISH} Acopy isfile and thecopy isowner.`, `${ENGLISH} Androids understand the theory of hashing on command and demand.`],
  ['reading-order', `${ENGLISH} The file is kept by the owner and The copy is lost.`, `${ENGLISH}\n\n:::warning\nThis copy is lost when the owner leaves.`],
  ['reading-order', `${ENGLISH} A copy is restored. of the owner it is told.`, `${ENGLISH} The owner may keep files, folders etc. and the copies of them.`],
  ['repetition', `${ENGLISH} It is is is is is is kept.`, ENGLISH.replace('keeps', 'keeps keeps').replace('copy can', 'copy copy can').replace('owner is told', 'owner owner is told').replace('is about to expire', 'expires')],
  ['repetition', `${ENGLISH} It is kept it is kept it is kept it is kept.`, `${ENGLISH} ${FRENCH}`.replace('keeps', 'keeps keeps').replace('copy can', 'copy copy can').replace('owner is', 'owner owner is').replace('fichier', 'fichier fichier')],
  ['boilerplate', `${ENGLISH} ${NOTICES}`, `${ENGLISH} ${GERMAN} ${FRENCH} ${ENGLISH} ${GERMAN} ${NOTICES}`],
  ['navigation', 'Home > Guides > Restore\nHome > Guides > Files', 'Home > Guides is where the guides are.\nHome > Files is where the files are.'],
  ['navigation', 'Files ..... 3\nCopies ..... 12\nOwners ..... 15', 'Next limits\n\nFiles 3\nCopies 12\nOwners 15\nLimits 18'],
  ['flattened-table', CELLS.join('\n'), `${CELLS.map((cell) => `${cell}\n---`).join('\n')}\nThey are kept.`],
];

describe('damage as others plant it', () => {
  it.each(CASES)('structure/%s is found: %s', (rule, damaged) => {
    expect(rules(damaged, { last: true })).toContain(rule);
  });

  it.each(CASES)('structure/%s is not found where %# is sound', (rule, _, sound) => {
    expect(rules(sound, { last: true })).not.toContain(rule);
  });

  it('knows languages by their script', () => {
    const russian = 'В этом руководстве описана установка программы. Перед началом прочитайте инструкции.';
    expect(rules(russian, { language: 'en' })).toContain('wrong-language');
    expect(rules(russian, { language: 'ru' })).not.toContain('wrong-language');
    expect(rules(ENGLISH, { language: 'ru' })).toContain('wrong-language');
    expect(rules(ENGLISH, { language: 'tlh' })).not.toContain('wrong-language');
  });

  it('reads the lines of a ready-made chunk of code', () => {
    const code = '```\nkubectl get po -A\nkubectl cordon n1\nkubectl drain n1\n```';
    expect(rules(code, { mediaType: 'text/markdown' })).toContain('code-only');
    expect(rules(`${code}\n\nThat empties the node.`, { mediaType: 'text/markdown' })).not.toContain('code-only');
    expect(rules(`${code}\n\nEmpties it.`, { mediaType: 'text/markdown' })).not.toContain('code-only');
  });
});
