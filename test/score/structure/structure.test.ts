import { describe, expect, it } from 'vitest';
import type { Measurement, ScoreInput } from '../../../src/core/index.js';
import { structureScorer } from '../../../src/score/structure/index.js';
import { chunkOf, describeChunkScorer } from '../../contract/scorer.js';

describeChunkScorer(structureScorer);

const run = (text: string, rest: Partial<ScoreInput> = {}, options: Record<string, unknown> = {}): Measurement => structureScorer.run(chunkOf(text, rest), structureScorer.options.parse(options));
const rules = (text: string, rest: Partial<ScoreInput> = {}): string[] => run(text, rest).findings.map((finding) => finding.rule.replace('structure/', ''));
const markdown = { mediaType: 'text/markdown' } as const;
const SOUND = 'The service keeps every upload for thirty days. After that it removes the file and writes a line to the audit log, which you can search.';

describe('structure/too-short', () => {
  it.each([
    ['', 0], ['---\n***', 0], ['# Overview', 0.4], ['Yes.', 0.6],
  ])('sees %j', (text, score) => {
    expect(rules(text, markdown)).toEqual(['too-short']);
    expect(run(text, markdown).score).toBe(score);
  });

  it.each([
    ['a short answer', 'Yes, it does.', {}], ['a command', '```sh\nnpm ci\n```', { kinds: ['code'] }], ['a table', '| 1 | 2 |', { kinds: ['table'] }], ['Japanese', '無料で使えます。', {}],
  ] as const)('lets %s pass', (_, text, rest) => {
    expect(rules(text, { ...markdown, ...rest, kinds: 'kinds' in rest ? [...rest.kinds] : ['paragraph'] })).toEqual([]);
  });

  it('takes its limit from the options', () => {
    expect(run('Only four words here.', {}, { minWords: 5 }).findings.map((finding) => finding.message)).toEqual(['Unexpected chunk of 4 words, expected at least 5']);
  });
});

describe('structure/low-letters', () => {
  it('sees digits and symbols outside tables', () => {
    expect(rules('12.4 88.1 -- 0.2 ## 99 %% 17.8 20.1 33.4 1.1 2.2 3.3 4.4 5.5 6.6 7.7 8.8 9.9 10.0 ... 11.1 x')).toContain('low-letters');
  });

  it.each([
    ['a table', '| low | high | off |\n|---|---|---|\n| 99.1 | 17.8 | 20.1 |\n| 12.4 | 88.1 | 0.2 |\n| 12.4 | 88.1 | 0.2 |', { kinds: ['table' as const] }],
    ['code', '```\n0x00 0xff 0x1a 0x2b 0x3c 0x4d 0x5e 0x6f 0x70 0x81 0x92 0xa3 0xb4 0xc5\n```', { kinds: ['code' as const] }],
    ['figures in prose', 'In 2023 we sold 12,400 units at 88.10 EUR, in 2024 some 13,900 at 91.50 EUR; margins rose from 20.1 % to 22.4 %.', {}],
  ])('lets %s pass', (_, text, rest) => {
    expect(rules(text, { ...markdown, ...rest })).toEqual([]);
  });
});

describe('structure/repetition', () => {
  it('sees the same lines over and over', () => {
    const text = Array.from({ length: 12 }, () => 'Accept all cookies to continue using this site').join('\n');
    expect(rules(text)).toContain('repetition');
    expect(run(text).score).toBeLessThan(0.15);
  });

  it('sees a passage that was extracted twice', () => {
    const passage = 'When the primary node fails the cluster elects a new one within ten seconds and clients reconnect by themselves without losing any acknowledged write at all.';
    const text = `${passage} Some words between the two of them here. ${passage} And a few more words at the end.`;
    expect(rules(text)).toEqual(['repetition']);
    expect(run(text).score).toBeLessThan(0.5);
  });

  it('lets what is told once a tab pass, but not what is told more often', () => {
    const told = '* Simple string reply: OK when the file was written to the disk.\n* Simple error reply: the command may fail for one of several reasons, see above.\n';
    const tabs = (body: string): string => `One of the following, whatever the protocol that you use:\n${told}\n-tab-sep-\n\n${body}\n{{< /multitabs >}}`;
    expect(rules(tabs(`One of the following, whatever the protocol that you use:\n${told}`), markdown)).toEqual([]);
    expect(rules(tabs(told.repeat(6)), markdown)).toContain('repetition');
  });

  it('lets list items that share a phrase pass, but not an item told again', () => {
    const item = (name: string): string => `- ${name} may be used by an authenticated user who sends a specially crafted script to take over the server process`;
    const items = ['CVE-2021-1', 'CVE-2021-2', 'CVE-2022-3', 'CVE-2023-4', 'CVE-2024-5'].map(item);
    expect(rules(items.join('\n'), { ...markdown, kinds: ['list-item'] })).toEqual([]);
    expect(rules([...items, ...items].join('\n'), { ...markdown, kinds: ['list-item'] })).toEqual(['repetition']);
  });

  it('lets entries with labelled lines pass', () => {
    const entry = (name: string): string => `**${name}** - ${name} returns members of a sorted set within a range of scores, the lowest first.\n\n**Description:** ${name} returns members of a sorted set within a range of scores, the lowest first.\n\n**Since:** 2.0`;
    expect(rules(['ZRANGE', 'ZREVRANGE', 'ZRANGEBYSCORE'].map(entry).join('\n\n'), markdown)).toEqual([]);
  });

  it('lets a reference page with equal entries pass', () => {
    const entries = ['GET', 'SET', 'DEL', 'TTL', 'INCR', 'DECR', 'KEYS', 'SCAN'].map((name, index) => `**${name}** reads or writes value ${index}.\n\n**Complexity:** O(1)\n\n**Since:** 1.0.0`);
    expect(rules(entries.join('\n\n'), markdown)).toEqual([]);
  });

  it('lets a chorus pass', () => {
    const verse = (...lines: string[]): string => `${lines.join('\n')}\nand the wind it blows all day\n`;
    const song = [verse('The ship went out at morning light', 'the captain sang of distant shores', 'and all the crew looked back'), verse('The sailors pulled the heavy ropes', 'a gull flew over masts of oak', 'and someone told a joke'), verse('They saw the harbour far away', 'with all its lamps alight', 'and anchored there for night')];
    expect(rules(song.join('\n'))).toEqual([]);
  });
});

describe('structure/truncated', () => {
  it.each([
    ['a function word', `${SOUND} To change the period, open the settings and choose one of the`],
    ['a comma', `${SOUND} The following people may approve an upload on a working day: managers, auditors,`],
    ['a teaser', 'The new policy changes how we approve travel expenses for all offices. Read more…'],
    ['a cut mark', 'The new policy changes how we approve travel expenses for all the offices in [...]'],
    ['a page turn', 'The new policy changes how we approve travel expenses for all offices. (continued on next page)'],
    ['German', 'Die neue Regelung gilt ab dem ersten Januar für alle Standorte in der'],
  ])('sees an end at %s', (_, text) => {
    expect(rules(text, { last: true })).toEqual(['truncated']);
    expect(run(text, { last: true }).score).toBeLessThan(0.5);
  });

  it.each([
    ['a finished text', SOUND], ['no full stop', 'The service keeps every upload for thirty days and then removes it'], ['a list', `${SOUND}\n\n- Ask your manager for a copy of the`], ['code', `${SOUND}\n\n\`\`\`\nfor x in\n\`\`\``],
    ['a link about reading more', 'To read more about the limits of the service, open the page about quotas in the handbook.'], ['a short label', 'Photo: the team in'],
    ['an ordinary ellipsis', 'And so the rollout went on and on, one region after the other, until summer…'],
  ])('lets %s pass', (_, text) => {
    expect(rules(text, { ...markdown, last: true })).toEqual([]);
  });

  it('looks for an unfinished sentence at the end of the document only', () => {
    const text = 'To change the period, open the settings and then choose one of the';
    expect(rules(text, { last: false })).toEqual([]);
    expect(rules(text, { last: true })).toEqual(['truncated']);
  });
});

describe('structure/placeholder', () => {
  it.each([
    ['TODO', `${SOUND}\n\nTODO: describe the limits`, 'TODO'],
    ['a bare TBD', `${SOUND}\n\nOwner: TBD`, 'TBD'],
    ['a list item', `- ${SOUND}\n- FIXME`, 'FIXME'],
    ['a table cell', `${SOUND}\n\n| Price | XXX |\n|---|---|\n| Fee | TBD |`, 'XXX'],
    ['brackets', `${SOUND} The fee is [TBC] a month.`, 'TBC'],
    ['insert text here', `${SOUND}\n\nInsert text here.`, 'Insert text here'],
    ['coming soon', `${SOUND}\n\n*Coming soon.*`, 'Coming soon'],
    ['a form field', `Dear [Customer Name], ${SOUND}`, '[Customer Name]'],
    ['an angle field', `Contact <your name> for help. ${SOUND}`, '<your name>'],
    ['a template field', `Welcome to {{company_name}}. ${SOUND}`, '{{company_name}}'],
    ['German', `${SOUND}\n\nHier Text einfügen`, 'Hier Text einfügen'],
    ['French', `${SOUND}\n\nÀ compléter`, 'À compléter'],
    ['Spanish', `${SOUND}\n\nPor definir`, 'Por definir'],
    ['lorem ipsum', `${SOUND} Lorem ipsum dolor sit amet, consectetur adipiscing elit.`, 'Lorem ipsum'],
  ])('sees %s', (_, text, seen) => {
    const { findings, score } = run(text, markdown);
    expect(findings.map((finding) => finding.rule)).toEqual(['structure/placeholder']);
    expect(findings[0]?.message).toContain(seen);
    expect(findings[0]?.message).toMatch(/in a finished page, expected none$/u);
    const span = findings[0]?.span ?? { start: 0, end: 0 };
    expect(text.slice(span.start, span.end)).not.toBe('');
    expect(score).toBeLessThan(0.5);
  });

  it.each([
    'Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore et dolore magna aliqua.',
    '# Pricing\n\nTBD', '## Limits\n\nComing soon!', 'TODO: write this section',
  ])('rejects a chunk that is nothing else: %j', (text) => {
    expect(run(text, markdown).score).toBeLessThan(0.15);
  });

  it.each([
    'Lorem ipsum is filler text that designers use before the real text is there.',
    'The linter reports every `TODO` in the code, and `{{name}}` in templates is replaced when the page is built.',
    'Our TODO app has a list for each project, and the TODO list can be shared.',
    'Write "TBD" where the date is not known, and "[Company Name]" where the name of the customer goes.',
    '```js\n// TODO: handle errors\n```\n\nThe comment above marks what the example leaves out, so that it stays short.',
    'See [your account page](https://example.com) and [Product Name](x.html) for details of the plan you have.',
    'Replace `<your name>` with the name of the user, then open https://example.com/<your-domain>/admin in a browser.',
    'Use {{< ref "page" >}} and {% raw %} to link between the pages of one site, as the theme does.',
    'Support for more regions is coming soon, as the roadmap says, and prices are to be announced in May.',
  ])('lets text about placeholders pass: %j', (text) => {
    expect(rules(text, markdown)).toEqual([]);
  });
});

describe('structure/encoding-damage', () => {
  it.each([
    ['mojibake', 'The cafÃ© doesnâ€™t open before nine. The naÃ¯ve plan wasnâ€™t ours.', 0.15],
    ['replacement characters', 'Die Stra\ufffde ist gesperrt, die Br\ufffdcke auch, und f\ufffdr den Bus gilt das \u00fcbrigens nicht.', 0.15],
    ['C1 controls', 'He said \u0093no and left\u0094 the room with all of the others who had been there before him that day.', 0.5],
  ])('sees %s', (_, text, below) => {
    expect(rules(text)).toEqual(['encoding-damage']);
    expect(run(text).score).toBeLessThan(below);
  });

  it('weighs one lost character in a long text lightly', () => {
    const { score, findings } = run(`${`${SOUND} `.repeat(1)}The caf\ufffd next door opens at nine in the morning. Coffee is served until four, and cake as long as there is some left over from the day before that one, which happens.`);
    expect(findings[0]?.severity).toBe('info');
    expect(score).toBeGreaterThan(0.5);
  });

  it.each([
    'La crème brûlée coûte 5 € à São Paulo; MAÇÃ e NÃO se escrevem assim. CAFÉ » ou « THÉ ». Größe: 20 °C – ça va… „Ä“ ist ein Umlaut.',
    'Текст на русском языке: Привет, мир! Ещё одна строка. Ðîñòîâ íå ïðèìåð? Нет.'.replace('Ðîñòîâ íå ïðèìåð? ', ''),
    'When UTF-8 is read as Latin-1, `é` shows as `Ã©`, and "â€™" stands for an apostrophe. That is called mojibake.',
  ])('lets honest letters pass: %j', (text) => {
    expect(rules(text, markdown)).toEqual([]);
  });
});

describe('structure/garbled', () => {
  it.each([
    ['spaced letters', 'T h e  q u a r t e r l y r e p o r t s h o w s t h a t r e v e n u e r o s e b y t e n p e r c e n t a n d c o s t s f e l l i n a l l r e g i o n s'],
    ['broken words', 'Tl1e qu|ck br0wn fo* jum~ps ov3r tbe l@zy d0g wh1le the c~t sl3eps on th3 m|t and dr3ams of b|rds th@t fly aw4y to the s0uth every w1nter n1ght'],
    ['glued words', 'Thequarterlyreportshowsthatrevenueroseby tenpercentandcostsfellinallregionsexceptthenorth wherethenewwarehousewasopenedinthe springandstaffwerehiredtorunitfromthefirstofmay onwardsasplanned by us in the year of the last plan that we all made together'],
    ['shifted letters', 'Wkh txduwhuob uhsruw vkrzv wkdw uhyhqxh urvh eb whq shufhqw dqg frvwv ihoo lq doo uhjlrqv hafhsw wkh qruwk zkhuh wkh qhz zduhkrxvh zdv rshqhg lq vsulqj'],
  ])('sees %s', (_, text) => {
    expect(rules(text)).toContain('garbled');
    expect(run(text).score).toBeLessThan(0.5);
  });

  it.each([
    ['German compounds', 'Die Rechtsschutzversicherungsgesellschaften und die Donaudampfschifffahrtsgesellschaft prüfen das Rindfleischetikettierungsüberwachungsgesetz gemeinsam mit der Bundesausbildungsförderungsverwaltung im kommenden Geschäftsjahr sehr genau.'],
    ['Polish', 'Wszczęcie postępowania następuje z chwilą doręczenia wezwania; strzeż się błędów, gdyż przekroczenie terminów skutkuje odrzuceniem wniosku przez właściwy urząd skarbowy w Szczebrzeszynie.'],
    ['Finnish', 'Hyväksyn käyttöehdot ja tietosuojaselosteen. Palvelu säilyttää tiedostoja kolmekymmentä päivää, minkä jälkeen ne poistetaan automaattisesti kaikista järjestelmistä eikä niitä voi enää palauttaa.'],
    ['acronyms', 'The HTTP and TLS settings of the NGINX proxy follow RFC 9110 and RFC 8446; the CDN, DNS and DHCP servers use the same TTL, and the SRE team signs each CSR with the PKI of the HQ.'],
    ['an alphabet', 'The keys a b c d e f g h i j k l m n o p are free, and the drives A B C D E F G H I are not used by anything else on this machine.'],
    ['Japanese', '四半期報告書によると、売上高は十パーセント増加し、費用は全地域で減少しました。'],
    ['identifiers', 'Set max_connections to 200, tls1_3 to on and http2Enabled to true; the s3a connector of h2o needs utf8mb4 tables, and md5sum or sha256sum to check them after the k8s upgrade to v1beta2.'],
  ])('lets %s pass', (_, text) => {
    expect(rules(text)).toEqual([]);
  });
});

describe('structure/incomplete-sentences', () => {
  it('sees a menu that was taken for text', () => {
    const text = 'Home Products Solutions Pricing Resources Company About us Careers Press Blog Contact Sales Log in Sign up Support Documentation Status Terms Privacy Cookies Imprint English Deutsch Français Español Partners Events Webinars Academy Community';
    expect(rules(text)).toEqual(expect.arrayContaining(['incomplete-sentences', 'navigation']));
  });

  it.each([
    ['a list', '# Options\n\n' + Array.from({ length: 12 }, (_, index) => `- option ${index} of the menu you see`).join('\n')],
    ['a poem', 'The woods are lovely\ndark and deep\nbut I have promises\nto keep\nand miles to go\nbefore I sleep\nand miles to go\nbefore I sleep\nso says the man\nwho stopped his horse\nbeside the woods'],
    ['a table', '| name | words | others |\n|---|---|---|\n' + Array.from({ length: 12 }, (_, index) => `| row ${index} | some words here | and others |`).join('\n')],
    ['an API signature', '```ts\nfunction deduplicate(chunks: readonly Chunk[], options: { jaccard: number; bands: number; rows: number; seed: number }): Promise<readonly Cluster[]>\n```'],
    ['a changelog', '## 2.1.0\n\n- Added a flag for dry runs\n- Fixed the clock in the status line\n- Removed the old exporter\n- Faster start on Windows\n- Smaller image for containers\n- New rule for empty pages'],
  ])('lets %s pass', (_, text) => {
    expect(rules(text, markdown)).toEqual([]);
  });
});

describe('structure scorer', () => {
  it('multiplies what it finds', () => {
    const { score, findings } = run(`${SOUND}\n\nOwner: TBD\n\nThe owner can grant an exception for a project, and before that must ask for a copy of the`, { last: true });
    expect(findings.map((finding) => finding.rule)).toEqual(expect.arrayContaining(['structure/placeholder', 'structure/truncated']));
    expect(score).toBeLessThanOrEqual(0.2025);
  });

  it('leaves out the rules it is told to', () => {
    expect(run('# Overview', markdown, { ignore: ['too-short'] })).toMatchObject({ score: 1, findings: [] });
    expect(structureScorer.options.safeParse({ ignore: ['nope'] }).success).toBe(false);
  });

  it('reports numbers with its findings', () => {
    expect(run(SOUND).signals.map((signal) => signal.name)).toEqual(expect.arrayContaining(['words', 'letterShare', 'placeholders']));
  });
});
