import { join } from 'node:path';

const SOURCE = 'src/join/duplication/kernel/assembly/index.ts';
const OPTIONS = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--initialMemory', '16', '--baseDir', '/', '--outFile', 'kernel.wasm'];

/** The part of AssemblyScript's compiler that is used. Its own types are left out: they declare other globals than Node has. */
interface Compiler {
  main(argv: readonly string[], api: { writeFile: (name: string, contents: string | Uint8Array) => void }): Promise<{ error: Error | null; stderr: { toString(): string } }>;
}

/** The signature kernel compiled to WebAssembly, as a module that holds it in base64: nothing to find or to load at run time. */
export async function kernelModule(root: string): Promise<string> {
  const name: string = 'assemblyscript/asc';
  const compiler = ((await import(name)) as { default: Compiler }).default;
  let binary = Buffer.alloc(0);
  const { error, stderr } = await compiler.main([join(root, SOURCE), ...OPTIONS], {
    writeFile: (_name, contents) => {
      binary = Buffer.from(contents);
    },
  });
  if (error !== null) throw new Error(`${SOURCE} does not compile: ${error.message}\n${stderr.toString()}`);
  return [
    `/** \`${SOURCE.split('/').slice(-2).join('/')}\` compiled to WebAssembly (${binary.length} bytes). Written by \`npm run generate\`. */`,
    `export const KERNEL = '${binary.toString('base64')}';`,
    '',
  ].join('\n');
}
