/** Rules on what scanners, extractors and web pages leave in a text. */
import { describe, expect, it } from 'vitest';
import type { Measurement, ScoreInput } from '../../../src/core/index.js';
import { structureScorer } from '../../../src/score/structure/index.js';
import { chunkOf } from '../../contract/scorer.js';

const run = (text: string, rest: Partial<ScoreInput> = {}, options: Record<string, unknown> = {}): Measurement =>
  structureScorer.run(chunkOf(text, { mediaType: 'text/markdown', ...rest }), structureScorer.options.parse(options));
const rules = (text: string, rest: Partial<ScoreInput> = {}): string[] => run(text, rest).findings.map((finding) => finding.rule.replace('structure/', ''));

const SOUND = 'The service keeps every upload for thirty days. After that it removes the file and writes a line to the audit log, which you can search from the console of your tenant.';
const GERMAN = 'Vor dem ersten Start müssen die Zugangsdaten in der Verwaltung hinterlegt werden. Ohne sie kann der Dienst keine Verbindung zu den anderen Rechnern aufbauen, und die Sicherung bleibt aus.';

/** Each: what it is, the text, what is known of it. */
type Case = readonly [string, string, Partial<ScoreInput>?];

function describeRule(rule: string, limit: { readonly below: number; readonly least: number }, bad: readonly Case[], good: readonly Case[]): void {
  describe(`structure/${rule}`, () => {
    for (const [what, text, rest = {}] of bad) {
      it(`sees ${what}`, () => {
        expect(rules(text, rest)).toContain(rule);
        const { score } = run(text, rest);
        expect(score).toBeLessThan(limit.below);
        expect(score).toBeGreaterThanOrEqual(limit.least);
      });
    }
    for (const [what, text, rest = {}] of good) {
      it(`lets ${what} pass`, () => {
        expect(rules(text, rest)).not.toContain(rule);
      });
    }
  });
}

const held = { below: 0.5, least: 0 };
const reported = { below: 0.9, least: 0.5 };

describeRule('ocr-noise', held, [
  ['misread letters', 'Tbe quarterly rcport sbows tbat revenuc rosc by ten pcrcent in a11 regions. Tbe costs fcll at tbe samc timc, wbich tbe board bad not expccted, and staff wcre bired for tbe ncw warcbouse in tbe nortb of tbe city.'],
  ['digits for letters', 'The app1ication c0ntains all the too1s that you need to c0nfigure the netw0rk. When it is insta11ed, open the c0nsole and se1ect the devices that be1ong to your tenant, then save the pr0file.'],
], [
  ['product names', 'The etcdctl and kubectl commands read the kubeconfig of the cluster, and the redis server of the tenant writes its snapshots to the volume that helm made when the chart was installed for the first time.'],
  ['German', `${GERMAN} Wer die Daten ändert, sollte danach prüfen, ob alle Geräte noch erreichbar sind und ob die Sicherung läuft.`],
]);

describeRule('glued-words', held, [
  ['pairs of small words', 'Thesettings ofthe serviceare inthe console, and thebackup canbe started fromthe menu ifyou have therights to do so onthe first day ofthe month.'],
  ['stops without spaces', 'Open the console.The settings are there,together with the log.When the backup is done,the service writes a line;it is kept for a month.Then it goes.'],
], [
  ['sound text', SOUND],
  ['German compounds', 'Die Donaudampfschifffahrtsgesellschaft veröffentlicht ihren Geschäftsbericht, und die Rechtsschutzversicherungen prüfen ihn mit der Bundesausbildungsförderung im nächsten Geschäftsjahr sehr genau.'],
  ['file names', 'The files redis.conf, values.yaml and docker-compose.yml are read when the service starts, and example.com is asked for the rest of the settings that are not there.'],
]);

describeRule('hyphenation', reported, [
  ['divided words', 'The docu- ment describes the con- figuration of the service. Every option is listed with its default, and the tables show which of them may be changed while it runs.'],
  ['soft hyphens', `The docu\u00ad ment describes the ser\u00ad vice. ${SOUND}`],
], [['suspended hyphens', `The pre- and post-install hooks run once, and short- or long-term plans are kept apart. ${SOUND}`]]);

describeRule('reading-order', held, [
  ['columns read across', 'The backup is stored in the is encrypted with a key that the console of the When you rotate it, all old tenant and can be copies are written anew at night by a job that the of the region.'],
], [['sound text', `${SOUND} ${SOUND}`], ['names in capitals', 'The team of The Hague met with the team of A Coruña and of New York, and they agreed to use the same key for all the tenants in the region from now on.']]);

describeRule('wall-of-text', held, [
  ['no stops', `${'the settings of the service are in the console and the backup can be started from there if you have the rights to do so '.repeat(3)}and the log is kept`],
], [['long sentences with commas', `${SOUND} ${SOUND}`]]);

describeRule('flattened-markup', reported, [
  ['headings in a line', `${SOUND} ## Usage The command takes three options. - first it reads the file.`],
], [['a dash in a sentence', `${SOUND} It prints a table - see below - and ends.`], ['numbers of issues', 'The change fixes issue #42 and issue #43 of the tracker, and closes the third.']]);

describeRule('orphan-heading', reported, [['a heading at the end', `${SOUND}\n\n## Limits`]], [['a heading with text', `## Limits\n\n${SOUND}`], ['small print', `${SOUND}\n\n###### Made by a tool`]]);

describeRule('list-without-lead', reported, [['items alone', '- Berlin\n- Paris\n- Rome\n- Oslo', { kinds: ['list-item'] }]], [
  ['a list below a heading', '- Berlin\n- Paris\n- Rome', { kinds: ['list-item'], headingPath: ['Offices'] }],
  ['a list with its lead', 'We have offices in:\n\n- Berlin\n- Paris\n- Rome'],
]);

describeRule('table-without-header', reported, [
  ['rows alone', '| Free | 40 MB | 30 days |\n| Team | 2 GB | 90 days |\n| Firm | 20 GB | 2 years |'],
  ['figures as a header', '| 2019 | 40 | 30 |\n|---|---|---|\n| 2020 | 44 | 31 |\n| 2021 | 48 | 33 |', { kinds: ['table'] }],
], [
  ['a table', '| Plan | Upload | Kept |\n|---|---|---|\n| Free | 40 MB | 30 days |\n| Team | 2 GB | 90 days |', { kinds: ['table'] }],
  ['the rest of a table that was cut', '| Team | 2 GB | 90 days |\n| Firm | 20 GB | 2 years |\n| Corp | 90 GB | 5 years |', { kinds: ['table'] }],
]);

describeRule('flattened-table', reported, [
  ['a line a cell', ['Plan', 'Upload', 'Kept for', 'Free', '40 MB', '30 days', 'Team', '2 GB', '90 days', 'Firm', '20 GB', '2 years'].join('\n\n')],
  ['rows of figures', 'The results by year and region:\n\nNorthern region 12.4 88.1\nSouthern region 13.9 91.5\nEastern region 14.2 92.0\n\nAll of them grew, the north the most.'],
], [
  ['verse', 'The woods are lovely\ndark and deep\nbut I have promises\nto keep\nand miles to go\nbefore I sleep\nand miles to go\nbefore I sleep\nso says the man'],
  ['a table', '| Plan | Upload |\n|---|---|\n| Free | 40 |\n| Team | 20 |', { kinds: ['table'] }],
]);

const links = (about: string): string => Array.from({ length: 14 }, (_, index) => `- [Chapter ${index} of the guide](https://example.com/${index})${about}`).join('\n');
describeRule('link-farm', held, [['links alone', `# All\n\n${links('')}`, { kinds: ['heading', 'list-item'] }]], [['links with a word about each', `# All\n\n${links(': what it is for and when to read it')}`, { kinds: ['heading', 'list-item'] }]]);

describeRule('navigation', held, [
  ['a menu and a cookie notice', 'Skip to main content Home Products Pricing Sign in\n\nWe use cookies to improve your experience. Accept all cookies\n\nThe new policy is here.'],
  ['German', 'Zum Inhalt springen\nWir verwenden Cookies auf dieser Seite.\nAlle akzeptieren\nDatenschutzerklärung\nImpressum'],
], [['text about cookies', 'The banner sets a cookie when the visitor agrees; the privacy policy says for how long it is kept, and the console lists all of them by name and by the site that set them.']]);

describeRule('page-furniture', reported, [
  ['page numbers', 'The contract ends when one of the\nPage 12 of 340\nparties gives notice to the other in\nPage 13 of 340\nwriting, and not before the end of the year.'],
  ['growing numbers', 'The contract ends when one of the\n12\nparties gives notice to the other in\n13\nwriting, and not before the end of the year.'],
], [['a year by itself', `${SOUND}\n\n2023\n\n${SOUND}\n\n2019`]]);

describeRule('markup-residue', held, [
  ['entities', 'The&nbsp;service&nbsp;keeps&nbsp;every&nbsp;upload for thirty&nbsp;days and removes it.'],
  ['markup escaped as text', `&lt;div&gt;${SOUND}&lt;/p&gt;&lt;p class=&quot;body&quot;&gt;`],
  ['a script', `window.dataLayer = window.dataLayer || []; function gtag(){dataLayer.push(arguments);}\n\n${SOUND}`],
], [['a block of HTML', '<div class="a"><span style="x">One</span><span class="b">Two</span></div>', { kinds: ['html'] }], ['fenced code', `${SOUND}\n\n\`\`\`js\nwindow.dataLayer = window.dataLayer || [];\nfunction () { }\n\`\`\``]]);

const base64 = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAA';
describeRule('encoded-data', held, [
  ['Base64', `The picture:\n\n${base64}\n${base64}`],
  ['a log', Array.from({ length: 6 }, (_, index) => `2023-04-12T09:12:4${index}.120Z INFO [pool-1] worker took ${index}2 ms`).join('\n')],
], [['a digest', `${SOUND}\n\n9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08`], ['fenced code', `${SOUND}\n\n\`\`\`\n${base64}\n${base64}\n\`\`\``]]);

describeRule('mixed-language', held, [
  ['a German passage', `${SOUND}\n\n${GERMAN}`],
  ['a Russian passage', `${SOUND}\n\nПеред первым запуском необходимо сохранить учётные данные в консоли. Без них служба не сможет подключиться к другим компьютерам.`],
], [
  ['a word of another language', `${SOUND} The German for it is „Geschäftsbericht“, in French *rapport annuel*, in Russian отчёт.`],
  ['a quotation', `${SOUND} He said: "Vor dem ersten Start müssen die Zugangsdaten in der Verwaltung hinterlegt werden." Nobody answered.`],
  ['German alone', GERMAN],
]);

describeRule('wrong-language', reported, [['German declared as English', GERMAN, { language: 'en-GB' }]], [['German declared as German', GERMAN, { language: 'de' }], ['nothing declared', GERMAN], ['a language that is not known here', GERMAN, { language: 'tlh' }]]);

describeRule('needs-context', reported, [
  ['a pointing word', 'This option overrides the previous one and should not be combined with it.'],
  ['text above', `As shown above, the key must be set first. ${SOUND}`, { headingPath: ['Keys'] }],
], [
  ['a heading that says which', 'This option overrides the timeout of the client and of the server.', { headingPath: ['keepAlive'] }],
  ['a sentence that says it itself', 'This is a guide to backups. It is time to update all of the servers.'],
]);

describe('structure/too-long', () => {
  it('takes the limit of the model from the options', () => {
    expect(rules(SOUND, { tokens: 8192 })).toContain('too-long');
    expect(rules(SOUND, { tokens: 8191 })).toEqual([]);
    expect(run(SOUND, { tokens: 600 }, { maxTokens: 512 }).findings[0]?.message).toBe('Unexpected chunk of 600 tokens, expected at most 512');
  });
});

describe('shade', () => {
  it('ranks text in pieces behind whole text and holds back none of it', () => {
    const pieces = 'Sensor hub\n\nmain board with\n\nfour ports of the\n\nnew kind\n\nand one for\n\npower over the wire\n\nas in the older\n\nmodels of it';
    expect(run(SOUND).score).toBe(1);
    expect(run(pieces).score).toBeLessThan(0.95);
    expect(run(pieces).score).toBeGreaterThan(0.84);
    expect(run(pieces).findings).toEqual([]);
  });
});
