/** What does not belong into a text: pages' navigation, drafts, markup, other languages. Written for this bench. */
import { oneOf, sample } from '../random.js';
import { paragraphsOf, proseOf } from './layout.js';

type Random = () => number;

export const PASSAGES: Readonly<Record<string, readonly string[]>> = {
  de: ['Vor dem ersten Start müssen die Zugangsdaten in der Verwaltung hinterlegt werden. Ohne sie kann der Dienst keine Verbindung zu den anderen Rechnern aufbauen, und die Sicherung bleibt aus. Wer die Daten ändert, sollte danach prüfen, ob alle Geräte noch erreichbar sind.', 'Die Sitzung wurde um zehn Uhr eröffnet. Nachdem das Protokoll der letzten Versammlung genehmigt worden war, berichtete der Vorstand über die Einnahmen und Ausgaben des vergangenen Jahres und beantwortete die Fragen der Mitglieder.'],
  fr: ['Avant la première mise en service, il faut enregistrer les identifiants dans la console. Sans eux, le service ne peut pas se connecter aux autres machines et la sauvegarde ne se fait pas. Après chaque changement, vérifiez que tous les appareils sont encore joignables.', 'La séance est ouverte à dix heures. Après l’approbation du procès-verbal de la dernière assemblée, le bureau a présenté les recettes et les dépenses de l’année écoulée et a répondu aux questions des membres.'],
  es: ['Antes de la primera puesta en marcha hay que guardar las credenciales en la consola. Sin ellas el servicio no puede conectarse con los demás equipos y la copia de seguridad no se hace. Después de cada cambio conviene comprobar que todos los dispositivos siguen respondiendo.'],
  it: ['Prima del primo avvio bisogna salvare le credenziali nella console. Senza di esse il servizio non può collegarsi alle altre macchine e la copia di sicurezza non viene eseguita. Dopo ogni modifica è bene verificare che tutti i dispositivi siano ancora raggiungibili.'],
  pt: ['Antes da primeira utilização é preciso guardar as credenciais na consola. Sem elas o serviço não consegue ligar-se às outras máquinas e a cópia de segurança não é feita. Depois de cada alteração convém verificar se todos os dispositivos ainda respondem.'],
  nl: ['Voor de eerste keer dat u de dienst start, moeten de gegevens in het beheer worden opgeslagen. Zonder deze gegevens kan de dienst geen verbinding maken met de andere computers en wordt er geen kopie gemaakt. Controleer na elke wijziging of alle apparaten nog bereikbaar zijn.'],
  pl: ['Przed pierwszym uruchomieniem należy zapisać dane dostępowe w konsoli. Bez nich usługa nie może połączyć się z innymi komputerami i kopia zapasowa nie powstanie. Po każdej zmianie warto sprawdzić, czy wszystkie urządzenia są nadal dostępne.'],
  sv: ['Innan tjänsten startas för första gången måste uppgifterna sparas i konsolen. Utan dem kan tjänsten inte ansluta till de andra datorerna och det blir ingen säkerhetskopia. Kontrollera efter varje ändring att alla enheter fortfarande går att nå.'],
  ru: ['Перед первым запуском необходимо сохранить учётные данные в консоли. Без них служба не сможет подключиться к другим компьютерам, и резервная копия не будет создана. После каждого изменения проверьте, что все устройства по-прежнему доступны.'],
  zh: ['首次启动之前，必须在控制台中保存凭据。没有这些凭据，服务就无法连接到其他计算机，也不会创建备份。每次更改之后，请检查所有设备是否仍然可以访问。'],
};

/** Paragraphs of another language between those of a text, or in place of its second half. */
export function otherLanguage(text: string, random: Random): string {
  const parts = paragraphsOf(proseOf(text));
  const passages = sample(oneOf(Object.values(PASSAGES), random), 2, random);
  const at = Math.floor(random() * (parts.length + 1));
  return oneOf([[...parts.slice(0, at), ...passages, ...parts.slice(at)], [...proseOf(text).split(/(?<=[.!?])\s/u).slice(0, 3), ...passages]], random).join('\n\n');
}

const NAVIGATION = [
  'Skip to main content', 'Home', 'Products', 'Solutions', 'Pricing', 'About us', 'Contact', 'Sign in', 'Log in', 'Register', 'Search…', 'Menu', 'Toggle navigation', 'Subscribe to our newsletter', 'Follow us on Twitter',
  'Share on Facebook', 'Share on LinkedIn', 'Print this page', 'Back to top', 'Previous', 'Next', 'Edit this page', 'Was this page helpful?', 'Yes', 'No', '© 2023 Example Inc. All rights reserved.', 'Terms of Service', 'Privacy Policy', 'Cookie settings',
  'English', 'Deutsch', 'Français', 'Blog', 'Careers', 'Docs', 'Support', 'Related articles', 'Table of contents', 'Copy link',
] as const;
const COOKIES = [
  'We use cookies to improve your experience on our site. By continuing to use this site you agree to our use of cookies.', 'This website uses cookies to personalise content and ads and to analyse our traffic.',
  'Accept all cookies', 'Reject all', 'Manage preferences', 'Please enable JavaScript to view this page.', 'Your privacy choices',
] as const;

/** A page's navigation and cookie notice around a little of its text, or in place of it. */
export function navigation(text: string, random: Random): string {
  const items = sample(NAVIGATION, 10 + Math.floor(random() * 12), random);
  const menu = items.join(oneOf([' ', '\n', ' | ', ' › '], random));
  const notice = sample(COOKIES, 3, random).join('\n');
  return oneOf([[menu, notice, text], [menu, text, sample(NAVIGATION, 8, random).join('\n')], [menu, notice], [notice, text]], random).join('\n\n');
}

const DRAFT = [
  'TODO: write this section', 'TBD', '[Insert figure here]', 'Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore et dolore magna aliqua.', 'FIXME: the numbers are from last year', 'DRAFT - do not distribute',
  'XXX check with legal', 'This section is under construction.', '<your company name>', 'Content coming soon.', '[placeholder]', '[TODO add link]', '(to be completed)', 'Needs review before publishing', '{{ product_name }}', 'Description goes here.',
] as const;

export function draft(text: string, random: Random): string {
  const parts = paragraphsOf(text);
  const marks = sample(DRAFT, 1 + Math.floor(random() * 3), random);
  return oneOf([[...marks, ...parts], [...parts, ...marks], [parts[0]!, ...marks]], random).join('\n\n');
}

const LINK_WORDS = ['Getting started', 'Release notes', 'Installation', 'API reference', 'Tutorials', 'Upgrade guide', 'Community', 'Downloads', 'Glossary', 'Best practices', 'Case studies', 'Partners', 'Events', 'Cheap flights', 'Online casino', 'Best deals', 'Hotels', 'Insurance quotes', 'Weather', 'News archive', 'Contact sales', 'Sitemap', 'FAQ', 'Press', 'Imprint'] as const;

export function linkFarm(_text: string, random: Random): string {
  const site = oneOf(['https://example.com', 'https://www.example.org/pages', '/docs'], random);
  const names = sample(LINK_WORDS, 14 + Math.floor(random() * 10), random);
  const links = names.map((name, index) => `[${name}](${site}/${name.toLowerCase().replaceAll(' ', '-')}-${index})`);
  return oneOf([links.map((link) => `- ${link}`).join('\n'), links.join(' | '), links.join(' '), names.map((name, index) => `${name} ${site.startsWith('/') ? `https://example.net${site}` : site}/${index}`).join('\n')], random);
}

/** Markup of a page that came along as text. */
export function markup(text: string, random: Random): string {
  const blocks = [
    '<div class="wrapper clearfix" id="main-content" data-role="page"><span style="font-size:12px;color:#333">', '&nbsp;&nbsp;&lt;br/&gt;&amp;nbsp;&#8217;&quot;', '.navbar-brand { display: none; margin: 0 auto; padding: 10px 15px; }',
    'window.dataLayer = window.dataLayer || []; function gtag(){dataLayer.push(arguments);} gtag("js", new Date());', '</span></div></td></tr></table><script type="text/javascript">var _gaq=_gaq||[];</script>', '{"@context":"https://schema.org","@type":"WebPage","name":"x"}',
  ];
  const escaped = text.replace(/ /gu, () => (random() < 0.08 ? '&nbsp;' : ' ')).replace(/'/gu, '&#39;').replace(/"/gu, '&quot;').replace(/(?<=[.!?]) /gu, '&lt;/p&gt;&lt;p class=&quot;body&quot;&gt;');
  const tagged = text.replace(/\b[a-z]{4,}\b/gu, (word) => (random() < 0.15 ? `<span class="c${word.length}" style="left:12px">${word}</span>` : word));
  return oneOf([escaped, `&lt;div&gt;${escaped}`, tagged, [...sample(blocks, 4, random), text].join('\n'), sample(blocks, 5, random).join('\n')], random);
}

const HEX = '0123456789abcdef';
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Encoded bytes, a dump or a log in the place of text. */
export function binaryJunk(text: string, random: Random): string {
  const run = (signs: string, length: number): string => Array.from({ length }, () => oneOf(Array.from(signs), random)).join('');
  const hexDump = Array.from({ length: 12 }, (_, row) => `${(row * 16).toString(16).padStart(8, '0')}  ${Array.from({ length: 16 }, () => run(HEX, 2)).join(' ')}`).join('\n');
  const log = Array.from({ length: 14 }, (_, row) => `2023-04-${10 + row}T0${row % 10}:12:${10 + row}.${run('0123456789', 3)}Z ${oneOf(['INFO', 'WARN', 'ERROR', 'DEBUG'], random)} [pool-${row % 4}-thread-${row}] c.e.Worker - 0x${run(HEX, 12)} took ${run('123456789', 3)}ms`).join('\n');
  const base64 = Array.from({ length: 10 }, () => run(BASE64, 76)).join('\n');
  return `${paragraphsOf(text)[0]!}\n\n${oneOf([base64, base64.replaceAll('\n', ''), hexDump, log, run(HEX, 600)], random)}`;
}

const STARTS = [
  'As shown above, this option must be set first.', 'This option overrides the previous one and should not be combined with it.', 'It also works the other way round, as described in the previous section.', 'However, these do not apply in that case.',
  'As mentioned earlier, they have to be restarted after that.', 'See the table above for the values it accepts.', 'Otherwise, repeat the steps above until it stops.', 'The latter is used when the former is not available.', 'In this case, it returns the same value as before.',
] as const;

/** The heading is gone and the text starts by pointing at what is no longer there. */
export function missingContext(text: string, random: Random): string {
  return [oneOf(STARTS, random), ...paragraphsOf(text).filter((part) => !part.startsWith('#'))].join(oneOf([' ', '\n\n'], random));
}

/** Headings without the text that stood below them. */
export function orphanHeadings(text: string, random: Random): string {
  const names = sample(LINK_WORDS, 1 + Math.floor(random() * 3), random).map((name, index) => `${'#'.repeat(2 + index)} ${name}`);
  return random() < 0.5 ? `${text}\n\n${names.join('\n\n')}` : names.join('\n\n');
}
