import { fileURLToPath } from 'node:url';
import { networkNamespace } from './network.js';

/** How to start a child: its module, the program that runs it and that program's arguments. */
export interface ChildCommand {
  readonly module: string;
  readonly execPath: string;
  readonly execArgv: readonly string[];
}

/**
 * Rights of a child: it may read files (its own code, and character maps), but not write any, nor start processes, threads or
 * native code, unless `nativeCode` says so. Node 20 and early 22 call the flag experimental; the newer name came with 22.13 and 23.5.
 */
export function permissionArguments(version: string = process.versions.node, nativeCode = false): readonly string[] {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const stable = major > 23 || (major === 23 && minor >= 5) || (major === 22 && minor >= 13);
  return [stable ? '--permission' : '--experimental-permission', '--allow-fs-read=*', ...(nativeCode ? ['--allow-addons'] : [])];
}

/** Room for young objects: a document's tokens die with it, and a larger room is collected less often. */
const YOUNG_MB = 32;

/** The child beside this file: built JavaScript with no rights, or, from source, TypeScript through tsx. Without a network where the system has namespaces. */
export function childCommand(memoryMb: number, nativeCode = false): ChildCommand {
  const source = import.meta.url.endsWith('.ts');
  const module = fileURLToPath(new URL(source ? './child.ts' : './child.js', import.meta.url));
  const heap = [`--max-old-space-size=${memoryMb}`, `--max-semi-space-size=${YOUNG_MB}`];
  const node = [...heap, ...(source ? fromSource() : permissionArguments(process.versions.node, nativeCode))];
  const namespace = networkNamespace();
  if (namespace === null) return { module, execPath: process.execPath, execArgv: node };
  return { module, execPath: namespace.program, execArgv: [...namespace.arguments, process.execPath, ...node] };
}

/**
 * tsx compiles TypeScript with a process and a thread of its own, so the permission flag cannot hold here. It would compile
 * pdf.js too, at 300 MB: packages are loaded past it.
 */
function fromSource(): readonly string[] {
  const hook = `import { readFile } from 'node:fs/promises';
export async function load(url, context, next) {
  if (context.format !== 'module' || !url.includes('/node_modules/')) return next(url, context);
  return { format: 'module', shortCircuit: true, source: await readFile(new URL(url)) };
}`;
  const register = `import { register } from 'node:module'; register(${JSON.stringify(asDataUrl(hook))});`;
  return ['--import', import.meta.resolve('tsx'), '--import', asDataUrl(register)];
}

function asDataUrl(code: string): string {
  return `data:text/javascript,${encodeURIComponent(code)}`;
}
