import { spawn, type ChildProcess } from 'node:child_process';
import { MAIN } from '../built/index.js';
import { folder, ndjson, NOW, winnow, type Files, type Ran } from '../cli/support.js';
import { PAYLOADS } from './fake-texts.js';

/** What can be the name of a file: no separators, no NUL, and short enough for every file system. */
const asFileName = (payload: string): string => payload.replace(/[/\0]|[\uD800-\uDFFF]/gu, '_').slice(0, 60);
/** What can be given to a command. */
const ARGUMENTS = PAYLOADS.filter((payload) => !/[\0\uD800-\uDFFF]/u.test(payload) && payload.length < 400);

const SUBJECTS = ['lanterns', 'saddles', 'barometers', 'violins', 'looms', 'compasses', 'anchors', 'kilns', 'bellows', 'sextants', 'ladders', 'mirrors', 'kettles', 'whistles', 'bobbins', 'chisels', 'quills', 'sundials', 'trellises', 'anvils'];
const CARE = ['are oiled by whoever took them out last', 'hang on the wall behind the press', 'go to the workshop in Bergen before the frost', 'belong to the members and not to the house', 'may be lent to schools that ask in writing', 'were bought with the money of the lottery', 'have a plate with the name of the giver'];

/** An old page, so that it waits for review, with payloads wherever a document can say something. */
function hostilePage(payload: string, at: number): readonly [string, string] {
  const [subject, care] = [SUBJECTS[at % SUBJECTS.length] ?? '', CARE[(at * 3) % CARE.length] ?? ''];
  const quoted = JSON.stringify(payload.replace(/[\uD800-\uDFFF\0]/gu, '_'));
  const said = payload.replaceAll('\0', ''); // with a NUL it would be no text at all
  const text = `The ${subject} of shelf ${String.fromCharCode(65 + (at % 26))} ${care}.\n\n\`\`\`\n${said}\n\`\`\`\n\nMore on ${subject}: ${said}`;
  return [`docs/old/${asFileName(payload)} ${at}.md`, `---\ntitle: ${quoted}\nauthor: ${quoted}\ntags: [${quoted}]\nreviewer: ${quoted}\nupdated: 2017-03-${String((at % 28) + 1).padStart(2, '0')}\n---\n\n# ${said}\n\n${text}\n`];
}

const page = (title: string, updated: string, text: string): string => `---\ntitle: ${title}\nupdated: ${updated}\n---\n\n# ${title}\n\n${text}\n`;
const ARCHIVE = `The archive keeps every invoice that a customer was sent. After ten years the finance team decides together with the auditors which of them are destroyed, and writes down why.

Boxes stand in the cellar behind the boiler, sorted by year and then by the first letter of the customer. Whoever takes one out signs the list at the door, and signs again when it is back in its place.

Light and damp are the enemies of paper: the lamp goes out with the last person, and the fan runs on weekdays. A box that smells of mould goes to the caretaker before anything else is done with it.`;

const FILES: Readonly<Record<string, string>> = {
  'real.yaml': `version: 1
name: real
read:
  - { name: docs, use: files, owner: ${JSON.stringify(PAYLOADS[1])}, authority: 0.5, with: { root: docs, git: false } }
  - { name: policies, use: files, owner: legal, authority: 0.9, with: { root: policies, git: false } }
export: [{ use: jsonl, with: { path: out/real.jsonl } }]
`,
  'policies/refunds.md': page('Refunds', '2026-09-01', 'Unused products are refunded within 14 days of delivery. Whoever sends a parcel back pays for it, unless the product was faulty.'),
  'docs/returns.md': page('Sending things back', '2025-12-11', 'Put the product into its box and stick the label on it. Unused products are refunded within 30 days of delivery. The warehouse opens parcels on Tuesdays and Fridays.'),
  'policies/archive.md': page('Archive', '2026-09-01', ARCHIVE),
  'docs/cellar.md': page('Archive', '2026-09-01', ARCHIVE.replace('anything else is done', 'anybody does anything')),
  'docs/bicycles.md': page('Bicycles', '2017-03-01', 'A bicycle may be leased for three years. The company pays the insurance, and whoever rides it brings it to the yearly inspection.'),
  'docs/payloads.txt': `TODO: write this section. Lorem ipsum dolor sit amet, TBD.\n\n${PAYLOADS.join('\n\n').replaceAll('\0', '')}\n`,
};

export interface RealServer { readonly login: string; readonly cwd: string; readonly decided: number; readonly stop: () => Promise<void> }

/** A corpus that the built command made of files, with decisions made by it, and `winnow serve` on it. */
export async function startRealServer(tidyAfter: (tidy: () => void) => void): Promise<RealServer> {
  const cwd = folder({ ...FILES, ...Object.fromEntries(PAYLOADS.map(hostilePage)) }, tidyAfter);
  sound(await winnow(['run', 'real.yaml', ...NOW], { cwd }));
  const waiting = ndjson<{ id: string; path: string }>(sound(await winnow(['list', 'chunks', '--status', 'quarantined', '--json'], { cwd }))).filter(({ path }) => path.startsWith('old/'));
  const verdicts = ['--requeue', '--reject', '--approve'];
  const decided = Math.min(4, waiting.length);
  for (let at = 0; at < decided; at += 1) {
    sound(await winnow(['decide', waiting[at * 5]!.id, verdicts[at % 3]!, `--reason=${ARGUMENTS[at * 2 + 1]!}`, `--actor=${ARGUMENTS[at * 2]!}`], { cwd }));
  }
  return { ...(await serve(cwd, tidyAfter)), decided };
}

/** `winnow serve` on a corpus that the built command made of these files, `real.yaml` among them. */
export async function serveFolder(files: Files, tidyAfter: (tidy: () => void) => void): Promise<Omit<RealServer, 'decided'>> {
  const cwd = folder(files, tidyAfter);
  sound(await winnow(['run', 'real.yaml', ...NOW], { cwd }));
  return serve(cwd, tidyAfter);
}

async function serve(cwd: string, tidyAfter: (tidy: () => void) => void): Promise<Omit<RealServer, 'decided'>> {
  const child = spawn(process.execPath, [MAIN, 'serve', '--port', '0', '--json'], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  tidyAfter(() => { child.kill('SIGKILL'); });
  return { login: await loginOf(child), cwd, stop: () => stopped(child) };
}

function sound(ran: Ran): Ran {
  if (ran.code !== 0) throw new Error(`exit code ${ran.code}: ${ran.stderr}`);
  return ran;
}

function loginOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let [out, err] = ['', ''];
    child.stderr?.setEncoding('utf8').on('data', (text: string) => { err += text; });
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      if (out.endsWith('\n')) resolve((JSON.parse(out) as { login: string }).login);
    });
    child.on('error', reject).on('close', (code) => { reject(new Error(`winnow serve ended with ${code}: ${err}`)); });
  });
}

async function stopped(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => { child.on('close', resolve); });
  child.kill('SIGINT');
  await ended;
}
