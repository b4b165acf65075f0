import { blocksPage } from './blocks-page.js';
import { openApiDocument } from '../../src/server/openapi.js';
import { builtInBlocks } from './blocks.js';
import { demoSvg } from './demo-output.js';
import { kernelModule } from './kernel.js';
import { rulesIndex } from './rules-index.js';
import { pipelineJsonSchema } from './schema.js';

/** Every generated file: path relative to the repository -> content. Depends on nothing but the sources. */
export async function generatedFiles(root: string): Promise<Map<string, string>> {
  const blocks = await builtInBlocks();
  return new Map([
    ['docs/schema/pipeline.schema.json', `${JSON.stringify(pipelineJsonSchema(blocks), null, 2)}\n`],
    ['docs/openapi.json', `${JSON.stringify(openApiDocument(), null, 2)}\n`],
    ['docs/blocks.md', blocksPage(blocks)],
    ['docs/images/demo.svg', demoSvg(root)],
    ['docs/rules/README.md', rulesIndex(root, blocks)],
    ['src/join/duplication/kernel/binary.ts', await kernelModule(root)],
  ]);
}
