/**
 * Makes the command of few files: some thousand modules are most of what a short command costs. Part of `npm run build`, after the compiler.
 *
 * What is loaded at each start is drawn in, packages too; whatever else belongs to packages stays where npm put it. The library stays as the
 * compiler wrote it. Each module still finds what lies beside it in `dist`.
 */
import { existsSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown, type Plugin } from 'rolldown';

const ROOT = join(fileURLToPath(import.meta.url), '../..');
const DIST = join(ROOT, 'dist');
const COMMAND = join(DIST, 'cli');
const MADE = join(DIST, 'cli-bundle');

/** Packages that every command loads, and what they draw in: of JavaScript alone, without files of their own beside it. */
const DRAWN_IN = new Set([
  '@marcbachmann/cel-js', 'commander', 'croner', 'dom-serializer', 'domelementtype', 'domhandler', 'domutils', 'entities', 'htmlparser2', 'p-limit', 'picomatch', 'yaml', 'yocto-queue', 'zod',
]);

/** What runs in processes and threads of its own, which start as often. Whoever starts them finds them where the compiler wrote them. */
const OTHERS = { child: join(DIST, 'engine/parser-host/child.js'), program: join(DIST, 'engine/run/join-work/program.js') };

/** The package that a specifier or a path in `node_modules` names; null for anything else. */
const packageOf = (name: string): string | null => /^(?:.*[\\/]node_modules[\\/])?((?:@[^\\/]+[\\/])?[^./\\][^\\/]*)/u.exec(name)?.[1]?.replaceAll('\\', '/') ?? null;

const met = new Set<string>();

/** `import.meta.url` of a module is where the compiler wrote it, whatever file it ends up in. */
const places: Plugin = {
  name: 'places',
  moduleParsed: ({ id }) => { met.add(packageOf(id) ?? ''); },
  transform: (code, id) => (id.startsWith(DIST + sep) && code.includes('import.meta.url')
    ? code.replaceAll('import.meta.url', `new URL(${JSON.stringify(relative(COMMAND, id).replaceAll(sep, '/'))}, import.meta.url).href`)
    : null),
};

/** The folder of the package that a module belongs to; null for modules of ours. */
const folderOf = (id: string): string | null => /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/u.exec(id)?.[0] ?? null;

/** The licence of the package in a folder, as it asks to be shown with copies of it. */
function noticeOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name: string; version: string; license: string };
  const file = readdirSync(folder).find((entry) => /^(?:licen[cs]e|copying)/iu.test(entry));
  if (file === undefined) throw new Error(`${name} brings no licence to be shown`);
  return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
}

const bundle = await rolldown({
  input: {
    main: join(COMMAND, 'main.js'),
    // For programs that run commands in their own process, as tests do.
    'command-line': join(COMMAND, 'command-line.js'),
    ...OTHERS,
  },
  platform: 'node',
  external: (id, _importer, resolved) => {
    const name = /^[./\\]/u.test(id) || id.startsWith(DIST) ? null : packageOf(id);
    return !resolved && name !== null && !DRAWN_IN.has(name);
  },
  plugins: [places],
});
const { output } = await bundle.write({ dir: MADE, format: 'esm', entryFileNames: '[name].js', chunkFileNames: 'part-[name]-[hash].js' });
await bundle.close();

const unknown = [...DRAWN_IN].filter((name) => !met.has(name));
if (unknown.length > 0) throw new Error(`to be drawn into the command, but nothing loads it: ${unknown.join(', ')}`);
const drawnIn = new Set(output.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : [])).flatMap((id) => folderOf(id) ?? []));
writeFileSync(join(MADE, 'THIRD-PARTY.txt'), `The command holds copies of these packages.\n\n${[...drawnIn].sort().map(noticeOf).join(`\n${'-'.repeat(80)}\n\n`)}`);
if (existsSync(COMMAND)) rmSync(COMMAND, { recursive: true });
renameSync(MADE, COMMAND);
for (const [name, path] of Object.entries(OTHERS)) writeFileSync(path, `import ${JSON.stringify(relative(dirname(path), join(COMMAND, `${name}.js`)).replaceAll(sep, '/'))};\n`);
