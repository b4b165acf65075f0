/** Manuals that Debian ships both as PDF and as plain text, fetched by apt on first use. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { detect } from 'chardet';
import iconv from 'iconv-lite';
import { filesIn, unpacked } from './places.js';

/** Packages with such pairs, made by four tool chains (Sphinx, DocBook by dblatex and by FOP, AsciiDoc) in several languages. */
const PACKAGES = [
  'debian-policy', 'developers-reference', 'developers-reference-de', 'developers-reference-fr', 'debian-reference-en', 'debian-reference-fr', 'debmake-doc',
  'maint-guide', 'maint-guide-de', 'maint-guide-es', 'maint-guide-fr', 'debian-faq', 'debian-faq-de', 'debian-faq-fr', 'installation-guide-amd64',
];
/** One package has the same manual in twenty languages, which would outweigh all the others. */
const LANGUAGES = ['en', 'de', 'fr', 'es', 'ru', 'ja'];
const OTHER_LANGUAGE = /\.([a-z]{2}(?:[-_][A-Za-z]{2})?)\.pdf(?:\.gz)?$/u;

export interface Pair { readonly name: string; readonly pdf: Buffer; readonly text: string }

/** What is missing to fetch them; `null` when they are there or can be had. */
export function lackingForPairs(): string | null {
  if (existsSync(folder())) return null;
  const lacking = ['apt-get', 'dpkg-deb'].filter((command) => !runs(command));
  return lacking.length === 0 ? null : `no ${lacking.join(' and no ')}, which fetch Debian's documentation packages`;
}

export function runs(command: string, argument = '--version'): boolean {
  try {
    execFileSync(command, [argument], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Every `x.pdf` that has an `x.txt` beside it, both plain or gzipped. */
export function pairs(): Pair[] {
  if (!existsSync(folder())) download();
  const texts = new Set(filesIn(folder(), ['.txt', '.txt.gz']));
  return filesIn(folder(), ['.pdf', '.pdf.gz']).flatMap((file) => {
    const language = OTHER_LANGUAGE.exec(file)?.[1];
    const stem = file.replace(/\.pdf(?:\.gz)?$/u, '');
    const text = [`${stem}.txt`, `${stem}.txt.gz`].find((name) => texts.has(name));
    if (text === undefined || (language !== undefined && !LANGUAGES.includes(language))) return [];
    return [{ name: stem.replace(/^usr\/share\/(?:doc\/)?/u, ''), pdf: contentOf(file), text: decoded(contentOf(text)) }];
  });
}

const folder = (): string => join(unpacked, 'debian-docs');

function contentOf(file: string): Buffer {
  const bytes = readFileSync(join(folder(), file));
  return file.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}

/** Some text editions are in the character set that their language had before UTF-8. */
function decoded(bytes: Buffer): string {
  return iconv.decode(bytes, detect(bytes) ?? 'utf8');
}

function download(): void {
  mkdirSync(unpacked, { recursive: true });
  const partial = mkdtempSync(join(unpacked, '.partial-'));
  console.log(`fetching ${PACKAGES.length} documentation packages by apt-get download into bench/.data/debian-docs, once`);
  for (const name of PACKAGES) {
    try {
      execFileSync('apt-get', ['download', name], { cwd: partial, stdio: ['ignore', 'ignore', 'ignore'] });
    } catch {
      console.log(`apt has no ${name} here: left out`);
    }
  }
  const archives = filesIn(partial, ['.deb']);
  if (archives.length === 0) throw new Error('apt-get gave no package: run `apt-get update` first');
  for (const archive of archives) {
    execFileSync('dpkg-deb', ['-x', archive, '.'], { cwd: partial });
    rmSync(join(partial, archive));
  }
  renameSync(partial, folder());
}
